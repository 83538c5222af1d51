"""Map layers: cells divide the county, neighbours differ in colour, counts are the evaluation's."""

import json
import time

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import merge, miniature_plan
from scipy.spatial import Delaunay

from gis.evaluation import evaluate
from gis.evaluation.result import Evaluation
from gis.layout import Scenario
from gis.model import Band, Plan
from gis.report.cells import colour_catchments, exclaves, voronoi_cells
from gis.report.layers import MapLayers, geometry_layers, property_layers

POINT_CLOSES = Scenario("并校", {"p3": merge("s1")})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return miniature_plan(scenarios=[POINT_CLOSES])


@pytest.fixture(scope="module")
def evaluation(plan: Plan) -> Evaluation:
    return evaluate(plan, POINT_CLOSES.name)


# ---- cells


coordinate = st.integers(0, 400).map(lambda n: n * 25.0)
points = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=30)
OUTLINE = shapely.Polygon([(500, 200), (9000, 900), (9700, 9000), (5200, 5000), (900, 9500)])


@given(points)
@settings(max_examples=25, deadline=None)
def test_cells_divide_the_county_among_its_settlements(spots: list[tuple[float, float]]) -> None:
    cells = voronoi_cells(np.array(spots), OUTLINE)
    shapes = [shape for shape in cells.shapes if shape is not None]
    assert sum(shape.area for shape in shapes) == pytest.approx(OUTLINE.area, rel=1e-9)
    together = shapely.union_all(shapes)
    assert together.area == pytest.approx(OUTLINE.area, rel=1e-9)        # so they do not overlap either


@given(points)
@settings(max_examples=20, deadline=None)
def test_every_spot_belongs_to_its_nearest_settlement(spots: list[tuple[float, float]]) -> None:
    xy = np.array(spots)
    cells = voronoi_cells(xy, OUTLINE)
    for shape in cells.shapes:
        if shape is None:
            continue
        inside = shapely.get_coordinates(shape.representative_point())[0]
        place = next(i for i, other in enumerate(cells.shapes) if other is shape)
        distance = np.hypot(*(xy - inside).T)
        assert distance[place] == pytest.approx(distance.min(), abs=1e-6)


def test_settlements_on_one_spot_share_the_cell_of_the_first() -> None:
    cells = voronoi_cells(np.array([[2000.0, 2000.0], [2000.0, 2000.0], [7000.0, 3000.0]]), OUTLINE)
    assert cells.shapes[0] is not None
    assert cells.shapes[1] is None
    assert {tuple(pair) for pair in cells.pairs} == {(0, 2)}


def test_a_settlement_far_outside_the_county_has_no_cell() -> None:
    cells = voronoi_cells(np.array([[2000.0, 2000.0], [90000.0, 2000.0]]), OUTLINE)
    assert cells.shapes[1] is None
    assert cells.shapes[0].area == pytest.approx(OUTLINE.area)


def test_ridges_are_where_two_cells_touch() -> None:
    cells = voronoi_cells(np.array([[2000.0, 2000.0], [6000.0, 2000.0]]), OUTLINE)
    assert cells.pairs.tolist() == [[0, 1]]
    shared = shapely.intersection(cells.shapes[0].boundary, cells.shapes[1].boundary)
    assert cells.ridges[0].length == pytest.approx(shared.length)
    assert shapely.get_coordinates(cells.ridges[0])[:, 0] == pytest.approx(4000)


def test_exclaves_are_the_parts_with_fewer_pupils() -> None:
    """Cells in a row: school 0, 0, 1, 0 and none; the last 0 lies apart with 5 of 25 pupils."""
    pairs = np.array([[0, 1], [1, 2], [2, 3], [3, 4]])
    apart = exclaves(pairs, np.array([0, 0, 1, 0, -1]), np.array([10.0, 10.0, 8.0, 5.0, 0.0]))
    assert apart.tolist() == [False, False, False, True, False]


# ---- colours


@st.composite
def catchment_maps(draw: st.DrawFn) -> tuple[np.ndarray, int]:
    """Neighbours in a random planar map."""
    seed, count = draw(st.integers(0, 10_000)), draw(st.integers(4, 80))
    triangles = Delaunay(np.random.default_rng(seed).random((count, 2))).simplices
    pairs = np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [0, 2]]])
    return np.unique(np.sort(pairs, axis=1), axis=0), count


@given(catchment_maps())
@settings(max_examples=25, deadline=None)
def test_neighbouring_catchments_never_share_a_colour(drawn: tuple[np.ndarray, int]) -> None:
    pairs, count = drawn
    colours = colour_catchments(pairs, count, 6)
    assert (colours[pairs[:, 0]] != colours[pairs[:, 1]]).all()
    assert set(colours) <= set(range(6))


@given(catchment_maps())
@settings(max_examples=15, deadline=None)
def test_colours_stay_where_nothing_forces_a_change(drawn: tuple[np.ndarray, int]) -> None:
    pairs, count = drawn
    before = colour_catchments(pairs, count, 8)
    assert colour_catchments(pairs[: len(pairs) // 2], count, 8, before).tolist() == before.tolist()


# ---- geometry of a plan


def test_geometry_holds_every_placed_thing_once(plan: Plan) -> None:
    layers = geometry_layers(plan)
    ids = {name: [f["properties"]["id"] for f in layers[name]["features"]] for name in
           ("cells", "settlements", "schools")}
    assert sorted(ids["cells"]) == sorted(ids["settlements"]) == ["v1", "v2", "v3", "v4"]
    assert sorted(ids["schools"]) == ["p3", "s1", "s2-J", "s2-P"]
    shapes = {f["properties"]["id"]: f["properties"]["shape"] for f in layers["schools"]["features"]}
    assert shapes == {"s1": "circle", "s2-P": "diamond", "s2-J": "diamond", "p3": "triangle"}
    pupils = {f["properties"]["id"]: f["properties"]["pupils"] for f in layers["settlements"]["features"]}
    assert pupils == {"v1": 108, "v2": 33, "v3": 67, "v4": 12}


def test_cells_of_a_plan_cover_the_drawn_boundary(plan: Plan) -> None:
    layers = geometry_layers(plan)
    cells = [shapely.geometry.shape(f["geometry"]) for f in layers["cells"]["features"]]
    county = shapely.geometry.shape(layers["boundary"]["features"][0]["geometry"])
    assert sum(cell.area for cell in cells) == pytest.approx(county.area, rel=1e-4)


def test_coordinates_are_degrees_with_six_decimals(plan: Plan) -> None:
    text = json.dumps(geometry_layers(plan))
    collection = json.loads(text)["settlements"]["features"][0]["geometry"]["coordinates"]
    assert 73 < collection[0] < 136
    assert 18 < collection[1] < 54
    decimals = [len(part.split(".")[1]) for part in text.replace("]", ",").split(",") if part.count(".") == 1]
    assert max(decimals) <= 6


def test_a_settlement_without_a_position_is_not_drawn_but_counted(plan: Plan) -> None:
    unplaced = plan.settlements.copy()
    unplaced.loc["v3", "geometry"] = None
    layers = MapLayers(Plan(**{**plan.__dict__, "settlements": unplaced}))
    assert len(layers.geometry()["settlements"]["features"]) == 3
    properties = layers.properties(evaluate(plan))["bands"]["g1_3"]
    assert properties["settlements"]["v3"]["both"]["pupils"] == 27      # the baseline changes nothing


# ---- properties of an edit


def test_before_and_after_of_a_closed_teaching_point(plan: Plan, evaluation: Evaluation) -> None:
    """西村 g1-3: 15 pupils from p3 (0 m) to s1 (720 m at 0.9 m/s = 800 s = 13.3 minutes)."""
    band = property_layers(plan, evaluation, Band.G1_3)
    before, after = band["settlements"]["v2"]["before"], band["settlements"]["v2"]["after"]
    assert before["to"] == [["p3", 15, 0.0]]
    assert after["to"] == [["s1", 15, 13.3]]
    assert (before["step"], after["step"]) == (0, 1)
    assert (before["flag"], after["flag"]) == ("within", "within")
    # 北沟: 2800 s to s1 is over 1800 s + 10 %; p3 at 2000 s was so already.
    assert band["settlements"]["v4"]["after"]["flag"] == "over"
    assert band["settlements"]["v4"]["after"]["over"] == 5
    assert band["limit_min"] == 30


def test_closed_school_and_receiver(plan: Plan, evaluation: Evaluation) -> None:
    schools = property_layers(plan, evaluation, Band.G1_3)["schools"]
    assert schools["p3"]["status"] == "merge"
    assert schools["p3"]["receivers"] == [["s1", 20]]
    assert schools["p3"]["before"]["enrolment"] == 20
    assert schools["p3"]["after"]["open"] is False
    assert schools["s1"]["after"]["enrolment"] == schools["s1"]["before"]["enrolment"] + 20
    assert schools["s1"]["after"]["boarding"] is True
    assert schools["s2-J"]["after"]["teaches"] is False


@pytest.mark.parametrize("band", list(Band))
@pytest.mark.parametrize("side", ["before", "after"])
def test_counts_are_the_evaluations(plan: Plan, evaluation: Evaluation, band: Band, side: str) -> None:
    drawn = property_layers(plan, evaluation, band)
    flows = evaluation.flows
    flows = flows[(flows["band"] == band.value) & flows["settlement_id"].isin(plan.settlements.index)]
    expected = flows.groupby(["settlement_id", f"school_{side}"])["pupils"].sum().to_dict()
    found = {
        (settlement, school): pupils
        for settlement, sides in drawn["settlements"].items()
        for school, pupils, _ in sides[side]["to"]
    }
    assert found == expected
    over = flows[flows[f"verdict_{side}"] == "over"].groupby("settlement_id")["pupils"].sum().to_dict()
    assert {s: v[side]["over"] for s, v in drawn["settlements"].items() if "over" in v[side]} == over


def test_colours_of_touching_catchments_differ(plan: Plan, evaluation: Evaluation) -> None:
    layers = MapLayers(plan)
    borders = layers.geometry()["borders"]["features"]
    for band in (property_layers(plan, evaluation, name) for name in Band):
        for side in ("before", "after"):
            for border in borders:
                ends = [band["settlements"].get(border["properties"][end]) for end in "ab"]
                schools = [end[side]["to"][0][0] for end in ends if end and side in end]
                if len(schools) == 2 and schools[0] != schools[1]:
                    colours = [band["schools"][school]["colour"] for school in schools]
                    assert colours[0] != colours[1]


def test_an_edit_is_redrawn_at_once(plan: Plan, evaluation: Evaluation) -> None:
    layers = MapLayers(plan)
    layers.properties(evaluation)
    start = time.perf_counter()
    layers.properties(evaluation)
    assert time.perf_counter() - start < 0.2
