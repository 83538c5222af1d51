"""Sums over the groups of a baseline by a code, and what a scenario makes of them.

A code whose groups the scenario leaves as they are keeps its sum to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.planning.county import Floats, Ints


@dataclass(frozen=True)
class Sums:
    """Values of the baseline's groups summed up by code.

    ``code`` and ``values``: of each group; ``sums``: one per code. ``is_whole``: the values are whole
    numbers, of which nothing is lost where they are taken off.
    """

    code: Ints
    values: Floats
    sums: Floats
    is_whole: bool

    def after(self, rows: Ints, code: Ints, values: Floats | Ints) -> Floats:
        """Return the sums without some of the groups and with others.

        Parameters
        ----------
        rows
            The groups that are left out.
        code, values
            Those that come.
        """
        size = len(self.sums)
        come = _summed(code, values, size)
        if self.is_whole:
            return self.sums - _summed(self.code[rows], self.values[rows], size) + come
        stay = self.values.copy()
        stay[rows] = 0.0
        return _summed(self.code, stay, size) + come


def sums_of(code: Ints, values: Floats | Ints, size: int) -> Sums:
    """Sum values up by code, 0 … size - 1."""
    known = values.astype(np.float64)
    return Sums(code, known, _summed(code, known, size), values.dtype.kind in "iu")


def _summed(code: Ints, values: Floats | Ints, size: int) -> Floats:
    return np.asarray(np.bincount(code, weights=values, minlength=size), dtype=np.float64)
