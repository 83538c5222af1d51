"""Land beyond a river goes to who is on that side: squares whose areas can be added up by hand."""

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Polygon, box

from gis.planning.sides import on_own_side

CELLS = np.array([box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)], dtype=object)
XY, OWNER = np.array([[200.0, 500.0], [1800.0, 500.0]]), np.array([7, 9])
COUNTY = box(0, 0, 2000, 1000)


def areas(barriers, county=COUNTY):
    pieces, owners = on_own_side(CELLS, XY, OWNER, np.array(barriers, dtype=object), county)
    area = shapely.area(pieces)
    return {int(one): float(area[owners == one].sum()) for one in np.unique(owners)}


def test_what_a_river_cuts_off_goes_to_the_other_side():
    assert areas([LineString([(700, -50), (700, 1050)])]) == pytest.approx({7: 700_000, 9: 1_300_000})
    elsewhere = LineString([(3000, 0), (3000, 900)])
    assert areas([LineString([(1300, -50), (1300, 1050)]), elsewhere]) == pytest.approx(
        {7: 1_300_000, 9: 700_000}
    )


def test_a_river_on_the_border_outside_or_ending_within_changes_nothing():
    for line in ([(1000, -50), (1000, 1050)], [(3000, 0), (3000, 900)], [(700, -50), (700, 600)]):
        assert areas([LineString(line)]) == pytest.approx({7: 1_000_000, 9: 1_000_000})


def test_the_longest_border_counts_and_none_on_a_barrier():
    # the corner beyond the river has 300 m of border with the neighbour; all of it another river: it stays
    corner, wall = LineString([(600, -50), (600, 300), (1000, 300)]), LineString([(1000, -50), (1000, 1050)])
    assert areas([corner]) == pytest.approx({7: 880_000, 9: 1_120_000})
    assert areas([corner, wall]) == pytest.approx({7: 1_000_000, 9: 1_000_000})


def test_the_water_of_a_lake_stays_and_land_outside_the_county_is_cut():
    lake = Polygon([(400, 200), (600, 200), (600, 400), (400, 400)])
    assert areas([lake]) == pytest.approx({7: 1_000_000, 9: 1_000_000})
    river = LineString([(700, -50), (700, 1050)])
    assert areas([river], box(0, 0, 2000, 800)) == pytest.approx({7: 560_000, 9: 1_040_000})


def test_land_is_handed_on_from_piece_to_piece():
    # between the rivers lie 400 m of the first cell, then 200 m of the second, and only these touch the third
    rivers = [LineString([(500, -50), (500, 550)]), LineString([(1100, -50), (1100, 500)])]
    cells = np.array([box(0, 0, 900, 500), box(900, 0, 1500, 500), box(900, 500, 1500, 1000)], dtype=object)
    xy = np.array([[100.0, 250.0], [1400.0, 250.0], [1000.0, 750.0]])
    barriers, county = np.array(rivers, dtype=object), shapely.union_all(cells)
    pieces, owners = on_own_side(cells, xy, np.array([1, 2, 3]), barriers, county)
    area = shapely.area(pieces)
    of_owners = [float(area[owners == one].sum()) for one in (1, 2, 3)]
    assert of_owners == pytest.approx([250_000, 200_000, 300_000 + 100_000 + 200_000])


def test_a_border_of_half_a_metre_is_one():
    """The river leaves a strip of 400 m × 0.5 m, which touches the neighbour with its narrow end."""
    strip = LineString([(600, -50), (600, 0.5), (1000, 0.5)])
    assert areas([strip]) == pytest.approx({7: 999_800, 9: 1_000_200})


def test_a_border_half_a_metre_beside_a_river_is_not_on_it():
    """All the river cuts off is a strip 0.5 m wide; its border with the neighbour is 1000 m of land."""
    river = LineString([(999.5, -50), (999.5, 1050)])
    assert areas([river]) == pytest.approx({7: 999_500, 9: 1_000_500})


def test_water_with_two_banks_parts_the_land_and_stays_itself():
    """A river 100 m wide: the 300 m beyond it go to the other side, the water to nobody else."""
    wide = Polygon([(600, -50), (700, -50), (700, 1050), (600, 1050)])
    assert areas([wide]) == pytest.approx({7: 700_000, 9: 1_300_000})
    ditch = LineString([(1500, -50), (1500, 500), (2050, 500)])
    assert areas([wide, ditch]) == pytest.approx({7: 700_000, 9: 1_300_000})


def test_between_the_bank_and_an_island_in_the_water_no_line_is_drawn():
    """A river comes from the east outside the county and ends as a tongue of water, which has an island.

    All land can be walked to round its end. From the bank's first corner straight to the island it would not.
    """
    bank = [(1500, 1100), (1500, 1120), (600, 1120), (600, 100), (620, 100), (620, 1100)]
    island = [(605, 110), (615, 110), (615, 120), (605, 120)]
    water = np.array([Polygon(bank, [island])], dtype=object)
    pieces, owners = on_own_side(CELLS, np.array([[200.0, 500.0], [1100.0, 950.0]]), OWNER, water, COUNTY)
    area = shapely.area(pieces)
    assert [float(area[owners == one].sum()) for one in OWNER] == pytest.approx([1_000_000, 1_000_000])
