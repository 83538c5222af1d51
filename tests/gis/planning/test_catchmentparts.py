"""Steps of catchments: spots of roads and their owners, village areas, parts of a school's land."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from miniature import CRS, ORIGIN, miniature_plan
from shapely.geometry import MultiPolygon, box

from gis.model import Mode
from gis.network.reach import mode_roads
from gis.network.storage import assemble
from gis.planning.catchments import (
    _nearest_land,
    _owned_spots,
    _owners,
    _part,
    _within,
    catchments,
    settlement_cells,
    settlement_schools,
)

EVERYWHERE = box(ORIGIN[0] - 9000, ORIGIN[1] - 9000, ORIGIN[0] + 9000, ORIGIN[1] + 9000)


def plan_and_roads():
    """Return the miniature and its roads on foot: edges 0-3 run east along y = 0, edge 4 north to v4."""
    plan = miniature_plan()
    plan = replace(plan, roads=assemble(plan.roads.nodes, plan.roads.edges, plan.roads.barriers))
    return plan, mode_roads(plan.roads, Mode.WALK_G4_6, plan.rules.get("travel"))


PLAN, ROADS = plan_and_roads()
PLACES = ROADS.place(PLAN.settlements)
EDGES = {900: 0, 1620: 1, 2520: 2, 3600: 3}


def on_edges(*spots):
    """Return places (edge, fraction) in the stead of the four villages."""
    edge, fraction = zip(*spots, strict=True)
    return replace(PLACES, edge=np.array(edge), fraction=np.array(fraction, dtype=float))


def owners(places, *spots, roads=ROADS):
    edge, fraction = zip(*spots, strict=True)
    return _owners(roads, places, np.array(edge), np.array(fraction, dtype=float)).tolist()


# ---- spots of roads


def test_the_roads_of_the_miniature_stand_as_its_docstring_says():
    ends = shapely.get_coordinates(ROADS.network.edges.geometry.to_numpy())[1::2] - ORIGIN
    assert ends.round(6).tolist() == [[900, 0], [1620, 0], [2520, 0], [3600, 0], [1620, 1800]]


def test_spots_stand_in_the_middle_of_equal_pieces_of_each_road():
    """Pieces of 900 m at most: the roads of 900, 720 and 900 m are one, those of 1080 and 1800 m two."""
    xy, owner = _owned_spots(ROADS, PLACES, EVERYWHERE, 900.0)
    assert (xy - ORIGIN).round(1).tolist() == [
        [0, 0], [1620, 0], [2520, 0], [1620, 1800],
        [450, 0], [1260, 0], [2070, 0], [2790, 0], [3330, 0], [1620, 450], [1620, 1350],
    ]  # fmt: skip
    assert owner[:6].tolist() == [0, 1, 2, 3, 0, 1]
    assert owner[6] in (1, 2), "half way"
    assert owner[7:].tolist() == [2, 2, 1, 3]


def test_roads_outside_of_the_county_or_that_nobody_may_join_have_no_spots():
    """Only the roads that run through the county's part east of x = 1700; the last is no way on foot."""
    east = box(ORIGIN[0] + 1700, ORIGIN[1] - 100, ORIGIN[0] + 9000, ORIGIN[1] + 100)
    joinable = ROADS.joinable.copy()
    joinable[3] = False
    xy, _ = _owned_spots(replace(ROADS, joinable=joinable), PLACES, east, 900.0)
    assert (xy[4:] - ORIGIN).round(1).tolist() == [[2070, 0]]
    xy, _ = _owned_spots(ROADS, PLACES, east, 900.0)
    assert (xy[4:] - ORIGIN).round(1).tolist() == [[2070, 0], [2790, 0], [3330, 0]]


def test_points_within_a_tenth_of_a_metre_are_one_and_the_first_has_it():
    """v2 stands 4 cm beside v1 and v3 on the middle of the road to s1; v4 has no position."""
    x, y = ORIGIN
    xy = np.array([[x, y], [x + 0.04, y], [x + 450, y], [np.nan, np.nan]])
    found, owner = _owned_spots(ROADS, replace(PLACES, xy=xy), EVERYWHERE, 900.0)
    assert (found - ORIGIN)[:3].round(1).tolist() == [[0, 0], [450, 0], [1260, 0]]
    assert owner[:2].tolist() == [0, 2]


def test_spots_that_nobody_reaches_have_no_owner():
    shut = np.where(np.arange(5) == 4, np.inf, ROADS.forward_s)
    roads = replace(ROADS, forward_s=shut, backward_s=shut)
    xy, owner = _owned_spots(roads, PLACES, EVERYWHERE, 900.0)
    assert len(xy) == len(owner) == 9
    assert (xy[4:, 1] - ORIGIN[1]).round(1).tolist() == [0] * 5


# ---- whose spots are


def test_a_spot_belongs_to_the_village_that_is_nearer_along_the_road():
    """v1 at 0 and v2 at 1620 meet at 810; v2 and v4 1800 m apart; beyond v3 all is its own."""
    spots = [(0, 0.0), (0, 0.85), (0, 0.95), (1, 0.1), (1, 1.0), (2, 0.4), (2, 0.6), (3, 0.1), (3, 1.0),
             (4, 0.45), (4, 0.55)]  # fmt: skip
    assert owners(PLACES, *spots) == [0, 0, 1, 1, 1, 1, 2, 2, 2, 1, 3]


def test_villages_within_a_road_have_its_spots_on_both_sides():
    """Villages at x = 450, 1260, 2070 and 3060: they meet at 855, 1665 and 2565."""
    places = on_edges((0, 0.5), (1, 0.5), (2, 0.5), (3, 0.5))
    spots = [(0, 0.1), (0, 0.5), (0, 0.9), (0, 0.97), (1, 0.0), (1, 0.5), (1, 1.0), (2, 0.04), (2, 0.06),
             (2, 0.5), (2, 1.0), (3, 0.03), (3, 0.05), (3, 0.5), (3, 0.9)]  # fmt: skip
    assert owners(places, *spots) == [0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3]


def test_half_way_between_two_villages_of_one_road_the_first_has_the_spot():
    places = on_edges((3, 0.25), (3, 0.75), (0, 0.0), (0, 0.0))
    assert owners(places, (3, 0.45), (3, 0.5), (3, 0.55)) == [0, 0, 1]


@pytest.mark.parametrize(("shut", "expected"), [("forward_s", [-1, 0, 0]), ("backward_s", [0, 0, -1])])
def test_a_road_that_goes_one_way_leads_to_the_village_from_one_side(shut, expected):
    """The village stands in the middle of the road to v4, the only one on the map."""
    times = np.where(np.arange(5) == 4, np.inf, getattr(ROADS, shut))
    places = replace(on_edges((4, 0.5), (-1, 0), (-1, 0), (-1, 0)))
    assert owners(places, (4, 0.25), (4, 0.5), (4, 0.75), roads=replace(ROADS, **{shut: times})) == expected


def test_without_a_village_on_the_roads_nobody_has_a_spot():
    places = on_edges(*[(-1, np.nan)] * 4)
    assert owners(places, (0, 0.5), (4, 0.5)) == [-1, -1]


def test_nothing_of_a_forbidden_road_takes_no_time():
    assert _part(np.array([0.0, 0.5, 0.25]), np.array([np.inf, np.inf, 8.0])).tolist() == [0, np.inf, 2]


def test_progress_of_the_cells():
    """Roads are done at 0.3, barriers at 0.6, and then one village after the other."""
    told = []
    settlement_cells(PLAN, progress=lambda share, step: told.append((round(share, 6), step)), spacing_m=900.0)
    assert [share for share, _ in told] == [0, 0.3, 0.6, 0.6, 0.7, 0.8, 0.9, 1]
    assert {step for _, step in told} == {"catchments"}


def test_no_village_areas_change_nothing():
    cells = settlement_cells(PLAN, spacing_m=900.0)
    nothing = gpd.GeoDataFrame(geometry=[], crs=CRS)
    again = settlement_cells(PLAN, villages=nothing, spacing_m=900.0)
    assert shapely.equals_exact(cells, again).all()


# ---- land


def bounds(shapes):
    return [None if one is None else one.bounds for one in shapes]


def test_land_is_nearest_to_its_spot():
    outline = box(0, 0, 10, 10)
    assert bounds(_nearest_land(np.array([[9.0, 9.0]]), outline)) == [(0, 0, 10, 10)]
    two = _nearest_land(np.array([[7.0, 5.0], [1.0, 5.0]]), outline)
    assert [one.intersection(outline).bounds for one in two] == [(4, 0, 10, 10), (0, 0, 4, 10)]


def test_what_lies_inside_the_county():
    """Half of a square, only an edge of one, nothing of one, two pieces, a piece and an edge."""
    outline = box(0, 0, 10, 10)
    two = MultiPolygon([box(1, 1, 2, 2), box(5, 5, 7, 7)])
    edge_and_piece = MultiPolygon([box(10, 0, 12, 3), box(8, 8, 9, 9)])
    shapes = np.array([box(5, 0, 15, 10), box(10, 0, 20, 10), box(30, 0, 40, 10), None, two, edge_and_piece],
                      dtype=object)  # fmt: skip
    found = _within(shapes, outline)
    assert bounds(found) == [(5, 0, 10, 10), None, None, None, (1, 1, 7, 7), (8, 8, 9, 9)]
    assert [found[k].geom_type for k in (0, 4, 5)] == ["Polygon", "MultiPolygon", "Polygon"]
    assert found[4].area == 5


# ---- catchments


def outcome_of(*rows):
    """Return an outcome of (settlement, grade, school before, school after, pupils)."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    names = ("settlement", "grade", "before", "after", "pupils")
    return SimpleNamespace(movement=SimpleNamespace(**dict(zip(names, columns, strict=True))))


def cells_of(*shapes):
    made = np.full(len(shapes), None, dtype=object)
    for k, boxes in enumerate(shapes):
        if boxes:
            made[k] = box(*boxes[0]) if len(boxes) == 1 else MultiPolygon([box(*one) for one in boxes])
    return made


def test_schools_of_a_settlement_the_one_with_most_pupils_first():
    outcome = outcome_of(
        (0, 1, 5, 6, 3), (0, 2, 5, 6, 4), (0, 1, 2, 2, 9), (1, 1, 4, 4, 2), (1, 1, 3, 3, 2), (2, 3, 1, -1, 8),
        (3, 4, 1, 1, 8), (-1, 1, 1, 1, 8),
    )  # fmt: skip
    assert settlement_schools(outcome, (1, 2, 3)) == {
        0: ((2, 9), (6, 7)), 1: ((3, 2), (4, 2)), 2: ((-1, 8),),
    }  # fmt: skip
    assert settlement_schools(outcome, (1, 2, 3), before=True)[0] == ((2, 9), (5, 7))
    assert settlement_schools(outcome, (1, 2, 3), before=True)[2] == ((1, 8),)
    assert settlement_schools(outcome, (9,)) == {}


def test_parts_of_a_catchment_come_by_pupils_and_then_by_area():
    """School 7: v0 (4 pupils) has most land, v1 (9) the main part; each has a piece of its own far off."""
    cells = cells_of(
        [(0, 0, 10, 10), (100, 0, 101, 1)], [(50, 0, 53, 3), (200, 0, 202, 2)], [(300, 0, 305, 5)],
        [(400, 0, 406, 6)], [(53, 0, 54, 3)],
    )  # fmt: skip
    rows = [(0, 1, 7, 7, 4), (1, 1, 7, 7, 6), (2, 1, 7, 7, 2), (3, 1, 7, 7, 2), (4, 1, 7, 7, 3)]
    found = catchments(outcome_of(*rows), cells, (1,))
    assert [(one.kind, one.schools, one.settlements, one.shape.area) for one in found] == [
        ("main", ((7, 9),), (1, 4), 12),
        ("exclave", ((7, 4),), (0,), 100),
        ("exclave", ((7, 2),), (3,), 36),
        ("exclave", ((7, 2),), (2,), 25),
        ("fragment", ((7, 0),), (), 4),
        ("fragment", ((7, 0),), (), 1),
    ]


def test_villages_of_several_schools_of_none_and_without_a_cell():
    """v0 and v4 have the same two schools, each with shares of its own; v1 has no pupils, v2 no land."""
    cells = cells_of([(0, 0, 1, 1)], [(1, 0, 2, 1)], [], [(3, 0, 4, 1)], [(5, 0, 6, 1)])
    rows = [(0, 1, 1, 1, 5), (0, 1, 2, 2, 3), (2, 1, 1, 1, 9), (3, 1, 1, -1, 6)]
    rows += [(4, 1, 1, 1, 1), (4, 1, 2, 2, 2)]
    found = catchments(outcome_of(*rows), cells, (1,))
    assert [(one.kind, one.schools, one.settlements) for one in found] == [
        ("split", ((1, 5), (2, 3)), (0,)),
        ("no_pupils", (), (1,)),
        ("main", ((-1, 6),), (3,)),
        ("split", ((2, 2), (1, 1)), (4,)),
    ]
    before = catchments(outcome_of(*rows), cells, (1,), before=True)
    assert [one.schools for one in before if one.kind == "main"] == [((1, 6),)]
