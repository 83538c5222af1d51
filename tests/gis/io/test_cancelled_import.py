"""An import that is stopped leaves the plan file as it was."""

from contextlib import contextmanager

import pytest

from app import cli
from gis.errors import Cancelled
from gis.io.project import save_plan


@pytest.mark.parametrize("share", [0.0, 0.05, 0.9])
def test_a_cancelled_import_leaves_the_plan_as_it_was(
    county_plan, county_files, tmp_path, monkeypatch, share
):
    path = tmp_path / "plans" / "plan.gpkg"
    path.parent.mkdir()
    save_plan(county_plan, path)
    before = path.read_bytes()

    def stop(fraction, step=""):
        if fraction >= share:
            raise Cancelled

    @contextmanager
    def stopping():
        yield stop

    monkeypatch.setattr(cli, "shown_progress", stopping)
    files = [part for role, file in county_files().items() for part in (f"--{role}", str(file))]
    assert cli.run(["import", str(path), "--replace", *files]) == cli.INTERRUPTED
    assert path.read_bytes() == before
    assert [found.name for found in path.parent.iterdir()] == ["plan.gpkg"]
