"""附设幼儿班: rows of their own with their host, in no figure of a school, never closed silently."""

import pytest
from rawcounty import SCHOOL_HEADERS, SCHOOLS, codes, find, school_row, write_xlsx

from gis.evaluation.engine import evaluate
from gis.io.decisions import DecisionsRefused, read_decisions
from gis.io.importer import import_plan
from gis.io.project import open_plan, save_plan
from gis.layout import Decision, LayoutStatus, Scenario
from gis.planning.scenario import check_scenario
from gis.report.dossier import school_dossier
from gis.report.layers import MapLayers

CENTRAL, POINT, DIVIDED = "2141000001", "2141000002", "3141000003"
HEADERS = [*SCHOOL_HEADERS, "普通教室间数"]


def kindergarten(code, name, **cells):
    """A ledger row of 附设幼儿班 with 23 children, in two rooms."""
    return [*school_row(code, name, 119, (), "", "", 在校生数=23, **cells), 2]


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    from rawcounty import write_county

    folder = tmp_path_factory.mktemp("kindergartens")
    rooms = {CENTRAL: 9, POINT: 4, DIVIDED: 20}
    rows = [
        *([*row, rooms[str(row[0])]] for row in SCHOOLS),
        kindergarten(CENTRAL, "东乡中心小学附设幼儿班", **{"1年级在校生": 7}),
        kindergarten("1141000009", "西沟小学附设幼儿班"),
        kindergarten("1141000010", "无主幼儿班"),
    ]
    files = write_county(folder / "raw")
    files["schools"] = write_xlsx(folder / "schools.xlsx", [HEADERS, *rows])
    return import_plan(**files)


def under(plan, **decisions):
    made = {f"{code[1:]}": decision for code, decision in decisions.items()}
    return evaluate(plan.with_scenario(Scenario("x", made)), "x")


def undecided(evaluation):
    return [f for f in evaluation.findings if f.message_code.startswith("finding_kindergarten")]


def test_they_are_rows_of_their_own_with_their_host(plan):
    rows = plan.schools[plan.schools["type_code"] == "119"]
    hosts = dict(zip(rows.index, rows["managing_school_id"], strict=True))
    assert hosts == {f"{CENTRAL}-K": CENTRAL, "1141000009": POINT, "1141000010": ""}
    assert rows["enrolment"].tolist() == [23, 23, 23]
    assert rows.filter(regex="pupils_g|classes_g|_grade$").isna().all(axis=None)
    assert rows.geometry.loc[f"{CENTRAL}-K"].equals(plan.schools.geometry.loc[CENTRAL])
    assert find(plan.issues, "kindergarten_host_unknown").subject_id == "1141000010"
    assert find(plan.issues, "kindergarten_with_grades").values["cells"] == "1"
    assert "school_code_shared" not in codes(plan.issues)


def test_they_are_in_no_figure_of_a_school(plan, county_plan):
    with_them, without = evaluate(plan), evaluate(county_plan)
    assert with_them.schools.index.tolist() == without.schools.index.tolist()
    assert with_them.counts == without.counts
    told = with_them.reconciliation.set_index(["item", "subject_id"])["ledger"]
    known = without.reconciliation.set_index(["item", "subject_id"])["ledger"]
    assert told.equals(known)


def test_their_rooms_are_no_places_of_the_school(plan):
    differ = [i.values for i in plan.issues if i.code == "kindergarten_rooms_differ"]
    assert [(v["name"], v["told"], v["ledger"]) for v in differ] == [
        ("东乡中心小学", "2", "0"), ("西沟小学", "2", "0")
    ]  # fmt: skip
    capacity = evaluate(plan).schools["capacity_before"]
    assert capacity[CENTRAL] == (9 - 2) * 45
    assert capacity[POINT] == min(4 - 2, 3) * 45


def test_closing_or_converting_the_host_names_them_as_undecided(plan):
    merge = Decision(LayoutStatus.MERGE, receiver_id=f"{DIVIDED}-P")
    (closed,) = undecided(under(plan, **{f"_{CENTRAL}": merge}))
    assert (closed.subject_id, closed.values["named"]) == (CENTRAL, "东乡中心小学附设幼儿班")
    point = Decision(LayoutStatus.TEACHING_POINT, grades_kept=(1, 2, 3))
    (converted,) = undecided(under(plan, **{f"_{CENTRAL}": point}))
    assert converted.message_code == "finding_kindergarten_point_named"
    assert undecided(evaluate(plan)) == []
    assert undecided(under(plan, **{f"_{DIVIDED}-P": Decision(LayoutStatus.MERGE)})) == []


def test_the_dossier_announces_the_new_code_and_names_the_kindergarten(plan):
    point = Decision(LayoutStatus.TEACHING_POINT, grades_kept=(1, 2, 3))
    smaller = Decision(LayoutStatus.TEACHING_POINT, grades_kept=(1, 2))
    changed = plan.with_scenario(Scenario("x", {CENTRAL: point, POINT: smaller}))
    evaluation = evaluate(changed, "x")
    dossier = school_dossier(changed, evaluation, CENTRAL)
    told = dict(dossier["decision"])["学校标识码"]
    assert CENTRAL in told
    assert "211" in told
    assert "以后不再使用" in told
    assert dict(dossier["facts"])["附设幼儿班"] == "东乡中心小学附设幼儿班（去向未定，另行决定）"
    assert any("附设幼儿班“东乡中心小学附设幼儿班”的去向未定" in str(row) for row in dossier["findings"])
    still_a_point = school_dossier(changed, evaluation, POINT)
    assert "学校标识码" not in dict(still_a_point["decision"]), "a point that stays one keeps its code"


def test_no_decision_is_made_about_them(plan, tmp_path):
    scenario = Scenario("x", {f"{CENTRAL}-K": Decision(LayoutStatus.MERGE)})
    (error,) = check_scenario(plan, scenario)
    assert (error.code, error.values["school"]) == ("decision_kindergarten", "东乡中心小学附设幼儿班")
    rows = [["学校标识码", "调整方式"], [CENTRAL, "撤销并入"]]
    scenario = read_decisions(write_xlsx(tmp_path / "d.xlsx", rows, titles=()), plan, "y")
    assert list(scenario.decisions) == [CENTRAL], "the code that both share means the school"
    rows[1][0] = "1141000009"
    with pytest.raises(DecisionsRefused):
        read_decisions(write_xlsx(tmp_path / "d.xlsx", rows, titles=()), plan, "y")


def test_the_map_shows_them_as_houses_and_the_file_keeps_them(plan, tmp_path):
    shapes = {f["properties"]["id"]: f["properties"]["shape"]
              for f in MapLayers(plan).geometry()["schools"]["features"]}  # fmt: skip
    assert shapes[f"{CENTRAL}-K"] == "house"
    assert f"{CENTRAL}-K" not in MapLayers(plan).properties(evaluate(plan))["schools"]
    save_plan(plan, tmp_path / "k.gpkg")
    kept = open_plan(tmp_path / "k.gpkg").schools
    assert kept.loc[f"{CENTRAL}-K", "managing_school_id"] == CENTRAL
    assert evaluate(open_plan(tmp_path / "k.gpkg")).counts == evaluate(plan).counts
