"""How long a group's way is and what the limit says of it, at every limit; ways kept on changed roads."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from miniature import CRS, ORIGIN, miniature_plan
from shapely.geometry import Point

from gis.crs import reproject
from gis.layout import NetworkEdit, NetworkEditKind
from gis.model import STORAGE_CRS
from gis.network.editshapes import plain_wkt
from gis.network.publicbus import COLUMNS
from gis.network.storage import assemble
from gis.network.travel import travel_matrix
from gis.planning.county import county_of
from gis.planning.editedroads import edited_network, forget_journeys, reported_travel
from gis.planning.journeys import (
    IS_DAILY,
    Limits,
    Verdict,
    Way,
    band_codes,
    judge,
    limits_of,
    lookup,
    travel,
    walking,
)

PLAN = miniature_plan()


def test_half_an_hour_is_the_limit_of_the_lowest_band_only():
    limits = limits_of(PLAN.rules)
    assert limits.of(np.array([1, 3])).tolist() == [1800, 1800]
    assert np.isnan(limits.of(np.array([4, 6, 7, 9]))).all()
    assert limits.borderline_share == 0.1


def test_each_grade_has_its_own_limit():
    limits = Limits(np.arange(1.0, 10.0), 0.1)
    assert limits.of(np.array([9, 1, 4])).tolist() == [9, 1, 4]


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [
        (749, Verdict.WITHIN), (750, Verdict.BORDERLINE), (1000, Verdict.BORDERLINE),
        (1250, Verdict.BORDERLINE), (1251, Verdict.OVER), (np.nan, Verdict.UNREACHABLE),
    ],
)  # fmt: skip
def test_a_quarter_around_the_limit_is_borderline_bounds_included(seconds, verdict):
    no = np.array([False])
    found = judge(np.array([seconds], dtype=float), np.array([1000.0]), 0.25, boards=no, unknown=no)
    assert found.tolist() == [verdict]
    assert found.dtype == np.int64


def test_boarders_come_before_the_unknown_and_these_before_no_way_and_no_limit():
    yes, nothing = np.array([True, False, False, False]), np.array([np.nan] * 3 + [5.0])
    unknown = np.array([True, True, False, False])
    found = judge(nothing, np.full(4, np.nan), 0.1, boards=yes, unknown=unknown)
    assert found.tolist() == [Verdict.BOARDING, Verdict.UNKNOWN, Verdict.UNREACHABLE, Verdict.NO_LIMIT]
    assert IS_DAILY[found].tolist() == [False, False, False, True]
    assert IS_DAILY.tolist() == [True] * 4 + [False] * 3


def test_bands_and_ways_of_the_grades():
    grades = np.arange(1, 10)
    assert band_codes(grades).tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert walking(grades).tolist() == [1, 1, 1, 2, 2, 2, 3, 3, 3]


def test_a_pair_with_an_unknown_side_has_no_way():
    """东村 (0) to s1 (0): 1000 s and 900 m; 北沟 (3) to p3 (3): 2000 s; -1 is nobody's."""
    walk = next(iter(county_of(PLAN).walk.values()))
    settlement, school = np.array([0, 3, -1, 0, -1]), np.array([0, 3, 0, -1, -1])
    seconds, metres = lookup(walk, settlement, school)
    np.testing.assert_allclose(seconds, [1000, 2000, np.nan, np.nan, np.nan])
    np.testing.assert_allclose(metres, [900, 1800, np.nan, np.nan, np.nan])


def test_everybody_travels_at_the_speed_of_the_band_or_by_bus():
    """东村 to s1, 900 m: 1000 s, 818.18 s, 720 s on foot; by bus 420 + 180 s whatever the grade."""
    grade = np.array([1, 4, 7, 1, 7, 5])
    bus = Way.SCHOOL_BUS
    way = np.array([1, 2, 3, bus, bus, Way.BOARDING])
    zero = np.zeros(6, dtype=np.int64)
    seconds, metres = travel(county_of(PLAN), zero, zero, way, grade)
    np.testing.assert_allclose(seconds, [1000, 900 / 1.1, 720, 600, 600, 900 / 1.1])
    np.testing.assert_allclose(metres, [900] * 6)


# ---- public buses on changed roads


def stops(*places):
    xy = np.array([Point(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in places], dtype=object)
    calls = [
        ("1路", k + 1, f"站{k}", spot.x, spot.y, 10.0 * k, 20.0, "", "", True)
        for k, spot in enumerate(reproject(xy, CRS, STORAGE_CRS))
    ]
    return pd.DataFrame(calls, columns=list(COLUMNS))


def test_with_other_bus_stops_the_ways_by_bus_are_worked_out_again():
    """Asked on the same changed roads with the line from 东村 and then with one from 北沟."""
    plan = replace(PLAN, roads=assemble(PLAN.roads.nodes, PLAN.roads.edges, PLAN.roads.barriers))
    spot = reproject(np.array([Point(ORIGIN[0] + 3000, ORIGIN[1])], dtype=object), CRS, STORAGE_CRS)[0]
    made = edited_network(plan, (NetworkEdit("e1", NetworkEditKind.CLOSE, "断", plain_wkt(spot)),))
    ends = plan.settlements, plan.schools
    forget_journeys()
    found = []
    for line in (stops((0, 0), (1620, 0)), stops((1620, 1800), (1620, 0))):
        before = travel_matrix(plan.roads, *ends, modes=["public_bus"], bus_stops=line)
        ours = reported_travel(replace(plan, bus_stops=line, travel=before), made)["public_bus"]
        full = travel_matrix(made.network, *ends, modes=["public_bus"], bus_stops=line)["public_bus"]
        np.testing.assert_array_equal(ours.seconds, full.seconds)
        found.append(ours.seconds)
    assert not np.array_equal(*found, equal_nan=True)
