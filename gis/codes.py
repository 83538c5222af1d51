"""Codes that stand in arrays."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Code(IntEnum):
    """A whole number with a name, made to be compared with arrays and put into them.

    numpy asks any operand that it does not know whether it brings its own way of computing. An enumeration
    answers by an exception, in more time than the comparison of a county's schools takes. These say at
    once what is so anyway: arrays compute as arrays do.
    """

    __array_ufunc__ = np.ndarray.__array_ufunc__
    __array_function__ = np.ndarray.__array_function__


def first_of(conditions: Sequence[ArrayLike], values: Sequence[ArrayLike], other: ArrayLike) -> NDArray[Any]:
    """Return where each position takes the value of the first condition that it meets.

    What :func:`numpy.select` returns, in a third of its time for a county's schools.
    """
    found = other
    for condition, value in zip(conditions[::-1], values[::-1], strict=True):
        found = np.where(condition, value, found)
    return np.asarray(found)
