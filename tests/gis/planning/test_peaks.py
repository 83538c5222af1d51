"""Peaks of a stage and gaps of places, on tables of a few rows."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from gis.planning.forecastparameters import forecast_parameters
from gis.planning.peaks import peak_years, place_gaps, township_gaps, warning_levels

PARAMETERS = forecast_parameters(None)
STAGES = {"primary": (1, 2, 3, 4, 5, 6), "junior": (7, 8, 9)}
NAN = float("nan")


def told(frame, *columns):
    """Return rows with None for what is unknown, so that they can be compared."""
    rows = frame[list(columns)].to_numpy().tolist()
    return [[None if cell != cell else cell for cell in row] for row in rows]


def test_the_year_of_most_pupils_by_unit_and_stage_in_their_order():
    rows = [
        ("乙镇", "primary", [5, 9, 9, 7]), ("", "primary", [9, 5, 8, 7]), ("", "junior", [5, 6, 7, 8]),
    ]  # fmt: skip
    totals = pd.DataFrame(
        [
            (unit, stage, year, pupils, year < 2024)
            for unit, stage, counts in rows for year, pupils in zip(range(2022, 2026), counts, strict=True)
        ],
        columns=["unit", "stage", "year", "middle", "born"],
    )  # fmt: skip
    found = peak_years(SimpleNamespace(stage_totals=totals, base_year=2022, years=(2023, 2024, 2025)))
    assert list(found) == ["unit", "stage", "year", "pupils", "born", "first_year", "last_year"]
    assert found.index.tolist() == [0, 1, 2]
    assert found.to_numpy().tolist() == [
        ["乙镇", "primary", 2023, 9, True, False, False], ["", "primary", 2022, 9, True, True, False],
        ["", "junior", 2025, 8, False, False, True],
    ]  # fmt: skip


def county(*schools):
    """Return a county of (id, township, grades taught)."""
    ids, towns, grades = zip(*schools, strict=True)
    return SimpleNamespace(
        school_ids=np.array(ids, dtype=object), schools=pd.DataFrame({"township": towns}, index=ids),
        teaches=np.array([[grade in own for grade in range(1, 10)] for own in grades]),
    )  # fmt: skip


def by_grade(**grades):
    row = np.zeros(9, dtype=np.int64)
    for name, pupils in grades.items():
        row[int(name[1]) - 1] = pupils
    return row


SOME = county(
    ("a", "甲镇", range(1, 7)), ("b", "乙镇", (4, 5, 6)), ("c", "甲镇", (7, 8, 9)), ("d", "乙镇", (1, 2, 3)),
)  # fmt: skip
PUPILS = np.stack([by_grade(g1=30, g6=10), by_grade(g3=2, g4=7, g5=1), by_grade(g7=12), by_grade()])
PLACES = np.array([[120.0, 5.0], [60.0, NAN], [NAN, 24.0], [1.0, 0.0]])


def test_a_row_for_each_school_stage_and_year_with_pupils_or_grades():
    """b begins with grade 4, and has a pupil in grade 7 in 2023, which it does not teach."""
    later = PUPILS.copy()
    later[1, 6] = 1
    gaps = place_gaps(SOME, {2022: PUPILS, 2023: later}, PLACES, STAGES, PARAMETERS)
    assert list(gaps) == [
        "school_id", "township", "stage", "year", "pupils", "places", "places_short", "utilisation",
        "entry_pupils", "intake_places", "entry_share", "level",
    ]  # fmt: skip
    assert gaps.index.tolist() == list(range(9))
    assert told(gaps, "school_id", "township", "stage", "year", "pupils") == [
        ["a", "甲镇", "primary", 2022, 40], ["b", "乙镇", "primary", 2022, 10],
        ["d", "乙镇", "primary", 2022, 0],
        ["a", "甲镇", "primary", 2023, 40], ["b", "乙镇", "primary", 2023, 10],
        ["d", "乙镇", "primary", 2023, 0],
        ["c", "甲镇", "junior", 2022, 12],
        ["b", "乙镇", "junior", 2023, 1], ["c", "甲镇", "junior", 2023, 12],
    ]  # fmt: skip
    at = gaps.set_index(["school_id", "stage", "year"])
    figures = "places", "places_short", "utilisation", "entry_pupils", "intake_places", "entry_share", "level"
    for key, row in (
        (("a", "primary", 2022), [120, 0, 1 / 3, 30, 20, 1.5, "red"]),
        (("b", "primary", 2022), [60, 0, 1 / 6, 7, 20, 0.35, ""]),
        (("d", "primary", 2022), [1, 0, 0, 0, 1 / 3, 0, ""]),
        (("c", "junior", 2022), [24, 0, 0.5, 12, 8, 1.5, "red"]),
        (("b", "junior", 2023), [None, None, None, 1, None, None, "unknown"]),
    ):
        assert told(at.loc[[key]], *figures) == [row]


@pytest.mark.parametrize(
    ("places", "figures"),
    [
        (0.0, [0, 12, None, 0, None, "unknown"]), (1.0, [1, 11, 12, 1 / 3, 36, "red"]),
        (12.0, [12, 0, 1, 4, 3, "red"]), (11.0, [11, 1, 12 / 11, 11 / 3, 36 / 11, "red"]),
        (NAN, [None, None, None, None, None, "unknown"]),
    ],
)  # fmt: skip
def test_twelve_juniors_for_no_place_one_or_enough(places, figures):
    one = county(("c", "甲镇", range(7, 10)))
    gaps = place_gaps(one, {2022: PUPILS[2:3]}, np.array([[NAN, places]]), STAGES, PARAMETERS)
    columns = "places", "places_short", "utilisation", "intake_places", "entry_share", "level"
    assert told(gaps, *columns) == [[cell if cell is None else pytest.approx(cell) for cell in figures]]


def test_the_places_of_a_single_grade_are_its_intake():
    one = county(("c", "甲镇", (9,)))
    gaps = place_gaps(one, {2022: by_grade(g9=6)[None]}, np.array([[NAN, 8.0]]), STAGES, PARAMETERS)
    assert told(gaps, "pupils", "entry_pupils", "intake_places", "entry_share") == [[6, 6, 8, 0.75]]


def test_pupils_of_grades_that_nobody_teaches_have_no_intake():
    """A primary school with places for juniors on paper, but no grade of them: no warning can be told."""
    pupils = np.stack([by_grade(g7=3, g8=4)] + [by_grade()] * 3)
    gaps = place_gaps(SOME, {2022: pupils}, PLACES, STAGES, PARAMETERS)
    (row,) = told(gaps.query("school_id == 'a' and stage == 'junior'"), *gaps.columns[4:])
    assert row == [7, 5, 2, 1.4, 3, None, None, "unknown"]


def test_townships_add_their_schools_up_unless_one_is_unknown():
    columns = ["school_id", "township", "stage", "year", "pupils", "places", "places_short", "entry_pupils"]
    gaps = pd.DataFrame(
        [
            ("a", "乙镇", "primary", 2023, 50, 40.0, 10.0, 9),
            ("b", "乙镇", "primary", 2023, 20, 45.0, 0.0, 3),
            ("c", "甲镇", "primary", 2023, 30, 10.0, 20.0, 8),
            ("d", "甲镇", "primary", 2023, 9, NAN, NAN, 4),
            ("a", "乙镇", "primary", 2022, 95, 40.0, 55.0, 20),
            ("e", "甲镇", "junior", 2022, 8, 0.0, 8.0, 2),
            ("b", "乙镇", "primary", 2022, 6, 45.0, 0.0, 1),
            ("f", "甲镇", "junior", 2023, 0, 0.0, 0.0, 0),
        ],
        columns=columns,
    ).assign(intake_places=[8.0, 9.0, 2.0, NAN, 8.0, 0.0, 9.0, 0.0])  # fmt: skip
    towns = township_gaps(gaps, PARAMETERS)
    assert list(towns) == [
        "township", "stage", "year", "schools", "schools_unknown", "pupils", "places",
        "places_short_at_schools", "entry_pupils", "intake_places", "places_short", "utilisation",
        "entry_share", "level",
    ]  # fmt: skip
    assert told(towns, *columns[1:4]) == [
        ["乙镇", "primary", 2023], ["甲镇", "primary", 2023], ["乙镇", "primary", 2022],
        ["甲镇", "junior", 2022], ["甲镇", "junior", 2023],
    ]  # fmt: skip
    assert told(towns, *list(towns)[3:8]) == [
        [2, 0, 70, 85, 10], [2, 1, 39, None, None], [2, 0, 101, 85, 55], [1, 0, 8, 0, 8], [1, 0, 0, 0, 0],
    ]  # fmt: skip
    assert told(towns, *list(towns)[8:]) == [
        [12, 17, 0, 70 / 85, 12 / 17, ""], [12, None, None, None, None, "unknown"],
        [21, 17, 16, 101 / 85, 21 / 17, "red"], [2, 0, 8, None, None, "unknown"],
        [0, 0, 0, None, None, "unknown"],
    ]  # fmt: skip


def test_the_gravest_threshold_that_is_reached_counts_in_whatever_order_they_are_told():
    levels = SimpleNamespace(warning={"yellow": 0.85, "red": 1.0, "orange": 0.95})
    shares = np.array([0.0, 0.85, 0.94, 0.95, 1.0, 7.0, NAN])
    assert warning_levels(shares, levels) == ["", "yellow", "yellow", "orange", "red", "red", "unknown"]
