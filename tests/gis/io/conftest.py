"""Fixtures: the small county of ``rawcounty``, as files and imported."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from rawcounty import write_county

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real data beside the project; its absence skips, except in CI, where it fails."""
    if not SHARED.is_dir():
        reason = f"real data not found at {SHARED}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return SHARED


@pytest.fixture
def county_files(tmp_path):
    """Return a function that writes the raw files, with some tables replaced, and gives their paths."""

    def write(**tables):
        return write_county(tmp_path / "raw", **tables)

    return write


@pytest.fixture(scope="session")
def county_plan(tmp_path_factory):
    """The county, imported once: a plan is a value that nobody edits in place."""
    from gis.io.importer import import_plan

    return import_plan(**write_county(tmp_path_factory.mktemp("county") / "raw"))
