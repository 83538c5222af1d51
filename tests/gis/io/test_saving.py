"""Saving: whatever fails and whenever, the old plan or the new one is there whole, and the user is told."""

import contextlib
import errno
import os
import random
import signal
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest

from gis.errors import PlanFileError
from gis.io import replacing
from gis.io.project import open_plan, save_plan
from gis.io.replacing import mark_of, replacement_of
from gis.layout import Scenario

GOLDEN = Path(__file__).with_name("golden") / "plan_v1.gpkg"
OLD, NEW = b"old plan" * 500_000, b"the new plan" * 400_000  # several pieces each


@pytest.fixture(scope="module")
def plan():
    return open_plan(GOLDEN)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a file whose replacing is tried; the file counts as sound."""
    monkeypatch.setattr(replacing, "is_whole_database", lambda _: True)
    monkeypatch.setattr(replacing, "_opened_by_another_process", lambda _: False)
    monkeypatch.setattr(replacing, "REPLACE_PAUSE_S", 0)
    (tmp_path / "计划.gpkg").write_bytes(OLD)
    return tmp_path


def save(folder):
    with replacement_of(folder / "计划.gpkg") as scratch:
        scratch.write_bytes(NEW)


class FailingSystem:
    """The operating system as saving sees it: one call fails, after part of its work; counts the calls."""

    CALLS = ("open", "write", "fsync", "close", "replace")

    def __init__(self, monkeypatch, at=None, number=errno.EIO, dies=False):
        self.calls, self._at, self._number, self._dies = [], at, number, dies
        monkeypatch.setattr(replacing, "os", self)

    def __getattr__(self, name):
        real = getattr(os, name)
        return self._wrapped(name, real) if name in self.CALLS else real

    def _wrapped(self, name, real):
        def call(*args, **more):
            self.calls.append(name)
            if len(self.calls) - 1 != self._at:
                return real(*args, **more)
            if name == "write":
                real(args[0], args[1][:1000])
            if name == "close":
                real(*args)
            if self._dies:
                os._exit(9)
            raise OSError(self._number, os.strerror(self._number))

        return call


def calls_of_a_saving(folder):
    with pytest.MonkeyPatch.context() as patch:
        system = FailingSystem(patch)
        save(folder)
    (folder / "计划.gpkg").write_bytes(OLD)
    return system.calls


def test_the_steps_of_saving_are_in_the_order_that_survives_a_power_cut(folder):
    """Content on the disk before the name points to it; the name on the disk before success is told."""
    calls = calls_of_a_saving(folder)
    assert calls.count("write") > 3
    step = {name: max(at for at, call in enumerate(calls) if call == name) for name in ("write", "replace")}
    flushes = [at for at, call in enumerate(calls) if call == "fsync"]
    assert step["write"] < flushes[0] < step["replace"]
    assert os.name != "posix" or flushes[1] > step["replace"]


def test_a_failure_at_every_step_leaves_the_old_file_or_the_new_one(folder):
    path = folder / "计划.gpkg"
    for at in range(len(calls_of_a_saving(folder))):
        number = (errno.EIO, errno.ENOSPC, errno.EROFS)[at % 3]
        with pytest.MonkeyPatch.context() as patch:
            FailingSystem(patch, at, number)
            with pytest.raises(PlanFileError) as caught:
                save(folder)
        content = path.read_bytes()
        if caught.value.code == "plan_not_confirmed":
            assert content == NEW
        else:
            assert content == OLD, at
        assert path.name in str(caught.value)
        assert "请" in str(caught.value)
        assert [file.name for file in folder.iterdir()] == [path.name], at
        path.write_bytes(OLD)
    save(folder)
    assert path.read_bytes() == NEW


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "plan_disk_full"),
        (errno.EROFS, "plan_folder_read_only"),
        (errno.EACCES, "plan_folder_read_only"),
        (errno.EIO, "plan_place_gone"),
        (errno.ENETUNREACH, "plan_place_gone"),
        (errno.EMFILE, "plan_not_written"),
    ],
)
def test_each_failure_is_told_with_its_own_way_out(folder, number, code, monkeypatch):
    FailingSystem(monkeypatch, 0, number)
    with pytest.raises(PlanFileError) as caught:
        save(folder)
    assert caught.value.code == code


def test_a_folder_that_cannot_be_flushed_is_no_failure(folder):
    """Network shares know no flushing of folders."""
    last = len(calls_of_a_saving(folder)) - 2
    with pytest.MonkeyPatch.context() as patch:
        system = FailingSystem(patch, last, errno.EINVAL)
        save(folder)
    assert system.calls[last] == "fsync"
    assert (folder / "计划.gpkg").read_bytes() == NEW


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_program_ended_while_it_saves_leaves_the_old_file_and_its_rest_is_swept(folder):
    """The power fails before every step: nothing of the program runs any more, not even its tidying."""
    path = folder / "计划.gpkg"
    for at in range(len(calls_of_a_saving(folder))):
        if os.fork() == 0:
            with pytest.MonkeyPatch.context() as patch:
                FailingSystem(patch, at, dies=True)
                save(folder)
            os._exit(0)
        os.wait()
        assert path.read_bytes() in (OLD, NEW), at
    (folder / f".{path.name}.1-abcd.saving").write_bytes(b"rest")
    save(folder)
    assert path.read_bytes() == NEW
    assert [file.name for file in folder.iterdir()] == [path.name]


def save_for_ever(plans, path, told):
    while True:
        for one in plans:
            save_plan(one, path)
            os.write(told, b"saved")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_moment_one_of_the_plans_is_there_whole(plan, tmp_path):
    path = tmp_path / "a.gpkg"
    plans = [replace(plan, meta=replace(plan.meta, attribution=name)) for name in "ab"]
    chance = random.Random(7)
    for _ in range(3):
        listen, told = os.pipe()
        child = os.fork()
        if child == 0:
            save_for_ever(plans, path, told)
        os.read(listen, 100)
        time.sleep(chance.uniform(0.0, 0.3))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(listen)
        os.close(told)
        with contextlib.closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            query = "SELECT value FROM xiaotu_meta WHERE key = 'attribution'"
            assert connection.execute(query).fetchone()[0] in "ab"
    assert open_plan(path).attendance["pupils"].sum() == plan.attendance["pupils"].sum()
    save_plan(plan, path)
    assert [file.name for file in tmp_path.iterdir()] == [path.name], "the dead program's files are gone"


def test_a_full_disk_while_the_plan_is_made(plan, tmp_path):
    """SQLite itself meets the limit, at a number of sizes."""
    resource = pytest.importorskip("resource")
    path = tmp_path / "a.gpkg"
    save_plan(plan, path)
    before = path.read_bytes()
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        for share in (0.3,):
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(len(before) * share), kept[1]))
            with pytest.raises(PlanFileError) as caught:
                save_plan(replace(plan, scenarios={"x": Scenario("x")}), path)
            resource.setrlimit(resource.RLIMIT_FSIZE, kept)
            assert caught.value.code in ("plan_disk_full", "plan_not_written", "plan_place_gone")
            assert path.read_bytes() == before
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
        signal.signal(signal.SIGXFSZ, handler)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


# ---- changed by somebody else


def test_a_plan_changed_elsewhere_is_not_overwritten(plan, tmp_path):
    path = tmp_path / "a.gpkg"
    mark = save_plan(plan, path)
    mark = save_plan(plan, path, expected=mark)
    with contextlib.closing(sqlite3.connect(path)) as qgis, qgis:
        qgis.execute("UPDATE sources SET rows = rows + 1")
    os.utime(path, ns=(1, 1))
    before = path.read_bytes()
    with pytest.raises(PlanFileError) as caught:
        save_plan(plan, path, expected=mark)
    assert caught.value.code == "plan_changed_outside"
    assert path.read_bytes() == before
    save_plan(plan, path, expected=mark_of(path))


def test_a_plan_merely_looked_at_elsewhere_can_be_saved(plan, tmp_path):
    """QGIS switches the journal of a file that it shows, which changes its first bytes and its time."""
    path = tmp_path / "a.gpkg"
    mark = save_plan(plan, path)
    before = path.read_bytes()
    with contextlib.closing(sqlite3.connect(path)) as qgis:
        qgis.execute("PRAGMA journal_mode=WAL")
        qgis.execute("SELECT count(*) FROM sources").fetchone()
        qgis.execute("PRAGMA journal_mode=DELETE")
    assert path.read_bytes() != before
    save_plan(plan, path, expected=mark)


def test_a_plan_that_was_deleted_elsewhere_is_written_anew(plan, tmp_path):
    path = tmp_path / "a.gpkg"
    mark = save_plan(plan, path)
    path.unlink()
    assert save_plan(plan, path, expected=mark).digest
    assert open_plan(path).meta == plan.meta


@pytest.mark.parametrize("content", [b"not a database", b"SQLite format 3\x00" + b"\x10\x00" * 2000])
def test_a_damaged_file_is_never_overwritten(plan, tmp_path, content):
    path = tmp_path / "a.gpkg"
    path.write_bytes(content)
    with pytest.raises(PlanFileError) as caught:
        save_plan(plan, path)
    assert caught.value.code == "plan_damaged_kept"
    assert path.read_bytes() == content


def test_a_file_of_an_older_version_is_kept_beside_the_new_one(tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(GOLDEN.read_bytes())
    mark = save_plan(open_plan(path), path)
    save_plan(open_plan(path), path, expected=mark)
    kept = tmp_path / "a.gpkg.v1.bak"
    assert kept.read_bytes() == GOLDEN.read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == [path.name, kept.name]


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(plan, tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PlanFileError) as caught:
            save_plan(plan, tmp_path / "a.gpkg")
    finally:
        tmp_path.chmod(0o700)
    assert caught.value.code == "plan_folder_read_only"


def test_a_folder_that_is_gone(plan, tmp_path):
    with pytest.raises(PlanFileError) as caught:
        save_plan(plan, tmp_path / "没有" / "a.gpkg")
    assert caught.value.code == "plan_place_gone"
