"""Start: a command goes to the command line, everything else opens the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

USAGE = """\
xiaotu [PLAN.gpkg]     打开窗口（可同时打开一个计划）
xiaotu --smoke         自检：离屏打开窗口、加载地图、测算样例、写一份 PDF
xiaotu --version       版本
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run 校图 and return the process's exit code.

    Parameters
    ----------
    arguments
        Command line without the program's name; None takes ``sys.argv``.
    """
    argv = list(sys.argv[1:] if arguments is None else arguments)
    first = argv[0] if argv else ""
    if first == "--smoke":
        from app.smoke import run_smoke

        return run_smoke()
    if first in ("--version", "-V"):
        print(f"xiaotu {version('xiaotu')}")
        return 0
    if first and (first.startswith("-") or Path(first).suffix.lower() != ".gpkg"):
        from app import cli

        if first in ("--help", "-h"):
            print(USAGE)
        return cli.run(argv)
    return _open_window(Path(first) if first else None)


def _open_window(plan_path: Path | None) -> int:
    from app.application import run

    return run(sys.argv[:1], plan_path)


if __name__ == "__main__":
    sys.exit(main())
