"""What an evaluation says of itself, and its headline and counts, on the county worked out by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from miniature import ATTENDANCE, merge, miniature_plan, point

from gis.evaluation import engine, evaluate
from gis.evaluation.result import Change
from gis.layout import Decision, Expansion, Policy, Scenario
from gis.planning.placing import Reason


def under(plan=None, **decisions):
    named = {school.replace("_", "-"): decision for school, decision in decisions.items()}
    return evaluate(plan or miniature_plan(), Scenario("方案", named))


def counted():
    """Every village has five children of each age below six."""
    children = pd.DataFrame(
        [("survey", "settlement", village, 2022, age, 5)
         for village in ("v1", "v2", "v3", "v4") for age in range(6)],
        columns=["source", "place_kind", "place_id", "year", "age", "children"],
    )  # fmt: skip
    return replace(miniature_plan(), population=children)


# ---- what it is about


def test_the_work_done_is_told_half_way_and_at_the_end():
    seen = []
    evaluate(miniature_plan(), progress=lambda fraction, step="": seen.append(fraction))
    assert (seen[0], seen[-1]) == (0.0, 1.0)
    assert {0.5, 0.7} <= set(seen)
    assert seen == sorted(seen)
    assert sum(share > 0.7 for share in seen) == 1


def test_assigning_the_pupils_is_the_first_half_of_the_work(monkeypatch):
    real, seen = engine.work_out, []

    def in_two_steps(*given, progress, **more):
        for share in (0.2, 1.0):
            progress(share)
        return real(*given, **more)

    monkeypatch.setattr(engine, "work_out", in_two_steps)
    evaluate(miniature_plan(), progress=lambda fraction, step="": seen.append(fraction))
    assert seen == pytest.approx([0.0, 0.1, 0.5, 0.5, 0.7, 1.0])


def test_the_year_and_the_season_are_those_asked_for():
    plan = miniature_plan()
    today, later = evaluate(plan), evaluate(plan, year=2024, season="汛期")
    assert (today.school_year, today.season, today.unit_name) == (2022, "", "示例县")
    assert (later.school_year, later.season) == (2024, "汛期")
    assert (today.scenario, evaluate(plan, Scenario("方案")).scenario) == ("baseline", "方案")


def test_the_roads_are_those_of_the_journeys():
    plan = miniature_plan()
    surveyed = replace(plan, roads=replace(plan.roads, digest="newer"))
    assert evaluate(surveyed).network_digest == "miniature"             # of the roads that they were taken on
    assert evaluate(replace(surveyed, travel={})).network_digest == "newer"


def test_children_counted_make_the_later_year_a_forecast():
    plan = counted()
    today, later = evaluate(plan), evaluate(plan, year=2024)
    assert "pupils_forecast" in later.marks
    assert not {"pupils_forecast", "pupils_not_forecast", "roads_edited"} & set(today.marks)
    keys = [{one["key"] for one in made.parameters} for made in (today, later)]
    assert keys[0] < keys[1]                        # what the forecast rests on is told where one was made
    assert {key.partition(".")[0] for key in keys[1] - keys[0]} == {"forecast"}


def test_the_ledger_is_compared_with_todays_pupils():
    plan = counted()
    later = evaluate(plan, year=2024)
    table = later.reconciliation.set_index(["item", "subject_id"])["attendance"]
    assert later.counts["pupils"].after != 221
    assert table["pupils", ""] == 221
    assert evaluate(plan).reconciliation.set_index(["item", "subject_id"])["attendance"]["pupils", ""] == 221


def test_an_assignment_that_is_not_the_best_for_certain_says_so(monkeypatch):
    real = engine.work_out
    assert "assignment_not_proven" not in under(p3=merge("s1")).marks

    def unproven(*given, **more):
        return replace(real(*given, **more), is_proven=False)

    monkeypatch.setattr(engine, "work_out", unproven)
    assert under(p3=merge("s1")).marks[-1] == "assignment_not_proven"


# ---- headline


def test_both_sides_of_the_headline():
    """A bus brings v4's 5 pupils in time; 20 of p3 join 114 at s1, which has 120 places, 135 after."""
    found = under(p3=merge("s1", bus_seats=5), s1=Decision(expansion=Expansion(places=15)))
    assert found.headline == {
        "affected_pupils": Change(0, 20), "over_limit_g1_3_pupils": Change(5, 0),
        "largest_class_pupils": Change(23, 30), "places_short": Change(0, 0),
    }  # fmt: skip
    assert found.counts["moved_pupils"] == Change(0, 20)


def test_the_largest_class_is_of_those_that_are_known():
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: 40}), ("v2", "p3", False, {1: 7})])
    assert evaluate(plan).headline["largest_class_pupils"] == Change(40, 40)
    schools = plan.schools.copy()
    schools.loc["s1", "classes_g1"] = np.nan
    some = replace(plan, schools=schools)
    assert evaluate(some).headline["largest_class_pupils"] == Change(7, 7)
    none = replace(plan, schools=schools.assign(classes_g1=np.nan))
    assert evaluate(none).headline["largest_class_pupils"] == Change(None, None)


def test_places_are_lacking_where_they_are_known():
    """s1 has 120 places for 134, of s2-P nobody knows; without any open school nothing is lacking."""
    assert under(p3=merge("s1")).headline["places_short"] == Change(0, 14)
    assert under(s1=merge("s2-P")).headline["places_short"].after == 0      # the receiver's are not known
    plan = miniature_plan()
    silent = replace(plan, schools=plan.schools.assign(classrooms=np.nan, approved_places=np.nan))
    assert under(silent, p3=merge("s1")).headline["places_short"] == Change(None, None)
    closed = under(p3=merge(), s1=merge(), s2_P=merge(), s2_J=merge())
    assert closed.headline["places_short"] == Change(0, 0)
    assert closed.counts["schools"] == Change(2, 0)


# ---- counts


def test_who_is_moved_by_the_policy_alone_is_told_apart():
    """27 of v3 are nearer to p3; the 20 of p3 whom a merger moves are not among them."""
    nearest = evaluate(miniature_plan(), Scenario("就近", policy=Policy.NEAREST)).counts
    assert (nearest["moved_pupils"], nearest["rezoned_pupils"]) == (Change(0, 27), Change(0, 27))
    both = Scenario("并", {"p3": merge("s2-P")}, policy=Policy.NEAREST)
    assert evaluate(miniature_plan(), both).counts["rezoned_pupils"] == Change(0, 0)
    assert "rezoned_pupils" not in under(p3=merge("s1")).counts


@pytest.mark.parametrize(
    ("decisions", "crossing", "lost"),
    [
        ({"s2_P": merge("s1")}, 48, 0),         # from 乙镇 to the first school of the ledger
        ({"p3": merge("s1")}, 0, 0),
        ({"p3": merge("s2-P")}, 20, 0),
        ({"s2_J": merge()}, 0, 39),             # who has no school crosses nothing
        ({"s1": merge("s2-P")}, 113, 0),        # one of the 114 comes from outside: from no township
    ],
)
def test_who_goes_to_school_in_another_township(decisions, crossing, lost):
    counts = under(**decisions).counts
    assert counts["cross_township_pupils"] == Change(0, crossing)
    assert counts["unassigned_pupils"] == Change(0, lost)
    assert counts["pupils"] == Change(221, 221)


def test_who_stays_has_not_crossed_though_something_else_has_changed(monkeypatch):
    """Edited roads change the way of pupils who go to another township already."""
    real = engine.work_out

    def stayed(*given, **more):
        made = real(*given, **more)
        stay = np.full(len(made.movement.reason), Reason.STAY)
        return replace(made, movement=replace(made.movement, reason=stay))

    scenario = Scenario("方案", {"p3": merge("s2-P")})
    assert evaluate(miniature_plan(), scenario).counts["cross_township_pupils"].after == 20
    monkeypatch.setattr(engine, "work_out", stayed)
    counts = evaluate(miniature_plan(), scenario).counts
    assert counts["cross_township_pupils"] == counts["moved_pupils"] == Change(0, 0)


def test_schools_and_points_before_and_after():
    """The boarder from v4 counts as everybody else: 5 of s1 and 2 of s2-J."""
    counts = under(s1=point(1, 2, 3)).counts
    assert (counts["schools"], counts["teaching_points"]) == (Change(2, 1), Change(1, 2))
    assert counts["moved_pupils"].after == 15 + 14 + 13 + 5 + 4 + 3 + 5
    plan = miniature_plan(attendance=[*ATTENDANCE, ("v4", "p3", True, {3: 9})])
    assert under(plan, p3=merge("s1")).counts["moved_pupils"] == Change(0, 29)
