"""What can be wrong with one cell, and what can be remarked on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class CellFault(ValueError):
    """A cell that cannot be understood; ``code`` and ``values`` give the sentence."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Remark(NamedTuple):
    """Something that was done to understand a cell; ``code`` and ``values`` give the sentence."""

    code: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class SpoiltCell:
    """A cell without a value; ``error`` is what the spreadsheet shows, "" if it never worked it out."""

    error: str

    def __str__(self) -> str:
        return self.error or "="
