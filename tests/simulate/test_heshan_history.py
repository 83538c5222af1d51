"""The sample's past and its children: the committed files are what the script makes."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from heshan_history import BIRTH_YEARS, PAST_YEARS, read_rows, simulate_history

SAMPLE = Path(__file__).parents[2] / "resources/samples/heshan"


def test_the_script_makes_the_committed_files(tmp_path):
    for path in simulate_history(SAMPLE, tmp_path).values():
        assert path.read_bytes() == (SAMPLE / path.name).read_bytes(), path.name


def test_history_and_children_name_only_what_the_sample_has():
    attendance, villages = read_rows(SAMPLE / "attendance.csv"), read_rows(SAMPLE / "pupils.csv")
    history, population = read_rows(SAMPLE / "history.csv"), read_rows(SAMPLE / "population.csv")
    schools = {(row["学校标识码"], row["学部"]) for row in attendance}
    assert {(row["学校标识码"], row["学部"]) for row in history} == schools
    assert len(history) == PAST_YEARS * len(schools)
    assert {row["居民点代码"] for row in population} - {""} == {row["代码"] for row in villages}
    townships = {row["所属乡镇"] for row in villages}
    assert {row["所属乡镇"] for row in population} == townships
    assert len(population) == 6 * len(villages) + len(BIRTH_YEARS) * len(townships)
