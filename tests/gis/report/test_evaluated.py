"""Documents of evaluated plans: nothing that an evaluation can hold stops them, and the sums agree.

The county is ``miniature``: 114 pupils at s1, 20 at p3, 48 + 39 at the divisions of s2.
"""

import re
from functools import cache

import pypdfium2
import pytest
from miniature import merge, miniature_plan, point, without_way
from python_calamine import CalamineWorkbook

from gis.evaluation import evaluate
from gis.layout import BASELINE, Boarding, Decision, Scenario
from gis.report.bundle import write_reports
from gis.report.dossier import school_dossier
from gis.report.figures import school_maps
from gis.report.mapsource import map_source
from gis.report.schools import changed_schools

SCENARIOS = {
    "中心校撤销": {"s1": merge("s2-P")},
    "没有初中": {"s2-J": merge()},
    "教学点和小学部撤销": {
        "p3": merge(), "s1": Decision(boarding=Boarding(9, 4)), "s2-P": merge("s1", bus_seats=50)
    },
    "高年级上收": {"s1": point(1, 2, 3), "p3": point(1)},
}


@pytest.fixture(scope="module")
def plan():
    scenarios = [Scenario(name, decisions) for name, decisions in SCENARIOS.items()]
    return without_way(miniature_plan(scenarios=scenarios), ("v4", "s2-P"))


@pytest.fixture(scope="module")
def printed(plan, tmp_path_factory):
    """Name of a scenario → its evaluation and the files of all its documents, printed once."""

    @cache
    def print_all(name):
        evaluation = evaluate(plan, name)
        return evaluation, write_reports(plan, evaluation, tmp_path_factory.mktemp("printed"))

    return print_all


@cache
def text(path):
    with pypdfium2.PdfDocument(path) as document:
        return re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in document))


@pytest.mark.parametrize("name", [BASELINE, *SCENARIOS])
def test_every_scenario_can_be_printed(printed, name):
    evaluation, paths = printed(name)
    cases = [p for p in paths if p.name.startswith("一校一案_")]
    assert len(cases) == len(changed_schools(evaluation))
    for path in paths:
        if path.suffix == ".pdf":
            words = text(path)
            assert "示例数据：全部虚构" in words
            assert not [w for w in ("撤并", "最优", "节约", "nan", "None") if w in words]
    rows = CalamineWorkbook.from_path(next(p for p in paths if p.suffix == ".xlsx"))
    flows = rows.get_sheet_by_name("分流表").to_python()
    assert sum(row[flows[1].index("人数")] for row in flows[2:]) == 221


@pytest.mark.parametrize("name", list(SCENARIOS))
def test_moved_and_staying_are_all_pupils_of_the_school(plan, name):
    evaluation = evaluate(plan, name)
    for school_id in changed_schools(evaluation):
        dossier = school_dossier(plan, evaluation, school_id)
        listed = sum(int(row["pupils"].strip("*").replace(",", "")) for row in dossier["moved"])
        assert listed == int(dossier["moved_pupils"].replace(",", ""))
        stays = re.search(r" ([\d,]+) 人继续", dossier["staying"])
        staying = int(stays[1].replace(",", "")) if stays else 0
        assert listed + staying == evaluation.schools.loc[school_id, "enrolment_before"]
        came = sum(int(row["came"].replace(",", "")) for row in dossier["load_grades"])
        unassigned = evaluation.flows.query("school_before == @school_id and school_after == ''")[
            "pupils"
        ].sum()
        assert came + unassigned >= listed


def test_pupils_without_a_school_are_listed_with_the_reason(printed):
    """All 39 pupils of the only junior division have nowhere to go."""
    _, paths = printed("没有初中")
    case = next(text(p) for p in paths if p.name.startswith("一校一案_"))
    assert "39名学生去向未落实" in case
    assert "方案实施后没有公办学校开设这个年级" in case
    assert "撤销（学生去向未落实）" in case
    assert "名学生无路可达" not in case
    assert "有学生去向未落实，无法核对" in case
    assert "通过" not in case.replace("不通过", "")


def test_pupils_from_outside_the_county_are_named_so(plan):
    dossier = school_dossier(plan, evaluate(plan, "中心校撤销"), "s1")
    assert [row["pupils"] for row in dossier["moved"] if row["settlement"] == "县外或住址不明"] == ["1"]


def test_a_division_is_named_as_such(plan):
    dossier = school_dossier(plan, evaluate(plan, "教学点和小学部撤销"), "s2-P")
    assert dossier["name"] == "乙镇学校（小学部）"
    drawing = school_maps(map_source(plan, evaluate(plan, "教学点和小学部撤销")), "s2-P")["after"]
    assert ">乙镇学校（小学部）<" in drawing
