"""Who may save a plan: one at a time, by name, and a holder that is gone holds nothing."""

import contextlib
import json
import os
import signal
import time
from pathlib import Path

import pytest

from gis.errors import PlanFileError
from gis.io import locking
from gis.io.locking import Claim, holder_of
from gis.io.project import open_plan, save_plan

GOLDEN = Path(__file__).with_name("golden") / "plan_v1.gpkg"
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "某县.gpkg"
    made.write_bytes(GOLDEN.read_bytes())
    return made


@contextlib.contextmanager
def held_by_another_process(path):
    listen, told = os.pipe()
    child = os.fork()
    if child == 0:
        Claim(path).take()
        os.write(told, b"held")
        time.sleep(60)
        os._exit(0)
    os.read(listen, 10)
    try:
        yield child
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(listen)
        os.close(told)


def refusal(claim):
    with pytest.raises(PlanFileError) as caught:
        claim.take()
    return caught.value


def beside(path):
    return [file.name for file in path.parent.iterdir() if file != path]


def marker_of_another_machine(path, duration):
    lines = ["filelock/2", "pid=4711", "host=elsewhere", "mode=lease", "token=abc", f"duration={duration!r}"]
    path.with_name(f".{path.name}.lock").write_text("".join(f"{line}\n" for line in lines))
    words = {"user": "李老师", "machine": "教育局-3", "since": "2026-01-02T03:04:05+00:00", "token": "abc"}
    path.with_name(f".{path.name}.lock.json").write_text(json.dumps(words), encoding="utf-8")


@needs_fork
def test_the_second_program_is_told_who_holds_the_plan(path):
    plan = open_plan(path)
    with held_by_another_process(path) as child:
        fault = refusal(Claim(path))
        assert fault.code == "plan_held"
        holder = holder_of(path)
        assert holder.process_id == child
        assert holder.user == locking.user_name()
        assert {holder.user, holder.machine, holder.since_here} <= set(fault.values.values())
        before = path.read_bytes()
        with pytest.raises(PlanFileError) as caught:
            save_plan(plan, path)
        assert caught.value.code == "plan_held"
        assert path.read_bytes() == before


@needs_fork
def test_the_lock_of_a_process_that_was_killed_is_taken_at_once(path):
    with held_by_another_process(path):
        pass
    assert beside(path), "its lock is still there"
    lock = Claim(path).take()
    assert holder_of(path).process_id == os.getpid()
    lock.release()
    lock.release()
    assert beside(path) == []
    assert holder_of(path) is None


def test_the_holder_itself_may_save(path):
    plan = open_plan(path)
    lock = Claim(path).take()
    save_plan(plan, path)
    assert holder_of(path) is not None
    lock.release()
    save_plan(plan, path)
    assert sorted(beside(path)) == [f"{path.name}.v1.bak"]


def test_another_machine_holds_until_it_shows_no_life(path, monkeypatch):
    monkeypatch.setattr(locking, "LEASE_S", 0.4)
    marker_of_another_machine(path, 0.4)
    claim = Claim(path)
    fault = refusal(claim)
    assert fault.code == "plan_held"
    assert "李老师" in str(fault)
    assert "教育局-3" in str(fault)
    time.sleep(0.2)
    os.utime(path.with_name(f".{path.name}.lock"))  # it lives
    assert refusal(claim).code == "plan_held"
    time.sleep(0.2)
    assert refusal(claim).code == "plan_held"
    time.sleep(0.3)
    claim.take().release()


def test_a_lock_of_another_version_is_respected(path):
    marker_of_another_machine(path, 7.0)
    assert refusal(Claim(path)).code == "plan_held"


def test_the_holder_shows_life_and_notices_that_it_lost_the_lock(path, monkeypatch):
    monkeypatch.setattr(locking, "LEASE_S", 0.3)
    lost = []
    lock = Claim(path, lambda: lost.append(True)).take()
    marker = path.with_name(f".{path.name}.lock")
    os.utime(marker, (1, 1))
    time.sleep(0.25)
    assert marker.stat().st_mtime > 1
    marker.unlink()
    marker_of_another_machine(path, 0.3)  # somebody took over while this machine slept
    until = time.monotonic() + 5
    while not lost and time.monotonic() < until:
        time.sleep(0.05)
    assert lost
    assert lock.is_lost
    lock.release()
    assert holder_of(path).user == "李老师", "the other one's lock stays"


def test_a_folder_where_no_lock_can_be_written(tmp_path):
    assert refusal(Claim(tmp_path / "没有" / "a.gpkg")).code == "plan_not_lockable"
    assert not (tmp_path / "没有").exists()


def test_damaged_words_of_a_lock_only_say_less(path):
    marker_of_another_machine(path, locking.LEASE_S)
    path.with_name(f".{path.name}.lock.json").write_text("{")
    fault = refusal(Claim(path))
    assert fault.values["machine"] == "elsewhere"
    assert str(fault)
