"""Who goes where: each line of the assignment rules, on the county that can be worked out by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from miniature import ATTENDANCE, attendance_frame, merge, miniature_plan, point, with_school, without_way

from gis.errors import InputError
from gis.layout import Decision, Scenario
from gis.planning.assignment import assign, work_out
from gis.planning.ledger import township_key
from gis.planning.receivers import Leaving, least_time, named_receivers


def moved(plan, **decisions):
    """Return the moved rows of a scenario; school ids are written with _ for -."""
    named = {school.replace("_", "-"): decision for school, decision in decisions.items()}
    flows = assign(plan, Scenario("方案", named))
    return flows[flows["moved"]]


def where(flows, settlement, grade):
    """Return (school after, rule) of the one row of a settlement and grade."""
    row = flows[(flows["settlement_id"] == settlement) & (flows["grade"] == grade)]
    assert len(row) == 1
    return row["school_after"].item(), row["rule"].item()


def test_the_baseline_is_the_attendance():
    plan = miniature_plan()
    flows = assign(plan)
    assert flows["pupils"].sum() == 221
    assert not flows["moved"].any()
    assert (flows["school_after"] == flows["school_before"]).all()
    assert set(flows["rule"]) == {"stay"}
    assert flows.groupby("school_after")["pupils"].sum().to_dict() == {
        "p3": 20,
        "s1": 114,
        "s2-J": 39,
        "s2-P": 48,
    }


def test_a_column_that_the_ledger_does_not_have_says_nothing():
    told = ["ownership", "managing_school_id"]
    plan = miniature_plan()
    bare = replace(plan, schools=plan.schools.drop(columns=told))
    blank = replace(plan, schools=plan.schools.assign(**dict.fromkeys(told, "")))
    scenario = Scenario("方案", {"p3": point(1)})
    pd.testing.assert_frame_equal(assign(bare, scenario), assign(blank, scenario))


def test_schools_that_name_each_other_receive_nobody():
    county = work_out(miniature_plan(), "baseline").county
    p3, s1 = (list(county.school_ids).index(one) for one in ("p3", "s1"))
    nothing = np.zeros((len(county.school_ids), 9), dtype=bool)
    closed = SimpleNamespace(decisions={p3: merge("s1"), s1: merge("p3")}, teaches=nothing)
    leaving = Leaving(*(np.array([one]) for one in (0, 1, p3)))
    assert named_receivers(county, closed, leaving).tolist() == [-1]


def test_a_school_of_unknown_range_teaches_the_grades_that_it_has():
    unknown = with_school(miniature_plan(), "p3", first_grade=np.nan, last_grade=np.nan)
    county = work_out(unknown, "baseline").county
    assert county.teaches[list(county.school_ids).index("p3")].tolist() == [True] * 3 + [False] * 6


def test_one_school_that_is_not_in_the_ledger_is_named():
    rows = [*ATTENDANCE, ("v1", "x7", False, {1: 1})]
    with pytest.raises(InputError, match="x7"):
        assign(miniature_plan(attendance=rows))


def test_only_pupils_of_a_closed_school_move():
    flows = assign(miniature_plan(), Scenario("方案", {"p3": merge("s1")}))
    assert set(flows.loc[flows["moved"], "school_before"]) == {"p3"}
    assert flows.loc[flows["moved"], "pupils"].sum() == 20
    stayed = flows[~flows["moved"]]
    assert (stayed["school_after"] == stayed["school_before"]).all()
    assert set(flows.loc[flows["moved"], "reason"]) == {"school_closed"}


def test_only_pupils_of_a_closed_grade_move():
    flows = moved(miniature_plan(), p3=point(1, 2))
    assert flows[["settlement_id", "grade", "pupils", "reason"]].to_numpy().tolist() == [
        ["v2", 3, 4, "grade_closed"]
    ]


# ---- the receiver order


def test_first_the_settlements_receiver_then_the_schools():
    flows = moved(miniature_plan(), p3=merge("s1", settlement_receivers=(("v4", "s2-P"),)))
    assert where(flows, "v4", 1) == ("s2-P", "named")
    assert where(flows, "v2", 1) == ("s1", "named")


def test_then_the_zones_table():
    plan = miniature_plan(zones=[("v2", 1, 2, "s2-P"), ("v2", 3, 9, "s1")])
    flows = moved(plan, p3=merge())
    assert where(flows, "v2", 1) == ("s2-P", "zone")
    assert where(flows, "v2", 3) == ("s1", "zone")
    assert where(flows, "v4", 1) == ("s1", "same_township")  # no zone
    assert where(moved(plan, p3=merge("s1")), "v2", 1) == ("s1", "named")


@pytest.mark.parametrize("order", [("s2-P", "s1"), ("s1", "s2-P")])
def test_of_several_zoned_schools_the_nearest_that_stays_open_receives(order):
    """多校划片: the order of the rows says nothing; a closed one leaves the pupils to the next."""
    plan = miniature_plan(zones=[("v2", 1, 9, school) for school in order])
    assert where(moved(plan, p3=merge()), "v2", 1) == ("s1", "zone")
    closed = moved(plan, p3=merge(), s1=merge("s2-P"))
    assert where(closed[closed["school_before"] == "p3"], "v2", 1) == ("s2-P", "zone")


def test_a_zone_whose_school_closes_or_is_private_is_passed_over():
    plan = miniature_plan(zones=[("v2", 1, 9, "p3"), ("v4", 1, 9, "s2-P")])
    assert where(moved(plan, p3=merge()), "v2", 1) == ("s1", "same_township")
    private = with_school(plan, "s2-P", ownership="民办")
    assert where(moved(private, p3=merge()), "v4", 1) == ("s1", "same_township")


def test_upper_grades_of_a_new_point_go_to_its_managing_school():
    # v3 would be nearer to s2-P's own neighbours, but its managing school is s1
    plan = with_school(miniature_plan(), "s2-P", managing_school_id="s1")
    flows = moved(plan, s2_P=point(1, 2, 3))
    assert where(flows, "v3", 4) == ("s1", "managing_school")
    assert flows["cross_township"].all()


def test_without_a_managing_school_it_is_the_townships_central_school():
    plan = with_school(miniature_plan(), "p3", managing_school_id="")
    assert where(moved(plan, p3=point(1, 2)), "v2", 3) == ("s1", "managing_school")


def test_the_managing_school_is_for_closed_grades_not_for_a_merge():
    # merged: v2 (甲镇) could go to s1 or, if it were nearer, to another school of the township
    assert where(moved(miniature_plan(), p3=merge()), "v2", 1) == ("s1", "same_township")


def test_then_the_nearest_school_of_the_township_then_of_another():
    flows = moved(miniature_plan(), s1=merge())
    assert where(flows, "v1", 1) == ("p3", "same_township")  # 1800 s; s2-P 4000 s
    assert where(flows, "v1", 4) == ("s2-P", "other_township")  # p3 has no grade 4
    v1 = flows[flows["settlement_id"] == "v1"]
    assert v1.set_index("grade")["cross_township"].to_dict() == {
        1: False,
        2: False,
        3: False,
        4: True,
        5: True,
        6: True,
    }


def test_the_own_township_comes_before_a_nearer_school_elsewhere():
    # v3 (乙镇) is nearer to p3 (1000 s, 甲镇) than to s2-P (1200 s, 乙镇)
    plan = miniature_plan(attendance=[("v3", "s1", False, {1: 5})])
    assert where(moved(plan, s1=merge()), "v3", 1) == ("s2-P", "same_township")


def test_the_streets_of_one_town_are_one_township():
    assert township_key("中山路街道") == township_key(" 新华街街道办事处") == township_key("长风街道办")
    assert township_key("鹤壁集镇") != township_key("姬家山乡")
    plan = miniature_plan(attendance=[("v3", "s1", False, {1: 5})])
    for school, township in (("p3", "东街道"), ("s1", "东街道"), ("s2-P", "西街道办事处")):
        plan = with_school(plan, school, township=township)
    plan.settlements.loc["v3", "township"] = "西街道办事处"
    assert where(moved(plan, s1=merge()), "v3", 1) == ("p3", "same_township")  # now the nearest counts


def test_private_and_attached_classes_do_not_receive_unless_named():
    for cells in ({"ownership": "民办"}, {"type_code": "219"}):
        plan = with_school(miniature_plan(), "s1", **cells)
        assert where(moved(plan, p3=merge()), "v2", 1) == ("s2-P", "other_township")
        assert where(moved(plan, p3=merge("s1")), "v2", 1) == ("s1", "named")


def test_a_receiver_teaches_the_grade_after_the_scenario():
    # s1 becomes a point for grade 1: grade 2 of p3 finds s2-P only
    flows = moved(miniature_plan(), p3=merge(), s1=point(1))
    assert where(flows[flows["school_before"] == "p3"], "v2", 1) == ("s1", "same_township")
    assert where(flows[flows["school_before"] == "p3"], "v2", 2) == ("s2-P", "other_township")


# ---- nobody is lost


def test_no_school_teaches_the_grade():
    flows = moved(miniature_plan(), s2_J=merge())
    assert flows["pupils"].sum() == 39
    assert set(flows["unassigned_reason"]) == {"unassigned_no_school"}
    assert set(flows["rule"]) == {"none"}
    assert set(flows["school_after"]) == {""}
    assert set(flows["mode_after"]) == {""}
    assert set(flows["verdict_after"]) == {"unreachable"}


def test_no_way_to_any_school():
    plan = without_way(miniature_plan(), ("v4", "s1"), ("v4", "s2-P"))
    flows = moved(plan, p3=merge())
    assert where(flows, "v4", 1) == ("", "none")
    assert set(flows.loc[flows["settlement_id"] == "v4", "unassigned_reason"]) == {"unassigned_no_way"}


def test_an_unreachable_named_receiver_stays_named():
    plan = without_way(miniature_plan(), ("v4", "s1"))
    flows = moved(plan, p3=merge("s1"))
    assert where(flows, "v4", 1) == ("s1", "named")
    assert set(flows.loc[flows["settlement_id"] == "v4", "verdict_after"]) == {"unreachable"}


def test_homes_outside_the_county_go_to_the_named_or_central_school():
    outside = [*ATTENDANCE, ("outside", "p3", False, {2: 7})]
    plan = miniature_plan(attendance=outside)
    assert where(moved(plan, p3=merge("s2-P")), "outside", 2) == ("s2-P", "named")
    assert where(moved(plan, p3=merge()), "outside", 2) == ("s1", "managing_school")
    flows = moved(plan, s1=merge())  # s1 is the 中心校 itself
    assert where(flows, "outside", 1) == ("", "none")
    row = flows[flows["settlement_id"] == "outside"]
    assert row["unassigned_reason"].tolist() == ["unassigned_home_unknown"]
    assert row["verdict_after"].tolist() == ["unknown"]


def test_unknown_is_not_unreachable():
    flows = assign(miniature_plan())
    outside = flows[flows["settlement_id"] == "outside"]
    assert outside["verdict_before"].tolist() == ["unknown"]
    plan = without_way(miniature_plan(), ("v4", "p3"))
    flows = assign(plan)
    v4 = flows[(flows["settlement_id"] == "v4") & (flows["school_before"] == "p3")]
    assert set(v4["verdict_before"]) == {"unreachable"}


@pytest.mark.parametrize("side", ["settlements", "schools"])
def test_a_place_without_a_position_is_unknown(side):
    plan = miniature_plan()
    frame = getattr(plan, side).copy()
    place = "v2" if side == "settlements" else "p3"
    frame.loc[place, "geometry"] = None
    flows = assign(replace(plan, **{side: frame}))
    rows = flows[(flows["settlement_id"] == "v2") & (flows["school_before"] == "p3")]
    assert set(rows["verdict_before"]) == {"unknown"}


def test_travel_that_was_never_computed_is_unknown():
    flows = assign(replace(miniature_plan(), travel={}))
    assert set(flows["verdict_before"]) == {"unknown", "boarding"}


def test_travel_may_list_places_in_another_order():
    plan = miniature_plan()
    turned = {
        mode: replace(
            times,
            origin_ids=times.origin_ids[::-1],
            destination_ids=times.destination_ids[::-1],
            seconds=times.seconds[::-1, ::-1].copy(),
            metres=times.metres[::-1, ::-1].copy(),
        )
        for mode, times in plan.travel.items()
    }
    scenario = Scenario("方案", {"p3": merge(), "s1": point(1, 2)})
    pd.testing.assert_frame_equal(assign(plan, scenario), assign(replace(plan, travel=turned), scenario))


def test_attendance_at_an_unknown_school_is_an_input_error():
    with pytest.raises(InputError):
        assign(miniature_plan(attendance=[("v1", "s9", False, {1: 3})]))


# ---- years


def test_a_later_decision_does_not_hold_yet():
    plan = miniature_plan(scenarios=[Scenario("方案", {"p3": merge("s1", year=2024)})])
    assert not assign(plan, "方案", year=2023)["moved"].any()
    assert assign(plan, "方案", year=2024)["moved"].any()
    assert assign(plan, "方案")["moved"].any()


# ---- nearest and its ties


def test_least_time_breaks_ties_by_metres_then_by_code():
    seconds = np.array(
        [[10.0, 10.0, 10.0], [10.0, 9.0, 11.0], [np.nan, np.nan, 5.0], [np.nan, np.nan, np.nan]]
    )
    metres = np.array([[8.0, 7.0, 7.0], [1.0, 9.0, 1.0], [1.0, 1.0, 9.0], [1.0, 1.0, 1.0]])
    everything = np.ones(seconds.shape, dtype=bool)
    by_code = np.array([2, 1, 0])  # the columns' codes stand in reverse order
    assert least_time(seconds, metres, everything, by_code).tolist() == [2, 1, 2, -1]
    assert least_time(seconds, metres, everything, np.arange(3)).tolist() == [1, 1, 2, -1]
    assert least_time(seconds, metres, ~everything, by_code).tolist() == [-1, -1, -1, -1]


def test_equal_schools_go_by_code_wherever_they_stand_in_the_ledger():
    plan = miniature_plan(attendance=[("v3", "p3", False, {1: 4})])
    plan = with_school(plan, "s2-J", type_code="211", division="", first_grade=1.0, last_grade=6.0)
    flows = moved(plan, p3=merge())  # s2-P and s2-J stand at the same gate
    assert where(flows, "v3", 1)[0] == "s2-J"


# ---- the frame


def test_every_column_of_the_contract_is_there():
    flows = assign(miniature_plan(), Scenario("方案", {"p3": merge("s1")}))
    assert list(flows.columns) == [
        "settlement_id",
        "settlement",
        "township",
        "grade",
        "band",
        "school_before",
        "school_after",
        "pupils",
        "boarding_before",
        "boarding_after",
        "estimated",
        "moved",
        "reason",
        "rule",
        "unassigned_reason",
        "cross_township",
        "mode_before",
        "mode_after",
        "seconds_before",
        "seconds_after",
        "metres_before",
        "metres_after",
        "measured_before",
        "measured_after",
        "verdict_before",
        "verdict_after",
    ]
    v4 = flows[(flows["settlement_id"] == "v4") & (flows["grade"] == 1)].iloc[0]
    assert (v4["settlement"], v4["township"], v4["band"]) == ("北沟", "甲镇", "g1_3")
    assert (v4["mode_before"], v4["mode_after"]) == ("walk_g1_3", "walk_g1_3")
    assert (v4["seconds_before"], v4["seconds_after"]) == pytest.approx((2000, 2800))
    assert (v4["metres_before"], v4["metres_after"]) == (1800, 2520)
    assert not flows.isna().any()[["settlement_id", "school_after", "rule", "verdict_after"]].any()


def test_groups_without_pupils_are_not_groups():
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: 0, 2: 3})])
    assert assign(plan)["pupils"].tolist() == [3]


def test_boarding_may_be_written_in_words():
    plan = miniature_plan()
    words = attendance_frame(ATTENDANCE)
    words["boarding"] = ["住校" if boards else "走读" for boards in words["boarding"]]
    pd.testing.assert_frame_equal(assign(replace(plan, attendance=words)), assign(plan))


def test_a_retained_school_moves_nobody():
    flows = assign(miniature_plan(), Scenario("方案", {"s1": Decision(note="保留")}))
    assert not flows["moved"].any()


def test_tables_edited_in_place_are_read_afresh():
    """Outside programs may edit a frame: only a caller that promises not to gets kept arrays."""
    plan = miniature_plan()
    before = assign(plan)["pupils"].sum()
    plan.attendance.loc[plan.attendance.index[0], "pupils"] += 7
    assert assign(plan)["pupils"].sum() == before + 7
