"""Entering children by source and cohort, on three villages: a and b in 甲镇, c in 乙镇."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gis.planning.entrycohorts import (
    UNKNOWN,
    Counted,
    Homes,
    cohort_sources,
    complete_entries,
    count_entries,
    locate,
)
from gis.planning.forecastparameters import forecast_parameters

SHIPPED = forecast_parameters()
ORDER = ("survey", "births")
COLUMNS = ["source", "place_kind", "place_id", "year", "age", "children"]


def parameters(**changes):
    values = {"source_order": ORDER, "entry_share": {"survey": 1.0, "births": 0.5}, **changes}
    return replace(SHIPPED, **values)


def homes():
    """Return the villages: of grade 1 there are 3, 1, 4 pupils, of grade 5 none, 10, 1."""
    table = np.zeros((3, 9))
    table[:, 0], table[:, 4] = (3, 1, 4), (0, 10, 1)
    return Homes(pd.Index(["a", "b", "c"]), pd.Index(["甲镇", "甲镇", "乙镇"]), {"s": "乙镇"}, table, (1,))


def counted(*rows, years=range(2023, 2025), **changes):
    table = pd.DataFrame(list(rows), columns=COLUMNS)
    located, unknown = locate(table, homes(), ORDER)
    return count_entries(located, homes(), years, parameters(**changes)), unknown


def survey(kind, place, count, *, year=2022, age=5):
    """Return a row: aged 5 on 1 September 2022 is the cohort of 2023."""
    return "survey", kind, place, year, age, count


def same(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-8)          # shares of a year have nine decimals


NOBODY = np.nan


def test_weights_are_the_chosen_grades_first_and_all_grades_next():
    first, second = homes().tiers
    assert first.tolist() == [3, 1, 4]
    assert second.tolist() == [3, 11, 5]
    codes, names = homes().township_codes()
    assert (codes.tolist(), list(names)) == ([0, 0, 1], ["甲镇", "乙镇"])


def test_rows_are_located_by_kind_and_strangers_named_once():
    rows = [
        survey("settlement", "b", 7), survey("township", "乙镇", 8), survey("county", "", 9),
        survey("school", "s", 6), survey("settlement", "甲镇", 1), survey("township", "a", 1),
        survey("school", "乙镇", 1), survey("settlement", "甲镇", 2),
        ("births", "county", "", 2016, 0, 5), ("rumour", "county", "", 2022, 5, 99),
        ("rumour", "settlement", "x", 2022, 5, 99),
    ]  # fmt: skip
    found, unknown = locate(pd.DataFrame(rows, columns=COLUMNS), homes(), ORDER)
    assert unknown == ("甲镇", "a", "乙镇")
    assert found.kind.tolist() == [0, 1, 2, 1, 2]
    assert found.place.tolist() == [1, 1, 0, 1, 0]
    assert found.source.tolist() == [0, 0, 0, 0, 1]
    assert found.born.tolist() == [2016, 2016, 2016, 2016, 2016]
    assert found.year.tolist() == [2022, 2022, 2022, 2022, 2016]
    assert found.children.tolist() == [7, 8, 9, 6, 5]


@pytest.mark.parametrize(
    ("row", "entering"),
    [
        (survey("settlement", "b", 8), (NOBODY, 8, NOBODY)),
        (survey("township", "甲镇", 8), (6, 2, NOBODY)),             # 3 to 1 of the present grade 1
        (survey("school", "s", 8), (NOBODY, NOBODY, 8)),             # its township has one village
        (survey("county", "", 16), (6, 2, 8)),                       # 3 to 1 to 4
        (survey("settlement", "b", 0), (NOBODY, 0, NOBODY)),         # counted, and there was nobody
    ],
)
def test_a_count_goes_to_the_villages_that_it_covers(row, entering):
    for last in (2024, 2026, 2028):                    # fewer cohorts than villages, and more
        found, unknown = counted(row, years=range(2023, last))
        same(found.children[:, 0], entering)
        assert np.isnan(found.children[:, 1:]).all()
        assert found.source[:, 0].tolist() == [UNKNOWN if np.isnan(one) else 0 for one in entering]
        assert (found.source[:, 1:] == UNKNOWN).all()
        assert (found.first_year, found.children.shape, unknown) == (2023, (3, last - 2023), ())


def test_the_nearer_count_goes_before_the_wider_one_and_the_better_source_before_both():
    """c: its own 5; a and b: the township's 8; the county's 160 would give 60, 20 and 80."""
    ours = [survey("county", "", 160), survey("township", "甲镇", 8), survey("settlement", "c", 5)]
    births = [("births", "settlement", "a", year, 0, 300) for year in (2016, 2017, 2018)]
    found, _ = counted(*births, *ours)
    same(found.children[:, 0], (6, 2, 5))
    assert found.source[:, 0].tolist() == [0, 0, 0]
    same(found.children[:, 1], (150, NOBODY, NOBODY))                # half of those born enter
    assert found.source[:, 1].tolist() == [1, UNKNOWN, UNKNOWN]


def test_births_are_a_third_of_one_year_and_two_thirds_of_the_next():
    """Entering in 2023: 4 of 12 months of 2016, 8 of 2017; the half of them: 10 + 40 and 20 + 5."""
    born = [("births", "settlement", "a", year, 0, count) for year, count in
            ((2016, 60), (2017, 120), (2018, 15))]  # fmt: skip
    found, _ = counted(*born)
    same(found.children[0], (50, 25))
    gap, _ = counted(born[0], born[2])
    assert np.isnan(gap.children).all(), "half a cohort is none"
    last, _ = counted(*born[:2])
    same(last.children[0], (50, NOBODY))


def test_a_later_cut_off_takes_the_rest_from_the_next_age():
    """Up to the end of the year: 8/12 of those aged 5 on 1 September, 4/12 of those aged 4."""
    rows = [survey("settlement", "a", 60), survey("settlement", "a", 30, age=4)]
    late, _ = counted(*rows, cut_off=(12, 31))
    same(late.children[0], (40 + 10, NOBODY))
    usual, _ = counted(*rows)
    same(usual.children[0], (60, 30))
    early, _ = counted(*rows, cut_off=(4, 30))                       # 4/12 of those a year older
    same(early.children[0], (NOBODY, 60 / 3 + 30 * 2 / 3))
    younger, _ = counted(*rows, entry_age=5)
    same(younger.children[0], (30, NOBODY))
    older, _ = counted(*rows, entry_age=7)
    same(older.children[0], (NOBODY, 60))


def test_the_latest_count_of_a_child_stands_and_rows_of_one_count_are_added():
    """Aged 4 in 2021 is aged 5 in 2022. Of other villages and cohorts an earlier count stands."""
    found, _ = counted(
        survey("settlement", "a", 9), survey("settlement", "a", 100, year=2021, age=4),
        survey("settlement", "a", 2), survey("settlement", "c", 4, year=2021, age=4),
        survey("settlement", "a", 6, year=2020, age=2),
        survey("settlement", "b", 50, age=6), survey("settlement", "b", 3, age=4),
        survey("settlement", "b", 70, age=3), survey("settlement", "b", 70, age=2),
    )  # fmt: skip
    same(found.children, [(11, 6), (NOBODY, 3), (4, NOBODY)])


# ---- cohorts that nobody counted


def completed(children, enrolled, trends=(-0.5, 0.0, 1.0), window=3):
    children = np.array(children, dtype=float)
    made = Counted(2023, children, np.zeros(children.shape, dtype=np.int64))
    given = parameters(births_trend=trends, level_years=window)
    return complete_entries(made, np.array(enrolled, dtype=float), given)


def test_the_level_is_that_of_the_latest_cohorts_at_their_middle_year():
    """Grades 1, 2, 3 have 3, 6, 9 pupils: 6, two years before the first to enter; grade 4 is too old."""
    found = completed([[NOBODY] * 2], [[3, 6, 9, 500]])
    assert found.shape == (3, 1, 2)
    same(found[:, 0], [(1.5, 0.75), (6, 6), (24, 48)])
    two = completed([[NOBODY] * 2], [[4, 12, 500]], window=2, trends=(-0.75, 0.0, 3.0))
    same(two[:, 0], [(8 / 8, 8 / 32), (8, 8), (64, 256)])            # a year and a half, two and a half
    single = completed([[NOBODY]], [[4]])                            # one grade only is the level itself
    same(single[:, 0], [(2,), (4,), (8,)])


def test_counted_cohorts_stand_and_are_what_the_next_ones_start_from():
    """First village: 12 counted after 9 (grade 1) and 9 (grade 2): 10, one year in the middle. Then on."""
    found = completed([[12, NOBODY, 8, NOBODY], [NOBODY, NOBODY, 2, 4]], [[9, 9, 60], [6, 6, 6]])
    low, middle, high = found
    same(middle[0], (12, 10, 8, 10))                                 # (12 + 10 + 8) / 3
    same(high[0], (12, 40, 8, 80))                                   # (12 + 40 + 8) / 3 × 4
    same(low[0], (12, 2.5, 8, 1.875))
    same(middle[1], (6, 6, 2, 4))
    same(high[1], (24, 48, 2, 4))


def test_the_given_counts_stay_as_they_are():
    children = np.array([[5.0, np.nan]])
    completed(children, [[1, 1, 1]])
    made = Counted(2023, children, np.zeros((1, 2), dtype=np.int64))
    complete_entries(made, np.ones((1, 3)), parameters())
    same(children, [[5, NOBODY]])


def test_the_sources_of_a_unit_are_joined_in_the_order_of_their_rank():
    source = np.array([[1, 0, UNKNOWN], [0, 0, UNKNOWN], [UNKNOWN, 1, 0]])
    found = cohort_sources(Counted(2023, np.zeros((3, 3)), source), np.array([1, 1, 0]), 2, ORDER)
    assert found == [
        ["projected", "births", "survey"],
        ["survey+births", "survey", "projected"],
    ]
    mixed = cohort_sources(Counted(2023, np.zeros((3, 3)), source), np.zeros(3, dtype=np.int64), 1, ORDER)
    assert mixed == [["survey+births+projected", "survey+births", "survey+projected"]]
