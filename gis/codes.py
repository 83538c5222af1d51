"""Codes that stand in arrays."""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Code(IntEnum):
    """A whole number with a name, made to be compared with arrays and put into them.

    numpy asks any operand that it does not know whether it brings its own way of computing. An enumeration
    answers by an exception, in more time than the comparison of a county's schools takes. These say at
    once what is so anyway: arrays compute as arrays do.
    """

    __array_ufunc__ = np.ndarray.__array_ufunc__
    __array_function__ = np.ndarray.__array_function__
