"""What is worked out once and kept as long as what it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Memory:
    """Values by key, each worked out when it is first asked for; two threads may both do that."""

    def __init__(self) -> None:
        self._values: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a key. Whoever gets it leaves it as it is."""
        if key not in self._values:
            self._values[key] = make()
        value: T = self._values[key]
        return value

    def __reduce__(self) -> tuple[type[Memory], tuple[()]]:
        return Memory, ()
