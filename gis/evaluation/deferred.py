"""What is worked out when somebody looks: the rest of a sequence, and fields of a dataclass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar, cast, overload

T = TypeVar("T")


class _Later(Generic[T]):
    def __init__(self, make: Callable[[], T]) -> None:
        self.make = make


def later(make: Callable[[], T]) -> T:
    """Return what stands for a value in a field that is :func:`made_later`."""
    return cast(T, _Later(make))


class _Made:
    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, holder: object | None, owner: type) -> Any:
        if holder is None:
            return self
        value = holder.__dict__[self._name]
        if isinstance(value, _Later):
            value = holder.__dict__[self._name] = value.make()
        return value

    def __set__(self, holder: object, value: object) -> None:
        holder.__dict__[self._name] = value


def made_later(*names: str) -> Callable[[type[T]], type[T]]:
    """Let fields of a dataclass be given as :func:`later`; such a one is made when it is first read."""

    def decorate(owner: type[T]) -> type[T]:
        for name in names:
            setattr(owner, name, _Made(name))
        return owner

    return decorate


def all_made(holder: object) -> dict[str, Any]:
    """Return what an object holds, with nothing left to be made: what a copy of it needs."""
    return {name: getattr(holder, name) for name in holder.__dict__}


class Deferred(Sequence[T], Generic[T]):
    """A tuple in all that can be seen from outside; a copy, also one in another process, is a plain tuple.

    Parameters
    ----------
    first
        What is known at once.
    make
        Gives the rest; called at most once.
    """

    __slots__ = ("_make", "_rest", "first")

    def __init__(self, first: tuple[T, ...], make: Callable[[], tuple[T, ...]]) -> None:
        self.first = first
        self._make: Callable[[], tuple[T, ...]] | None = make
        self._rest: tuple[T, ...] = ()

    @property
    def at_hand(self) -> tuple[T, ...]:
        """What is known without making the rest."""
        return (*self.first, *self._rest)

    @property
    def is_whole(self) -> bool:
        """Whether the rest is made."""
        return self._make is None

    def _all(self) -> tuple[T, ...]:
        if self._make is not None:
            self._rest, self._make = self._make(), None
        return (*self.first, *self._rest) if self._rest else self.first

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self._all()[index]

    def __iter__(self) -> Iterator[T]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Sequence) and self._all() == tuple(other))

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def __deepcopy__(self, memo: dict[int, Any]) -> tuple[T, ...]:
        return self._all()

    def __reduce__(self) -> tuple[type, tuple[list[T]]]:
        return tuple, (list(self._all()),)
