"""What a school has per pupil and whether it is enough: every limit by hand, on figures written down."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from gis.evaluation.provision import (
    MayAdd,
    Part,
    Resources,
    State,
    _total,
    parts_of,
    resources_of,
    school_states,
    states,
    who_may_add,
)

NAN = float("nan")
SMALL = SimpleNamespace(number={"visiting_from": 50, "visiting_below": 100}.get)
NO_ONE = MayAdd(np.zeros(2, dtype=bool), np.zeros(2, dtype=bool))


def figures(columns, least=()):
    """One column of figures per school; ``least`` names (indicator, school)."""
    values = np.array(columns, dtype=float).T
    at_least = np.zeros(values.shape, dtype=bool)
    for place in least:
        at_least[place] = True
    return Resources(np.ones(len(columns)), values, values, at_least)


def line(*standards, schools=1):
    return np.tile(np.array(standards, dtype=float)[:, None], (1, schools))


def indicator(numerator, or_numerator=(), deducted=(), small_rural=()):
    return SimpleNamespace(
        shared=False, numerator=numerator, or_numerator=or_numerator, deducted=deducted,
        small_rural=small_rural,
    )  # fmt: skip


def parts(one, may_add=NO_ONE, **columns):
    county = SimpleNamespace(schools=pd.DataFrame(columns))
    return {part.column: part for part in parts_of(county, None, one, None, may_add)}


def test_a_figure_on_the_line_meets_it():
    made = figures([[5.0, 4.999], [NAN, 5.1], [5.0 - 1e-10, 5.0]], least=[(1, 0), (1, 1)])
    told = states(made, line(5, 5, schools=3))
    assert told[:, 0].tolist() == [State.MET, State.MISSING]        # it may be more than what is known
    assert told[:, 1].tolist() == [State.MISSING, State.MET]
    assert told[:, 2].tolist() == [State.MET, State.MET]
    assert states(figures([[4.9]]), line(5)).tolist() == [[State.UNMET]]
    assert states(figures([[NAN]]), line(NAN)).tolist() == [[State.MET]]      # no standard: nothing fails it


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ([10, 10, 10], State.MET), ([8.5, 10, 10], State.MET), ([8.49, 10, 10], State.UNMET),
        ([9, 9, 10], State.UNMET),                      # two of three unmet, one is allowed
        ([NAN, 10, 10], State.MISSING), ([NAN, 9, 10], State.MISSING), ([NAN, 9, 9], State.UNMET),
        ([NAN, 8, 10], State.UNMET),                    # what is known decides against it
    ],
)  # fmt: skip
def test_enough_met_and_none_of_the_others_too_low(values, state):
    """Three indicators of 10: two have to be met and the third has to reach 8.5."""
    assert school_states(figures([values]), line(10, 10, 10), 2, 0.85).tolist() == [state]


def test_the_least_that_a_figure_can_be_is_not_held_against_a_school():
    made = figures([[5, 10, 10]], least=[(0, 0)])
    assert school_states(made, line(10, 10, 10), 2, 0.85).tolist() == [State.MISSING]


def test_each_school_is_judged_by_its_own_figures():
    made = figures([[10, 10], [10, 8], [NAN, 10]])
    told = school_states(made, line(10, 10, schools=3), 2, 0.85)
    assert told.tolist() == [State.MET, State.UNMET, State.MISSING]


def test_small_rural_schools_may_add():
    """50 to 99 pupils in 2xx; without 城乡类型 it is unclear; 1xx and other sizes never."""
    pupils = np.array([49.0, 50, 99, 100, 60, 60])
    county = SimpleNamespace(urban_rural=np.array(["220", "220", "210", "220", "121", ""]))
    told = who_may_add(county, SMALL, pupils)
    assert told.may.tolist() == [False, True, True, False, False, False]
    assert told.unclear.tolist() == [False, False, False, False, False, True]
    far = SimpleNamespace(urban_rural=np.array(["", ""]))
    assert who_may_add(far, SMALL, np.array([49.0, 100])).unclear.tolist() == [False, False]


def test_what_is_deducted_counts_against_the_numerator():
    found = parts(indicator(["area"], deducted=["hall"]), area=[900.0, 50.0], hall=[200.0, 60.0])
    assert (found["area"].sign, found["hall"].sign) == (1, -1)
    total, least = _total([*found.values()])
    assert total[0] == 700
    assert np.isnan(total[1])                           # more deducted than there is
    assert least.tolist() == [False, False]
    nothing_left, _ = _total([Part("area", 1, np.array([60.0])), Part("hall", -1, np.array([60.0]))])
    assert nothing_left.tolist() == [0]


def test_other_columns_stand_in_only_where_the_numerator_is_empty():
    one = indicator(["sports"], or_numerator=["ground", "hall"])
    found = parts(one, sports=[500.0, NAN], ground=[300.0, 310.0], hall=[100.0, 120.0])
    assert found["sports"].values.tolist() == [500, 0]
    assert found["ground"].values.tolist() == [0, 310]
    assert found["hall"].values.tolist() == [0, 120]
    assert _total([*found.values()])[0].tolist() == [500, 430]
    assert {part.sign for part in found.values()} == {1}


def test_teachers_from_elsewhere_only_add():
    one = indicator(["own"], small_rural=["visiting"])
    yes, unclear = np.array([True, False, False, True]), np.array([False, False, True, False])
    found = parts(one, MayAdd(yes, unclear), own=[1.0, 2.0, 3.0, 4.0], visiting=[0.5, 0.6, 0.7, NAN])
    assert found["visiting"].only_adds
    assert not found["own"].only_adds
    assert found["visiting"].sign == 1
    total, least = _total([*found.values()])
    assert total.tolist() == [1.5, 2, 3, 4]
    assert least.tolist() == [False, False, True, True]


def test_figures_are_per_pupil_per_hundred_pupils_and_by_shares():
    """A site of 50 primary and 150 junior pupils has 400 yuan in common, weighed 1 : 3, so 50 : 450.

    The third school has one pupil, the fourth none: nothing is divided there.
    """
    county = SimpleNamespace(
        schools=pd.DataFrame(
            {"area": [500.0, 3000, 70, 80], "own": [2.0, 9, 1, 1], "visiting": [1.0, 1, 1, NAN],
             "yuan": [400.0, 400, 5, 6]}
        ),
        site=np.array([0, 0, 1, 2]), is_primary=np.array([True, False, True, True]),
        urban_rural=np.array(["220", "220", "220", "220"]),
    )  # fmt: skip
    sharing = SimpleNamespace(
        is_shared=np.array([True, True, False, False]), is_unclear=np.zeros(4, dtype=bool),
        senior_pupils=np.zeros(4),
    )  # fmt: skip
    indicators = [indicator(["area"]), indicator(["own"], small_rural=["visiting"]), indicator(["yuan"])]
    for one, pupils, shared in zip(indicators, (1, 100, 1), (False, False, True), strict=True):
        one.per_pupils, one.shared = pupils, shared
    rules = SimpleNamespace(indicators=indicators, weights=(1.0, 3.0, 1.0), number=SMALL.number)
    pupils = np.array([50.0, 150, 1, 0])
    found = resources_of(county, rules, sharing, pupils)
    assert found.totals.tolist() == [[500, 3000, 70, 80], [3, 9, 1, 1], [40, 360, 5, 6]]
    np.testing.assert_allclose(found.values, [[10, 20, 70, NAN], [6, 6, 100, NAN], [0.8, 2.4, 5, NAN]])
    assert not found.least.any()
    assert found.pupils.tolist() == [50, 150, 1, 0]


def test_where_it_is_not_told_who_comes_the_figure_is_the_least():
    county = SimpleNamespace(
        schools=pd.DataFrame({"own": [3.0, 3], "visiting": [NAN, 1]}), site=np.array([0, 1]),
        is_primary=np.array([True, True]), urban_rural=np.array(["220", "121"]),
    )  # fmt: skip
    one = indicator(["own"], small_rural=["visiting"])
    one.per_pupils = 100
    rules = SimpleNamespace(indicators=[one], weights=(1.0, 1.0, 1.0), number=SMALL.number)
    apart = SimpleNamespace(senior_pupils=np.zeros(2))
    found = resources_of(county, rules, apart, np.array([50.0, 60]))
    assert found.values.tolist() == [[6, 5]]
    assert found.least.tolist() == [[True, False]]
