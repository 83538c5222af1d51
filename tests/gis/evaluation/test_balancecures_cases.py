"""What would cure the assessment's findings, on figures written by hand: how much, where, how few."""

from types import SimpleNamespace

import numpy as np
import pytest
from miniature import miniature_plan

from gis.evaluation.balancecures import school_cures, spread_cures
from gis.evaluation.balancerules import balance_rules
from gis.evaluation.combined import Sharing
from gis.evaluation.provision import State
from gis.planning.assignment import work_out

NAN = float("nan")
RULES = balance_rules()
PER = np.array([one.per_pupils for one in RULES.indicators])
S1, S2P, S2J, P3 = range(4)


@pytest.fixture(scope="module")
def county():
    return work_out(miniature_plan(), "baseline").county


def told(county, pupils, totals, *, came=(), shared=False, counted=(True,) * 4):
    """Case and assessment of four schools; ``came``: pupils whom the plan sends to (school, how many)."""
    pupils, totals = np.array(pupils, dtype=float), np.array(totals, dtype=float)
    standards = np.tile(RULES.standards[0][:, None], 4)
    values = totals / pupils * PER[:, None]
    unmet = np.where(values < standards - 1e-9, State.UNMET, State.MET)
    states = np.where(np.isnan(values), State.MISSING, unmet)
    side = SimpleNamespace(
        resources=SimpleNamespace(pupils=pupils, totals=totals, values=values), of_indicators=states,
        counted=np.array(counted),
    )  # fmt: skip
    rows = np.array([shared, False, False, False] if isinstance(shared, bool) else shared)
    sharing = Sharing(rows, np.zeros(4, dtype=bool), np.zeros(4))
    made = SimpleNamespace(
        county=county, rules=RULES, sharing=sharing, sides=(None, side), standards=standards
    )
    after = np.array([school for school, _ in came], dtype=int)
    moves = SimpleNamespace(
        moved=np.ones(len(after), dtype=bool), after=after, pupils=np.array([n for _, n in came], dtype=int)
    )
    case = SimpleNamespace(county=county, moves=moves, school=lambda code: str(county.school_names[code]))
    return case, made


# ---- one school


def at_s1(county, pupils, shares, **chosen):
    """Cures of s1; ``shares``: of each indicator's standard."""
    totals = np.full((7, 4), 1e6)
    totals[:, S1] = np.array(shares) * RULES.standards[0] * pupils / PER
    case, made = told(county, (pupils, 10, 10, 10), totals, **chosen)
    first, *others = school_cures(case, made, SimpleNamespace(subject=S1))
    steps = [(step.kind, step.amount, step.unit, step.values["target"]) for step in first.steps]
    return first, steps, [(one.kind, one.amount, one.values["came"]) for one in others]


def test_the_one_that_lacks_most_is_raised_to_the_least_share_and_the_others_to_the_standard(county):
    """100 pupils: 400 of 450 m² and 150,000 of 200,000 yuan, of which 170,000 are the least."""
    first, steps, others = at_s1(county, 100, [1, 1, 1, 400 / 450, 1, 0.75, 1])
    assert steps == [("area", 50, "㎡", "4.5"), ("equipment", 20_000, "元", "1700")]
    assert (first.amount, first.unit, first.subject_id, others) == (2, "项", "s1", [])
    assert first.values["listed"].endswith("+20,000 元")
    assert (first.values["share"], first.values["limit"]) == ("85%", "6")


def test_the_one_that_may_stay_and_is_not_too_low_needs_nothing(county):
    assert at_s1(county, 100, [1, 1, 1, 400 / 450, 1, 0.95, 1])[1] == [("equipment", 10_000, "元", "2000")]
    on_the_line = at_s1(county, 100, [1, 1, 1, 400 / 450, 1, 0.85, 1])[1]
    assert on_the_line == [("area", 50, "㎡", "4.5")]


def test_an_unknown_indicator_leaves_none_that_may_stay(county):
    assert at_s1(county, 100, [NAN, 1, 1, 400 / 450, 1, 0.75, 1])[1] == [
        ("area", 50, "㎡", "4.5"), ("equipment", 50_000, "元", "2000")
    ]  # fmt: skip
    two = at_s1(county, 100, [NAN, NAN, 1, 400 / 450, 1, 0.75, 1])[1]
    assert [amount for _, amount, _, _ in two] == [50, 50_000]


def test_whole_teachers_for_every_hundred_pupils(county):
    """250 pupils need 10.5 teachers of 4.2 a hundred and have 6.3: 0.85 of them are 8.925, 3 more."""
    assert at_s1(county, 250, [0.6, 1, 1, 1, 1, 1, 1])[1] == [("teachers", 3, "人", "3.57")]


# ---- fewer pupils


ENOUGH = [200, 190, 180, 170, 160]         # so many pupils the first five indicators are enough for


def fewer(county, sixth, last, pupils=130, came=((S1, 20),), **chosen):
    shares = np.array([*ENOUGH, sixth, last]) / pupils
    return at_s1(county, pupils, shares, came=came, **chosen)[2]


def test_six_indicators_must_be_enough_and_the_last_for_its_least_share(county):
    """The sixth is enough for 120; the last for 110, or at 85 % for 129; then for 100, at 85 % for 117."""
    assert fewer(county, 120, 110) == [("fewer", 10, "20")]
    assert fewer(county, 120, 100) == [("fewer", 13, "20")]


def test_no_more_can_go_elsewhere_than_the_plan_sends(county):
    assert fewer(county, 120, 110, came=[(S1, 10)]) == [("fewer", 10, "10")]
    assert fewer(county, 120, 110, came=[(S1, 4), (S1, 6), (S2P, 50)]) == [("fewer", 10, "10")]
    assert fewer(county, 120, 110, came=[(S1, 9), (S2P, 50)]) == []
    assert fewer(county, 120, 110, came=[]) == []
    assert fewer(county, 130, 125) == []


def test_one_pupil_less_may_be_enough(county):
    assert fewer(county, 129, 125) == [("fewer", 1, "20")]


def test_what_is_shared_or_not_known_tells_no_number(county):
    assert fewer(county, 120, 110, shared=True) == []
    assert fewer(county, NAN, 110) == []


def test_a_school_that_would_be_too_small_to_add_teachers_from_elsewhere_is_no_way_out(county):
    """From 50 pupils a rural school may add them: 52 still do, 48 do not."""
    assert fewer(county, 52, 50, pupils=55) == [("fewer", 3, "20")]
    assert fewer(county, 48, 47, pupils=55) == []
    assert fewer(county, 95, 90, pupils=105) == [("fewer", 10, "20")]


# ---- coefficients


def spread(county, key, limit, pupils, totals, stage="primary", **chosen):
    row = [one.key for one in RULES.indicators].index(key)
    everything = np.full((7, 4), 5.0)
    everything[row] = totals
    case, made = told(county, pupils, everything, **chosen)
    rule = SimpleNamespace(id=f"resource_cv_{stage}", value=limit)
    return list(spread_cures(case, made, SimpleNamespace(part=key, rule=rule)))


def steps_of(cure):
    return [(step.subject_id, step.amount, step.values["target"]) for step in cure.steps]


def test_a_low_school_is_raised_until_the_coefficient_is_on_the_limit(county):
    """1 and 3 yuan each: with 1.8 it is 0.6 / 2.4 = 0.25. p3 does not count, s2-J is a junior school."""
    (cure,) = spread(county, "L6", 0.25, (10, 10, 10, 10), (10, 30, 1, 0), counted=[True, True, True, False])
    assert steps_of(cure) == [("s1", 8, "1.8")]
    assert (cure.kind, cure.amount, cure.unit, cure.subject_id) == ("equipment", 8, "元", "")
    assert {name: cure.values[name] for name in ("schools", "amount", "unit", "value", "listed")} == {
        "schools": "1", "amount": "8", "unit": "元", "value": "0.250", "listed": "甲镇中心小学 +8",
    }  # fmt: skip


def test_of_what_a_site_gets_a_division_has_its_share(county):
    """s2-P has 10 of 10 + 11 weighted pupils: of 17 yuan 8.095 are its own, 8 would do; of 16 7.619."""
    chosen = {"shared": [False, True, True, False], "counted": [True, True, True, False]}
    (cure,) = spread(county, "L6", 0.25, (10, 10, 10, 10), (30, 10, 1, 0), **chosen)
    assert steps_of(cure) == [("s2-P", 17, "1.81")]
    assert cure.values["value"] == "0.248"


def test_unknown_totals_are_left_out_and_targets_are_for_so_many_pupils(county):
    """1 and 3 teachers of 100 pupils each: 0.8 more would do, so 1: 2 a hundred."""
    (cure,) = spread(county, "L2", 0.25, (100, 100, 10, 10), (1, 3, 9, NAN))
    assert steps_of(cure) == [("s1", 1, "2")]
    assert (cure.values["value"], cure.kind) == ("0.200", "teachers")


def test_whole_units_that_overshoot_call_for_a_higher_level(county):
    """1 pupil and 10 have none, 10 have 3 teachers. With 1 and 2 it is 0.585, with 1 and 3 it is 0.447."""
    (cure,) = spread(county, "L2", 0.45, (1, 10, 10, 10), (0, 3, 9, 0))
    assert steps_of(cure) == [("s1", 1, "100"), ("p3", 3, "30")]
    assert (cure.amount, cure.values["value"], cure.values["schools"]) == (4, "0.447", "2")


def test_the_lowest_school_is_named_first(county):
    """3, 1 and 2 yuan each, no difference allowed: all have 3 in the end."""
    (cure,) = spread(county, "L6", 0.0, (10, 10, 10, 10), (20, 10, 9, 30))
    assert steps_of(cure) == [("s2-P", 20, "3"), ("s1", 10, "3")]


def test_nothing_to_raise_is_no_cure(county):
    assert spread(county, "L6", None, (10, 10, 10, 10), (10, 30, 9, 9)) == []
    assert spread(county, "L6", 0.5, (10, 10, 10, 10), (10, 10, 9, 10)) == []
    assert spread(county, "L6", 0.5, (10, 10, 10, 10), (NAN, NAN, 9, NAN)) == []
    assert spread(county, "L6", 0.5, (10, 10, 10, 10), (1, 90, 9, 9), stage="junior") == []
