"""Garbage is collected on the thread of the window, whoever makes it."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app import garbage


class _Circle:
    """Refers to itself, so that only the collector can end it."""

    def __init__(self, died_on: list[int]) -> None:
        self.itself = self
        self.died_on = died_on

    def __del__(self) -> None:
        self.died_on.append(threading.get_ident())


def _make_garbage(died_on: list[int]) -> None:
    for _ in range(3000):
        _Circle(died_on)


def test_what_a_worker_leaves_is_collected_on_the_windows_thread(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a job that an earlier test has left behind would keep the rubbish for good when it ends meanwhile
    monkeypatch.setattr(gc, "freeze", lambda: None)
    died_on: list[int] = []
    owner = QObject()
    collector = garbage.Collector(owner)
    worker = threading.Thread(target=_make_garbage, args=(died_on,))
    worker.start()
    worker.join()
    assert not died_on
    qtbot.waitUntil(lambda: len(died_on) == 3000)
    assert set(died_on) == {threading.get_ident()}
    assert collector.parent() is owner


def test_nothing_is_collected_while_objects_are_made_that_stay() -> None:
    died_on: list[int] = []
    assert not gc.isenabled()
    with garbage.without_collections(), garbage.without_collections():
        _make_garbage(died_on)
        garbage.collect_due()
    garbage.collect_due()
    assert not died_on  # frozen with the rest
    gc.unfreeze()
    gc.collect()
    assert len(died_on) == 3000
    gc.freeze()
