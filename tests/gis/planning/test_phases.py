"""先建后撤 and 二次流动: which closures come too early, and whose changes of school are added up."""

from types import SimpleNamespace

import numpy as np
import pytest
from miniature import merge, miniature_plan, with_school

from gis.layout import Decision, Expansion, LayoutStatus, Scenario
from gis.planning import phases
from gis.planning.phases import moved_twice, phase_errors

PLAN = miniature_plan()
NAN = float("nan")


def built(year, places=90):
    return Decision(expansion=Expansion(rooms=2, places=places, year=year))


def errors(plan, decisions):
    return [
        (one.sender_id, one.receiver_id, one.closes_year, one.ready_year, one.places_short)
        for one in phase_errors(plan, Scenario("方案", decisions))
    ]


# ---- 先建后撤


def test_where_nothing_opens_later_no_closure_is_early():
    assert errors(PLAN, {"p3": merge("s1", year=2023)}) == []
    assert errors(PLAN, {"p3": merge("s1", year=2025), "s1": built(2025)}) == []
    assert errors(PLAN, {"s1": built(2030)}) == [], "nobody closes"


def test_a_closure_without_a_year_is_held_against_the_plans_own():
    assert errors(PLAN, {"p3": merge("s1"), "s1": built(2025)}) == [("p3", "s1", 2022, 2025, 14)]
    assert errors(PLAN, {"p3": merge("s1"), "s1": built(2022)}) == []


@pytest.mark.parametrize(("places", "short"), [(133, [1]), (134, []), (135, [])])
def test_one_pupil_without_a_place_is_one_too_many(places, short):
    """s1 has 114 pupils and gets 20."""
    plan = with_school(PLAN, "s1", approved_places=float(places))
    found = errors(plan, {"p3": merge("s1", year=2023), "s1": built(2024)})
    assert [one[-1] for one in found] == short


@pytest.mark.parametrize(
    ("decision", "ready"),
    [
        (Decision(), None), (Decision(year=2024), None), (merge("s1", year=2024), None),
        (built(2025), 2025), (Decision(year=2024, expansion=Expansion(rooms=1)), 2024),
        (Decision(expansion=Expansion(rooms=1)), None),
        (Decision(LayoutStatus.NEW, year=2024), 2024), (Decision(LayoutStatus.REOPEN, year=2023), 2023),
        (Decision(LayoutStatus.NEW, year=2024, expansion=Expansion(rooms=1, year=2026)), 2026),
        (Decision(LayoutStatus.NEW, year=2027, expansion=Expansion(rooms=1, year=2026)), 2027),
    ],
)  # fmt: skip
def test_a_school_is_ready_once_it_is_open_and_its_project_too(decision, ready):
    assert phases._ready_year(decision) == ready


def test_closures_are_looked_at_by_year_and_only_against_what_opens_later(monkeypatch):
    """s1's places are there in 2024: late for who closes in 2022 and 2023, in time for 2024 and 2025."""
    asked = []

    def looked_at(final, then, sender, year, waiting):
        asked.append((sender, year, then, dict(waiting)))
        return ()

    def worked_out(plan, scenario, *, year=None, pupils=None, enrolment=None):
        return SimpleNamespace(scenario=scenario) if year is None else (year, pupils, enrolment)

    decisions = {
        "c": merge(year=2023), "d": Decision(LayoutStatus.PHASE_OUT, year=2024), "a": merge(),
        "b": Decision(LayoutStatus.TEACHING_POINT, year=2023, grades_kept=(1,)),
        "e": Decision(LayoutStatus.SUSPEND, year=2025), "s1": built(2024), "f": Decision(year=2022),
    }  # fmt: skip
    monkeypatch.setattr(phases, "_errors", looked_at)
    monkeypatch.setattr(phases, "work_out", worked_out)
    phase_errors(PLAN, Scenario("方案", decisions), pupils_of=lambda year: -year, enrolment={"x": {}})
    late = {"s1": 2024}
    assert asked == [
        ("a", 2022, (2022, -2022, {"x": {}}), late), ("c", 2023, (2023, -2023, {"x": {}}), late),
        ("b", 2023, (2023, -2023, {"x": {}}), late),
    ]  # fmt: skip


def worked_out(rows, is_open=(True,) * 5):
    """Return an outcome of (school before, school after, pupils), schools a to e."""
    before, after, pupils = (np.array(column) for column in zip(*rows, strict=True))
    county = SimpleNamespace(
        school_ids=np.array(list("abcde"), dtype=object), school_names=np.array(list("ABCDE")),
        school_code=lambda key: "abcde".index(key),
    )  # fmt: skip
    moves = SimpleNamespace(before=before, after=after, pupils=pupils, moved=before != after)
    return SimpleNamespace(
        county=county, movement=moves, rules=None, situation=SimpleNamespace(is_open=np.array(is_open))
    )


def test_a_receiver_counts_in_the_year_or_in_the_end(monkeypatch):
    """A's pupils go to B in the year and to C in the end, E's to D and A.

    In the year B has 30 + 10 pupils and 39 places, C is not open yet, D is short but takes nobody of A's.
    """
    then = worked_out(
        [(0, 1, 10), (1, 1, 30), (4, 3, 9), (4, 0, 3), (0, -1, 5), (0, 0, 2)], (True, True, False, True, True)
    )
    final = worked_out([(0, 2, 10), (1, 1, 30), (4, 3, 9)])

    def told(places, waiting, sender="a"):
        monkeypatch.setattr(phases, "places_after", lambda *_: np.array(places, dtype=float))
        return [
            (one.sender, one.receiver, one.closes_year, one.ready_year, one.places_short)
            for one in phases._errors(final, then, sender, 2023, waiting)
        ]

    waiting = {"d": 2026, "b": 2024, "c": 2025}
    places = [1, 39, 50, 4, 0]
    first, second = told(places, waiting)
    assert first == ("A", "B", 2023, 2024, 1)
    assert second[:4] == ("A", "C", 2023, 2025)
    assert np.isnan(second[4])
    assert told(places, {"b": 2024}) == [first]
    assert told([1, 40, 50, 4, 0], {"b": 2024}) == []
    assert told([1, NAN, 50, 4, 0], {"b": 2024}) == [], "who knows no places is short of none"
    assert told(places, {"a": 2025}, "e") == [("E", "A", 2023, 2025, 4)], "3 and its own 2, for 1 place"
    assert told(places, {"d": 2026}, "e") == [("E", "D", 2023, 2026, 5)]


# ---- moved twice

SCHOOLS = np.array(["a", "b", "c"], dtype=object)
A, B, C = 0, 1, 2


def followed(monkeypatch, years, *, last_primary=6):
    """Return what is counted of {year: rows of (settlement, grade, school before, after, pupils)}."""
    county = SimpleNamespace(
        school_ids=SCHOOLS, settlement_ids=np.array(["v1", "v2"], dtype=object),
        last_primary_grade=last_primary,
    )  # fmt: skip

    def worked_out(_plan, _scenario, *, year, pupils, enrolment):
        columns = np.array(years[year], dtype=np.int64).reshape(-1, 5).T
        names = ("settlement", "grade", "before", "after", "pupils")
        moves = SimpleNamespace(**dict(zip(names, columns, strict=True)))
        return SimpleNamespace(county=county, movement=moves)

    monkeypatch.setattr(phases, "work_out", worked_out)
    found = moved_twice(PLAN, "方案", years)
    assert found.pupils == found.groups["pupils"].sum()
    return found.groups.to_numpy().tolist()


def test_the_smaller_of_the_two_largest_changes_counts(monkeypatch):
    """8 of v1 go from A to B, of the 6 left 5 go on to C, and the year after all 6 are at A again."""
    rows = {
        2022: [(0, 2, A, B, 8)], 2023: [(0, 3, A, C, 5), (0, 3, A, B, 1)], 2024: [(0, 4, A, A, 6)],
    }  # fmt: skip
    assert followed(monkeypatch, rows) == [["v1", 2021, "a", 3, 6]]
    assert followed(monkeypatch, {year: rows[year] for year in (2022, 2023)}) == [["v1", 2021, "a", 2, 5]]
    assert followed(monkeypatch, {2022: rows[2022], 2023: [(0, 3, A, B, 5)]}) == []
    assert followed(monkeypatch, {2022: rows[2022]}) == []


def test_cohorts_are_kept_apart_by_home_school_and_year_of_entry(monkeypatch):
    """Each of these moves twice but the last three; those of v2 and from outside among them."""
    first = [(0, 2, A, B, 3), (1, 2, C, A, 4), (-1, 4, B, C, 5), (1, 3, A, C, 7), (1, 5, B, C, 1)]
    then = [(0, 3, A, C, 3), (1, 3, C, B, 4), (-1, 5, B, A, 5), (1, 4, A, B, 7), (0, 6, B, A, 1)]
    still = [(0, 5, A, A, 50), (1, 4, C, C, 60), (-1, 3, A, A, 70)]
    found = followed(monkeypatch, {2022: first + still, 2023: then + still})
    assert sorted(found) == [
        ["outside", 2019, "b", 2, 5], ["v1", 2021, "a", 2, 3], ["v2", 2020, "a", 2, 7],
        ["v2", 2021, "c", 2, 4],
    ]  # fmt: skip


def test_who_starts_elsewhere_has_not_changed_school(monkeypatch):
    """Grade 1 begins at B instead of A, and goes on to C in grade 2: one change. So it is with grade 7."""
    for grade in (1, 7):
        once = {2022: [(0, grade, A, B, 4)], 2023: [(0, grade + 1, A, C, 4)]}
        assert followed(monkeypatch, once) == []
        twice = {**once, 2024: [(0, grade + 2, A, A, 4)]}
        assert followed(monkeypatch, twice) == [["v1", 2023 - grade, "a", 2, 4]]


def test_a_new_stage_is_a_new_cohort(monkeypatch):
    """Grade 6 moves to B, grade 7 begins at C, grade 8 is at B: a change in each 学段, none twice."""
    rows = {2022: [(0, 6, A, B, 4)], 2023: [(0, 7, A, C, 4)], 2024: [(0, 8, A, B, 4)]}
    assert followed(monkeypatch, rows) == []
    five = {2022: [(0, 5, A, B, 4)], 2023: [(0, 6, A, C, 4)]}
    assert followed(monkeypatch, five) == [["v1", 2018, "a", 2, 4]]
    assert followed(monkeypatch, five, last_primary=5) == []


def test_who_is_not_there_before_is_held_against_the_baselines_school(monkeypatch):
    """Nobody of any cohort in 2022, or of this one: in 2023 they are away from A, in 2024 back at it."""
    away, back = [(1, 3, A, C, 6)], [(1, 4, A, A, 6)]
    for before in ([], [(0, 3, A, B, 9)]):
        found = followed(monkeypatch, {2022: before, 2023: away, 2024: back})
        assert found == [["v2", 2021, "a", 2, 6]]


def test_no_year_to_look_at_is_an_error():
    with pytest.raises(ValueError, match="no school year"):
        moved_twice(PLAN, "baseline", [])


def test_a_year_named_twice_is_looked_at_once_and_pupils_are_asked_for_by_year(monkeypatch):
    asked = []

    def worked_out(_plan, _scenario, *, year, pupils, enrolment):
        asked.append((year, pupils, enrolment))
        empty = np.array([], dtype=np.int64)
        names = ("settlement", "grade", "before", "after", "pupils")
        county = SimpleNamespace(school_ids=SCHOOLS, settlement_ids=SCHOOLS, last_primary_grade=6)
        return SimpleNamespace(county=county, movement=SimpleNamespace(**dict.fromkeys(names, empty)))

    monkeypatch.setattr(phases, "work_out", worked_out)
    found = moved_twice(PLAN, "方案", [2024, 2022, 2024], pupils_of=lambda year: -year, enrolment={})
    assert asked == [(2022, -2022, {}), (2024, -2024, {})]
    assert (found.pupils, len(found.groups)) == (0, 0)
