"""Runs the program's commands on spoilt files, in this process, and says what must never happen.

Allowed ends of a command: done (0), findings (1), a sentence about the input (2). Never: a fault of the
program (3), a command that does not end, a plan file that is no longer what it was, anything personal of a
roster in what is said or written.
"""

import hashlib
import signal
import traceback
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO

from mutations import generator, spoilt_copy
from rawroster import PERSONAL

from app import cli

LIMIT_S = 30.0
IMPORTED = ("roads", "boundary", "schools", "settlements", "pupils", "attendance", "zones")


class TookTooLong(BaseException):
    """Not an Exception: nothing on the way may swallow it."""


@contextmanager
def time_limit(seconds):
    """Interrupt what takes longer (where the system has such a timer)."""

    def interrupt(*_):
        raise TookTooLong

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def run_command(*arguments, limit_s=LIMIT_S):
    """Run one command; return its exit code and, for a fault, its traceback."""
    return run_command_aloud(*arguments, limit_s=limit_s)[:2]


def run_command_aloud(*arguments, limit_s=LIMIT_S):
    """Run one command; return its exit code, for a fault its traceback, and what it said."""
    kept, said = [], StringIO()

    def keep():
        kept.append(traceback.format_exc())
        return "-"

    original, cli._keep_fault = cli._keep_fault, keep
    try:
        with redirect_stdout(said), redirect_stderr(said), time_limit(limit_s):
            code = cli.run([str(argument) for argument in arguments])
    except TookTooLong:
        return -1, f"more than {limit_s} s\n{traceback.format_exc()}", said.getvalue()
    except BaseException:
        return -2, traceback.format_exc(), said.getvalue()
    finally:
        cli._keep_fault = original
    return code, "\n".join(kept), said.getvalue()


def personal_in(text):
    """Return a planted value that occurs in a text, "" if none does; line breaks may have come into it."""
    plain = "".join(text.split())
    return next((value for value in map(str, PERSONAL) if value in plain), "")


def written_text(path):
    return path.read_bytes().decode("utf-8", errors="replace") if path.is_file() else ""


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def run_case(base, folder, seed, number, limit_s=LIMIT_S):
    """Run one spoilt case through the commands that read it.

    Returns
    -------
    tuple
        What was done in words, and the faults found: (command, traceback or complaint).
    """
    folder.mkdir()
    rng = generator(seed, number)
    words, files, role = spoilt_copy(base, folder, rng)
    plan = folder / "kept.gpkg"
    if role != "plan":
        plan.write_bytes(base["plan"][0].read_bytes())
    before = digest(plan)
    faults = []
    for command in _commands(files, role, plan, folder, number):
        watched = files["plan"] if role == "plan" else plan
        earlier = digest(watched)
        code, fault, said = run_command_aloud(*command, limit_s=limit_s)
        if code not in (0, 1, 2):
            faults.append((command[0], fault or f"exit code {code}"))
        if command[0] in ("check", "evaluate") and digest(watched) != earlier:
            faults.append((command[0], "the plan file was changed"))
        if code not in (0, 1) and digest(watched) != earlier:
            faults.append((command[0], f"refused ({code}), and the plan file was changed all the same"))
        written = written_text(watched) + written_text(folder / "new.gpkg")
        for where, text in (("said", said), ("plan", written), ("fault", fault)):
            if personal_in(text):
                faults.append((command[0], f"personal value {personal_in(text)} in {where}"))
    assert before == "" or plan.is_file()
    return words, faults


def _commands(files, role, plan, folder, number):
    """Yield the commands that read the spoilt file; those that only look at the result, now and then."""
    if role == "plan":
        path = files["plan"]
        yield "check", path
        if number % 4 == 0:
            yield "evaluate", path, "--scenario", "方案", "--json", folder / "figures.json"
        yield "scenario", path, "--name", "又一", "--decisions", files["decisions"]
    elif role == "decisions":
        yield "scenario", plan, "--name", "新", "--decisions", files["decisions"]
    else:
        options = [part for name in IMPORTED if name in files
                   for part in (f"--{name}", files[name])]  # fmt: skip
        yield "import", plan if number % 3 == 0 else folder / "new.gpkg", "--replace", *options
        if number % 9 == 0:
            yield "check", plan
