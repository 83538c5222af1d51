"""What a forecast rests on, says and shows: parameters, notes and tables, by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from miniature import attendance_frame, miniature_plan

from gis.errors import InputError
from gis.planning.backtest import BackTest
from gis.planning.county import county_of
from gis.planning.entrycohorts import ENROLLED, UNKNOWN, Counted
from gis.planning.forecast import project_pupils
from gis.planning.forecastnotes import _schools_with_gaps, forecast_notes
from gis.planning.forecastparameters import forecast_parameters, forecast_tables, parse_cut_off
from gis.planning.forecastresult import Forecast
from gis.planning.forecastunits import _primary_school, school_history, unit_history
from gis.planning.forecastvalues import forecast_values, with_forecast_values
from gis.planning.progression import Retention

PARAMETERS = forecast_parameters()
PLAN = miniature_plan()


# ---- parameters


@pytest.mark.parametrize(
    ("fine", "wrong"),
    [
        ({"births_trend": (-0.99, -0.99, -0.99)}, {"births_trend": (-1.0, 0.0, 0.0)}),
        ({"births_trend": (0.0, 0.0, 0.1)}, {"births_trend": (0.1, 0.0, 0.2)}),
        ({"births_trend": (0.0, 0.1, 0.1)}, {"births_trend": (0.0, 0.2, 0.1)}),
        ({"urbanisation_share": 1.0}, {"urbanisation_share": 1.01}),
        ({"urbanisation_share": 0.0}, {"urbanisation_share": -0.01}),
        ({"retention_without_history": 0.0}, {"retention_without_history": -0.1}),
        (
            {"migration_share": {"g1_3": -1.0, "g4_6": 2.0, "g7_9": 0.0}},
            {"migration_share": {"g1_3": -1.1, "g4_6": 2.0, "g7_9": 0.0}},
        ),
        (
            {"entry_share": {**PARAMETERS.entry_share, "survey": 0.0}},
            {"entry_share": {**PARAMETERS.entry_share, "survey": -0.1}},
        ),
        ({"source_order": ("births",)}, {"source_order": ("births", "rumour")}),
        ({"sharing_grades": (9,)}, {"sharing_grades": (9, 10)}),
        ({"sharing_grades": (1,)}, {"sharing_grades": ()}),
        ({"years": 1}, {"years": 0}),
        ({"level_years": 1}, {"level_years": 0}),
        ({"retention_years": 1}, {"retention_years": 0}),
    ],
)
def test_each_parameter_is_refused_beyond_its_limit_and_not_at_it(fine, wrong):
    (name,) = fine
    assert getattr(replace(PARAMETERS, **fine), name) == fine[name]
    with pytest.raises(InputError) as told:
        replace(PARAMETERS, **wrong)
    assert told.value.code == "forecast_parameter_wrong"


def test_all_that_is_wrong_is_named():
    with pytest.raises(InputError) as told:
        replace(PARAMETERS, years=0, sharing_grades=())
    assert told.value.values["given"] == "sharing.grades、*.years"


@pytest.mark.parametrize(
    ("cut_off", "share"),
    [((8, 31), 8 / 12), ((12, 31), 1.0), ((1, 31), 1 / 12), ((6, 15), 5.5 / 12), ((2, 29), 2 / 12)],
)
def test_the_share_of_a_year_up_to_the_cut_off(cut_off, share):
    assert replace(PARAMETERS, cut_off=cut_off).cut_off_share == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize("text", ["00-10", "13-01", "04-00", "04-31", "02-30", "4", "1-2-3", "x-1", ""])
def test_no_day_of_the_calendar_is_refused(text):
    with pytest.raises(InputError) as told:
        parse_cut_off(text)
    assert told.value.code == "forecast_cut_off_wrong"


@pytest.mark.parametrize(
    ("text", "day"), [("01-01", (1, 1)), ("02-29", (2, 29)), ("04-30", (4, 30)), ("12-31", (12, 31))]
)
def test_days_of_the_calendar_are_read(text, day):
    assert parse_cut_off(text) == day


def test_migration_is_a_factor_for_each_grade():
    shares = {"g1_3": 0.5, "g4_6": -0.25, "g7_9": 0.0}
    factors = replace(PARAMETERS, migration_share=shares).migration.tolist()
    assert factors == [1.5] * 3 + [0.75] * 3 + [1.0] * 3


def test_own_parameters_stand_over_the_shipped_ones():
    tables = forecast_tables({"horizon": {"years": {"value": 4}}})
    assert tables["horizon"]["years"]["value"] == 4
    assert tables["horizon"]["years"]["unit"] == "年"
    assert forecast_parameters(tables).years == 4
    assert PARAMETERS.years == 15
    assert (PARAMETERS.births_trend, PARAMETERS.level_years) == ((-0.06, -0.03, 0.0), 3)
    assert (PARAMETERS.retention_years, PARAMETERS.least_years, PARAMETERS.entry_age) == (3, 5, 6)


def listed(plan):
    return {entry["key"]: entry for entry in forecast_values(plan.rules)}


def test_a_value_that_is_set_and_taken_back_is_as_shipped():
    typed = {"births.trend.low": "-0.2", "horizon.years": "7"}
    plan = with_forecast_values(PLAN, typed, document="县教〔1〕")
    found = listed(plan)
    assert (found["births.trend.low"]["value"], found["births.trend.low"]["overridden"]) == (-0.2, True)
    assert (found["births.trend.high"]["value"], found["births.trend.high"]["overridden"]) == (0.0, False)
    assert (found["horizon.years"]["value"], found["horizon.years"]["verified"]) == (7, True)
    back = with_forecast_values(plan, {"births.trend.low": None, "horizon.years": "15"})
    assert forecast_values(back.rules) == forecast_values(PLAN.rules)
    assert back.rules["forecast"] == forecast_tables()


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("small.pupils", "80，40、 20", [80, 40, 20]),
        ("small.pupils", "", []),
        ("sharing.grades", "1; 2", [1, 2]),
        ("entry.cut_off", " 12-31 ", "12-31"),
        ("urbanisation.share", "0.5", 0.5),
        ("sources.order", "births, survey", ["births", "survey"]),
    ],
)
def test_what_is_typed_is_read_as_the_kind_of_the_shipped_value(key, text, value):
    assert listed(with_forecast_values(PLAN, {key: text}))[key]["value"] == value


@pytest.mark.parametrize(
    ("key", "text"),
    [("horizon.years", "7.5"), ("births.trend.low", "nan"), ("warning.red", "inf"), ("small.pupils", "1,x")],
)
def test_what_is_no_such_number_is_refused(key, text):
    with pytest.raises(InputError) as told:
        with_forecast_values(PLAN, {key: text})
    assert told.value.code == "forecast_value_wrong"


# ---- the past


def past(*rows):
    return pd.DataFrame(rows, columns=["school_id", "grade", "year", "pupils"])


def test_a_gap_is_a_year_that_others_have_between_two_of_a_schools_own():
    full = [("a", 1, year, 1) for year in (2019, 2020, 2021)]
    assert _schools_with_gaps(past(*full, ("b", 1, 2019, 1), ("b", 1, 2021, 1))) == 1
    assert _schools_with_gaps(past(*full, ("b", 1, 2020, 1), ("b", 2, 2020, 1))) == 0
    assert _schools_with_gaps(past(("b", 1, 2019, 1), ("b", 1, 2021, 1))) == 0, "nobody has 2020"
    assert _schools_with_gaps(past(*full, ("b", 1, 2020, 1), ("b", 1, 2021, 1))) == 0


def test_the_past_of_a_school_ends_with_the_plans_year():
    """s1 reports 2022 itself, p3 does not: p3's 20 pupils of the attendance stand for it."""
    rows = past(("s1", 1, 2022, 50), ("p3", 1, 2021, 7), ("old", 1, 2021, 3), ("s1", 1, 2023, 99))
    frame = school_history(replace(PLAN, enrolment_history=rows), county_of(PLAN))
    sums = frame.groupby(["school_id", "year"])["pupils"].sum().to_dict()
    assert sums == {
        ("s1", 2022): 50, ("p3", 2021): 7, ("old", 2021): 3, ("p3", 2022): 20,
        ("s2-P", 2022): 48, ("s2-J", 2022): 39,
    }  # fmt: skip
    assert set(frame.loc[frame["school_id"] == "old", "school"]) == {-1}


def test_pupils_of_the_past_by_unit_the_closed_schools_in_the_last_row():
    frame = past(("s1", 1, 2021, 5), ("p3", 1, 2021, 7), ("old", 9, 2022, 3)).assign(school=[0, 1, -1])
    by_year = unit_history(frame, np.array([1, 1, -1]), 2)
    assert sorted(by_year) == [2021, 2022]
    assert by_year[2021].shape == (3, 9)
    assert by_year[2021][:, 0].tolist() == [0, 12, 0]
    assert by_year[2022][:, 8].tolist() == [0, 0, 3]
    assert by_year[2022].sum() == 3


def test_a_village_belongs_to_the_school_of_most_primary_pupils():
    """v1: 3 at s1, 4 at s2-P; v2: 2 each at p3 and s1; v3: junior pupils only; v4: none."""
    rows = [
        ("v1", "s1", False, {1: 1, 2: 2}), ("v1", "s2-P", False, {6: 4}), ("v2", "s1", False, {4: 2}),
        ("v2", "p3", False, {1: 2}), ("v3", "s2-J", False, {7: 5}), ("outside", "s1", False, {1: 9}),
    ]  # fmt: skip
    plan = miniature_plan(attendance=rows, zones=[("v4", 1, 6, "s2-P")])
    assert _primary_school(county_of(plan)).tolist() == [1, 3, -1, 1]


# ---- what is said


def notes(
    *, places=(), source=((0, 0, 0),), used=(1,) * 8, years=5, taught=(True,) * 9, rows=None, plan=PLAN
):
    """Return the notes, code → values, on a forecast from 2022 that lacks nothing but what is given."""
    table = np.array(source)
    counted = Counted(2023, np.zeros(table.shape), table)
    tested = BackTest(years, 5, pd.DataFrame({"level": [], "horizon_years": [], "mape_share": []}))
    history = past(("a", 1, 2021, 1)) if rows is None else rows
    retention = Retention(np.ones((3, 8)), used)
    made = forecast_notes(plan, counted, tuple(places), retention, tested, history, np.array(taught))
    return {note.code: dict(note.values) for note in made}


ALWAYS = {"forecast_village", "forecast_parameters_unverified", "forecast_national_peaks"}


def test_where_nothing_is_missing_only_the_usual_is_said():
    found = notes()
    assert set(found) == ALWAYS
    assert found["forecast_national_peaks"] == {"primary": "2023", "junior": "2026"}


def test_each_thing_that_is_missing_is_said_with_its_figures():
    names = [f"村{k}" for k in range(7)]
    whole = [("a", 1, year, 1) for year in (2019, 2020, 2021)]
    gap = past(*whole, ("b", 1, 2019, 1), ("b", 1, 2021, 1))
    for given, code, values in (
        ({"used": (0,) * 8}, "forecast_no_history", {}),
        ({"years": 4}, "forecast_no_back_test", {"years": "4", "least": "5"}),
        ({"places": names}, "forecast_places_left_out", {"count": "7", "places": "村0、村1、村2、村3、村4"}),
        ({"taught": (True,) * 7 + (False,) * 2}, "forecast_grade_untaught", {"grades": "8、9"}),
        ({"source": ((UNKNOWN,) * 3,) * 2}, "forecast_nobody_counted", {}),
        ({"source": ((0, 0, UNKNOWN), (0, UNKNOWN, UNKNOWN))}, "forecast_uncounted_from", {"year": "2024"}),
        ({"rows": gap}, "forecast_history_gap", {"schools": "1"}),
    ):  # fmt: skip
        found = notes(**given)
        assert set(found) == ALWAYS | {code}
        assert found[code] == values


def test_dwellings_at_villages_schools_and_townships_are_used_and_others_told():
    """Three places of the plan, one stranger, one row without pupils per dwelling, one of the plan's year."""
    rows = [
        ("settlement", "v1", 2023, 1.0), ("school", "s1", 2023, 1.0), ("township", "甲镇", 2023, 1.0),
        ("settlement", "v9", 2023, 1.0), ("settlement", "v1", 2024, np.nan), ("settlement", "v9", 2022, 1.0),
    ]  # fmt: skip
    housing = pd.DataFrame(rows, columns=["place_kind", "place_id", "year", "pupils_per_dwelling"])
    found = notes(plan=replace(PLAN, housing=housing.assign(dwellings=9)))
    assert found["forecast_housing_unused"] == {"rows": "2"}
    assert "forecast_housing_unused" not in notes(plan=replace(PLAN, housing=housing[:3]))


# ---- tables


def small_forecast():
    """Two villages of unit 甲, one of 乙; two years: a counted in the first, b in both, c in none."""
    rows = [("v1", "s1", False, {1: 2}), ("v3", "s2-P", False, {1: 3})]
    made = project_pupils(replace(PLAN, attendance=attendance_frame(rows)), years=2)
    pupils = np.zeros((3, 3, 9, 2), dtype=np.int64)
    pupils[0], pupils[1], pupils[2] = 1, 2, 4
    errors = pd.DataFrame({"level": ["county"], "horizon_years": [1], "mape_share": [0.25]})
    return replace(
        made,
        unit_names=np.array(["甲", "乙"], dtype=object), unit=np.array([0, 0, 1]),
        settlement_ids=np.array(["a", "b", "c"], dtype=object), pupils=pupils,
        present=np.full((3, 9), 5), present_outside=np.full(9, 1),
        outside=np.zeros((3, 9, 2), dtype=np.int64),
        counted=np.array([[True, False], [True, True], [False, False]]),
        source=np.array([["x", "?"], ["x", "x"], ["?", "?"]], dtype=object),
        unit_source=np.array([["x", "x+?"], ["?", "?"]], dtype=object),
        back_test=BackTest(5, 5, errors),
    )  # fmt: skip


def test_who_is_in_school_now_is_born_and_entry_cohorts_are_as_counted():
    forecast = small_forecast()
    assert isinstance(forecast, Forecast)
    assert forecast.unit_counted.tolist() == [[True, False], [False, False]]
    rows = forecast.units.set_index(["unit", "year", "grade"])
    for key, born, source in (
        (("甲", 2023, 1), True, "x"), (("甲", 2024, 1), False, "x+?"), (("甲", 2024, 2), True, "x"),
        (("乙", 2023, 1), False, "?"), (("乙", 2023, 2), True, ENROLLED), (("乙", 2024, 2), False, "?"),
        (("乙", 2024, 3), True, ENROLLED),
    ):  # fmt: skip
        assert (bool(rows.loc[key, "born"]), rows.loc[key, "source"]) == (born, source), key
    assert rows.loc[("甲", 2023, 1), ["low", "middle", "high"]].tolist() == [2, 4, 8]
    assert rows.loc[("乙", 2023, 1), ["low", "middle", "high"]].tolist() == [1, 2, 4]
    assert len(rows) == 2 * 2 * 9
    cohorts = forecast.cohorts.set_index(["unit", "year"])
    assert cohorts["middle"].tolist() == [4, 4, 2, 2]
    assert list(cohorts.columns) == ["low", "middle", "high", "born", "source"]


def test_the_rows_of_villages_end_with_those_from_outside():
    frame = small_forecast().settlements
    assert len(frame) == 4 * 2 * 9
    rows = frame.set_index(["settlement_id", "year", "grade"])
    assert rows.loc[("outside", 2023, 1), ["middle", "born", "source"]].tolist() == [0, False, "county"]
    assert rows.loc[("a", 2024, 1), ["middle", "born", "source"]].tolist() == [2, False, "?"]
    assert rows.loc[("b", 2024, 1), ["middle", "born", "source"]].tolist() == [2, True, "x"]


def test_totals_of_stages_begin_with_the_base_year_and_have_an_interval_where_tested():
    """County, primary: 3 villages × 6 grades × 5 = 90 and 6 from outside now; then 3 × 6 × 2 = 36 (±25 %).

    Counted of 2023: 36 less c's two in grade 1 = 34; of 2024: less a's 2 in grade 1, c's in 1 and 2 = 30.
    """
    frame = small_forecast().stage_totals.set_index(["unit", "stage", "year"]).sort_index()
    assert frame["middle"].loc[("", "primary")].tolist() == [96, 36, 36]
    assert frame["low"].loc[("", "primary")].tolist() == [96, 18, 18]
    assert frame["high"].loc[("", "junior")].tolist() == [48, 36, 36]
    assert frame["born_pupils"].loc[("", "primary")].tolist() == [96, 34, 30]
    assert frame["born"].loc[("", "primary")].tolist() == [True, False, False]
    assert frame["born"].loc[("", "junior")].tolist() == [True, True, True]
    np.testing.assert_allclose(frame["interval_low"].loc[("", "primary")], [96, 27, np.nan])
    np.testing.assert_allclose(frame["interval_high"].loc[("", "primary")], [96, 45, np.nan])
    assert frame["middle"].loc[("甲", "primary")].tolist() == [60, 24, 24]
    assert frame["born_pupils"].loc[("甲", "primary")].tolist() == [60, 24, 22]
    assert frame["born_pupils"].loc[("乙", "primary")].tolist() == [30, 10, 8]
    np.testing.assert_allclose(frame["interval_low"].loc[("乙", "primary")], [30, np.nan, np.nan])


def test_pupils_from_outside_count_as_counted_by_the_countys_share():
    """3 from outside in each grade of 2023: of grade 1 (4 of 6 counted) 2, of grades 2-6 all 15."""
    forecast = small_forecast()
    outside = np.zeros((3, 9, 2), dtype=np.int64)
    outside[:, :, 0] = 3
    frame = replace(forecast, outside=outside).stage_totals.set_index(["unit", "stage", "year"])
    assert frame.loc[("", "primary", 2023), ["middle", "born_pupils"]].tolist() == [54, 34 + 2 + 15]
    empty = replace(forecast, outside=outside, pupils=np.zeros_like(forecast.pupils))
    none = empty.stage_totals.set_index(["unit", "stage", "year"])
    assert none.loc[("", "primary", 2023), ["middle", "born_pupils"]].tolist() == [18, 18]


def test_an_error_of_more_than_everything_gives_no_negative_pupils():
    forecast = small_forecast()
    errors = pd.DataFrame({"level": ["county"], "horizon_years": [1], "mape_share": [1.5]})
    totals = replace(forecast, back_test=BackTest(5, 5, errors)).stage_totals
    frame = totals.set_index(["unit", "stage", "year"])
    assert frame.loc[("", "primary", 2023), ["interval_low", "interval_high"]].tolist() == [0, 90]
