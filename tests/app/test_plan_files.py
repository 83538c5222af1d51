"""What the window does when a plan's file is held, changed, full, damaged - and after a crash."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from miniature import merge
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app import autosave, messages
from app.dialogs.recovery import Choice, RecoveryDialog, SalvageDialog
from app.main_window import MainWindow
from gis.errors import PlanFileError
from gis.io import locking
from gis.io.project import open_plan, save_plan
from gis.io.recovery import find_copies
from gis.layout import LayoutStatus
from gis.model import Plan

Settle = Callable[[], None]


@pytest.fixture
def path(plan: Plan, tmp_path: Path) -> Path:
    """The county in a file."""
    made = tmp_path / "示例县.gpkg"
    save_plan(plan, made)
    return made


@pytest.fixture
def offers(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, ...]]]:
    """Faults that the window offers ways out of; none is taken unless a test says so."""
    made: list[tuple[str, tuple[str, ...]]] = []

    def offer(_parent: object, _title: str, fault: PlanFileError, ways: tuple[str, ...]) -> None:
        made.append((fault.code, ways))

    monkeypatch.setattr(messages, "offer", offer)
    return made


def hold_elsewhere(path: Path, duration: float) -> None:
    lines = ["filelock/2", "pid=4711", "host=elsewhere", "mode=lease", "token=abc", f"duration={duration!r}"]
    path.with_name(f".{path.name}.lock").write_text("".join(f"{line}\n" for line in lines))
    words = {"user": "李老师", "machine": "教育局-3", "since": "2026-01-02T03:04:05+00:00", "token": "abc"}
    path.with_name(f".{path.name}.lock.json").write_text(json.dumps(words), encoding="utf-8")


def open_in(window: MainWindow, path: Path, settle: Settle) -> None:
    window.files.open(path)
    settle()


def test_a_plan_held_by_another_person_can_be_looked_at_and_saved_elsewhere(
    window: MainWindow, path: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_elsewhere(path, locking.LEASE_S)
    open_in(window, path, settle)
    assert window.banner.isVisible()
    for word in ("李老师", "教育局-3", "2026-01-02"):
        assert word in window.banner.text.text()
    assert "（只读）" in window.windowTitle()
    window.document.decide("p3", merge("s1"), "")
    settle()
    before, copy = path.read_bytes(), path.with_name("我的.gpkg")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(copy), ""))
    window.files.save()
    settle()
    assert path.read_bytes() == before
    assert open_plan(copy).scenarios["调整"].decisions["p3"].status is LayoutStatus.MERGE
    assert not window.banner.isVisible()
    assert window.document.path == copy


def test_the_banner_goes_when_the_file_becomes_free(
    window: MainWindow, path: Path, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "LEASE_S", 0.2)
    hold_elsewhere(path, 0.2)
    open_in(window, path, settle)
    assert window.banner.isVisible()
    qtbot.wait(250)
    for _ in range(2):
        window.document.file.ask_again()
        settle()
        qtbot.wait(250)
    assert not window.banner.isVisible()
    assert window.document.file.fault is None


def test_a_file_saved_by_the_holder_is_to_be_opened_again(
    window: MainWindow, plan: Plan, path: Path, settle: Settle, qtbot: QtBot
) -> None:
    hold_elsewhere(path, locking.LEASE_S)
    open_in(window, path, settle)
    for file in (f".{path.name}.lock", f".{path.name}.lock.json"):
        path.with_name(file).unlink()
    save_plan(plan.with_scenario(plan.scenarios["调整"]).with_issues(()), path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE scenarios SET note = '新'")
    window.document.file.ask_again()
    settle()
    assert window.banner.reopen.isVisible()
    window.banner.reopen.click()
    settle()
    assert not window.banner.isVisible()
    assert window.document.plan is not None
    assert window.document.plan.scenarios["调整"].note == "新"


def test_changes_made_elsewhere_are_not_overwritten(
    window: MainWindow, path: Path, settle: Settle, qtbot: QtBot, offers: list[tuple[str, tuple[str, ...]]]
) -> None:
    open_in(window, path, settle)
    holder = locking.holder_of(path)
    assert holder is not None
    open_in(window, path, settle)
    assert locking.holder_of(path) == holder, "opened again it is still held by this window"
    window.files.save()
    settle()
    assert offers == []
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE scenarios SET note = 'elsewhere'")
    before = path.read_bytes()
    window.document.decide("p3", merge("s1"), "")
    settle()
    window.files.save()
    qtbot.waitUntil(lambda: bool(offers), timeout=120_000)
    assert [code for code, _ in offers] == ["plan_changed_outside"]
    assert offers[0][1] == ("另存为……", "再试一次")
    assert path.read_bytes() == before
    assert window.document.dirty
    window.document.close()
    assert locking.holder_of(path) is None


def test_a_damaged_plan_is_opened_as_far_as_it_can_be_read(
    window: MainWindow, path: Path, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 9 // 10])
    before = path.read_bytes()
    told: list[list[str]] = []
    monkeypatch.setattr(messages, "offer", lambda *_: 0)
    monkeypatch.setattr(
        SalvageDialog, "ask", lambda _, report: told.append([issue.code for issue in report])
    )
    window.files.open(path)
    qtbot.waitUntil(lambda: bool(told), timeout=120_000)
    settle()
    document = window.document
    assert document.plan is not None
    assert document.path is None
    assert document.dirty
    assert told[0][0] == "salvage_opened"
    assert path.read_bytes() == before
    assert window.files._proposal == path.with_name("示例县（恢复）.gpkg")


def test_after_a_crash_unsaved_work_is_offered_and_comes_back_unsaved(
    window: MainWindow, path: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_in(window, path, settle)
    before = path.read_bytes()
    window.document.decide("p3", merge("s1"), "")
    settle()
    assert window.autosave._quiet.isActive()
    window.autosave.write()
    settle()
    folder = window.autosave.folder
    assert path.read_bytes() == before
    assert find_copies(folder) == {}, "a running window's copy is its own"

    copy, window.autosave._copy = window.autosave._copy, None  # the program ends without warning
    assert copy is not None
    copy.leave()
    window.document.undo_stack.setClean()
    window.files.close()
    asked: list[list[str]] = []

    def recover(_parent: object, found: tuple[object, ...]) -> tuple[Choice, object]:
        dialog = RecoveryDialog(window, found)  # type: ignore[arg-type]
        asked.append(dialog.differences.toPlainText().splitlines())
        return Choice.RECOVER, found[0]

    monkeypatch.setattr(RecoveryDialog, "ask", recover)
    window.offer_recovery(ask=True)
    settle()
    settle()
    assert asked[0][0] == "方案“调整”改过的学校：西村教学点。"
    assert not any("居民点" in line for line in asked[0]), "the inputs are as they were"
    document = window.document
    assert document.plan is not None
    assert document.plan.scenarios["调整"].decisions["p3"].status is LayoutStatus.MERGE
    assert document.path is None
    assert document.dirty
    assert copy.path.is_file(), "until it is saved"
    document.save(path.with_name("恢复.gpkg"), lambda fault: pytest.fail(str(fault)))
    settle()
    assert not copy.path.exists()


def test_copies_are_made_while_editing_and_gone_when_saved(
    window: MainWindow, path: Path, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_in(window, path, settle)
    window.autosave._quiet.setInterval(1)
    window.document.decide("p3", merge("s1"), "")
    qtbot.waitUntil(lambda: len(list(window.autosave.folder.glob("*.json"))) == 1, timeout=60_000)
    settle()
    assert autosave.LONGEST_MS <= 60_000
    window.files.save()
    settle()
    folder = window.autosave.folder
    assert list(folder.iterdir()) == []

    folder.rmdir()
    folder.write_bytes(b"a file where the folder should be")
    window.document.undo_stack.undo()
    settle()
    window.autosave.write()
    settle()
    assert "自动备份" in window.statusBar().currentMessage()
    folder.unlink()


def test_discarded_copies_are_gone_and_others_wait_on_the_start_page(
    window: MainWindow, plan: Plan, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gis.io.recovery import WorkingCopy

    for _ in range(2):
        copy = WorkingCopy(window.autosave.folder)
        copy.write(plan, None)
        copy.leave()
    monkeypatch.setattr(RecoveryDialog, "ask", lambda _, found: (Choice.LATER, found[0]))
    window.offer_recovery(ask=True)
    settle()
    assert window.start_page.recovery.isVisible()
    assert "2" in window.start_page.recovery.text()
    monkeypatch.setattr(RecoveryDialog, "ask", lambda _, found: (Choice.DISCARD, found[0]))
    for _ in range(2):
        window.start_page.recovery.click()
    assert not window.start_page.recovery.isVisible()
    assert list(window.autosave.folder.iterdir()) == []
