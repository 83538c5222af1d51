"""Which rows of the ledger the resource indicators are worked out for, on eight rows written down by hand."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from gis.evaluation.counted import Excluded, combined_sites, excluded, stage_codes

#        primary, junior by type, by division, of a 完全中学, undivided, special, private primary, on site 0
TYPES = ["211", "311", "345", "341", "312", "514", "211", "312"]
DIVISIONS = ["", "", "初中部", "", "", "", "", "小学部"]
PRIMARY = [True, False, False, False, False, False, True, True]
IN, NOBODY, OTHER, UNDIVIDED = "IN", "NO_PUPILS", "OTHER_KIND", "NOT_DIVIDED"
SMALL, POINT, PRIVATE = "SMALL_POINT", "POINT", "PRIVATE"
COUNTY = SimpleNamespace(
    schools=pd.DataFrame(index=range(8)), type_code=np.array(TYPES), division=np.array(DIVISIONS),
    is_primary=np.array(PRIMARY), site=np.array([0, 1, 2, 3, 4, 5, 6, 0]),
    is_private=np.array([False] * 6 + [True, False]),
)  # fmt: skip


def reasons(pupils=100.0, points=(), counted_from=50.0, **switches):
    on = {"old_scope": False, "count_private": True} | switches
    rules = SimpleNamespace(is_on=on.__getitem__, number={"points_counted_from": counted_from}.__getitem__)
    taught = np.broadcast_to(np.asarray(pupils, dtype=float), 8)
    return [Excluded(one).name for one in excluded(COUNTY, rules, taught, np.isin(np.arange(8), points))]


def test_the_stage_of_each_row():
    assert stage_codes(COUNTY).tolist() == [0, 1, 1, 1, -1, -1, 0, 0]


def test_sites_with_a_school_of_both_stages():
    assert combined_sites(COUNTY).tolist() == [True, False, True, False, True, False, False]


def test_what_is_neither_primary_nor_junior_or_not_divided_is_left_out():
    assert reasons() == [IN, IN, IN, IN, UNDIVIDED, OTHER, IN, IN]


def test_where_nobody_is_taught_there_is_nothing_to_work_out():
    """A row without pupils is that before it is anything else; one pupil is enough."""
    assert reasons([0, 1, 0, 2, 0, 0, 1, 1], points=[0, 1]) == [
        NOBODY, SMALL, NOBODY, IN, NOBODY, NOBODY, IN, IN
    ]  # fmt: skip


@pytest.mark.parametrize(("pupils", "reason"), [(49, SMALL), (50, IN)])
def test_a_point_of_fifty_counts(pupils, reason):
    """The same pupils at a school that is no point are counted."""
    assert reasons(pupils, points=[0]) == [reason, IN, IN, IN, UNDIVIDED, OTHER, IN, IN]


def test_the_old_scope_has_no_points_and_no_private_schools():
    assert reasons(points=[0, 6], old_scope=True) == [POINT, IN, IN, IN, UNDIVIDED, OTHER, POINT, IN]
    assert reasons(10, points=[0], old_scope=True)[0] == POINT
    assert reasons(old_scope=True)[6] == PRIVATE


def test_private_schools_by_a_switch():
    assert reasons(count_private=False)[6] == PRIVATE
    assert reasons(count_private=False, old_scope=True)[6] == PRIVATE
    assert reasons(count_private=True)[6] == IN
    assert reasons(count_private=False).count(PRIVATE) == 1
