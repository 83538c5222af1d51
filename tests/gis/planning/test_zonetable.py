"""Which schools each settlement is zoned to, from the rows of the 划片 table."""

from dataclasses import replace

import numpy as np
import pandas as pd
from miniature import METRES, miniature_plan

from gis.model import Band
from gis.planning.county import Journeys
from gis.planning.zonetable import zone_table

S1, S2P, S2J, P3 = range(4)
V1, V2, V3, V4 = range(4)
NOBODY = -1
PLAN = miniature_plan()
WALK = {band: Journeys(METRES.copy(), METRES) for band in Band}


def table(*zones, walk=WALK):
    """Return the table of (settlement, first grade, last grade, school); None = not said."""
    columns = ["settlement_id", "grade_from", "grade_to", "school_id"]
    frame = pd.DataFrame(list(zones), columns=columns).astype(dict.fromkeys(columns[1:3], float))
    return zone_table(replace(PLAN, zones=frame), walk)


def with_seconds(*cells, metres=METRES, bands=tuple(Band)):
    """Return walks with other seconds of some (settlement, school)."""
    seconds = METRES.copy()
    for settlement, school, value in cells:
        seconds[settlement, school] = value
    return WALK | dict.fromkeys(bands, Journeys(seconds, metres))


def test_without_zones_there_is_one_empty_column_and_a_row_for_homes_outside():
    found = table()
    assert found.shape == (5, 9, 1)
    assert (found == NOBODY).all()


def test_a_row_holds_from_its_first_grade_to_its_last_and_for_all_where_none_is_said():
    found = table(("v1", 1.0, 2.0, "s1"), ("v3", None, None, "s2-P"), ("v4", 8.0, None, "s2-J"),
                  ("v2", None, 1.0, "p3"))  # fmt: skip
    assert found.shape == (5, 9, 1)
    assert found[V1, :, 0].tolist() == [S1, S1, *[NOBODY] * 7]
    assert found[V2, :, 0].tolist() == [P3, *[NOBODY] * 8]
    assert found[V3, :, 0].tolist() == [S2P] * 9
    assert found[V4, :, 0].tolist() == [*[NOBODY] * 7, S2J, S2J]
    assert (found[4] == NOBODY).all()


def test_rows_of_unknown_places_say_nothing_and_a_school_named_twice_stands_once():
    found = table(("v9", 1, 9, "s1"), ("v2", 1, 9, "x9"), ("v1", 1, 3, "s1"), ("v1", 2, 4, "s1"),
                  ("v1", 3, 3, "p3"))  # fmt: skip
    assert found.shape == (5, 9, 2)
    assert found[V1, :4].tolist() == [[S1, NOBODY], [S1, NOBODY], [S1, P3], [S1, NOBODY]]
    assert (found[V1, 4:] == NOBODY).all()
    assert (found[1:] == NOBODY).all()


def test_of_several_the_nearest_on_foot_comes_first():
    """西村: p3 0 m, s1 720 m, s2-P 1980 m, whatever the order of the rows; 东村 has one of them only."""
    rows = [("v2", 1, 1, "s2-P"), ("v2", 1, 1, "p3"), ("v2", 1, 1, "s1"), ("v1", 1, 1, "s2-P")]
    for given in (rows, rows[::-1]):
        found = table(*given)
        assert found[V2, 0].tolist() == [P3, S1, S2P]
        assert found[V1, 0].tolist() == [S2P, NOBODY, NOBODY]


def test_each_age_band_has_its_own_order():
    walk = with_seconds((V2, S1, 0.0), (V2, P3, 5.0), bands=[Band.G4_6])
    found = table(("v2", 1, 9, "s1"), ("v2", 1, 9, "p3"), walk=walk)
    nearest = found[V2, :, 0].tolist()
    assert nearest == [P3] * 3 + [S1] * 3 + [P3] * 3


def test_ties_go_by_metres_then_by_code_and_less_than_a_millisecond_is_no_difference():
    metres = METRES.copy()
    metres[V1] = [8, 7, 7, 7]
    seconds = {S1: 9.9994, S2P: 10.0001, S2J: 10.0004, P3: 10.001}
    walk = with_seconds(*((V1, school, one) for school, one in seconds.items()), metres=metres)
    found = table(*(("v1", 1, 1, school) for school in ("p3", "s1", "s2-P", "s2-J")), walk=walk)
    assert found[V1, 0].tolist() == [S1, S2J, S2P, P3]
    equal = with_seconds(*((V1, school, 10.0) for school in range(4)), metres=metres)
    found = table(*(("v1", 1, 1, school) for school in ("s1", "s2-P", "s2-J", "p3")), walk=equal)
    assert found[V1, 0].tolist() == [P3, S2J, S2P, S1]


def test_those_out_of_reach_come_last_in_the_order_of_the_rows():
    walk = with_seconds((V2, P3, np.nan), (V2, S1, np.nan))
    for unreachable in (["s1", "p3"], ["p3", "s1"]):
        rows = [("v2", 1, 1, school) for school in [*unreachable, "s2-P"]]
        codes = [{"s1": S1, "p3": P3}[one] for one in unreachable]
        assert table(*rows, walk=walk)[V2, 0].tolist() == [S2P, *codes]
