"""Expected faults. Bad rows are not here: those are ``gis.model.Issue`` values."""

from __future__ import annotations

from gis.messages import describe


class PlanningError(Exception):
    """Something the user can put right; carries a message code and values instead of words.

    Parameters
    ----------
    code
        Key of the sentence in ``resources/messages``.
    **values
        Values for the sentence's placeholders.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return str(describe(self.code, self.values))


class InputError(PlanningError):
    """A whole file cannot be used: missing, empty, locked, truncated, wrong format, no usable content."""


class PlanFileError(InputError):
    """A plan file cannot be opened or written."""


class DecisionError(PlanningError):
    """A decision that cannot be carried out."""


class Cancelled(Exception):
    """The user stopped a long computation."""
