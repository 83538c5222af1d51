"""Bus, beds and feet: what counts as provided, and what the limit says about the journey."""

import numpy as np
import pytest
from miniature import ATTENDANCE, merge, miniature_plan, with_school, without_way

from gis.layout import Boarding, Decision, Scenario
from gis.planning.assignment import assign
from gis.planning.journeys import Verdict, judge

CLOSE_S1 = "s1 (114 pupils) is merged into s2-P, 2700 m further along the road"


def flows_of(plan, decisions):
    flows = assign(plan, Scenario("方案", decisions))
    assert flows["pupils"].sum() == 221
    return flows[flows["moved"]]


def pupils_by(flows, column):
    return flows.groupby(column)["pupils"].sum().to_dict()


def verdict(seconds, limit, share=0.1):
    nobody = np.zeros(1, dtype=bool)
    code = judge(np.array([float(seconds)]), np.array([float(limit)]), share, boards=nobody, unknown=nobody)
    return Verdict(int(code[0])).name.lower()


# ---- the limit


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "within"),
        (1619.9, "within"),
        (1620, "borderline"),
        (1800, "borderline"),
        (1980, "borderline"),
        (1980.1, "over"),
        (float("nan"), "unreachable"),
    ],
)
def test_borderline_is_ten_percent_around_the_limit_and_counted_apart(seconds, expected):
    assert verdict(seconds, 1800) == expected


@pytest.mark.parametrize(("metres", "expected"), [(1619, "within"), (1621, "over")])
def test_thirty_minutes_at_the_speed_of_a_third_grader_are_1620_metres(metres, expected):
    assert verdict(metres / 0.9, 1800, share=0.0) == expected


def test_without_a_limit_nothing_is_over():
    assert verdict(99_999, float("nan")) == "no_limit"
    assert verdict(float("nan"), float("nan")) == "unreachable"


# ---- on foot


def test_pupils_within_the_limit_walk():
    flows = flows_of(miniature_plan(), {"p3": merge("s1", bus_seats=20)})
    v2 = flows[flows["settlement_id"] == "v2"]
    assert set(v2["mode_after"]) == {"walk_g1_3"}
    assert v2["seconds_after"].tolist() == pytest.approx([800.0] * 3)
    assert set(v2["verdict_after"]) == {"within"}


def test_without_bus_or_bed_they_walk_and_are_over():
    flows = flows_of(miniature_plan(), {"p3": merge("s1")})
    v4 = flows[flows["settlement_id"] == "v4"]
    assert set(v4["mode_after"]) == {"walk_g1_3"}
    assert set(v4["verdict_after"]) == {"over"}


def test_escort_never_counts():
    flows = flows_of(miniature_plan(), {"p3": merge("s1")})
    assert "escort" not in set(flows["mode_after"]) | set(flows["mode_before"])


# ---- the bus


def test_a_bus_takes_those_who_need_it():
    flows = flows_of(miniature_plan(), {"p3": merge("s1", bus_seats=5)})
    v4 = flows[flows["settlement_id"] == "v4"]
    assert set(v4["mode_after"]) == {"school_bus"}
    assert v4["seconds_after"].tolist() == pytest.approx([420 + 2520 / 5] * 2)
    assert set(v4["verdict_after"]) == {"within"}


def test_too_few_seats_are_no_bus():
    flows = flows_of(miniature_plan(), {"p3": merge("s1", bus_seats=4)})
    assert "school_bus" not in set(flows["mode_after"])


def test_a_ride_over_the_limit_stays_over():
    # v4 → s2-P by bus: 420 + 3780 / 5 = 1176 s; with a limit of 15 minutes it is over all the same
    plan = miniature_plan()
    plan.rules["national"]["criteria"]["over_limit_g1_3"]["value"] = 15
    flows = flows_of(plan, {"p3": merge("s2-P", bus_seats=50)})
    v4 = flows[flows["settlement_id"] == "v4"]
    assert set(v4["mode_after"]) == {"school_bus"}
    assert set(v4["verdict_after"]) == {"over"}


def test_a_bus_that_is_slower_than_walking_is_not_taken():
    # limit 5 minutes: v2 → s1 walks 800 s and would ride 420 + 144 = 564 s: the bus is taken;
    # v1 → p3 (limit 5 min): walk 1800 s, ride 744 s
    plan = miniature_plan(attendance=[*ATTENDANCE, ("v3", "p3", False, {1: 2})])
    plan.rules["national"]["criteria"]["over_limit_g1_3"]["value"] = 5
    for times in (plan.travel["school_bus"],):
        times.seconds[times.origin_ids.index("v2"), times.destination_ids.index("s1")] = 900.0
    flows = assign(plan, Scenario("方案", {"p3": merge("s1", bus_seats=50)}))
    rows = flows[flows["moved"]].groupby("settlement_id")["mode_after"].unique().map(list).to_dict()
    assert rows == {"v2": ["walk_g1_3"], "v3": ["school_bus"], "v4": ["school_bus"]}


def test_where_no_limit_is_set_a_long_way_needs_a_bus():
    # needs: v1 grades 1-3, 54 pupils (4000 s > 1800 s), and v1 grades 4-6, 42 pupils (3600 m > 2000 m).
    # v2 grades 4-6 walks 1980 m; v4 boards; the pupil from outside is unknown.
    flows = flows_of(miniature_plan(), {"s1": merge("s2-P", bus_seats=96)})
    assert pupils_by(flows, "mode_after") == {"school_bus": 96, "walk_g4_6": 12 + 5, "walk_g1_3": 1}
    flows = flows_of(miniature_plan(), {"s1": merge("s2-P", bus_seats=95)})
    assert "school_bus" not in pupils_by(flows, "mode_after")


def test_no_way_by_bus_is_no_bus():
    plan = miniature_plan()
    bus = plan.travel["school_bus"]
    bus.seconds[bus.origin_ids.index("v4"), bus.destination_ids.index("s1")] = np.nan
    flows = flows_of(plan, {"p3": merge("s1", bus_seats=30)})
    assert set(flows.loc[flows["settlement_id"] == "v4", "mode_after"]) == {"walk_g1_3"}


# ---- beds


def test_pupils_who_board_and_stay_go_on_boarding():
    flows = assign(miniature_plan(), Scenario("方案", {"p3": merge("s1")}))
    boarders = flows[flows["boarding_before"]]
    assert boarders["pupils"].sum() == 7
    assert boarders["boarding_after"].all()
    assert set(boarders["verdict_after"]) == {"boarding"}
    assert set(boarders["mode_after"]) == {"boarding"}


def test_beds_go_to_moved_boarders_first_then_to_the_longest_walk():
    # s2-P provides 10 beds: 5 moved boarders from v4, then 5 of v1's grade 4 (15 pupils; 3600 m)
    flows = flows_of(miniature_plan(), {"s1": merge("s2-P"), "s2-P": Decision(boarding=Boarding(10))})
    boards = flows[flows["boarding_after"]]
    assert boards[["settlement_id", "grade", "pupils"]].to_numpy().tolist() == [
        ["v1", 4, 5],
        ["v4", 4, 3],
        ["v4", 5, 2],
    ]
    walking = flows[(flows["settlement_id"] == "v1") & (flows["grade"] == 4) & ~flows["boarding_after"]]
    assert walking["pupils"].tolist() == [10]
    assert walking["mode_after"].tolist() == ["walk_g4_6"]


def test_a_group_of_boarders_is_split_by_the_last_bed():
    flows = flows_of(miniature_plan(), {"s1": merge("s2-P"), "s2-P": Decision(boarding=Boarding(4))})
    rows = flows[flows["settlement_id"] == "v4"][["grade", "pupils", "boarding_before", "boarding_after"]]
    assert rows.to_numpy().tolist() == [[4, 3, True, True], [5, 1, True, True], [5, 1, True, False]]


def test_grades_1_to_3_never_get_a_bed():
    decisions = {"s1": merge("s2-P"), "s2-P": Decision(boarding=Boarding(500, from_grade=1))}
    flows = flows_of(miniature_plan(), decisions)
    assert not flows.loc[flows["grade"] <= 3, "boarding_after"].any()
    assert pupils_by(flows, "boarding_after")[True] == 5 + 42


def test_a_moved_boarder_of_grades_1_to_3_becomes_a_day_pupil():
    plan = miniature_plan(attendance=[("v4", "s1", True, {2: 3})])
    plan = with_school(plan, "s2-P", beds=50.0)
    flows = assign(plan, Scenario("方案", {"s1": merge("s2-P")}))
    assert flows["boarding_after"].tolist() == [False]
    assert flows["verdict_after"].tolist() == ["over"]


def test_the_decision_sets_the_lowest_boarding_grade():
    decisions = {"s1": merge("s2-P"), "s2-P": Decision(boarding=Boarding(500, from_grade=6))}
    flows = flows_of(miniature_plan(), decisions)
    boards = flows[flows["boarding_after"]]
    assert boards[["settlement_id", "grade", "pupils"]].to_numpy().tolist() == [["v1", 6, 13]]


def test_the_ledgers_free_beds_count_and_unknown_beds_do_not():
    plan = with_school(miniature_plan(), "s2-P", beds=3.0)
    flows = flows_of(plan, {"s1": merge("s2-P")})
    assert flows.loc[flows["boarding_after"], "pupils"].sum() == 3
    flows = flows_of(miniature_plan(), {"s1": merge("s2-P")})  # beds not reported
    assert not flows["boarding_after"].any()


def test_beds_of_those_who_stay_are_taken():
    # s1 has 6 beds and 5 boarders who stay: one bed is free for a moved boarder
    attendance = [*ATTENDANCE, ("v3", "s2-P", True, {5: 4})]
    plan = miniature_plan(attendance=attendance)
    flows = assign(plan, Scenario("方案", {"s2-P": merge("s1")}))
    moved = flows[flows["moved"] & flows["boarding_before"]]
    assert moved[["pupils", "boarding_after"]].to_numpy().tolist() == [[1, True], [3, False]]


def test_the_bus_comes_before_the_bed():
    decisions = {"s1": merge("s2-P", bus_seats=96), "s2-P": Decision(boarding=Boarding(100))}
    flows = flows_of(miniature_plan(), decisions)
    assert pupils_by(flows, "mode_after") == {
        "school_bus": 96,
        "boarding": 5,
        "walk_g4_6": 12,
        "walk_g1_3": 1,
    }


def test_no_way_on_foot_needs_transport():
    plan = without_way(with_school(miniature_plan(), "s2-P", beds=50.0), ("v2", "s2-P"))
    flows = flows_of(plan, {"s1": merge("s2-P")})
    assert set(flows.loc[flows["settlement_id"] == "v2", "mode_after"]) == {"boarding"}
