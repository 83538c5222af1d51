"""Fixtures for the whole main job: real files where they are to be had."""

import importlib.util
import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SHARED = PROJECT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project; its absence skips, except in CI, where it fails."""
    if not SHARED.is_dir():
        reason = f"real data not found at {SHARED}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return SHARED


@pytest.fixture(scope="session")
def simulate_ningjin():
    """The generator of the county's raw files: a script, not a package."""
    path = PROJECT / "tests/simulate/make_samples.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.simulate_ningjin
