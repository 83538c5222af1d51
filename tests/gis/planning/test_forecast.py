"""Forecasts that can be worked out by hand: who enters, how cohorts walk, what is born, what is left out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import attendance_frame, miniature_plan

from gis.errors import InputError
from gis.planning.county import keep_arrays
from gis.planning.forecast import _ground, project_pupils
from gis.planning.forecastparameters import forecast_parameters, parse_cut_off
from gis.planning.newcomers import newcomers, without_effect
from gis.planning.progression import Drift, walk

BASE = 2022
PARAMETERS = forecast_parameters()


def population(*rows):
    columns = ["source", "place_kind", "place_id", "year", "age", "children"]
    return pd.DataFrame(list(rows), columns=columns)


def births(by_year, kind="county", place=""):
    return population(*(("births", kind, place, year, 0, count) for year, count in by_year.items()))


def survey(by_age, kind="county", place="", source="survey", year=BASE):
    return population(*((source, kind, place, year, age, count) for age, count in by_age.items()))


def history(by_year, school="s1"):
    rows = [
        (school, grade, year, pupils) for year, grades in by_year.items() for grade, pupils in grades.items()
    ]
    return pd.DataFrame(rows, columns=["school_id", "grade", "year", "pupils"])


MINIATURE = miniature_plan()


@pytest.fixture(autouse=True, scope="module")
def _arrays_kept():
    keep_arrays(MINIATURE)


def plan_with(**frames):
    if "attendance" in frames:
        frames["attendance"] = attendance_frame(frames["attendance"])
    return replace(MINIATURE, **frames)


def entering(forecast, year, variant="middle"):
    rows = forecast.units[(forecast.units["grade"] == 1) & (forecast.units["year"] == year)]
    return int(rows[variant].sum())


def in_county(forecast, year, grade):
    rows = forecast.settlements
    rows = rows[(rows["year"] == year) & (rows["grade"] == grade) & (rows["settlement_id"] != "outside")]
    return int(rows["middle"].sum())


# 4/12 × 120 + 8/12 × 90 = 40 + 60;  4/12 × 90 + 8/12 × 60 = 30 + 40
BIRTHS = births({2016: 120, 2017: 90, 2018: 60})


def test_calendar_births_give_a_third_of_one_year_and_two_thirds_of_the_next():
    forecast = project_pupils(plan_with(population=BIRTHS))
    assert (entering(forecast, 2023), entering(forecast, 2024)) == (100, 70)
    cohorts = forecast.cohorts
    born = cohorts[cohorts["born"]]
    assert set(born["year"]) == {2023, 2024}
    assert set(born["source"]) == {"births"}
    assert set(cohorts[~cohorts["born"]]["source"]) == {"projected"}


@pytest.mark.parametrize(
    ("cut_off", "entry_2023", "entry_2024"),
    [
        ("12-31", 90, 60),          # the calendar year of the sixth birthday
        ("06-30", 105, 75),         # half of each
        ("02-28", 115, 85),         # 10/12 × 120 + 2/12 × 90
    ],
)
def test_the_cut_off_decides_what_is_taken_of_each_year(cut_off, entry_2023, entry_2024):
    parameters = replace(PARAMETERS, cut_off=parse_cut_off(cut_off))
    forecast = project_pupils(plan_with(population=BIRTHS), parameters=parameters)
    assert entering(forecast, 2023) == entry_2023
    assert entering(forecast, 2024) == entry_2024


def test_an_age_on_1_september_is_one_entry_cohort():
    counts = {0: 10, 1: 20, 2: 30, 3: 40, 4: 50, 5: 60}
    forecast = project_pupils(plan_with(population=survey(counts)))
    assert [entering(forecast, BASE + 6 - age) for age in counts] == list(counts.values())
    assert forecast.unit_counted.sum(axis=1).tolist() == [6, 6]


def test_another_cut_off_moves_the_entry_cohorts_and_nobody_who_is_in_school():
    plan = plan_with(population=survey({0: 12, 1: 24, 2: 36, 3: 48, 4: 60, 5: 72}))
    usual = project_pupils(plan)
    late = project_pupils(plan, parameters=replace(PARAMETERS, cut_off=(12, 31)))
    # born by 31 December: 8/12 of those aged 5 on 1 September and 4/12 of those aged 4
    assert [entering(late, 2023 + k) for k in range(5)] == [68, 56, 44, 32, 20]
    assert not late.counted[:, 5].any()                  # a third of this cohort has not been counted
    at_school = np.arange(15) - np.arange(9)[:, None] < 0
    assert (usual.pupils[:, :, at_school] == late.pupils[:, :, at_school]).all()


@pytest.mark.parametrize("given", ["31-08", "8.31", "02-30", "", "13-01"])
def test_a_cut_off_that_is_no_date_is_refused(given):
    with pytest.raises(InputError, match="截止日"):
        parse_cut_off(given)


def test_the_best_source_of_each_cohort_is_taken_and_named():
    plan = plan_with(
        population=pd.concat(
            [
                survey({5: 50, 4: 40}),
                survey({5: 60, 4: 60, 3: 33}, source="kindergarten"),
                survey({5: 70, 4: 70, 3: 70, 2: 22}, source="household"),
                births({2019: 12, 2020: 12, 2021: 24}),
                survey({0: 99, 1: 99}, source="census"),
            ]
        )
    )
    forecast = project_pupils(plan)
    assert [entering(forecast, year) for year in range(2023, 2029)] == [50, 40, 33, 22, 20, 99]
    first = forecast.cohorts.drop_duplicates("year").set_index("year")["source"]
    assert first.loc[2023:2028].tolist() == [
        "survey", "survey", "kindergarten", "household", "births", "census",
    ]  # fmt: skip


def test_villages_with_a_survey_keep_it_and_the_rest_share_the_townships_count():
    # 甲镇: v1 37, v2 15 (g1 6, g2 5, g3 4), v4 5; without v1 the others weigh 15 : 5 of 74
    plan = plan_with(
        population=pd.concat(
            [survey({5: 30}, "settlement", "v1"), survey({5: 74}, "township", "甲镇", "household")]
        )
    )
    forecast = project_pupils(plan)
    shares = {"v1": 54, "v2": 15, "v4": 5}
    assert {k: int(forecast.present[i, :3].sum()) for i, k in enumerate(["v1", "v2"])} == {"v1": 54, "v2": 15}
    rows = forecast.settlements.query("grade == 1 and year == 2023").set_index("settlement_id")
    assert rows["middle"].loc[list(shares)].tolist() == [30, 15, 5]
    assert rows["source"].loc[["v1", "v2", "v3"]].tolist() == ["survey", "household", "projected"]
    unit = forecast.units.query("unit == '甲镇' and grade == 1 and year == 2023").iloc[0]
    assert (unit["middle"], unit["source"], unit["born"]) == (50, "survey+household", True)


def test_a_later_count_takes_the_place_of_an_earlier_one_and_classes_are_added():
    plan = plan_with(
        population=pd.concat(
            [
                survey({4: 80}, year=BASE - 1),
                survey({5: 30}, "school", "s1", "kindergarten"),
                survey({5: 12}, "school", "s1", "kindergarten"),
                survey({5: 9}, "school", "s2-P", "kindergarten"),
            ]
        )
    )
    assert entering(project_pupils(plan), 2023) == 80
    kindergarten = replace(PARAMETERS, source_order=("kindergarten", "survey"))
    assert entering(project_pupils(plan, parameters=kindergarten), 2023) == 51
    newer = replace(plan, population=pd.concat([plan.population, survey({5: 77})]))
    assert entering(project_pupils(newer), 2023) == 77


def test_counted_children_of_whom_some_go_elsewhere():
    parameters = replace(PARAMETERS, entry_share={**PARAMETERS.entry_share, "births": 0.9})
    assert entering(project_pupils(plan_with(population=BIRTHS), parameters=parameters), 2023) == 90


def test_places_that_the_plan_does_not_have_are_named():
    strangers = survey({5: 30}, "settlement", "v99"), survey({5: 30}, "township", "丙镇")
    plan = plan_with(population=pd.concat(strangers))
    note = next(note for note in project_pupils(plan).notes if note.code == "forecast_places_left_out")
    assert note.values == {"count": "2", "places": "v99、丙镇"}


# ---- walking through the grades

LADDER = [("v1", "s1", False, {1: 1000})]
# every year 9/10 of a grade go on: 1000, 900, 810, 729, 656.1, 590.49, 531.44, 478.30, 430.47
STEPS = [900, 810, 729, 656, 590, 531, 478, 430]
NINE_TENTHS = history(
    {2020: dict.fromkeys(range(1, 10), 100), 2021: {1: 100, **dict.fromkeys(range(2, 10), 90)}}
)


def test_a_cohort_walks_through_nine_grades():
    plan = plan_with(attendance=LADDER, enrolment_history=NINE_TENTHS)
    plan = replace(plan, meta=replace(plan.meta, school_year=2021))
    forecast = project_pupils(plan)
    assert [in_county(forecast, 2021 + k, 1 + k) for k in range(1, 9)] == STEPS
    assert forecast.retention.years_used == (1,) * 8
    assert not forecast.retention.assumed


def test_without_history_everybody_goes_on_and_it_is_said():
    forecast = project_pupils(plan_with(attendance=LADDER))
    assert [in_county(forecast, BASE + k, 1 + k) for k in range(1, 9)] == [1000] * 8
    assert "forecast_no_history" in {note.code for note in forecast.notes}


def test_ratios_are_weighted_over_the_latest_years_and_low_and_high_are_the_extremes():
    grades = {2018: {1: 10, 2: 999}, 2019: {1: 100, 2: 10}, 2020: {1: 300, 2: 80}, 2021: {1: 100, 2: 300}}
    past = history({**grades, 2022: {1: 1, 2: 90}})
    plan = plan_with(attendance=LADDER, enrolment_history=past)
    forecast = project_pupils(plan)
    # 80/100, 300/300, 90/100 → (80 + 300 + 90) / 500; the year before (10/10) is too old
    assert forecast.retention.ratios[:, 0].tolist() == pytest.approx([0.8, 0.94, 1.0])
    assert forecast.retention.years_used == (3, *(0,) * 7)
    two = project_pupils(plan, parameters=replace(PARAMETERS, retention_years=2))
    assert two.retention.ratios[1, 0] == pytest.approx(390 / 400)


def test_a_grade_without_rows_is_unknown_and_no_ratio():
    past = history({2021: {1: 50, 3: 40}, 2022: {2: 45, 3: 40}})
    plan = plan_with(attendance=LADDER, enrolment_history=past)
    assert project_pupils(plan).retention.years_used == (1, *(0,) * 7)


def test_schools_that_the_history_leaves_out_this_year_count_with_their_attendance():
    # 2021: 100 in grade 1; 2022: s1 is in the history (grade 2: 50), p3 (v2 5, v4 2) and s2-P (9) are not
    plan = plan_with(enrolment_history=history({2021: {1: 100}, 2022: {2: 50}}))
    assert project_pupils(plan).retention.ratios[1, 0] == pytest.approx(66 / 100)


def test_uncounted_cohorts_follow_the_trend_from_the_latest_three():
    # the latest: 108, 99, 93 (mean 100, stands for the middle one); 2026 lies two years after it
    parameters = replace(PARAMETERS, births_trend=(-0.5, -0.1, 0.0))
    plan = plan_with(population=survey({5: 108, 4: 99, 3: 93}))
    forecast = project_pupils(plan, parameters=parameters)
    assert [entering(forecast, 2026, v) for v in ("low", "middle", "high")] == [25, 81, 100]
    assert [entering(forecast, 2027, v) for v in ("middle", "high")] == [73, 100]
    assert entering(forecast, 2025, "low") == entering(forecast, 2025, "high") == 93


def test_a_cohort_that_nobody_counted_between_counted_ones_is_estimated_and_says_so():
    # 2024 rests on 2023 (100) and grades 1 and 2 of now (39, 34): their mean, two years on
    parameters = replace(PARAMETERS, births_trend=(-0.5, -0.1, 0.0))
    forecast = project_pupils(plan_with(population=survey({5: 100, 3: 80})), parameters=parameters)
    assert [entering(forecast, year) for year in (2023, 2024, 2025)] == [100, 47, 80]      # 173 / 3 × 0.81
    assert forecast.counted.all(axis=0)[:4].tolist() == [True, False, True, False]
    note = next(note for note in forecast.notes if note.code == "forecast_uncounted_from")
    assert note.values == {"year": "2024"}
    # 2026: the mean of 100, 46.71 and 80, two years on
    assert entering(forecast, 2026) == round((100 + 173 / 3 * 0.81 + 80) / 3 * 0.81)


def test_schools_closed_since_count_for_the_ratios_and_gaps_are_told():
    past = pd.concat([
        history({2021: {1: 60, 2: 50}, 2022: {1: 60, 2: 30}}),
        history({2021: {1: 40}, 2022: {2: 30}}, "gone"),
        history({2019: {5: 9}, 2022: {5: 9}}, "p3"),
    ])  # fmt: skip
    forecast = project_pupils(plan_with(attendance=LADDER, enrolment_history=past))
    assert forecast.retention.ratios[1, 0] == pytest.approx(60 / 100)
    note = next(note for note in forecast.notes if note.code == "forecast_history_gap")
    assert note.values == {"schools": "1"}


def test_in_the_five_four_system_grade_six_is_junior():
    plan = miniature_plan()
    schools = plan.schools.copy()
    schools.loc[["s1", "s2-P"], "last_grade"] = 5.0
    schools.loc["s2-J", "first_grade"] = 6.0
    primary, junior = dict.fromkeys(range(1, 6), 10), dict.fromkeys(range(6, 10), 7)
    attendance = attendance_frame([("v1", "s1", False, primary), ("v1", "s2-J", False, junior)])
    for grade in range(1, 10):
        taught = {"s1": 10.0 if grade < 6 else 0.0, "s2-P": 0.0, "p3": 0.0, "s2-J": 7.0 if grade > 5 else 0.0}
        schools[f"pupils_g{grade}"] = schools[f"classes_g{grade}"] = pd.Series(taught)
    forecast = project_pupils(replace(plan, schools=schools, attendance=attendance))
    assert forecast.stages == {"primary": (1, 2, 3, 4, 5), "junior": (6, 7, 8, 9)}
    totals = forecast.stage_totals.query("unit == '' and year == 2022").set_index("stage")["middle"]
    assert totals.to_dict() == {"primary": 50, "junior": 28}
    # one year on: four primary cohorts stay, the fifth goes up, grade 9 leaves
    junior = forecast.stage_totals.query("unit == '' and year == 2023 and stage == 'junior'")["middle"]
    assert junior.tolist() == [10 + 3 * 7]


# ---- migration, towns, dwellings, the outside

def test_migration_is_per_band_and_year():
    parameters = replace(PARAMETERS, migration_share={"g1_3": 0.0, "g4_6": 0.1, "g7_9": -0.2})
    forecast = project_pupils(plan_with(attendance=LADDER), parameters=parameters)
    walked = [in_county(forecast, BASE + k, 1 + k) for k in range(1, 9)]
    assert walked == [1000, 1000, 1100, 1210, 1331, 1065, 852, 681]


def test_the_pull_of_the_town_changes_no_total():
    plan = plan_with(population=BIRTHS)
    parameters = replace(PARAMETERS, urbanisation_share=0.1, towns=("乙镇",))
    still, pulled = project_pupils(plan), project_pupils(plan, parameters=parameters)
    first = pulled.units.query("year == 2023 and grade == 2").set_index("unit")["middle"]
    assert first.to_dict() == {"甲镇": 26, "乙镇": 13}      # 29 - 2.9 and 10 + 2.9
    assert (abs(still.unit_pupils.sum(axis=1) - pulled.unit_pupils.sum(axis=1)) <= 1).all()
    with pytest.raises(InputError, match="没有一个乡镇"):
        project_pupils(plan, parameters=replace(parameters, towns=()))
    with pytest.raises(InputError, match="丙镇"):
        project_pupils(plan, parameters=replace(parameters, towns=("丙镇",)))


def housing(*rows):
    columns = ["place_kind", "place_id", "year", "dwellings", "pupils_per_dwelling", "note"]
    return pd.DataFrame(list(rows), columns=columns)


def test_new_dwellings_bring_pupils_to_all_grades_and_keep_their_number():
    plan = plan_with(
        population=survey({5: 10, 4: 10, 3: 10}),
        housing=housing(("settlement", "v3", 2023, 300, 0.3, ""), ("township", "甲镇", 2024, 10, np.nan, "")),
    )
    without = project_pupils(replace(plan, housing=housing()))
    forecast = project_pupils(plan)
    more = (forecast.pupils[1] - without.pupils[1]).sum(axis=1)
    assert more[2].tolist() == pytest.approx([90] * 15, abs=1)
    assert (abs(more[[0, 1, 3]]) <= 1).all()              # whole pupils of the other villages may swap one
    assert (forecast.pupils[1] - without.pupils[1])[2, :, 0].tolist() == [10] * 9
    assert {"forecast_housing_unused"} == {
        note.code for note in forecast.notes if note.code == "forecast_housing_unused"
    }


def test_dwellings_of_a_township_a_school_or_the_county_are_shared_out():
    homes = _ground(MINIATURE, "township", PARAMETERS).homes
    rows = housing(
        ("township", "乙镇", 2023, 10, 0.5, ""), ("school", "s1", 2024, 74, 1.0, ""),
        ("county", "", 2025, 101, 1.0, ""), ("settlement", "v4", 2022, 50, 1.0, ""),
        ("settlement", "v99", 2023, 50, 1.0, ""),
    )  # fmt: skip
    # grades 1-3 now: v1 54, v2 15, v3 27, v4 5
    expected = [[0, 54, 54], [0, 15, 15], [5, 0, 27], [0, 5, 5]]
    assert newcomers(rows, homes, range(2023, 2026)) == pytest.approx(np.array(expected, dtype=float))
    assert without_effect(rows, {"乙镇", "s1", "v4"}, 2022) == 1


@settings(max_examples=12, deadline=None)
@given(data=st.data(), pull=st.floats(0, 1))
def test_walking_with_the_pull_of_towns_keeps_every_total(data, pull):
    numbers = st.lists(st.floats(0, 500), min_size=45, max_size=45)
    present = np.array(data.draw(numbers)).reshape(5, 9)
    entries = np.stack([np.array(data.draw(numbers)[:20]).reshape(5, 4)] * 3)
    town = np.array([True, False, True, False, False])
    drift = Drift(np.ones(9), pull, town, np.array([0.25, 0, 0.75, 0, 0]), np.zeros((5, 4)))
    ratios = np.array([[0.9] * 8, [0.95] * 8, [1.0] * 8])
    pulled = walk(present, entries, ratios, drift)
    still = walk(present, entries, ratios, replace(drift, pull=0.0))
    assert pulled.sum(axis=1) == pytest.approx(still.sum(axis=1))
    assert (pulled[:, town] >= still[:, town] - 1e-6).all()
    assert (pulled >= 0).all()


def test_pupils_from_outside_grow_with_the_county():
    plan = plan_with(
        attendance=[("v1", "s1", False, {1: 40}), ("outside", "s1", False, {1: 10, 5: 3})],
        population=survey({5: 20, 4: 60}),
    )
    forecast = project_pupils(plan)
    assert forecast.outside[1, 0, :2].tolist() == [5, 15]
    assert forecast.outside[1, 4, 0] == 3                # nobody in the county to compare with
    rows = forecast.settlements.query("settlement_id == 'outside' and grade == 1 and year == 2023")
    assert rows["middle"].tolist() == [5]


def test_catchments_are_those_of_the_schools_that_most_primary_pupils_attend():
    forecast = project_pupils(plan_with(population=BIRTHS), unit="catchment")
    units = dict(zip(forecast.settlement_ids, forecast.unit_names[forecast.unit], strict=True))
    assert units == {"v1": "s1", "v2": "p3", "v3": "s2-P", "v4": "p3"}      # v4: 5 in p3, 5 boarding in s1
    assert entering(forecast, 2023) == 100


def test_a_village_without_pupils_belongs_to_the_school_it_is_zoned_to():
    zones = pd.DataFrame({"settlement_id": ["v4"], "grade_from": [1], "grade_to": [6], "school_id": ["s2-P"]})
    attendance = [("v1", "s1", False, {1: 9}), ("v3", "s1", False, {7: 9})]
    forecast = project_pupils(plan_with(attendance=attendance, zones=zones), unit="catchment")
    units = dict(zip(forecast.settlement_ids, forecast.unit_names[forecast.unit], strict=True))
    assert units == {"v1": "s1", "v2": "", "v3": "", "v4": "s2-P"}


def test_a_plan_without_pupils_is_a_sentence():
    with pytest.raises(InputError, match="没有住在县内的学生"):
        project_pupils(plan_with(attendance=[("outside", "s1", False, {1: 4})]))


@settings(max_examples=6, deadline=None)
@given(
    children=st.lists(st.integers(0, 300), min_size=6, max_size=6),
    past=st.lists(st.integers(1, 80), min_size=27, max_size=27),
    trend=st.tuples(*[st.floats(-0.3, 0.3)] * 3).map(sorted),
    pull=st.floats(0, 1),
    month=st.integers(1, 12),
)
def test_whatever_is_given_villages_add_up_and_low_is_below_high(children, past, trend, pull, month):
    grades = [dict(zip(range(1, 10), past[k : k + 9], strict=True)) for k in (0, 9, 18)]
    plan = plan_with(
        population=survey(dict(enumerate(children)), "township", "甲镇"),
        enrolment_history=history(dict(zip((2020, 2021, 2022), grades, strict=True))),
    )
    parameters = replace(
        PARAMETERS, births_trend=tuple(trend), urbanisation_share=pull, towns=("乙镇",), cut_off=(month, 28)
    )
    forecast = project_pupils(plan, years=8, parameters=parameters)
    low, middle, high = forecast.pupils
    assert (low >= 0).all()
    assert (low <= middle).all()
    assert (middle <= high).all()
    units, villages = forecast.units, forecast.settlements
    villages = villages[villages["settlement_id"] != "outside"]
    keys = ["grade", "year"]
    for variant in ("low", "middle", "high"):
        assert units.groupby(keys)[variant].sum().equals(villages.groupby(keys)[variant].sum())
