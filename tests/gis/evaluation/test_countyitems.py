"""The items of the government's guarantee that can be worked out, on the miniature county."""

from dataclasses import replace

import numpy as np
import pytest
from miniature import ATTENDANCE, merge, miniature_plan, with_school

from gis.evaluation.countyitems import county_items
from gis.evaluation.schools import load_of
from gis.layout import Scenario
from gis.planning.assignment import work_out

ROOMS = {"music_rooms": 1.0, "music_rooms_area_m2": 96.0, "art_rooms": 1.0, "art_rooms_area_m2": 90.0}


def items(plan, decisions=None, *, parameters=None, **arguments):
    values = {key: {"value": value} for key, value in (parameters or {}).items()}
    plan = replace(plan, rules={**plan.rules, "county": {"balance": {"parameters": values}}})
    outcome = work_out(plan, Scenario("方案", decisions or {}))
    found = county_items(outcome, load_of(outcome), **arguments)
    return {(item.criterion_id, item.stage): item for item in found}


def furnished(plan=None, **cells):
    plan = plan or miniature_plan()
    return replace(plan, schools=plan.schools.assign(**{**ROOMS, **cells}))


def sized(pupils, *, grades=range(1, 7), classes=100.0):
    """The county with so many pupils at s1 and everybody else as ever."""
    grades = list(grades)
    shares = {grade: pupils // len(grades) for grade in grades}
    shares[grades[0]] += pupils - sum(shares.values())
    rows = [row for row in ATTENDANCE if row[1] != "s1"]
    plan = miniature_plan(attendance=[*rows, ("v1", "s1", False, shares)])
    return with_school(plan, "s1", **{f"classes_g{grade}": classes for grade in grades})


def test_every_item_names_its_rule_and_limit():
    found = items(furnished())
    rules = {(item.rule, item.stage) for item in found.values()}
    assert rules == {
        ("YZ-43", "primary"), ("YZ-43", "junior"), ("YZ-44", "primary"), ("YZ-44", "junior"),
        ("YZ-44", "combined"), ("YZ-45", "primary"), ("YZ-45", "junior"), ("YZ-46", ""), ("YZ-51", ""),
        ("YZ-53", "primary"), ("YZ-53", "junior"),
    }  # fmt: skip
    assert not any(item.verified for item in found.values() if item.rule != "YZ-44")
    assert all(item.document and item.limit is not None for item in found.values())


# ---- YZ-43


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({}, "met"),
        ({"music_rooms": 0.0}, "unmet"),
        ({"music_rooms_area_m2": 95.9}, "unmet"),
        ({"music_rooms": np.nan}, "missing"),
    ],
)
def test_a_school_has_a_music_room_of_its_size(cells, state):
    plan = with_school(furnished(), "s1", **cells)
    item = items(plan)["special_rooms_music", "primary"]
    assert item.before.state == state
    named = {"unmet": item.before.failing, "missing": item.before.missing}.get(state, ("s1",))
    assert named == ("s1",)
    assert item.before.value == (1.0 if state != "unmet" else pytest.approx(2 / 3))


def test_thirteen_classes_need_two_rooms():
    plan = with_school(furnished(), "s1", classes_g1=8.0)       # 8 + 5 others
    assert items(plan)["special_rooms_art", "primary"].before.failing == ("s1",)
    narrow = with_school(plan, "s1", art_rooms=2.0, art_rooms_area_m2=179.0)
    assert items(narrow)["special_rooms_art", "primary"].before.failing == ("s1",)
    fits = with_school(plan, "s1", art_rooms=2.0, art_rooms_area_m2=180.0)
    assert items(fits)["special_rooms_art", "primary"].before.state == "met"


def test_old_buildings_have_smaller_rooms_only_where_the_county_says_so():
    plan = furnished(built_year=2016.0, music_rooms_area_m2=73.0, urban_rural="121")
    assert items(plan)["special_rooms_music", "primary"].before.state == "unmet"
    relaxed = items(plan, parameters={"relax_special_rooms": 1})["special_rooms_music", "primary"].before
    assert (relaxed.state, relaxed.relaxed) == ("met", ("s1", "s2-P", "p3"))
    later = furnished(built_year=2017.0, music_rooms_area_m2=73.0, urban_rural="121")
    strict = items(later, parameters={"relax_special_rooms": 1})["special_rooms_music", "primary"]
    assert strict.before.state == "unmet"


def test_common_rooms_of_a_combined_school_serve_all_its_classes():
    plan = furnished()
    for division, classes in (("s2-P", 4.0), ("s2-J", 6.0)):
        more = {f"classes_g{grade}": classes for grade in (1, 7)}
        plan = with_school(plan, division, resource_scope="全校", **more)
    item = items(plan)["special_rooms_music", "junior"]         # 4 + 5 + 6 + 2 = 17 classes, 1 room
    assert item.before.failing == ("s2-J",)


# ---- YZ-44, YZ-45


@pytest.mark.parametrize(("pupils", "state"), [(2000, "met"), (2001, "unmet")])
def test_a_school_of_two_thousand(pupils, state):
    """T-14."""
    item = items(sized(pupils))["school_size", "primary"]
    assert (item.before.value, item.before.state, item.limit) == (pupils, state, 2000)


@pytest.mark.parametrize(("pupils", "state"), [(2400, "met"), (2401, "unmet")])
def test_an_old_school_may_be_larger_where_the_county_says_so(pupils, state):
    """T-14: the relaxation is off by default."""
    plan = with_school(sized(pupils), "s1", built_year=2010.0)
    assert items(plan)["school_size", "primary"].before.state == "unmet"
    relaxed = items(plan, parameters={"relax_size": 1})["school_size", "primary"].before
    assert (relaxed.state, "s1" in relaxed.relaxed) == (state, True)


def test_a_merger_may_make_a_school_too_large():
    """The largest school is the receiver's, before and after."""
    item = items(sized(1990), {"p3": merge("s1")})["school_size", "primary"]
    assert (item.before.value, item.after.value) == (1990, 2010)
    assert (item.before.state, item.after.state, item.after.failing) == ("met", "unmet", ("s1",))


@pytest.mark.parametrize(("pupils", "state"), [(45, "met"), (46, "unmet")])
def test_a_class_of_forty_five(pupils, state):
    """T-14."""
    item = items(sized(pupils, grades=[1], classes=1.0))["class_size_primary", "primary"]
    assert (item.before.value, item.before.state) == (pupils, state)


def test_unknown_classes_leave_the_item_open():
    plan = with_school(miniature_plan(), "s1", classes_g1=np.nan)
    side = items(plan)["class_size_primary", "primary"].before
    assert (side.state, side.missing, side.value) == ("missing", ("s1",), 23)


# ---- YZ-46, YZ-51, YZ-53


@pytest.mark.parametrize(("floor", "state"), [(100, "met"), (80, "unmet"), (float("nan"), "missing")])
def test_small_schools_are_funded_for_a_hundred(floor, state):
    side = items(miniature_plan(), funding_floor_pupils=floor)["small_school_funding", ""].before
    assert side.state == state


def test_without_small_schools_there_is_nothing_to_fund():
    rows = [("v1", "s1", False, dict.fromkeys(range(1, 7), 20)), ("v3", "s2-P", False, {1: 100})]
    plan = miniature_plan(attendance=rows)
    assert items(plan)["small_school_funding", ""].before.state == "excluded"


EXCHANGE = {"exchange_eligible_teachers": 10.0, "exchanged_teachers": 1.0, "exchanged_backbone_teachers": 0.2}


def test_a_tenth_of_the_eligible_is_exchanged_and_a_fifth_of_those_are_backbone():
    found = items(furnished(**EXCHANGE))
    assert found["exchanged_teachers", ""].before.value == pytest.approx(0.1)
    assert found["exchanged_teachers", ""].before.state == "met"
    assert found["exchanged_backbone", ""].before.state == "met"
    fewer = items(with_school(furnished(**EXCHANGE), "s1", exchanged_teachers=0.0))
    assert fewer["exchanged_teachers", ""].before.state == "unmet"


@pytest.mark.parametrize(("eligible", "state"), [(330, "met"), (331, "unmet")])
def test_thirty_three_a_year_are_a_tenth_of_330(eligible, state):
    """S16: 165 exchanged in five years."""
    plan = furnished(exchange_eligible_teachers=0.0, exchanged_teachers=0.0, exchanged_backbone_teachers=0.0)
    cells = {"exchange_eligible_teachers": float(eligible), "exchanged_teachers": 165 / 5}
    side = items(with_school(plan, "s1", **cells))["exchanged_teachers", ""].before
    assert (side.state, side.value) == (state, pytest.approx(33 / eligible))


def test_exchange_without_its_denominator_is_open():
    """S16: 165 exchanged, nobody says of how many."""
    plan = with_school(furnished(**EXCHANGE), "s1", exchange_eligible_teachers=np.nan)
    side = items(plan)["exchanged_teachers", ""].before
    assert (side.state, side.value, side.missing) == ("missing", None, ("s1",))
    nobody = items(furnished(**{**EXCHANGE, "exchanged_teachers": 0.0}))["exchanged_backbone", ""].before
    assert nobody.state == "excluded"


def test_nearby_admission_is_what_was_counted_elsewhere():
    found = items(miniature_plan(), nearby={"primary": (1.0, 0.999), "junior": (0.95, float("nan"))})
    primary, junior = found["nearby_primary", "primary"], found["nearby_junior", "junior"]
    assert [primary.before.state, primary.after.state] == ["met", "unmet"]
    assert [junior.before.state, junior.after.state, junior.after.value] == ["met", "missing", None]
