"""What follows from a forecast: later attendance, peaks, places, sizes; how it is tested and shared."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import attendance_frame, merge, miniature_plan

from gis.errors import InputError
from gis.layout import Scenario
from gis.messages import describe
from gis.planning.backtest import back_test
from gis.planning.county import county_of, keep_arrays
from gis.planning.forecast import project_pupils
from gis.planning.forecastparameters import forecast_parameters, forecast_tables
from gis.planning.multiyear import SchoolYear, multi_year
from gis.planning.outlook import baseline_outlook
from gis.planning.peaks import peak_years, place_gaps, township_gaps, warning_levels
from gis.planning.scenarioyears import scenario_years
from gis.planning.sharing import share_out, share_out_variants, shares_within
from gis.planning.yearattendance import (
    attendance_pattern,
    forecast_enrolment,
    school_pupils,
    year_attendance,
)
from gis.planning.yearpupils import FORECAST, SchoolYearPupils, pupils_in, year_pupils_of

PARAMETERS = forecast_parameters()
MINIATURE = miniature_plan()


@pytest.fixture(autouse=True, scope="module")
def _arrays_kept():
    keep_arrays(MINIATURE)
CODES = {"s1": 0, "s2-P": 1, "s2-J": 2, "p3": 3}


def children(place, by_age, kind="settlement"):
    columns = ["source", "place_kind", "place_id", "year", "age", "children"]
    return pd.DataFrame([("survey", kind, place, 2022, a, n) for a, n in by_age.items()], columns=columns)


# ---- sharing out

def test_the_largest_remainders_get_what_is_left():
    # quotas of 10: 4.5, 3.5, 2.0; of 7 among 3, 3, 1: 3, 3, 1; the tie goes to the first
    shared = share_out(np.array([10, 7]), np.array([45.0, 35, 20, 3, 3, 1]), np.array([0, 0, 0, 1, 1, 1]))
    assert shared.tolist() == [5, 3, 2, 3, 3, 1]
    assert share_out(np.array([5]), np.zeros(3), np.zeros(3, dtype=int)).tolist() == [2, 2, 1]
    assert share_out(np.array([4, 9]), np.ones(1), np.zeros(1, dtype=int)).tolist() == [4]


def test_a_unit_without_any_weight_shares_equally():
    shares = shares_within(np.array([0, 0, 1, 1]), [np.array([0.0, 0.0, 3.0, 1.0])])
    assert shares.tolist() == [0.5, 0.5, 0.75, 0.25]


def test_more_in_all_is_never_less_for_one():
    # the Alabama paradox: with one seat more, the third member would get one less
    weights = np.array([6.0, 6.0, 2.0])
    unit = np.zeros(3, dtype=int)
    assert [share_out(np.array([n]), weights, unit).tolist() for n in (10, 11)] == [[4, 4, 2], [5, 5, 1]]
    low, middle, high = share_out_variants(np.array([[10], [11], [11]]), np.stack([weights] * 3), unit)
    assert (low.sum(), middle.tolist(), high.tolist()) == (10, [5, 5, 1], [5, 5, 1])
    assert (low <= middle).all()


@settings(max_examples=25, deadline=None)
@given(data=st.data(), members=st.integers(1, 12), units=st.integers(1, 4))
def test_shares_add_up_and_stay_near_their_quota(data, members, units):
    def draw(top):
        return data.draw(st.lists(st.integers(0, top), min_size=members, max_size=members))

    unit = np.array(draw(units - 1))
    of_units = st.lists(st.integers(0, 60), min_size=units, max_size=units)
    parts = data.draw(st.permutations([0, 0.37, 1]))
    steps = np.cumsum([np.array(draw(40)) * part for part in parts], axis=0)
    totals = np.cumsum(data.draw(st.lists(of_units, min_size=3, max_size=3)), axis=0)
    low, middle, high = share_out_variants(totals, steps, unit)
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert (low >= 0).all()
    for shared, total in zip((low, middle, high), totals, strict=True):
        sums = np.bincount(unit, weights=shared, minlength=units)
        assert (sums == np.where(np.bincount(unit, minlength=units) > 0, total, 0)).all()
    weight = np.bincount(unit, weights=steps[1], minlength=units)[unit]
    quota = np.divide(totals[1][unit] * steps[1], weight, out=middle.astype(float), where=weight > 0)
    assert (abs(middle - quota) < 1 + 1e-6).all()


# ---- the attendance of a later year

def test_a_later_year_keeps_the_schools_and_adds_up_to_the_forecast():
    # v2 had 6 in grade 1 at p3; v1 20 at s1. Next September: v1 25, v2 9, v4 2 children, v3 none counted
    plan = replace(MINIATURE, population=pd.concat(
        [children("v1", {5: 25}), children("v2", {5: 9}), children("v4", {5: 2})]
    ))  # fmt: skip
    county, forecast = county_of(plan), project_pupils(plan)
    attendance = year_attendance(county, forecast, 2023)
    first = attendance.grade == 1
    columns = attendance.settlement, attendance.school, attendance.pupils
    groups = set(zip(*(column[first].tolist() for column in columns), strict=True))
    assert {(0, CODES["s1"], 25), (1, CODES["p3"], 9), (3, CODES["p3"], 2)} <= groups
    table = np.zeros((5, 9), dtype=int)
    np.add.at(table, (attendance.settlement, attendance.grade - 1), attendance.pupils)
    assert (table[:4] == forecast.pupils[1, :, :, 0]).all()
    assert (table[4] == forecast.outside[1, :, 0]).all()


def test_a_grade_that_is_empty_now_goes_where_its_neighbour_goes_and_is_marked():
    county, forecast = county_of(MINIATURE), project_pupils(MINIATURE)
    attendance = year_attendance(county, forecast, 2023)

    def groups(settlement, grade):
        rows = np.flatnonzero((attendance.settlement == settlement) & (attendance.grade == grade))
        return [
            (int(attendance.school[k]), int(attendance.pupils[k]), bool(attendance.boards[k]),
             bool(attendance.estimated[k])) for k in rows
        ]  # fmt: skip

    # v4: two second-graders of p3 go on to grade 3, which p3 teaches
    assert groups(3, 3) == [(CODES["p3"], 2, False, True)]
    # its fourth-graders' school takes grade 5; its two boarders of grade 5 go on to grade 6 and board
    assert groups(3, 5) == [(CODES["s1"], 3, True, False)]
    assert groups(3, 6) == [(CODES["s1"], 2, True, True)]
    # v2 had nobody in grade 7: three sixth-graders go where its eighth-graders are, in the same stage
    assert groups(1, 7) == [(CODES["s2-J"], 3, False, True)]


def test_a_village_without_anybody_in_the_stage_goes_by_zone_then_by_least_walk():
    plan = replace(MINIATURE, attendance=attendance_frame(
        [("v1", "s1", False, {1: 20}), ("v3", "s1", False, {6: 5}), ("v2", "s2-J", False, {9: 4})]
    ), population=children("v2", {5: 7}))  # fmt: skip
    county, forecast = county_of(plan), project_pupils(plan)
    attendance = year_attendance(county, forecast, 2023)
    at = {(s, g): (c, n) for s, g, c, n in zip(
        attendance.settlement, attendance.grade, attendance.school, attendance.pupils, strict=True
    )}  # fmt: skip
    assert at[1, 1] == (CODES["p3"], 7)                  # v2 stands at p3
    assert at[2, 7] == (CODES["s2-J"], 5)                # the only junior division
    zoned = replace(plan, zones=pd.DataFrame(
        {"settlement_id": ["v2"], "grade_from": [1], "grade_to": [6], "school_id": ["s1"]}
    ))  # fmt: skip
    attendance = year_attendance(county_of(zoned), project_pupils(zoned), 2023)
    of_v2 = (attendance.settlement == 1) & (attendance.grade == 1)
    assert attendance.school[of_v2].tolist() == [CODES["s1"]]
    assert attendance.estimated[of_v2].all()


def test_the_base_year_is_the_attendance_itself_and_others_are_refused():
    county, forecast = county_of(MINIATURE), project_pupils(MINIATURE, years=3)
    assert year_attendance(county, forecast, 2022) is county.attendance
    with pytest.raises(InputError, match="2022—2025"):
        year_attendance(county, forecast, 2026)


def test_every_year_and_variant_adds_up():
    county, forecast = county_of(MINIATURE), project_pupils(MINIATURE)
    pattern = attendance_pattern(county, forecast)
    for column, year in enumerate(forecast.years):
        for row, variant in enumerate(("low", "middle", "high")):
            attendance = year_attendance(county, forecast, year, variant=variant, pattern=pattern)
            table = school_pupils(attendance, len(CODES))
            expected = forecast.pupils[row, :, :, column].sum(axis=0) + forecast.outside[row, :, column]
            assert (table.sum(axis=0) == expected).all()
            assert not table[~county.teaches].any()
    enrolment = forecast_enrolment(county, forecast, {"s1": {2022: 114.0, 2023: 110.0}})
    assert enrolment["s1"][2023] == 110.0
    assert enrolment["s2-J"][2024] == school_pupils(
        year_attendance(county, forecast, 2024), len(CODES)
    )[CODES["s2-J"]].sum()  # fmt: skip


def test_a_grade_that_nobody_teaches_is_said_and_empty():
    plan = replace(
        MINIATURE,
        schools=MINIATURE.schools.drop(index="s2-J"),
        attendance=MINIATURE.attendance[MINIATURE.attendance["school_id"] != "s2-J"],
    )
    forecast = project_pupils(plan)
    assert not forecast.pupils[:, :, 6:].any()
    note = next(note for note in forecast.notes if note.code == "forecast_grade_untaught")
    assert note.values == {"grades": "7、8、9"}
    attendance = year_attendance(county_of(plan), forecast, 2030)
    assert attendance.pupils.sum() == forecast.pupils[1, ..., 7].sum() + forecast.outside[1, :, 7].sum()


# ---- back-testing

def grown(first, years, entry, ratio=0.9):
    """Return history and births of a county whose every cohort shrinks by the same ratio."""
    rows = [
        ("s1" if grade < 7 else "s2-J", grade, year, round(entry(year - grade + 1) * ratio ** (grade - 1)))
        for year in range(first, first + years) for grade in range(1, 10)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["school_id", "grade", "year", "pupils"])


ONE = attendance_frame([("v1", "s1", False, {1: 500})])


def whole(year):
    return 10**9 + 10**7 * (year - 2010)       # so large that rounding is nothing


def test_a_county_that_follows_the_method_is_forecast_without_error():
    known = replace(MINIATURE, attendance=ONE, enrolment_history=grown(2016, 7, whole))
    plan = replace(known, population=pd.DataFrame(
        [("survey", "township", "甲镇", year, 5, whole(year + 1)) for year in range(2015, 2023)]
        + [("survey", "township", "甲镇", year, age, whole(year + 6 - age)) for year in range(2016, 2023)
           for age in range(5)],
        columns=["source", "place_kind", "place_id", "year", "age", "children"],
    ))  # fmt: skip
    nothing = children("乙镇", dict.fromkeys(range(6), 0), "township")
    plan = replace(plan, population=pd.concat(
        [plan.population, *(nothing.assign(year=year) for year in range(2016, 2023))]
    ))  # fmt: skip
    tested = project_pupils(plan).back_test
    of_county = tested.errors[tested.errors["level"] == "county"]
    assert tested.possible
    assert of_county["horizon_years"].tolist() == [1, 2, 3, 4, 5]
    assert of_county["comparisons"].tolist() == [45, 36, 27, 18, 9]
    assert of_county["mape_share"].tolist() == pytest.approx([0] * 5, abs=1e-7)


def test_errors_are_taken_by_horizon_and_carried_into_the_interval():
    # every grade has 100 every year, only in 2022 each has 125: forecasts of 2022 are 25/125 off
    level = dict.fromkeys(range(2017, 2022), 100) | {2022: 125}
    rows = [("s1", grade, year, pupils) for year, pupils in level.items() for grade in range(1, 7)]
    plan = replace(
        MINIATURE,
        attendance=ONE,
        enrolment_history=pd.DataFrame(rows, columns=["school_id", "grade", "year", "pupils"]),
    )
    parameters = replace(PARAMETERS, births_trend=(0.0, 0.0, 0.0))
    forecast = project_pupils(plan, parameters=parameters)
    errors = forecast.back_test.errors.query("level == 'county'").set_index("horizon_years")["mape_share"]
    # origins 2018 … 2021; of horizon 1 one in four meets 2022, of horizon 4 the only one
    assert errors.to_dict() == pytest.approx({1: 0.05, 2: 0.2 / 3, 3: 0.1, 4: 0.2})
    totals = forecast.stage_totals.query("unit == '' and stage == 'primary'").set_index("year")
    assert totals.loc[2023, "interval_high"] == pytest.approx(totals.loc[2023, "middle"] * 1.05)
    assert totals.loc[2026, "interval_low"] == pytest.approx(totals.loc[2026, "middle"] * 0.8)
    assert math.isnan(totals.loc[2027, "interval_low"])                  # nothing was tested so far ahead


def test_under_five_years_nothing_is_tested_and_there_is_no_interval():
    forecast = project_pupils(replace(MINIATURE, enrolment_history=grown(2019, 4, lambda year: 500)))
    assert not forecast.back_test.possible
    assert forecast.back_test.errors.empty
    later = forecast.stage_totals.query("year > 2022")
    assert later["interval_low"].isna().all()
    note = next(note for note in forecast.notes if note.code == "forecast_no_back_test")
    assert "无法回测" in note.describe().what
    five = replace(MINIATURE, enrolment_history=grown(2018, 5, lambda year: 500))
    assert project_pupils(five).back_test.possible


def test_errors_of_several_values_are_averaged_and_nothing_is_divided_by_nothing():
    # from 2001: 110 and 5 for 100 and 0, then 90 for 100; from 2002: 80 for 100; the unknown is left out
    made = {2001: [[110.0, 90.0], [5.0, 5.0]], 2002: [[80.0], [5.0]]}
    actual = np.array([[100.0, 100.0, 100.0], [0.0, 0.0, np.nan]])
    asked = range(2001, 2003), 3, 3, lambda year: {"county": np.array(made[year])}
    tested = back_test(*asked, {"county": actual}, 2001)
    rows = tested.errors.set_index("horizon_years")
    assert rows["comparisons"].to_dict() == {1: 2, 2: 1}
    assert rows["mape_share"].to_dict() == pytest.approx({1: 0.15, 2: 0.1})
    # far ahead is never surer than near
    assert tested.error_share("county", np.arange(4))[:3].tolist() == pytest.approx([0, 0.15, 0.15])
    assert math.isnan(tested.error_share("county", np.array([3]))[0])
    assert not back_test(range(2001, 2003), 4, 3, asked[3], {"county": actual}, 2001).possible


def test_what_is_born_is_told_apart_in_the_totals():
    plan = replace(MINIATURE, population=children("甲镇", dict.fromkeys(range(6), 30), "township"))
    forecast = project_pupils(plan)
    totals = forecast.stage_totals.set_index(["unit", "stage", "year"])
    entering = forecast.units.query("unit == '乙镇' and grade == 1 and year == 2023")["middle"].item()
    other = totals.loc[("乙镇", "primary", 2023)]
    assert (other["middle"] - other["born_pupils"], other["born"]) == (entering, False)
    born = totals["born"]["甲镇"]["primary"]
    assert born.loc[[2022, 2028, 2029]].tolist() == [True, True, False]
    county = totals.loc[("", "primary", 2023)]
    towns = [("甲镇", "primary", 2023), ("乙镇", "primary", 2023)]
    assert county["middle"] == totals.loc[towns, "middle"].sum() + forecast.outside[1, :6, 0].sum()
    assert 0 <= county["middle"] - county["born_pupils"] - entering <= 1     # of the one from outside, a part


def test_a_past_forecast_knows_nothing_of_what_came_later():
    known = replace(MINIATURE, enrolment_history=grown(2016, 7, lambda year: 500))
    births_of = [("births", "county", "", year, 0, 500) for year in range(2008, 2017)]
    columns = ["source", "place_kind", "place_id", "year", "age", "children"]
    wrong = [("survey", "county", "", 2022, age, 9999) for age in range(10)]
    plain = project_pupils(replace(known, population=pd.DataFrame(births_of, columns=columns)))
    other = project_pupils(replace(known, population=pd.DataFrame(births_of + wrong, columns=columns)))
    pd.testing.assert_frame_equal(plain.back_test.errors, other.back_test.errors)


def test_a_past_forecast_knows_the_survey_of_its_own_year():
    # more children of age 5 in 2021 than came in 2022: the forecast made in 2021 is further off
    known = replace(MINIATURE, enrolment_history=grown(2016, 7, lambda year: 500))
    columns = ["source", "place_kind", "place_id", "year", "age", "children"]
    told = [("survey", "county", "", year, age, 500) for year in range(2016, 2021) for age in range(6)]

    def errors(*rows):
        plan = replace(known, population=pd.DataFrame([*told, *rows], columns=columns))
        return project_pupils(plan).back_test.errors.set_index(["level", "horizon_years"])["mape_share"]

    plain = errors(("survey", "county", "", 2021, 5, 500))
    assert errors(("survey", "county", "", 2021, 5, 750))["county", 1] > plain["county", 1]


def test_the_plans_own_year_has_the_pupils_who_were_counted():
    plan = replace(MINIATURE, population=children("甲镇", dict.fromkeys(range(6), 30), "township"))
    assert pupils_in(plan, 2022) == pupils_in(plan, None) == SchoolYearPupils()
    assert pupils_in(plan, 2023).mark == FORECAST


# ---- peaks, places, sizes

def test_places_of_the_schools_as_they_are():
    plan = replace(MINIATURE, population=children("甲镇", dict.fromkeys(range(6), 30), "township"))
    gaps = baseline_outlook(plan, project_pupils(plan)).gaps.query("year == 2022")
    told = gaps.set_index(["school_id", "stage"])[["pupils", "places"]].T.to_dict("list")
    unknown = told.pop(("s2-P", "primary"))
    assert (unknown[0], math.isnan(unknown[1])) == (48, True)
    primary = {("s1", "primary"): [114, 120], ("p3", "primary"): [20, 135]}
    assert told == {**primary, ("s2-J", "junior"): [39, 150]}


def test_the_first_year_of_most_pupils_is_the_peak():
    counts = {5: 90, **dict.fromkeys(range(5), 10)}
    forecast = project_pupils(replace(MINIATURE, population=children("甲镇", counts, "township")))
    peaks = peak_years(forecast).set_index(["unit", "stage"])
    # primary of 甲镇: 133 + 90 - 16 (the sixth grade) in 2023; the 90 are juniors from 2029, the others first
    assert peaks.loc[("甲镇", "primary"), ["year", "pupils"]].tolist() == [2023, 207]
    assert peaks.loc[("甲镇", "primary"), "born"]
    assert peaks.loc[("甲镇", "junior"), "year"] == 2029
    assert not peaks.loc[("甲镇", "junior"), "first_year"]


def test_places_run_short_by_school_and_township():
    county = county_of(MINIATURE)
    pupils = school_pupils(county.attendance, len(CODES))
    places = np.array([[120, 0], [np.nan, 0], [0, 39], [135, 0]], dtype=float)
    stages = {"primary": (1, 2, 3, 4, 5, 6), "junior": (7, 8, 9)}
    gaps = place_gaps(county, {2022: pupils, 2023: pupils * 2}, places, stages, PARAMETERS)
    s1 = gaps.query("school_id == 's1'").set_index("year")
    # 114 pupils, 21 of them in grade 1; intake 120 / 6 = 20
    assert s1.loc[2022, ["pupils", "places_short", "entry_pupils", "intake_places", "level"]].tolist() == [
        114, 0, 21, 20, "red",
    ]  # fmt: skip
    assert s1.loc[2023, "places_short"] == 108
    assert gaps.query("school_id == 's2-P' and year == 2022")["level"].tolist() == ["unknown"]
    junior = gaps.query("school_id == 's2-J' and year == 2022").iloc[0]
    assert (junior["pupils"], junior["intake_places"], junior["entry_share"]) == (39, 13, 21 / 13)
    towns = township_gaps(gaps, PARAMETERS).set_index(["township", "stage", "year"])
    first = towns.loc[("甲镇", "primary", 2023)]
    assert (first["pupils"], first["places"], first["places_short"]) == (268, 255, 13)
    assert first["places_short_at_schools"] == 108
    one = np.zeros_like(pupils)
    one[CODES["s1"], 6] = 1                                 # a junior pupil at a primary school
    strange = place_gaps(county, {2022: one}, places, stages, PARAMETERS)
    assert "s1" in strange.query("stage == 'junior'")["school_id"].tolist()
    unknown = towns.loc[("乙镇", "primary", 2022)]
    assert math.isnan(unknown["places"])
    assert (unknown["schools_unknown"], unknown["level"]) == (1, "unknown")


def test_warning_levels_begin_at_their_thresholds():
    shares = np.array([1.0, 0.999999, 0.95, 0.85, 0.8499, np.nan])
    assert warning_levels(shares, PARAMETERS) == ["red", "orange", "orange", "yellow", "", "unknown"]


def test_a_school_is_listed_from_the_first_year_under_a_size():
    pupils = {2022: [120, 40, 101], 2023: [99, 49, 99], 2024: [51, 49, 100], 2025: [49, 52, 98]}
    is_open = {year: [True, True, year < 2025] for year in pupils}

    def evaluate(plan, scenario, year):
        assert (plan, scenario) == (MINIATURE, "baseline")
        places = np.array([100.0, np.nan, 100.0])
        ids = np.array(["a", "b", "c"], dtype=object)
        return SchoolYear(ids, np.array(pupils[year], dtype=float), places, np.array(is_open[year]))

    found = multi_year(MINIATURE, "baseline", pupils, evaluate, (100, 50, 30))
    rows = found.falls_under.set_index(["school_id", "under"])
    assert rows.loc[("a", 100), ["year", "pupils", "for_good"]].tolist() == [2023, 99, True]
    assert rows.loc[("a", 50), "year"] == 2025
    assert rows.loc[("b", 100), "from_the_start"]
    assert rows.loc[("b", 50), ["year", "for_good"]].tolist() == [2022, False]
    assert rows.loc[("c", 100), ["year", "for_good"]].tolist() == [2023, False]     # 100 a year later
    assert set(rows.index.get_level_values("under")) == {100, 50}
    short = found.places_run_short.set_index("school_id")
    assert short.loc["a"].tolist() == [2022, 20, 2022, 20]
    assert short.loc["c"].tolist() == [2022, 1, 2022, 1]         # closed in 2025: short of nothing
    assert "b" not in short.index
    assert found.county["schools_open"].tolist() == [3, 3, 3, 2]
    assert found.county["places_unknown"].tolist() == [1] * 4


def test_a_scenario_is_worked_out_in_every_year():
    plan = replace(MINIATURE, scenarios={"调整": Scenario("调整", {"p3": merge("s1", year=2024)})})
    found = scenario_years(plan, "调整", project_pupils(plan, years=3))
    still = scenario_years(plan, "baseline", project_pupils(plan, years=3))
    table, before = (
        one.schools.pivot_table(index="school_id", columns="year", values="pupils") for one in (found, still)
    )
    assert table[2022].equals(before[2022])
    assert table[2023].equals(before[2023])
    assert table.loc["p3", [2024, 2025]].tolist() == [0, 0]
    later = [2024, 2025]
    assert (table.loc["s1", later] == before.loc["s1", later] + before.loc["p3", later]).all()
    assert table.sum().equals(before.sum())
    assert found.county["schools_open"].tolist() == [4, 4, 3, 3]
    closed = found.falls_under[(found.falls_under["school_id"] == "p3") & (found.falls_under["under"] == 30)]
    assert closed["year"].tolist() == [2022]


def test_pupils_of_later_years_are_kept_with_the_arrays_and_absent_without_ground():
    assert year_pupils_of(MINIATURE) is None
    plan = replace(MINIATURE, population=children("甲镇", {5: 30}, "township"))
    pupils = year_pupils_of(plan)
    assert year_pupils_of(plan) is pupils
    assert year_pupils_of(replace(plan, population=plan.population.copy())) is not pupils
    assert pupils.attendance(2021) is None
    assert pupils.attendance(2038) is None
    assert pupils.attendance(2022) is pupils.county.attendance
    assert pupils.attendance(2023).pupils.sum() == pupils.forecast.pupils[1, ..., 0].sum() + (
        pupils.forecast.outside[1, :, 0].sum()
    )
    assert pupils.enrolment["s1"][2022] == 114


# ---- parameters

def test_a_plans_own_parameters_are_merged_on_top():
    own = {"retention": {"years": {"value": 5}}}
    assert forecast_parameters(own).retention_years == 5
    assert forecast_parameters(own).years == 15


@pytest.mark.parametrize(
    "change",
    [{"births_trend": (0.1, 0.0, 0.2)}, {"births_trend": (-1.0, 0.0, 0.0)}, {"urbanisation_share": 1.2},
     {"migration_share": {"g1_3": -1.1, "g4_6": 0.0, "g7_9": 0.0}}, {"years": 0}],
)  # fmt: skip
def test_impossible_parameters_are_a_sentence(change):
    with pytest.raises(InputError, match="预测参数不能用"):
        replace(PARAMETERS, **change)


@pytest.mark.parametrize(
    "own",
    [{"retention": {"years": {"value": "三年"}}}, {"births": {"trend": {"value": {"low": 0}}}}, {"small": 3},
     {"sharing": {"grades": {"value": [0]}}}, {"sources": {"order": {"value": ["hearsay"]}}}],
)  # fmt: skip
def test_a_damaged_parameter_is_a_sentence(own):
    with pytest.raises(InputError, match="预测参数不能用"):
        forecast_parameters(own)


def test_every_parameter_says_where_it_comes_from():
    for entries in forecast_tables().values():
        for entry in entries.values():
            assert {"name", "unit", "source", "verified"} <= set(entry)
            assert entry["source"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_notes_have_words(language):
    plan = replace(MINIATURE, population=children("v9", {5: 3}))
    for note in project_pupils(plan).notes:
        assert describe(note.code, note.values, language).what
