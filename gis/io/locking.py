"""Who has a plan open: a lease beside the plan file, so that two people do not save over each other.

The lease is a small file beside the plan that its holder touches every few seconds; it works on a network
share as well as on a disk. The lease of a process that is gone is taken over at once on the same machine, and
after a while without a sign of life from another one. A second file says in words who the holder is.
"""

from __future__ import annotations

import getpass
import json
import os
import platform
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gis.errors import PlanFileError

if TYPE_CHECKING:
    from filelock import LeaseCompromise, SoftFileLease

LEASE_S = 60.0  # every program must use the same: without a sign of life for so long, a holder is gone
UNKNOWN = "?"

_held: dict[Path, PlanLock] = {}
_held_guard = threading.Lock()


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a plan open: account, machine, process, and since when (UTC, ISO 8601)."""

    user: str
    machine: str
    process_id: int
    since: str
    token: str = ""

    @property
    def since_here(self) -> str:
        """The time in this machine's time zone, for a sentence."""
        with suppress(ValueError):
            return f"{datetime.fromisoformat(self.since).astimezone():%Y-%m-%d %H:%M}"
        return UNKNOWN

    def values(self) -> dict[str, str]:
        """Return the values for a sentence that names the holder."""
        return {"user": self.user, "machine": self.machine, "since": self.since_here}


class PlanLock:
    """The right to save a plan, until :meth:`release` or until :attr:`is_lost`."""

    def __init__(self, path: Path, lease: SoftFileLease) -> None:
        self.path = path
        self.is_lost = False
        self._lease = lease
        self._token = lease.token or ""

    def lose(self) -> None:
        """Note that another program took the lease while this machine slept or was cut off."""
        self.is_lost = True
        _forget(self)

    def release(self) -> None:
        """Give the plan free; nothing happens the second time or after the lease was lost."""
        _forget(self)
        if not self.is_lost:
            with suppress(OSError, ValueError):
                if _read_words(self.path).get("token") == self._token:
                    _words_path(self.path).unlink(missing_ok=True)
        with suppress(OSError):
            self._lease.release(force=True)


class Claim:
    """Wants the right to save a plan; asking the same claim again notices a holder who shows no life."""

    def __init__(self, path: Path, lost: Callable[[], object] | None = None) -> None:
        """Ask for nothing yet; ``lost`` is called from another thread when a right taken is lost later on."""
        from filelock import SoftFileLease

        self.path = path.resolve()
        self._lost = lost
        self._lock: PlanLock | None = None
        self._lease = SoftFileLease(
            _lock_path(self.path), lease_duration=LEASE_S, thread_local=False, on_compromise=self._compromised
        )

    def take(self) -> PlanLock:
        """Take the right to save the plan; the file need not exist.

        Raises
        ------
        PlanFileError
            plan_held: somebody has it, and the sentence says who. plan_not_lockable: nothing can be written
            there.
        """
        from filelock import LeaseSettingsMismatch, Timeout

        try:
            self.path.parent.stat()  # the lease would make the folder
            self._lease.acquire(timeout=0)
        except (Timeout, LeaseSettingsMismatch) as error:
            raise PlanFileError("plan_held", file=self.path.name, **_values_of(self.path)) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise PlanFileError("plan_not_lockable", file=self.path.name, reason=reason) from error
        self._lock = PlanLock(self.path, self._lease)
        with _held_guard:
            _held[self.path] = self._lock
        _write_words(self.path, self._lease.token or "")
        return self._lock

    def _compromised(self, _: LeaseCompromise) -> None:
        if self._lock is not None:
            self._lock.lose()
        if self._lost is not None:
            self._lost()


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the right to save a plan for a while, unless this program holds it anyway.

    Raises
    ------
    PlanFileError
        plan_held.
    """
    with _held_guard:
        own = _held.get(path.resolve())
    lock = None
    if own is None:
        try:
            lock = Claim(path).take()
        except PlanFileError as error:
            if error.code != "plan_not_lockable":  # if nothing can be written there, saving will say why
                raise
    try:
        yield
    finally:
        if lock is not None:
            lock.release()


def holder_of(path: Path) -> Holder | None:
    """Return who has a plan open, None if nobody has."""
    from filelock import SoftFileLease

    path = path.resolve()
    owner = SoftFileLease(_lock_path(path), lease_duration=LEASE_S, thread_local=False).owner
    if owner is None:
        return None
    words = _read_words(path)
    if words.get("token") != owner.token:
        words = {}
    return Holder(
        user=words.get("user", UNKNOWN),
        machine=words.get("machine", owner.hostname),
        process_id=owner.pid,
        since=words.get("since", ""),
        token=owner.token or "",
    )


def _values_of(path: Path) -> dict[str, str]:
    holder = holder_of(path)
    return holder.values() if holder else {"user": UNKNOWN, "machine": UNKNOWN, "since": UNKNOWN}


def _forget(lock: PlanLock) -> None:
    with _held_guard:
        if _held.get(lock.path) is lock:
            del _held[lock.path]


def _lock_path(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")


def _words_path(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock.json")


def _write_words(path: Path, token: str) -> None:
    holder = Holder(user_name(), platform.node() or UNKNOWN, os.getpid(), _now(), token)
    with suppress(OSError):  # the lease counts; without this file the sentence only says less
        _words_path(path).write_text(json.dumps(asdict(holder), ensure_ascii=False), encoding="utf-8")


def _read_words(path: Path) -> dict[str, str]:
    try:
        words = json.loads(_words_path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {key: str(value) for key, value in words.items()} if isinstance(words, dict) else {}


def user_name() -> str:
    """Return the account that runs the program."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name
        return UNKNOWN


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
