"""Fixtures: the small county of the import's tests, as raw files."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "io"))

from rawcounty import write_county


@pytest.fixture(scope="session")
def raw_files(tmp_path_factory):
    """Role → path of one small county."""
    return write_county(tmp_path_factory.mktemp("county") / "raw")
