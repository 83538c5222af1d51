"""Answers to the importer's questions on the command line."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "gis" / "io"))

from rawcounty import SCHOOL_HEADERS, SCHOOLS, write_county, write_xlsx

from app.cli import run
from app.commands_line.answers import column_answers, coordinate_answers, match_answers, road_answers
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


def test_columns_go_by_title_or_name():
    given = ["schools:学校名称=校名", "settlements: lon = X=东", "schools：division=", "pupils:居民点名称=村"]
    assert column_answers(given) == {
        "schools": {"name": "校名", "division": ""},
        "settlements": {"lon": "X=东"},
        "pupils": {"name": "村", "settlement": "村"},
    }


def test_names_may_hold_what_a_file_writes():
    given = ["pupils:东乡/西沟=410000100001", "zones:a=b=410000100002", "pupils:北庄="]
    assert match_answers(given) == {
        "pupils": {"东乡/西沟": "410000100001", "北庄": ""}, "zones": {"a=b": "410000100002"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "option", "told"),
    [
        (column_answers, "学校名称=校名", "schools"),
        (column_answers, "school:学校名称=校名", "settlements"),
        (column_answers, "schools:学校名称", "文件:列=表头"),
        (column_answers, "schools:校园名=校名", "学校名称"),
        (match_answers, "pupils:=41", "pupils"),
        (match_answers, "roads:西沟=41", "attendance"),
    ],
)
def test_a_wrong_column_or_match_is_explained(answers, option, told):
    with pytest.raises(InputError) as caught:
        answers([option])
    assert told in str(caught.value)


def test_columns_and_names_reach_the_importer(tmp_path, monkeypatch, capsys):
    schools = [[*SCHOOL_HEADERS], *SCHOOLS]
    schools[0][SCHOOL_HEADERS.index("学校名称")] = "甲"
    files = write_county(tmp_path / "raw")
    write_xlsx(files["schools"], schools)
    asked = ["import", str(tmp_path / "plan.gpkg"), *(f"--{role}={path}" for role, path in files.items())]
    assert run(asked) == 2
    assert "--column" in capsys.readouterr().err, "the sentence says how to go on without the window"
    given = {}

    def joined(inputs, roads, meta, log, choices, progress):
        given["schools"], given["choices"] = inputs.schools.frame, choices
        raise InputError("file_empty", file="x")

    monkeypatch.setattr("gis.io.importer._joined", joined)
    options = ["--column", "schools:学校名称=甲", "--match", "attendance:老寨=410000100001"]
    assert run([*asked, *options]) == 2
    assert "西沟小学" in set(given["schools"]["name"])
    assert given["choices"].matches == {"attendance": {"老寨": "410000100001"}}


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
