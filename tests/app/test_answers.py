"""Answers to the importer's questions on the command line."""

import pytest

from app.cli import run
from app.commands_line.answers import coordinate_answers, road_answers
from gis.errors import InputError


def test_coordinates_by_file():
    given = ["schools=GCJ-02", "settlements=4547_swapped", "pupils= degrees "]
    assert coordinate_answers(given) == {
        "schools": "gcj02", "settlements": "gk_114_swapped", "pupils": "degrees",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("option", "told"),
    [("gcj02", "schools=gcj02"), ("school=gcj02", "settlements"), ("zones=", "gk_zone"), ("zones=m", "m")],
)
def test_a_wrong_answer_is_explained(option, told):
    with pytest.raises(InputError) as caught:
        coordinate_answers([option])
    assert told in str(caught.value)


def test_fields_of_own_roads():
    assert road_answers(["class=等级", "speed="]) == {"class": "等级", "speed": ""}
    with pytest.raises(InputError) as caught:
        road_answers(["grade=等级"])
    assert "class" in str(caught.value)


def test_road_choices_reach_the_importer(tmp_path, monkeypatch, capsys):
    given = {}

    def import_plan(**asked):
        given.update(asked)
        raise InputError("file_empty", file="x")

    monkeypatch.setattr("gis.io.importer.import_plan", import_plan)
    files = [f"--{role}=x" for role in ("roads", "boundary", "schools", "settlements", "pupils")]
    options = ["--road-column", "class=等级", "--road-tolerance-m", "5", "--join-crossings"]
    assert run(["import", str(tmp_path / "plan.gpkg"), *files, *options]) == 2
    choices = given["choices"]
    assert (choices.road_columns, choices.road_tolerance_m) == ({"class": "等级"}, 5.0)
    assert choices.join_crossings


def test_a_wrong_answer_ends_the_import_before_it_starts(tmp_path, capsys):
    files = [f"--{role}=x" for role in ("roads", "boundary", "schools", "settlements", "pupils")]
    plan = tmp_path / "plan.gpkg"
    assert run(["import", str(plan), *files, "--coordinates", "schools=mars"]) == 2
    assert "gcj02" in capsys.readouterr().err
    assert not plan.exists()
