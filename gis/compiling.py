"""Compiling ahead of use. Import it inside functions only, or in modules so imported: it loads the compiler.

A function is compiled once per machine, for the signatures that stand above it, when its module is first
loaded; the result is kept beside its file or, where that folder cannot be written, in the user's own cache.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(*signatures: Any) -> Callable[[Function], Function]:
    """Compile for use without the interpreter's lock; keep the result if any folder takes it."""

    def compile_now(function: Function) -> Function:
        try:
            result: Any = njit(list(signatures), cache=True, nogil=True)(function)
        except RuntimeError:        # no folder for the result can be written
            result = njit(list(signatures), nogil=True)(function)
        return cast("Function", result)

    return compile_now
