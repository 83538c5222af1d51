"""Build the one-folder program with PyInstaller, run its self-test and print its size.

    pip install '.[dev]'
    python packaging/build.py [--out dist]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMOKE_LIMIT_S = 300


def run_pyinstaller(out_dir: Path) -> Path:
    """Build into ``out_dir`` and return the folder of the program."""
    command = [sys.executable, "-m", "PyInstaller", str(ROOT / "packaging" / "xiaotu.spec")]
    command += ["--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(out_dir), "--workpath", str(out_dir / "work")]
    subprocess.run(command, check=True, cwd=ROOT)
    return out_dir / "xiaotu"


def find_program(folder: Path) -> Path:
    """Return the built program that has a console."""
    return folder / ("xiaotu.exe" if sys.platform == "win32" else "xiaotu")


def run_smoke(program: Path) -> float:
    """Run the frozen self-test away from the sources and return its seconds."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        environment.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")  # Chromium's sandbox refuses root
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as elsewhere:
        command = [program, "--smoke"]
        subprocess.run(command, check=True, cwd=elsewhere, env=environment, timeout=SMOKE_LIMIT_S)
    return time.monotonic() - started


def measure(path: Path) -> int:
    """Return the bytes of a file or folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file() and not file.is_symlink())


def describe_size(folder: Path) -> Iterator[str]:
    """Yield the size of the build and of its largest parts."""
    yield f"{measure(folder) / 1e6:,.0f} MB  {folder}"
    inside = sorted(((measure(path), path.name) for path in (folder / "_internal").iterdir()), reverse=True)
    yield from (f"{size / 1e6:8,.1f} MB  {name}" for size, name in inside[:15])


def main() -> int:
    """Build, test, measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder for the result")
    parser.add_argument("--no-smoke", action="store_true", help="do not run the self-test")
    arguments = parser.parse_args()
    folder = run_pyinstaller(arguments.out.resolve())
    print(*describe_size(folder), sep="\n")
    if not arguments.no_smoke:
        print(f"self-test passed in {run_smoke(find_program(folder)):.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
