"""The frames of the assessment, of sides written by hand: schools, figures, coefficients, stages, gaps.

The miniature county's rows are s1, s2-P (primary), s2-J (junior), p3 (primary); s2-P and s2-J share a site.
"""

from dataclasses import replace

import numpy as np
import pytest
from miniature import miniature_plan, with_school

from gis.evaluation.balanceframes import (
    Side,
    indicator_frame,
    missing_frame,
    school_frame,
    spread_rows,
    stage_rows,
    unplaced_frame,
)
from gis.evaluation.balancerules import balance_rules
from gis.evaluation.combined import Sharing
from gis.evaluation.counted import Excluded
from gis.evaluation.provision import Resources, State
from gis.planning.assignment import work_out

NAN = float("nan")
RULES = balance_rules()
MET, UNMET, MISSING, EXCLUDED = (int(state) for state in State)
S1, S2P, S2J, P3 = range(4)
NO, YES = np.zeros(4, dtype=bool), np.ones(4, dtype=bool)


@pytest.fixture(scope="module")
def county():
    return work_out(miniature_plan(), "baseline").county


def side(pupils=(10, 10, 10, 10), rows=(), states=(), schools=(MET,) * 4, counted=(True,) * 4):
    """``rows``: totals of the first indicators, 40 at every school in the others; ``states`` the like."""
    totals, of_indicators = np.full((7, 4), 40.0), np.zeros((7, 4), dtype=np.int8)
    totals[: len(rows)] = np.array(rows).reshape(-1, 4)
    of_indicators[: len(states)] = np.array(states).reshape(-1, 4)
    found = Resources(np.array(pupils, dtype=float), totals, totals / 8, np.zeros((7, 4), dtype=bool))
    is_in = np.array(counted)
    reasons = np.where(is_in, Excluded.IN, Excluded.SMALL_POINT).astype(np.int8)
    return Side(found, reasons, of_indicators, np.array(schools, dtype=np.int8), is_in)


# ---- schools and their figures


def test_a_row_per_school(county):
    states = [[MET, UNMET, MET, MET], [MISSING, UNMET, MET, MET]]
    counted = [True, True, True, False], [True, True, False, True]
    before = side((10, 20, 30, 0), (), states, [MISSING, UNMET, MET, MET], counted[0])
    after = side((11, 21, 31, 41), (), states[:1], [MET, UNMET, MET, MET], counted[1])
    estimated = np.zeros((7, 4), dtype=bool)
    estimated[3, [S1, S2J]] = True
    frame = school_frame(county, (before, after), estimated)
    assert frame["stage"].to_dict() == {"s1": "primary", "s2-P": "primary", "s2-J": "junior", "p3": "primary"}
    assert frame["excluded_before"].tolist() == ["", "", "", "small_point"]
    assert frame["excluded_after"].tolist() == ["", "", "small_point", ""]
    assert frame["pupils_before"].tolist() == [10, 20, 30, 0]
    assert (frame["met_before"].tolist(), frame["met_after"].tolist()) == ([6, 5, 7, 0], [7, 6, 0, 7])
    assert frame["state_before"].tolist() == ["missing", "unmet", "met", "excluded"]
    assert frame["state_after"].tolist() == ["met", "unmet", "excluded", "met"]
    assert frame["estimated_after"].tolist() == [True, False, False, False]


def test_a_row_per_school_that_counts_on_a_side_and_indicator(county):
    states, counted = [[MET, UNMET, MET, MET]], [True, True, False, False]
    before = side((10, 20, 30, 40), [[1, 2, 3, 4]], states, counted=counted)
    after = side((11, 21, 31, 41), [[5, 6, 7, 8]], counted=[False, True, True, False])
    resources = replace(before.resources, least=np.tile([True, False, True, True], (7, 1)))
    estimated = np.tile([True, True, False, True], (7, 1))
    frame = indicator_frame(county, RULES, (replace(before, resources=resources), after), estimated)
    keys = ["L1", "L2", "L3", "L4", "L5", "L6", "L7"]
    assert frame["school_id"].tolist() == ["s1"] * 7 + ["s2-P"] * 7 + ["s2-J"] * 7
    assert frame["indicator"].tolist() == keys * 3
    first = frame[frame["indicator"] == "L1"].set_index("school_id")
    assert first["stage"].tolist() == ["primary", "primary", "junior"]
    assert first["standard"].tolist() == [4.2, 4.2, 5.3]
    assert first["floor"].tolist() == pytest.approx([3.57, 3.57, 4.505])
    assert first["total_before"].tolist() == [1, 2, 3]
    assert first["total_after"].tolist() == [5, 6, 7]
    assert first["value_after"].tolist() == [5 / 8, 6 / 8, 7 / 8]
    assert first["pupils_before"].tolist() == [10, 20, 30]
    assert first["state_before"].tolist() == ["met", "unmet", "excluded"]
    assert first["state_after"].tolist() == ["excluded", "met", "met"]
    assert first["at_least_before"].tolist() == [True, False, False]
    assert first["at_least_after"].tolist() == [False] * 3
    assert first["estimated_after"].tolist() == [False, True, False]


# ---- coefficients


def spread(county, before, after):
    rows = spread_rows(county, RULES, (before, after))
    assert len(rows) == 2 * 2 * 7
    return {(row["stage"], row["scope"], row["indicator"]): row for row in rows}


def told(row, at):
    return row[f"state_{at}"], row[f"schools_{at}"], row[f"dropped_{at}"]


def test_a_coefficient_on_its_limit_is_met_and_unknown_totals_are_dropped(county):
    """Primary rows of 10 pupils: 1 and 3 each (0.5, the limit), 1 and 3.2 (1.1 / 2.1), unknown, equal."""
    rows = [[10, 30, 9, NAN], [10, 32, 9, NAN], [NAN, NAN, 9, NAN], [40, 40, 9, 40]]
    found = spread(county, side(rows=rows), side(rows=rows))
    first, second, third, fourth = (found["primary", "official", key] for key in ("L1", "L2", "L3", "L4"))
    assert (first["cv_before"], first["limit"]) == (pytest.approx(0.5), 0.5)
    assert (told(first, "before"), told(first, "after")) == (("met", 2, 1),) * 2
    assert second["cv_after"] == pytest.approx(1.1 / 2.1)
    assert told(second, "after") == ("unmet", 2, 1)
    assert np.isnan(third["cv_before"])
    assert (told(third, "before"), told(fourth, "before")) == (("missing", 0, 3), ("met", 3, 0))
    junior = found["junior", "official", "L1"]
    assert (told(junior, "before"), junior["cv_before"], junior["limit"]) == (("met", 1, 0), 0, 0.45)


def test_the_same_schools_are_those_that_count_before_and_teach_after(county):
    """s2-P counts before alone and still teaches, p3 closes, s1 is there on both sides."""
    rows = [[10, 30, 9, 80]]
    after = side((10, 20, 10, 0), rows, counted=[True, False, True, False])
    found = spread(county, side(rows=rows), after)
    official, same = (found["primary", scope, "L1"] for scope in ("official", "same_schools"))
    assert (official["schools_before"], official["schools_after"], official["cv_after"]) == (3, 1, 0)
    assert (same["schools_before"], same["schools_after"]) == (2, 2)
    # 10 / 10 and 30 / 20: mean 4 / 3, (1 / 3)² of 10 and (1 / 6)² of 20 pupils
    assert same["cv_before"] == pytest.approx(0.5)
    assert same["cv_after"] == pytest.approx((1 / 18) ** 0.5 / (4 / 3))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, 0.5),
        ({"pupils": (10, 30, 10, 10)}, 0.0),                                            # 1 each
        ({"rows": [[10, 10, 9, NAN]]}, 0.0),
        ({"counted": [True, False, True, True]}, 0.0),
    ],
)
def test_a_side_that_differs_in_one_thing_alone_has_its_own_coefficient(county, changed, expected):
    rows = [[10, 30, 9, NAN]]
    found = spread(county, side(rows=rows), side(**{"rows": rows} | changed))["primary", "official", "L1"]
    assert (found["cv_before"], found["cv_after"]) == (pytest.approx(0.5), pytest.approx(expected))


def test_the_same_schools_are_asked_anew_for_every_scenario(county):
    """In one s2-P stays, in the next it closes: the first coefficient is not the second's."""
    before = side(rows=[[10, 30, 9, NAN]])
    stays = side(rows=[[10, 31, 9, NAN]])
    closes = side((10, 0, 10, 10), [[10, 30, 9, NAN]], counted=[True, False, True, True])
    found = [spread(county, before, after)["primary", "same_schools", "L1"] for after in (stays, closes)]
    assert [row["cv_before"] for row in found] == [pytest.approx(0.5), 0]
    assert [row["schools_before"] for row in found] == [2, 1]


# ---- stages


def stage(county, schools, spreads=(("met", 0),), counted=(True,) * 4):
    """The primary stage before, in the official scope; ``spreads``: state and dropped of each indicator."""
    one = side(schools=schools, counted=counted)
    rows = [
        {"stage": name, "scope": scope, "state_before": state, "dropped_before": dropped,
         "state_after": "met", "dropped_after": 0}
        for name, scope in (("primary", "official"), ("junior", "official"), ("primary", "same_schools"))
        for state, dropped in (spreads if (name, scope) == ("primary", "official") else (("unmet", 1),))
    ]  # fmt: skip
    found = stage_rows(county, (one, side()), rows)
    assert [(row["stage"], row["scope"]) for row in found] == [
        (name, scope) for name in ("primary", "junior") for scope in ("official", "same_schools")
    ]
    assert found[0]["state_after"] == "met"
    return found[0]


@pytest.mark.parametrize(
    ("schools", "spreads", "state"),
    [
        ((MET, MET, UNMET, MET), [("met", 0)], "met"),           # the unmet one is a junior school
        ((MET, UNMET, MET, MET), [("met", 0)], "unmet"),
        ((MISSING, UNMET, MET, MET), [("missing", 1)], "unmet"),
        ((MET, MET, MET, MET), [("met", 0), ("unmet", 0)], "unmet"),
        ((MET, MISSING, MET, MET), [("met", 0)], "missing"),
        ((MET, MET, MET, MET), [("met", 0), ("met", 1)], "missing"),
        ((MET, MET, MET, MET), [("met", 0), ("missing", 0)], "missing"),
    ],
)
def test_a_stage_meets_it_with_all_schools_and_coefficients_known_and_met(county, schools, spreads, state):
    assert stage(county, schools, spreads)["state_before"] == state


def test_how_many_schools_of_a_stage_stand_how(county):
    found = stage(county, (MET, UNMET, MET, MISSING))
    assert [found[f"{name}_before"] for name in ("schools", "met", "unmet", "missing")] == [3, 1, 1, 1]
    none = stage(county, (MET,) * 4, [("missing", 0)], counted=[False, False, True, False])
    assert (none["schools_before"], none["state_before"]) == (0, "excluded")


# ---- what the ledger would have to say

LEDGER = {
    "higher_degree_teachers": 9.0, "backbone_teachers": 3.0, "sports_arts_teachers": 3.0,
    "teaching_area_m2": 900.0, "indoor_sports_area_m2": 0.0, "sports_area_m2": 1500.0,
    "equipment_yuan": 400_000.0, "multimedia_rooms": 6.0,
}  # fmt: skip


def gaps(county, before, after=None, is_shared=NO, is_unclear=NO, senior=(0, 0, 0, 0), **cells):
    ledger = replace(county, schools=county.schools.assign(**LEDGER | cells))
    sharing = Sharing(np.array(is_shared), np.array(is_unclear), np.array(senior, dtype=float))
    frame = missing_frame(ledger, RULES, sharing, (before, after or side()))
    return sorted(frame.itertuples(index=False, name=None))


def unknown(*cells, **chosen):
    """A side with some totals unknown: (indicator, school)."""
    totals = np.full((7, 4), 40.0)
    for key, school in cells:
        totals[int(key[1]) - 1, school] = NAN
    return side(rows=totals, **chosen)


def test_a_column_that_is_not_filled_in_is_named_alone(county):
    empty = [5.0, NAN, 5.0, NAN]
    cells = {"backbone_teachers": empty, "teaching_area_m2": empty}
    assert gaps(county, unknown(("L2", S2P), ("L4", P3)), **cells) == [
        ("p3", "L4", "teaching_area_m2"), ("s2-P", "L2", "backbone_teachers")
    ]  # fmt: skip
    assert gaps(county, side(), backbone_teachers=empty) == []


def test_figures_that_are_all_given_and_make_no_sense_are_all_named(county):
    both = [("s1", "L4", "indoor_sports_area_m2"), ("s1", "L4", "teaching_area_m2")]
    assert gaps(county, unknown(("L4", S1))) == both
    whole = [False, True, True, False]
    common = gaps(county, unknown(("L4", S2P)), is_shared=whole)
    assert common == [("s2-P", *words) for _, *words in both]


def test_of_a_site_in_common_the_senior_pupils_are_asked_for_first(county):
    whole, senior = [False, True, True, False], [NAN, NAN, NAN, 0]
    assert gaps(county, unknown(("L4", S2P), ("L1", S1)), is_shared=whole, senior=senior) == [
        ("s1", "L1", "higher_degree_teachers"), ("s2-P", "L4", "senior_pupils")
    ]  # fmt: skip
    assert gaps(county, unknown(("L4", S1)), is_shared=whole, senior=senior) == [
        ("s1", "L4", "indoor_sports_area_m2"), ("s1", "L4", "teaching_area_m2")
    ]  # fmt: skip


def test_where_it_is_not_said_whose_figures_they_are_that_is_asked(county):
    unclear = [False, False, True, False]
    empty = [5.0, 5.0, NAN, 5.0]
    found = gaps(county, unknown(("L4", S2J), ("L1", S2J)), is_unclear=unclear, teaching_area_m2=empty)
    assert found == [("s2-J", "L1", "higher_degree_teachers"), ("s2-J", "L4", "resource_scope")]


def test_gaps_of_schools_that_count_on_the_side_where_they_are(county):
    empty = [NAN, NAN, 5.0, 5.0]
    counted = [True, False, True, True]
    after = unknown(("L2", S1), ("L2", S2P), counted=counted)
    assert gaps(county, side(), after, backbone_teachers=empty) == [("s1", "L2", "backbone_teachers")]
    before = unknown(("L2", S1), ("L2", S2P), counted=counted)
    assert gaps(county, before, backbone_teachers=empty) == [("s1", "L2", "backbone_teachers")]


def test_teachers_from_elsewhere_are_asked_for_where_a_figure_is_the_least_it_can_be():
    """Of p3 it is not told whether it is rural, so that is asked for in their place."""
    def open_ended(*schools, **chosen):
        one = side(**chosen)
        least = np.zeros((7, 4), dtype=bool)
        least[2, list(schools)] = True
        return replace(one, resources=replace(one.resources, least=least))

    places = work_out(with_school(miniature_plan(), "p3", urban_rural=""), "baseline").county
    column = "visiting_sports_arts_teachers"
    assert gaps(places, open_ended(S1, P3), open_ended(S2P)) == [
        ("p3", "L3", "urban_rural"), ("s1", "L3", column), ("s2-P", "L3", column)
    ]  # fmt: skip
    assert gaps(places, open_ended(S1, P3, counted=[False, True, True, False])) == []
    assert gaps(places, side(), open_ended(S1, P3, counted=[False, True, True, False])) == []


# ---- what waits for a place


def unplaced(county, totals, placed, is_open, is_shared=NO):
    sharing = Sharing(np.array(is_shared), NO, np.zeros(4))
    before = side(rows=totals)
    frame = unplaced_frame(county, RULES, sharing, before, np.array(is_open), np.array(placed, dtype=float))
    return {(school, key): amount for school, key, amount in frame.itertuples(index=False)}


def test_what_a_closed_school_leaves_and_nobody_placed(county):
    """p3: 5 placed in full, 0 of which there is nothing to place, 3 of 7 placed, yuan unknown; areas stay."""
    totals, placed = np.full((7, 4), 40.0), np.zeros((7, 4))
    totals[:3, P3], totals[5, P3] = (5, 0, 7), NAN
    placed[0, P3], placed[2, P3] = 5, 3
    found = unplaced(county, totals, placed, [True, True, True, False])
    np.testing.assert_equal(found, {("p3", "L2"): 0.0, ("p3", "L3"): 4.0, ("p3", "L6"): NAN})


def test_a_school_that_was_closed_before_leaves_nothing(county):
    dormant = replace(county, is_open=np.array([True, True, True, False]))
    nothing = np.zeros((7, 4))
    assert unplaced(dormant, np.full((7, 4), 40.0), nothing, [True, True, True, False]) == {}
    assert unplaced(county, np.full((7, 4), 40.0), nothing, YES) == {}


def test_what_a_site_has_in_common_is_left_only_when_all_of_it_closes(county):
    totals, nothing = np.full((7, 4), 40.0), np.zeros((7, 4))
    shared = [False, True, True, False]
    one = unplaced(county, totals, nothing, [True, True, False, True], shared)
    assert set(one) == {("s2-J", "L1"), ("s2-J", "L2"), ("s2-J", "L3")}
    both = unplaced(county, totals, nothing, [True, False, False, True], shared)
    assert set(both) == {(school, key) for school in ("s2-P", "s2-J") for key in ("L1", "L2", "L3", "L6")}
    own = unplaced(county, totals, nothing, [True, True, False, True])
    assert set(own) == {("s2-J", "L1"), ("s2-J", "L2"), ("s2-J", "L3"), ("s2-J", "L6")}
