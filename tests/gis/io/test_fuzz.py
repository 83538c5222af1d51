"""A small, fixed sample of spoilt files; ``tests/bench/fuzz.py`` runs thousands."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from mutations import base_files
from spoiltruns import run_case, run_command

SEED = 7
CASES = range(6)


@pytest.fixture(scope="module")
def base(county_plan, tmp_path_factory):
    return base_files(tmp_path_factory.mktemp("base"), county_plan)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("number", CASES)
def test_spoilt_files_end_in_a_sentence(base, tmp_path, number):
    words, faults = run_case(base, tmp_path / "case", SEED, number)
    assert faults == [], words


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rules SET name = 'other' WHERE name = 'national'",
        "UPDATE rules SET content = '[1]' WHERE name = 'travel'",
        "UPDATE rules SET content = replace(content, '\"value\": 0.', '\"value\": \"0\", \"x\": 0.')",
        "UPDATE rules SET content = CAST(x'7bff7d' AS TEXT)",
        "UPDATE xiaotu_meta SET value = '[red]' WHERE key = 'network_crs'",
        "UPDATE decisions SET bus_seats = '是'",
    ],
)
def test_a_spoilt_cell_of_a_plan_is_damage_not_a_fault(base, tmp_path, statement):
    path = shutil.copy2(base["plan"][0], tmp_path / "plan.gpkg")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)
    assert run_command("check", path) == (2, "")


def test_a_coordinate_with_a_comma_is_a_damaged_file(base, tmp_path):
    from gis.errors import InputError
    from gis.network.build import read_roads

    spoilt = tmp_path / "roads.osm"
    text = base["roads"][0].read_text("utf-8")
    spoilt.write_text(text.replace('lon="114.05"', 'lon="114,05"', 1), "utf-8")
    with pytest.raises(InputError) as refusal:
        read_roads(spoilt, boundary=None)
    assert refusal.value.code == "roads_damaged"
