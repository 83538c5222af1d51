"""Tables that look right and are not: a code used twice, a grade forgotten, a cell spoilt."""

import contextlib
import sqlite3

import pandas as pd
import pytest
from rawcounty import ATTENDANCE, PUPILS, SCHOOLS, find, school_row

from gis.errors import PlanFileError
from gis.io.attendance import compare_with_ledger
from gis.io.importer import import_plan
from gis.io.project import open_plan, save_plan


def test_two_schools_under_one_code_are_told(county_files):
    """The school count would be one short: 211 and 311 under one code look like two divisions of a school."""
    other = school_row("2141000001", "西乡中学", 311, range(7, 10), 114.03, 35.99)
    plan = import_plan(**county_files(schools=[*SCHOOLS, other]))
    issue = find(plan.issues, "school_code_shared")
    assert issue.severity == "error"
    assert issue.values["name"] == "西乡中学"
    assert issue.values["first_name"] == "东乡中心小学"


def test_divisions_of_one_school_may_share_a_code(county_files):
    plan = import_plan(**county_files())
    assert "school_code_shared" not in {issue.code for issue in plan.issues}


def test_homes_that_an_estimate_does_not_know_are_told_by_grade(county_files):
    """10 pupils per grade and school stand in the ledger; the villages list none in grade 2."""
    plan = import_plan(**county_files(attendance=None, pupils=PUPILS))
    issues = [issue for issue in plan.issues if issue.code == "pupils_below_ledger"]
    told = {issue.values["grade"]: int(issue.values["pupils"]) for issue in issues}
    outside = plan.attendance[plan.attendance["settlement_id"] == "outside"]
    assert told == {str(g): int(n) for g, n in outside.groupby("grade")["pupils"].sum().items()}
    assert told["2"] == 30
    assert find([i for i in issues if i.values["grade"] == "2"], "pupils_below_ledger")


def test_attendance_that_is_known_is_no_estimate(county_files):
    plan = import_plan(**county_files(attendance=ATTENDANCE))
    assert "pupils_below_ledger" not in {issue.code for issue in plan.issues}


@pytest.mark.parametrize("cell", ["grade = 12", "grade = 0", "pupils = -5"])
def test_a_spoilt_attendance_cell_is_damage_not_a_figure(county_plan, tmp_path, cell):
    path = tmp_path / "计划.gpkg"
    save_plan(county_plan, path)
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE attendance SET {cell} WHERE rowid = 1")
    with pytest.raises(PlanFileError) as caught:
        open_plan(path)
    assert caught.value.code == "plan_damaged"


def test_a_mode_that_is_gone_from_the_plan_is_worked_out_anew(county_plan, tmp_path):
    """Without its bus times a plan would silently have no buses."""
    path = tmp_path / "计划.gpkg"
    save_plan(county_plan, path)
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM travel_times WHERE mode = 'school_bus'")
    plan = open_plan(path)
    assert set(plan.travel) == set(county_plan.travel)
    assert find(plan.issues, "plan_edited_outside")


def test_attendance_that_does_not_sum_to_the_ledger_is_told(county_files):
    """Five pupils more at one school than its ledger says: one warning that names it."""
    kept, first, *rest = ATTENDANCE
    more = [*first[:-1], first[-1] + 5]
    before = import_plan(**county_files(attendance=ATTENDANCE))
    after = import_plan(**county_files(attendance=[kept, more, *rest]))
    told, known = (find(plan.issues, "attendance_below_ledger") for plan in (after, before))
    assert told.severity == "warning"
    assert int(told.values["pupils"]) == int(known.values["pupils"]) - 5
    assert f"比台账少 {told.values['pupils']} 人" in told.describe().what


@pytest.mark.parametrize(
    ("pupils", "code"), [(7, "below"), (13, "above"), (10, "not")], ids=["fewer", "more", "other grades"]
)
def test_more_or_fewer_pupils_than_the_ledger_is_said_in_words(county_plan, pupils, code):
    """The ledger has ten pupils in grade 1 of one school; here they are listed in grade 2 instead."""
    others = {f"pupils_g{grade}": float("nan") for grade in range(2, 10)}
    school = county_plan.schools.iloc[[0]].assign(**others)
    listed = pd.DataFrame({"school_id": school.index[0], "grade": [2], "pupils": [pupils]})
    (issue,) = compare_with_ledger(listed, school, "就读.csv").issues
    assert (issue.code, issue.values["pupils"]) == (f"attendance_{code}_ledger", str(abs(pupils - 10)))
