"""The seven indicators of whole counties: who counts, what moves, what is missing; the miniature county."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import ATTENDANCE, merge, miniature_plan, point, with_school

from gis.evaluation import evaluate
from gis.evaluation.balancefindings import balance_failures
from gis.evaluation.balancerules import balance_rules
from gis.evaluation.facilities import facility_frame
from gis.evaluation.failures import Case
from gis.evaluation.indicators import balance_of, school_meets, weighted_cv
from gis.evaluation.provision import Resources, State, school_states
from gis.evaluation.schools import load_of
from gis.layout import Decision, Expansion, Scenario
from gis.messages import describe
from gis.planning.assignment import work_out

# per pupil above the primary standards; s1 has 114 pupils, s2-P 48, s2-J 39, p3 20
RICH = {
    "higher_degree_teachers": 9.0, "backbone_teachers": 3.0, "sports_arts_teachers": 3.0,
    "teaching_area_m2": 900.0, "indoor_sports_area_m2": 0.0, "sports_area_m2": 1500.0,
    "equipment_yuan": 400_000.0, "multimedia_rooms": 6.0,
}  # fmt: skip


def equipped(plan=None, **schools):
    """The miniature county with a rich ledger; ``schools``: school → cells that differ."""
    plan = plan or miniature_plan()
    plan = replace(plan, schools=plan.schools.assign(ownership="公办", **RICH))
    for school, cells in schools.items():
        plan = with_school(plan, school.replace("_", "-"), **cells)
    return plan


def worked_out(plan, **decisions):
    outcome = work_out(plan, Scenario("方案", {k.replace("_", "-"): v for k, v in decisions.items()}))
    return outcome, load_of(outcome)


def balance(plan, **decisions):
    return balance_of(*worked_out(plan, **decisions))


def with_rules(plan, **parameters):
    values = {key: {"value": value} for key, value in parameters.items()}
    return replace(plan, rules={**plan.rules, "county": {"balance": {"parameters": values}}})


def with_pupils(plan_pupils, school="p3", settlement="v2"):
    """The county with another number of pupils at one school, all in grade 1."""
    rest = [row for row in ATTENDANCE if row[1] != school]
    return miniature_plan(attendance=[*rest, (settlement, school, False, {1: plan_pupils})])


def row(frame, school, indicator):
    return frame[(frame["school_id"] == school) & (frame["indicator"] == indicator)].iloc[0]


def gaps(result):
    return set(result.missing.itertuples(index=False, name=None))


# ---- who counts


@pytest.mark.parametrize(("pupils", "reason"), [(49, "small_point"), (50, "")])
def test_a_teaching_point_counts_from_fifty_pupils(pupils, reason):
    """T-05."""
    result = balance(equipped(with_pupils(pupils)))
    assert result.schools["excluded_before"]["p3"] == reason
    assert ("p3" in set(result.indicators["school_id"])) is (reason == "")


@pytest.mark.parametrize(
    ("kind", "reason"), [("514", "other_kind"), ("365", "other_kind"), ("312", "not_divided")]
)
def test_special_and_vocational_schools_and_undivided_ones_do_not(kind, reason):
    result = balance(equipped(s1={"type_code": kind}))
    found = result.schools.loc["s1"]
    assert (found["stage"], found["excluded_before"], found["state_before"]) == ("", reason, "excluded")


def test_a_primary_school_of_forty_pupils_counts():
    result = balance(equipped(with_pupils(40, "s1", "v1")))
    assert result.schools["excluded_before"]["s1"] == ""


@pytest.mark.parametrize(
    ("pupils", "urban_rural", "expected"),
    [(50, "220", 4.0), (99, "210", 4.0), (100, "220", 3.0), (49, "220", 3.0), (50, "121", 3.0)],
)
def test_teachers_from_elsewhere_count_at_small_rural_schools_only(pupils, urban_rural, expected):
    """T-05: the third indicator."""
    cells = {"urban_rural": urban_rural, "visiting_sports_arts_teachers": 1.0}
    result = balance(equipped(with_pupils(pupils, "s1", "v1"), s1=cells))
    assert row(result.indicators, "s1", "L3")["total_before"] == expected


def test_unreported_teachers_from_elsewhere_leave_open_what_is_short():
    cells = {"urban_rural": "220", "visiting_sports_arts_teachers": np.nan, "sports_arts_teachers": 0.0}
    plan = equipped(with_pupils(60, "s1", "v1"), s1=cells)
    result = balance(plan)
    found = row(result.indicators, "s1", "L3")
    assert (found["state_before"], found["value_before"], found["at_least_before"]) == ("missing", 0, True)
    assert ("s1", "L3", "visiting_sports_arts_teachers") in gaps(result)
    enough = balance(with_school(plan, "s1", sports_arts_teachers=1.0))
    assert row(enough.indicators, "s1", "L3")["state_before"] == "met"


def test_an_unknown_kind_of_place_leaves_open_what_is_short():
    plan = equipped(with_pupils(60, "s1", "v1"), s1={"urban_rural": "", "sports_arts_teachers": 0.0})
    result = balance(plan)
    assert row(result.indicators, "s1", "L3")["state_before"] == "missing"
    assert ("s1", "L3", "urban_rural") in gaps(result)


def test_private_schools_by_a_switch_and_the_old_scope():
    plan = equipped(with_pupils(60), s1={"ownership": "民办"})

    def reasons(**parameters):
        return balance(with_rules(plan, **parameters)).schools["excluded_before"].to_dict()

    assert reasons() == {"s1": "", "s2-P": "", "s2-J": "", "p3": ""}
    assert reasons(count_private=0) == {"s1": "private", "s2-P": "", "s2-J": "", "p3": ""}
    assert reasons(old_scope=1) == {"s1": "private", "s2-P": "", "s2-J": "", "p3": "point"}


# ---- figures


def test_the_seven_figures_of_a_school_by_hand():
    plan = equipped(s1={"indoor_sports_area_m2": 330.0, "multimedia_rooms": 2.622})
    found = balance(plan).indicators.query("school_id == 's1'").set_index("indicator")
    assert found["value_before"].tolist() == pytest.approx(
        [900 / 114, 300 / 114, 300 / 114, 570 / 114, 1500 / 114, 400_000 / 114, 2.3]
    )
    assert found["state_before"].tolist() == ["met"] * 7        # the last one stands exactly on the line


def test_sports_areas_are_grounds_and_halls_together():
    plan = equipped(
        s1={"sports_area_m2": np.nan, "sports_ground_area_m2": 800.0, "indoor_sports_area_m2": 100.0}
    )
    result = balance(plan)
    assert row(result.indicators, "s1", "L5")["total_before"] == 900
    assert row(result.indicators, "s1", "L4")["total_before"] == 800


def test_the_inputs_of_a_figure_add_up_to_its_numerator():
    sports = {"sports_area_m2": np.nan, "sports_ground_area_m2": 800.0, "indoor_sports_area_m2": 100.0}
    rural = {"urban_rural": "220", "visiting_sports_arts_teachers": 1.0}
    whole = {"resource_scope": "全校"}
    result = balance(equipped(with_pupils(60), s1=sports, p3=rural, s2_P=whole, s2_J=whole), p3=merge("s1"))
    for side in ("before", "after"):
        inputs = result.inputs.assign(value=result.inputs["sign"] * result.inputs[f"value_{side}"])
        summed = inputs.groupby(["school_id", "indicator"])["value"].sum()
        totals = result.indicators.set_index(["school_id", "indicator"])[f"total_{side}"]
        known = result.indicators.set_index(["school_id", "indicator"])[f"pupils_{side}"] > 0
        assert summed[totals.index][known].tolist() == pytest.approx(totals[known].tolist())


def test_more_deducted_than_there_is_is_unknown_and_both_are_named():
    result = balance(equipped(s1={"indoor_sports_area_m2": 901.0}))
    assert np.isnan(row(result.indicators, "s1", "L4")["total_before"])
    assert result.missing["column"].tolist() == ["teaching_area_m2", "indoor_sports_area_m2"]


def test_a_county_mean_on_the_line_leaves_schools_below_it():
    """S3, S4: 2.3 rooms per hundred pupils of the whole county; whoever is below it is named."""
    plan = equipped(s1={"multimedia_rooms": 2.5}, s2_P={"multimedia_rooms": 162 * 2.3 / 100 - 2.5})
    found = balance(plan).indicators.query("stage == 'primary' and indicator == 'L7'")
    mean = found["total_before"].sum() / found["pupils_before"].sum() * 100
    assert mean == pytest.approx(found["standard"].iloc[0])
    assert dict(zip(found["school_id"], found["state_before"], strict=True)) == {"s1": "unmet", "s2-P": "met"}


# ---- missing


def test_what_is_missing_is_named_and_never_zero():
    result = balance(equipped(s1={"equipment_yuan": np.nan}))
    assert result.missing.to_numpy().tolist() == [["s1", "L6", "equipment_yuan"]]
    assert result.schools["state_before"]["s1"] == "missing"
    spread = result.spread.query("stage == 'primary' and scope == 'official' and indicator == 'L6'").iloc[0]
    assert (spread["schools_before"], spread["dropped_before"]) == (1, 1)
    assert spread["cv_before"] == 0                             # one school left
    stage = result.stages.query("stage == 'primary' and scope == 'official'").iloc[0]
    assert (stage["met_before"], stage["missing_before"], stage["state_before"]) == (1, 1, "missing")


def test_known_figures_may_decide_against_a_school_before_the_rest_is_known():
    result = balance(equipped(s1={"equipment_yuan": np.nan, "teaching_area_m2": 100.0}))
    assert result.schools["state_before"]["s1"] == "unmet"


# ---- before and after


def test_a_closed_school_leaves_its_resources_behind():
    result = balance(equipped(with_pupils(60)), p3=merge("s1"))
    after = row(result.indicators, "s1", "L4")
    assert (after["total_before"], after["total_after"]) == (900, 900)
    assert (after["pupils_before"], after["pupils_after"]) == (114, 174)
    assert result.unplaced.set_index("indicator")["amount"].to_dict() == {
        "L1": 9, "L2": 3, "L3": 3, "L6": 400_000,
    }  # fmt: skip
    estimated = result.indicators.query("school_id == 's1'").set_index("indicator")["estimated_after"]
    assert estimated[estimated].index.tolist() == ["L1", "L2", "L3", "L6"]
    assert row(result.indicators, "p3", "L1")["state_after"] == "excluded"
    assert not result.indicators.query("school_id == 's2-P'")["estimated_after"].any()


def test_a_school_that_gives_up_grades_keeps_its_resources():
    result = balance(equipped(), p3=point(1))
    assert row(result.indicators, "s1", "L4")["pupils_after"] == 114 + 5 + 4 + 2
    assert not result.indicators["estimated_after"].any()


def test_a_new_building_leaves_areas_estimated():
    result = balance(equipped(), s1=Decision(expansion=Expansion(rooms=2)))
    estimated = result.indicators.query("school_id == 's1'").set_index("indicator")["estimated_after"]
    assert estimated[estimated].index.tolist() == ["L4", "L5", "L7"]


def test_leaving_the_sample_improves_only_the_official_figure():
    """s1 turned into a point of 30 leaves the official scope; among the same schools it is still there."""
    rows = [r for r in ATTENDANCE if r[1] != "s1"] + [("v3", "s1", False, {1: 30, 4: 30})]
    plan = equipped(miniature_plan(attendance=rows), s1={"teaching_area_m2": 3000.0})
    spread = balance(plan, s1=point(1, receiver_id="s2-P")).spread
    spread = spread.query("stage == 'primary' and indicator == 'L4'").set_index("scope")
    official, same = spread.loc["official"], spread.loc["same_schools"]
    assert official["cv_before"] == same["cv_before"] == pytest.approx(weighted_cv([3000, 900], [60, 48]))
    assert (official["cv_after"], official["schools_after"]) == (0, 1)
    assert same["cv_after"] == pytest.approx(weighted_cv([3000, 900], [30, 78]))
    assert same["cv_after"] > same["cv_before"]


@pytest.fixture(scope="module")
def unchanged():
    return worked_out(equipped(with_pupils(60)))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.floats(1, 5000) | st.just(np.nan), min_size=4, max_size=4))
def test_scopes_are_equal_where_nothing_leaves(unchanged, areas):
    outcome, load = unchanged
    county = replace(outcome.county, schools=outcome.county.schools.assign(teaching_area_m2=areas))
    spread = balance_of(replace(outcome, county=county), load).spread
    scopes = [part.drop(columns="scope").reset_index(drop=True) for _, part in spread.groupby("scope")]
    assert scopes[0].equals(scopes[1])
    assert spread["cv_before"].equals(spread["cv_after"])


# ---- combined schools


def test_what_a_combined_school_has_in_common_is_shared_by_weighted_pupils():
    whole = {"resource_scope": "全校", "teaching_area_m2": 909.0}
    lower = {**whole, "indoor_sports_area_m2": 0.0}
    plan = equipped(s2_P=lower, s2_J={**whole, "teaching_area_m2": np.nan})
    result = balance(plan)
    denominator = 48 + 1.1 * 39
    primary, junior = (row(result.indicators, school, "L4") for school in ("s2-P", "s2-J"))
    assert primary["total_before"] == pytest.approx(909 * 48 / denominator)
    assert junior["value_before"] == pytest.approx(primary["value_before"] * 1.1)
    assert row(result.indicators, "s2-P", "L1")["total_before"] == 9     # teachers are never shared
    closed = balance(plan, s2_J=merge())
    assert row(closed.indicators, "s2-P", "L4")["total_after"] == 909
    assert set(closed.unplaced["indicator"]) == {"L1", "L2", "L3"}       # the equipment is still in use


def test_rows_of_a_site_that_contradict_each_other_are_unknown():
    result = balance(equipped(s2_P={"resource_scope": "全校"}, s2_J={"teaching_area_m2": 1.0}))
    assert np.isnan(row(result.indicators, "s2-P", "L4")["total_before"])
    assert gaps(result) == {("s2-P", "L4", "teaching_area_m2"), ("s2-J", "L4", "teaching_area_m2")}


def test_a_senior_division_takes_its_share_and_has_to_be_told():
    cells = {"type_code": "341", "resource_scope": "全校"}
    lower = {"type_code": "341", "resource_scope": "本部"}
    plan = equipped(s2_J={**cells, "senior_pupils": 52.0}, s2_P=lower)
    total = row(balance(plan).indicators, "s2-J", "L4")["total_before"]
    assert total == pytest.approx(900 * 1.1 * 39 / (48 + 1.1 * 39 + 1.32 * 52))
    unsaid = balance(with_school(plan, "s2-J", senior_pupils=np.nan))
    assert ("s2-J", "L4", "senior_pupils") in gaps(unsaid)
    unclear = balance(with_school(plan, "s2-J", resource_scope=""))
    assert ("s2-J", "L4", "resource_scope") in gaps(unclear)


# ---- floor, grounds and canteen


def test_floor_grounds_and_canteen_per_pupil():
    plan = equipped(s1={"floor_area_m2": 1140.0, "canteen_area_m2": 57.0, "canteen_seats": np.nan})
    frame = facility_frame(*worked_out(plan, p3=merge("s1")))
    found = frame.loc["s1"]
    assert found["floor_m2_per_pupil_before"] == 10
    assert found["floor_m2_per_pupil_after"] == pytest.approx(1140 / 134)
    assert found["sports_m2_per_pupil_before"] == pytest.approx(1500 / 114)
    assert found["canteen_m2_per_pupil_before"] == 0.5
    assert np.isnan(found["canteen_seats_per_pupil_before"])
    assert frame.loc["p3"].filter(like="_after").isna().all()
    grounds = {"sports_area_m2": np.nan, "sports_ground_area_m2": 1026.0, "indoor_sports_area_m2": 114.0}
    apart = facility_frame(*worked_out(equipped(s1=grounds)))
    assert apart["sports_m2_per_pupil_before"]["s1"] == 10


# ---- findings


def test_what_the_plan_makes_short_is_named_with_its_rule():
    """With 20 more pupils s1 has 6.38 m² of grounds, 4.1 of floor and 2.24 rooms per hundred: 4 of 7."""
    plan = equipped(s1={"sports_area_m2": 855.0, "teaching_area_m2": 550.0, "multimedia_rooms": 3.0})
    outcome, load = worked_out(plan, p3=merge("s1"))
    case, result = Case(outcome, load), balance_of(outcome, load)
    assert not [one for one in balance_failures(case, result, is_new=False) if not one.part]
    (failure,) = [one for one in balance_failures(case, result, is_new=True) if not one.part]
    assert (failure.rule.rule, failure.rule.value, failure.value) == ("YZ-03", 6, 4)
    assert "6.381/7.5" in failure.values["listed"]
    short = 855 / 134 / 7.5, 550 / 134 / 4.5, 300 / 134 / 2.3
    assert failure.badness == pytest.approx(3 - sum(short))
    assert describe(failure.message, failure.values).what


def test_a_coefficient_beyond_its_limit_is_the_countys():
    outcome, load = worked_out(equipped(s1={"equipment_yuan": 20_000.0, "teaching_area_m2": 2000.0}))
    found = list(balance_failures(Case(outcome, load), balance_of(outcome, load), is_new=False))
    (spread,) = [one for one in found if one.part]
    assert (spread.part, spread.subject, spread.rule.value, spread.rule.rule) == ("L6", -1, 0.5, "YZ-04")
    assert spread.value == pytest.approx(weighted_cv([20_000, 400_000], [114, 48]))
    assert describe(spread.message, spread.values, "en").what


# ---- the verdicts of many schools are those of one


@settings(max_examples=60)
@given(st.lists(st.sampled_from([0.0, 0.84, 0.85, 0.9, 1.0, 1.2]), min_size=7, max_size=7))
def test_many_schools_are_judged_as_one_is(shares):
    rules = balance_rules()
    standards = rules.standards[0]
    values = np.array(shares) * standards
    resources = Resources(np.ones(1), values[:, None], values[:, None], np.zeros((7, 1), dtype=bool))
    (state,) = school_states(resources, standards[:, None], rules.least_met, rules.number("floor_share"))
    assert state == (State.MET if school_meets(values, standards) else State.UNMET)


def stage_states(plan):
    stages = balance(plan).stages
    official = stages[stages["scope"] == "official"]
    return dict(zip(official["stage"], official["state_before"], strict=True))


def test_a_stage_meets_it_with_every_school_and_every_coefficient():
    even = {"s1": 114, "s2_P": 48, "s2_J": 39, "p3": 20}
    per_pupil = {column: amount / 40 for column, amount in RICH.items()}
    cells = {school: {c: each * pupils for c, each in per_pupil.items()} for school, pupils in even.items()}
    plan = equipped(**cells)
    assert stage_states(plan) == {"primary": "met", "junior": "met"}
    far_apart = with_school(plan, "s1", equipment_yuan=plan.schools["equipment_yuan"]["s1"] * 9)
    assert stage_states(far_apart) == {"primary": "unmet", "junior": "met"}
    one_short = with_school(plan, "s2-J", multimedia_rooms=0.0)
    assert stage_states(one_short) == {"primary": "met", "junior": "unmet"}
    rows = [row for row in ATTENDANCE if row[1] != "s2-J"]
    assert stage_states(equipped(miniature_plan(attendance=rows), **cells))["junior"] == "excluded"


def test_an_evaluation_tells_whose_doing_it_is():
    plan = equipped(s1={"sports_area_m2": 855.0, "teaching_area_m2": 550.0, "multimedia_rooms": 3.0})
    closing = Scenario("并", {"p3": merge("s1")})
    made = [f for f in evaluate(plan, closing).findings if f.criterion_id == "resource_school"]
    assert [(f.subject_id, f.in_baseline) for f in made] == [("s1", False)]
    assert "YZ-03" in made[0].rule
    uneven = equipped(s1={"equipment_yuan": 20_000.0, "teaching_area_m2": 2000.0})
    old = [f for f in evaluate(uneven).findings if f.criterion_id == "resource_cv_primary"]
    assert [(f.subject_id, f.in_baseline) for f in old] == [("", True)]


def test_a_school_that_leaves_counts_and_lacks_before_alone():
    """p3 with 60 pupils closes: its unknown yuan are named, and it stands in the figures before alone."""
    plan = equipped(with_pupils(60), p3={"equipment_yuan": np.nan, "teaching_area_m2": 270.0})
    result = balance(plan, p3=merge("s1"))
    assert ("p3", "L6", "equipment_yuan") in gaps(result)
    spread = result.spread.set_index(["stage", "scope", "indicator"])
    area, yuan = (spread.loc[("primary", "official", key)] for key in ("L4", "L6"))
    assert (area["schools_before"], area["schools_after"]) == (3, 2)
    assert area["cv_before"] == pytest.approx(weighted_cv([900, 900, 270], [114, 48, 60]))
    assert (yuan["schools_before"], yuan["dropped_before"], yuan["schools_after"]) == (2, 1, 2)
    same = spread.loc[("primary", "same_schools", "L4")]
    assert (same["schools_before"], same["schools_after"]) == (2, 2)
    assert same["cv_before"] == pytest.approx(weighted_cv([900, 900], [114, 48]))


def test_every_gap_of_a_school_of_its_own_is_its_own_column():
    """No senior pupils are asked for where nothing is in common, known or not."""
    result = balance(equipped(s1={"multimedia_rooms": np.nan}, s2_P={"sports_area_m2": np.nan}))
    assert gaps(result) == {("s1", "L7", "multimedia_rooms"), ("s2-P", "L5", "sports_area_m2")}
