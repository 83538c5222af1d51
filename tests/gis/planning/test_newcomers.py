"""Pupils of new dwellings: who brings how many, where, and when."""

import numpy as np
import pandas as pd
import pytest

from gis.planning.entrycohorts import Homes
from gis.planning.newcomers import newcomers, without_effect

COLUMNS = ["place_kind", "place_id", "year", "dwellings", "pupils_per_dwelling"]


def homes(pupils=((30, 0), (10, 5), (60, 100))):
    """Return a, b in 甲镇 and c in 乙镇, their pupils of grades 1 and 4; the youngest share things out."""
    table = np.zeros((3, 9))
    table[:, [0, 3]] = pupils
    return Homes(pd.Index(["a", "b", "c"]), pd.Index(["甲镇", "甲镇", "乙镇"]), {"s": "乙镇"}, table, (1,))


def housing(*rows):
    return pd.DataFrame(list(rows), columns=COLUMNS)


@pytest.mark.parametrize(
    ("row", "brought"),
    [
        (("settlement", "b", 2024, 100, 0.4), (0, 40, 0)),
        (("township", "甲镇", 2024, 100, 0.4), (30, 10, 0)),         # 30 to 10 of the youngest
        (("school", "s", 2024, 100, 0.4), (0, 0, 40)),               # its township
        (("county", "", 2024, 50, 0.2), (3, 1, 6)),
        (("township", "丙镇", 2024, 100, 0.4), (0, 0, 0)),
        (("school", "甲镇", 2024, 100, 0.4), (0, 0, 0)),             # no school has this code
        (("settlement", "x", 2024, 100, 0.4), (0, 0, 0)),
        (("county", "", 2024, 100, np.nan), (0, 0, 0)),
    ],
)
def test_where_the_pupils_of_dwellings_live(row, brought):
    found = newcomers(housing(row), homes(), range(2023, 2026))
    assert found.T.tolist() == pytest.approx(np.array([(0, 0, 0), brought, (0, 0, 0)]))


def test_rows_of_one_year_are_added_and_other_years_bring_nobody():
    rows = housing(
        ("settlement", "a", 2022, 100, 0.5), ("settlement", "a", 2023, 10, 0.5),
        ("settlement", "c", 2023, 20, 0.5), ("settlement", "a", 2023, 4, 0.5),
        ("settlement", "b", 2025, 6, 0.5), ("settlement", "a", 2026, 100, 0.5),
    )  # fmt: skip
    found = newcomers(rows, homes(), range(2023, 2026))
    assert found.tolist() == [[7, 0, 0], [0, 0, 3], [10, 0, 0]]
    nobody = newcomers(rows, homes(), range(2030, 2032))
    assert nobody.tolist() == [[0, 0]] * 3


def test_which_rows_say_too_little():
    """Of those after 2022: one without pupils per dwelling, two of unknown places, one of both kinds."""
    rows = housing(
        ("settlement", "a", 2023, 10, np.nan), ("settlement", "x", 2023, 10, 0.5),
        ("township", "x", 2024, 10, 0.5), ("settlement", "x", 2024, 10, np.nan),
        ("settlement", "a", 2024, 10, 0.5), ("county", "", 2024, 10, 0.5),
        ("settlement", "x", 2022, 10, 0.5), ("settlement", "a", 2021, 10, np.nan),
    )  # fmt: skip
    assert without_effect(rows, {"a", "b"}, 2022) == 4
    assert without_effect(rows, {"a", "b", "x"}, 2022) == 2
    assert without_effect(rows.iloc[:0], {"a"}, 2022) == 0
