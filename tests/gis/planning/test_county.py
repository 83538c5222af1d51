"""A plan's tables as arrays: what the ledger and the attendance say, and what follows from them alone."""

from __future__ import annotations

from dataclasses import fields, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from miniature import ATTENDANCE, METRES, attendance_frame, miniature_plan, with_school
from shapely.geometry import Point

from gis.errors import InputError
from gis.model import Band, Mode
from gis.planning import county as module
from gis.planning.county import YEARS_KEPT, county_of, is_kept, keep_also, keep_arrays


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """Each test starts without kept arrays and leaves none behind."""
    monkeypatch.setattr(module, "_kept", [])


def by_school(county, values):
    """Return {school id: value}."""
    return dict(zip(county.school_ids.tolist(), np.asarray(values).tolist(), strict=True))


def schools_like(plan, **more):
    """Return the plan with copies of schools: new id → (old id, changed cells)."""
    frames = [plan.schools]
    for new, (old, cells) in more.items():
        row = plan.schools.loc[[old]].rename(index={old: new}).assign(site_id=new, **cells)
        frames.append(row)
    schools = gpd.GeoDataFrame(pd.concat(frames), geometry="geometry", crs=plan.schools.crs)
    schools.index.name = "school_id"
    return replace(plan, schools=schools)


# ---- the schools


def test_kinds_of_schools():
    county = county_of(miniature_plan())
    assert by_school(county, county.is_point) == {"s1": False, "s2-P": False, "s2-J": False, "p3": True}
    assert by_school(county, county.is_primary) == {"s1": True, "s2-P": True, "s2-J": False, "p3": True}
    assert by_school(county, county.is_central) == {"s1": True, "s2-P": False, "s2-J": False, "p3": False}
    assert by_school(county, county.urban_rural) == {"s1": "210", "s2-P": "210", "s2-J": "210", "p3": "220"}


@pytest.mark.parametrize(
    ("cells", "by_default"),
    [
        ({}, True),
        ({"ownership": "民办"}, False),
        ({"ownership": ""}, True),
        ({"type_code": "511"}, False),                              # a special school
        ({"type_code": "511", "ownership": "民办"}, False),
    ],
)
def test_public_schools_of_an_ordinary_type_may_receive_pupils_without_being_named(cells, by_default):
    county = county_of(with_school(miniature_plan(), "s1", **cells))
    assert by_school(county, county.by_default)["s1"] is by_default
    assert by_school(county, county.is_private)["s1"] is (cells.get("ownership") == "民办")
    assert by_school(county, county.by_default)["p3"] is True


def test_a_dormant_school_is_none_and_teaches_nothing():
    """p3 without pupils in the ledger and without anybody in the attendance; s1's grades stay."""
    nothing = {f"{name}_g{grade}": 0.0 for name in ("pupils", "classes") for grade in range(1, 10)}
    plan = with_school(miniature_plan(), "p3", enrolment=0.0, **nothing)
    empty = miniature_plan(attendance=[row for row in ATTENDANCE if row[1] != "p3"], schools=plan.schools)
    county = county_of(empty)
    assert by_school(county, county.is_open) == {"s1": True, "s2-P": True, "s2-J": True, "p3": False}
    assert by_school(county, county.exists)["p3"] is True
    taught = by_school(county, county.teaches)
    assert taught["p3"] == [False] * 9
    assert taught["s1"] == [True] * 6 + [False] * 3
    assert by_school(county_of(plan), county_of(plan).is_open)["p3"] is True, "somebody goes there"


def test_a_planned_site_is_nothing_at_baseline():
    plan = schools_like(miniature_plan(), n1=("s1", {"planned": True, "beds": 30.0}))
    county = county_of(plan)
    assert [name for name, there in by_school(county, county.exists).items() if not there] == ["n1"]
    assert by_school(county, county.is_open)["n1"] is False
    assert by_school(county, county.teaches)["n1"] == [False] * 9
    beds = by_school(county, county.beds)
    assert (beds["s1"], beds["s2-J"], beds["n1"]) == (6, 10, 0)
    assert np.isnan(beds["s2-P"])


def test_a_grade_that_somebody_attends_is_taught():
    """The ledger has p3 with grades 1-3; a pupil of its fifth grade makes it teach that one, no other."""
    plan = miniature_plan(attendance=[*ATTENDANCE, ("v2", "p3", False, {5: 1})])
    county = county_of(plan)
    taught = by_school(county, county.teaches)["p3"]
    assert taught == [True, True, True, False, True, False, False, False, False]


def test_an_attached_kindergarten_is_no_school():
    plan = schools_like(miniature_plan(), k1=("s1", {
        "type_code": "119", "name": "甲镇附设幼儿班", "managing_school_id": "s1",
    }))  # fmt: skip
    county = county_of(plan)
    assert county.kindergartens == {"k1": ("甲镇附设幼儿班", "s1")}
    assert county.school_ids.tolist() == ["s1", "s2-P", "s2-J", "p3"]
    assert len(county.teaches) == 4


# ---- 六三 or 五四


def ends_with(plan, *last):
    """Return the last primary grade of schools s1, x0, x1 … that end with these grades."""
    first, *others = last
    plan = with_school(plan, "s1", last_grade=float(first))
    plan = with_school(plan, "s2-P", division="", type_code="345")
    more = {f"x{k}": ("s1", {"last_grade": float(one)}) for k, one in enumerate(others)}
    attendance = [(home, school, boards, {g: n for g, n in of.items() if g < 5})
                  for home, school, boards, of in ATTENDANCE if school in ("s1", "p3")]  # fmt: skip
    plan = replace(schools_like(plan, **more), attendance=attendance_frame(attendance))
    return county_of(plan).last_primary_grade


@pytest.mark.parametrize(
    ("last", "found"),
    [((6,), 6), ((5,), 5), ((5, 6), 6), ((5, 5, 6), 5), ((5, 6, 6), 6), ((9, 9, 5), 5), ((9, 4, 4, 8), 6)],
)
def test_the_last_primary_grade_is_that_of_most_full_schools(last, found):
    """As many of both: 六三. Schools that end elsewhere, teaching points and others have no say."""
    assert ends_with(miniature_plan(), *last) == found


@pytest.mark.parametrize(("last", "found"), [(5, 5), (6, 6)])
def test_a_primary_division_has_a_say_like_a_primary_school(last, found):
    """Two divisions against the one primary school that ends with the other grade."""
    other = 11 - last
    cells = {"last_grade": float(last), "type_code": "312", "division": "小学部"}
    plan = miniature_plan(attendance=[("v1", "p3", False, {1: 5})])
    plan = with_school(plan, "s1", last_grade=float(other))
    plan = with_school(plan, "s2-P", last_grade=float(last))
    assert county_of(schools_like(plan, x1=("s2-P", cells))).last_primary_grade == found


# ---- townships, positions, names


def test_the_schools_of_each_township_in_the_order_of_their_ids():
    """甲镇 has s1, p3 and the added a9; 乙镇 the two divisions. 丙镇 has a village and no school."""
    plan = schools_like(miniature_plan(), a9=("s1", {}))
    settlements = plan.settlements.copy()
    settlements.loc["v4", "township"] = "丙镇"
    county = county_of(replace(plan, settlements=settlements))
    names = [*county.school_ids.tolist(), None]
    ids = [[names[k] for k in row] for row in county.township_schools.tolist()]
    named = {township: ids[code] for township, code in zip(
        settlements["township"], county.settlement_township.tolist(), strict=True)}  # fmt: skip
    assert named == {"甲镇": ["a9", "p3", "s1"], "乙镇": ["s2-J", "s2-P", None], "丙镇": [None] * 3}
    assert len(ids) == 3
    assert [county.school_ids[k] for k in county.in_order] == ["a9", "p3", "s1", "s2-J", "s2-P"]


def test_a_township_with_schools_and_no_village_has_a_row_of_its_own():
    plan = with_school(miniature_plan(), "p3", township="丁镇")
    county = county_of(plan)
    code = county.school_township[county.school_code("p3")]
    assert county.township_schools.shape == (3, 2)
    assert county.township_schools[code].tolist() == [county.school_code("p3"), -1]


def test_a_county_without_schools_has_townships_without_schools():
    plan = miniature_plan(attendance=[])
    county = county_of(replace(plan, schools=plan.schools.iloc[:0]))
    assert county.township_schools.shape == (2, 0)
    assert county.walk[Band.G1_3].seconds.shape == (4, 0)
    assert county.last_primary_grade == 6


def test_a_county_of_nothing_has_no_townships():
    plan = miniature_plan(attendance=[])
    county = county_of(replace(plan, schools=plan.schools.iloc[:0], settlements=plan.settlements.iloc[:0]))
    assert county.township_schools.shape == (0, 0)


def test_codes_of_ids():
    county = county_of(miniature_plan())
    ids = ("s1", "s2-P", "s2-J", "p3", "不在", None)
    assert [county.school_code(one) for one in ids] == [0, 1, 2, 3, -1, -1]
    assert [county.settlement_code(one) for one in ("v1", "v2", "v4", "outside")] == [0, 1, 3, -1]
    assert county.settlement_names.tolist() == ["东村", "西村", "南村", "北沟"]
    assert county.school_names[0] == "甲镇中心小学"


def test_positions_are_degrees_in_the_order_of_lon_and_lat():
    plan = miniature_plan()
    schools = plan.schools.copy()
    schools.loc["s1", "geometry"] = Point(113.5, 36.25)
    schools.loc["p3", "geometry"] = None
    county = county_of(replace(plan, schools=schools))
    assert (county.school_lon[0], county.school_lat[0]) == (113.5, 36.25)
    assert np.isnan([county.school_lon[3], county.school_lat[3]]).all()
    assert by_school(county, county.school_placed) == {"s1": True, "s2-P": True, "s2-J": True, "p3": False}
    assert county.settlement_placed.all()


def test_without_a_position_or_journeys_in_every_band_the_way_is_unknown():
    """v2 has no position; for grades 4-6 there are times of other villages than v4, other schools than p3."""
    plan = miniature_plan()
    settlements = plan.settlements.copy()
    settlements.loc["v2", "geometry"] = None
    times = plan.travel[Mode.WALK_G4_6]
    short = replace(times, origin_ids=("v1", "v2", "v3", "x"), destination_ids=("s1", "s2-P", "s2-J", "y"))
    plan = replace(plan, settlements=settlements, travel={**plan.travel, Mode.WALK_G4_6: short})
    county = county_of(plan)
    assert county.settlement_placed.tolist() == [True, False, True, False]
    assert by_school(county, county.school_placed) == {"s1": True, "s2-P": True, "s2-J": True, "p3": False}
    rest = {mode: times for mode, times in plan.travel.items() if mode != Mode.WALK_G7_9}
    nowhere = county_of(replace(plan, travel=rest))
    assert not nowhere.settlement_placed.any()
    assert not nowhere.school_placed.any()
    assert np.isnan(nowhere.walk[Band.G7_9].seconds).all()
    assert nowhere.walk[Band.G7_9].metres.shape == (4, 4)


# ---- journeys


def shuffled(times, rows, columns):
    """Return the matrix with these origins and destinations, in this order."""
    origins = tuple(times.origin_ids[k] for k in rows)
    destinations = tuple(times.destination_ids[k] for k in columns)
    block = np.ix_(rows, columns)
    return replace(times, origin_ids=origins, destination_ids=destinations,
                   seconds=times.seconds[block], metres=times.metres[block])  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ([0, 1, 2, 3], [0, 1, 2, 3]), ([3, 1, 0, 2], [0, 1, 2, 3]), ([0, 1, 2, 3], [2, 0, 3, 1]),
        ([0, 2, 3], [0, 1, 2, 3]), ([1, 2, 3], [0, 1, 2, 3]), ([0, 1, 2, 3], [0, 2, 3]), ([2], [3]),
        ([], [0, 1]),
    ],
)  # fmt: skip
def test_journeys_stand_at_their_village_and_school(rows, columns):
    """A matrix in another order, with villages or schools left out; 3 600 m on the bus take 1 140 s."""
    plan = miniature_plan()
    bus = shuffled(plan.travel[Mode.SCHOOL_BUS], rows, columns)
    county = county_of(replace(plan, travel={**plan.travel, Mode.SCHOOL_BUS: bus}))
    known = np.zeros((4, 4), dtype=bool)
    known[np.ix_(rows, columns)] = True
    assert (np.isnan(county.bus.metres) == ~known).all()
    assert (np.isnan(county.bus.seconds) == ~known).all()
    assert county.bus.metres[known].tolist() == METRES[known].tolist()
    if known[0, 1]:
        assert (county.bus.metres[0, 1], county.bus.seconds[0, 1]) == (3600, 1140)


def test_a_larger_matrix_gives_the_part_that_is_needed():
    """The plan has lost its first village and its last school."""
    plan = miniature_plan(attendance=[("v3", "s1", False, {1: 2})])
    county = county_of(replace(plan, settlements=plan.settlements.iloc[1:], schools=plan.schools.iloc[:-1]))
    assert county.bus.metres.tolist() == METRES[1:, :-1].tolist()
    assert county.walk[Band.G1_3].seconds[0].tolist() == pytest.approx([800, 2200, 2200])


# ---- attendance


def test_the_attendance_as_arrays():
    frame = attendance_frame([
        ("v2", "p3", False, {2: 5}), ("v4", "s2-J", True, {9: 2, 8: 0}), ("outside", "s1", False, {1: 1}),
    ])  # fmt: skip
    county = county_of(replace(miniature_plan(), attendance=frame))
    rows = county.attendance
    assert rows.settlement.tolist() == [1, 3, -1]
    assert rows.school.tolist() == [3, 2, 0]
    assert rows.grade.tolist() == [2, 9, 1]
    assert rows.pupils.tolist() == [5, 2, 1], "a row of nobody is none"
    assert rows.boards.tolist() == [False, True, False]
    assert rows.estimated.tolist() == [False] * 3
    assert rows.special_shares == {}
    assert rows.cell.tolist() == [28, 26, 0]                # 3 × 9 + 1, 2 × 9 + 8, 0 × 9 + 0


def test_boarding_is_told_by_word_or_by_flag():
    frame = attendance_frame([("v1", "s1", False, dict.fromkeys(range(1, 6), 1))])
    frame["boarding"] = pd.Series(["住校", "走读", True, False, None], dtype=object)
    county = county_of(replace(miniature_plan(), attendance=frame))
    assert county.attendance.boards.tolist() == [True, False, True, False, False]


def test_shares_of_special_groups_and_columns_that_tell_of_nobody():
    frame = attendance_frame([("v1", "s1", False, {1: 20, 2: 10, 3: 4})])
    frame["left_behind"] = [5.0, np.nan, 1.0]
    frame["disabled"] = np.nan
    county = county_of(replace(miniature_plan(), attendance=frame))
    shares = county.attendance.special_shares
    assert list(shares) == ["left_behind"]
    assert shares["left_behind"] == pytest.approx([0.25, np.nan, 0.25], nan_ok=True)


def test_a_school_that_the_ledger_does_not_have_is_refused_by_its_name():
    frame = attendance_frame([(home, school, False, {1: 3}) for home, school in (("v1", "s1"), ("v2", "丢"))])
    with pytest.raises(InputError) as told:
        county_of(replace(miniature_plan(), attendance=frame))
    assert told.value.code == "attendance_school_unknown"
    assert told.value.values == {"school_id": "丢"}


# ---- what is kept


def test_a_county_with_other_pupils_is_made_once():
    county = county_of(miniature_plan())
    first, second = replace(county.attendance), replace(county.attendance)
    one, other = county.with_pupils(first), county.with_pupils(second)
    assert one.attendance is first
    assert other.attendance is second
    assert one is not other
    assert county.with_pupils(first) is one
    assert county.with_pupils(second) is other
    assert one.school_ids is county.school_ids


def test_the_oldest_of_many_counties_with_other_pupils_is_let_go():
    county = county_of(miniature_plan())
    years = [replace(county.attendance) for _ in range(YEARS_KEPT + 1)]
    made = [county.with_pupils(one) for one in years[:YEARS_KEPT]]
    assert [county.with_pupils(one) is kept for one, kept in zip(years, made, strict=False)] == [True] * 20
    county.with_pupils(years[-1])
    assert all(county.with_pupils(one) is kept for one, kept in zip(years[1:-1], made[1:], strict=True))
    assert county.with_pupils(years[0]) is not made[0]


def test_memories_are_no_part_of_what_a_county_is():
    county = county_of(miniature_plan())
    private = [one for one in fields(county) if one.name in ("memory", "_years")]
    assert [(one.init, one.compare, one.repr) for one in private] == [(False, False, False)] * 2
    assert replace(county).memory is not county.memory
    assert "memories" not in repr(county.attendance)


def test_arrays_are_kept_for_the_same_tables_only():
    plan = miniature_plan()
    assert county_of(plan) is not county_of(plan)
    assert not is_kept(plan)
    keep_arrays(plan)
    assert is_kept(plan)
    assert county_of(plan) is county_of(replace(plan, scenarios={}))
    for name in ("schools", "settlements", "attendance", "zones", "travel", "roads"):
        table = getattr(plan, name)
        other = replace(plan, **{name: replace(table) if name == "roads" else table.copy()})
        assert not is_kept(other), name
        assert county_of(other) is not county_of(plan), name
    keep_arrays(miniature_plan())
    assert not is_kept(plan)


def test_the_last_three_plans_made_from_the_one_that_is_kept_are_kept_with_it():
    plan = miniature_plan()
    made = [replace(plan, zones=plan.zones.copy()) for _ in range(5)]
    keep_also(made[0])
    assert not is_kept(made[0]), "nothing is kept that it could have been made from"
    keep_arrays(plan)
    counties = [keep_also(one) for one in made]
    assert [is_kept(one) for one in made] == [False, False, True, True, True]
    assert is_kept(plan)
    assert county_of(made[4]) is counties[4]
    assert county_of(made[2]) is counties[2]
    assert county_of(made[0]) is not counties[0]
