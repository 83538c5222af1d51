"""What the user answers on the command line to the importer's questions."""

from __future__ import annotations

from collections.abc import Iterable

from gis.errors import InputError
from gis.io.coordinates import system_of

ROLES = ("schools", "settlements", "pupils", "roads", "boundary", "zones")


def coordinate_answers(options: Iterable[str]) -> dict[str, str]:
    """Return role → code of a coordinate system from texts like ``schools=gcj02``.

    Raises
    ------
    InputError
        coordinates_option_wrong: no such file; coordinate_system_unknown: no such system.
    """
    answers = {}
    for option in options:
        role, _, code = option.partition("=")
        if role.strip() not in ROLES:
            raise InputError("coordinates_option_wrong", given=option, roles="、".join(ROLES))
        answers[role.strip()] = system_of(code).code
    return answers
