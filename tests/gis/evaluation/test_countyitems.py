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


# ---- each item at its limits, and on the side after


def side_of(item, *names):
    return tuple(getattr(item, name) for name in names)


def test_twelve_classes_need_one_room():
    plan = with_school(furnished(), "s1", classes_g1=7.0)       # 7 + 5 others
    before = items(plan)["special_rooms_music", "primary"].before
    assert side_of(before, "state", "failing", "missing", "relaxed") == ("met", (), (), ())


def test_rooms_that_are_too_few_are_so_whatever_their_area():
    plan = with_school(furnished(), "s1", music_rooms=0.0, music_rooms_area_m2=np.nan)
    before = items(plan)["special_rooms_music", "primary"].before
    assert side_of(before, "state", "failing", "missing") == ("unmet", ("s1",), ())
    plan = with_school(plan, "s1", music_rooms=1.0)
    before = items(plan)["special_rooms_music", "primary"].before
    assert side_of(before, "state", "failing", "missing") == ("missing", (), ("s1",))


def test_the_share_of_those_with_a_room_is_of_the_schools_that_are_known():
    """s1 has none, s2-P has one, of p3 nobody knows; the junior school is in no primary figure."""
    plan = with_school(furnished(), "s1", art_rooms=0.0)
    plan = with_school(plan, "p3", art_rooms=np.nan)
    plan = with_school(plan, "s2-J", art_rooms=0.0)
    found = items(plan)
    primary, junior = (found["special_rooms_art", stage].before for stage in ("primary", "junior"))
    assert side_of(primary, "value", "state", "failing", "missing") == (0.5, "unmet", ("s1",), ("p3",))
    assert side_of(junior, "value", "state", "failing") == (0.0, "unmet", ("s2-J",))
    music = found["special_rooms_music", "primary"].before
    assert side_of(music, "value", "state") == (1.0, "met")


def test_rooms_of_which_nothing_is_known_have_no_share():
    before = items(miniature_plan())["special_rooms_music", "primary"].before
    assert side_of(before, "value", "state", "missing") == (None, "missing", ("s1", "s2-P", "p3"))


def test_a_school_that_closes_is_asked_for_no_room():
    """The point has none today; the junior school that closes for good leaves nobody to ask."""
    plan = with_school(furnished(), "p3", music_rooms=0.0)
    found = items(plan, {"p3": merge("s1"), "s2-J": merge()})
    primary, junior = found["special_rooms_music", "primary"], found["special_rooms_music", "junior"]
    assert side_of(primary.before, "value", "failing") == (pytest.approx(2 / 3), ("p3",))
    assert side_of(primary.after, "value", "state", "failing") == (1.0, "met", ())
    assert (junior.before.state, junior.after.state, junior.after.value) == ("met", "excluded", None)


@pytest.mark.parametrize(("area", "state"), [(67.0, "met"), (66.9, "unmet")])
def test_an_old_art_room_has_67_square_metres(area, state):
    plan = furnished(built_year=2016.0, art_rooms_area_m2=area, urban_rural="121")
    plan = with_school(plan, "s2-P", built_year=2017.0, art_rooms_area_m2=90.0)
    found = items(plan, parameters={"relax_special_rooms": 1})
    primary = found["special_rooms_art", "primary"].before
    assert side_of(primary, "state", "relaxed") == (state, ("s1", "p3"))
    assert found["special_rooms_art", "junior"].before.relaxed == ("s2-J",)
    assert items(plan)["special_rooms_art", "primary"].before.relaxed == ()


@pytest.mark.parametrize(("pupils", "is_asked"), [(29, False), (30, True)])
def test_small_rural_schools_with_small_classes_are_counted_apart(pupils, is_asked):
    """Only where the county uses the relaxations; s1 alone is taught, and has no room."""
    plan = furnished(miniature_plan(attendance=[("v1", "s1", False, {1: pupils, 2: 3})]), music_rooms=0.0)
    strict = items(plan)["special_rooms_music", "primary"].before
    relaxed = items(plan, parameters={"relax_special_rooms": 1})["special_rooms_music", "primary"].before
    assert (strict.state, relaxed.state) == ("unmet", "unmet" if is_asked else "excluded")
    urban = replace(plan, schools=plan.schools.assign(urban_rural="121"))
    unknown = replace(plan, schools=plan.schools.drop(columns="urban_rural"))
    for other in (urban, unknown):
        asked = items(other, parameters={"relax_special_rooms": 1})["special_rooms_music", "primary"].before
        assert asked.state == "unmet"


@pytest.mark.parametrize(
    ("scope", "senior", "state"),
    [("全校", 0.0, "met"), ("全校", 100.0, "missing"), ("全校", np.nan, "missing"), ("本部", 100.0, "met"),
     ("", 0.0, "missing")],
)  # fmt: skip
def test_common_rooms_with_a_senior_division(scope, senior, state):
    """9 classes and a room; those of the 高中部 use it too, and nobody knows how many they are."""
    plan = furnished()
    for school in ("s2-P", "s2-J"):
        plan = with_school(plan, school, type_code="345", resource_scope=scope, senior_pupils=senior)
    before = items(plan)["special_rooms_music", "junior"].before
    assert before.state == state
    assert before.missing == (("s2-J",) if state == "missing" else ())


def test_sizes_of_primary_junior_and_combined_schools():
    """s1 114 pupils and p3 20; s2's 48 and 39 are those of one combined school."""
    found = items(miniature_plan(), {"s2-J": merge()})
    primary, junior = found["school_size", "primary"], found["school_size", "junior"]
    combined = found["school_size_combined", "combined"]
    assert (primary.before.value, primary.after.value, primary.before.relaxed) == (114, 114, ())
    assert (junior.before.value, junior.before.state) == (None, "excluded")
    assert (combined.before.value, combined.after.value, combined.limit) == (87, 48, 2500)


def test_a_junior_school_on_the_site_of_another_counts_the_pupils_of_both():
    plan = with_school(miniature_plan(), "s2-P", type_code="211", division="")
    plan = with_school(plan, "s2-J", type_code="311", division="")
    found = items(plan)
    assert (found["school_size", "primary"].before.value, found["school_size", "junior"].before.value) == (
        114, 87
    )  # fmt: skip
    assert found["school_size_combined", "combined"].before.state == "excluded"


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"built_year": 2010.0}, "met"),
        ({"built_year": 2011.0}, "unmet"),
        ({"built_year": 2011.0, "enrolment": 2400.0, "migrant_pupils": 1201.0}, "met"),
        ({"enrolment": 2400.0, "migrant_pupils": 1200.0}, "unmet"),
        ({"enrolment": 0.0, "migrant_pupils": 0.0}, "unmet"),
    ],
)
def test_who_may_be_larger_is_old_or_takes_in_many_migrants(cells, state):
    plan = with_school(sized(2400), "s1", **cells)
    before = items(plan, parameters={"relax_size": 1})["school_size", "primary"].before
    assert before.state == state
    assert before.failing == (("s1",) if state == "unmet" else ())
    assert before.relaxed == (("s1",) if state == "met" else ())


@pytest.mark.parametrize(("pupils", "state"), [(2952, "met"), (2953, "unmet")])
def test_an_old_combined_school_may_have_three_thousand(pupils, state):
    """With 48 of the 小学部."""
    rows = [row for row in ATTENDANCE if row[1] != "s2-J"]
    plan = miniature_plan(attendance=[*rows, ("v3", "s2-J", False, {7: pupils})])
    plan = replace(plan, schools=plan.schools.assign(built_year=2000.0))
    item = items(plan, parameters={"relax_size": 1})["school_size_combined", "combined"]
    assert (item.before.state, item.before.value) == (state, pupils + 48)
    assert items(plan)["school_size_combined", "combined"].before.state == "unmet"


def test_without_a_limit_no_school_is_too_large():
    plan = sized(9000)
    plan.rules["national"]["criteria"]["school_size"]["value"] = None
    item = items(plan)["school_size", "primary"]
    assert (item.limit, item.before.state, item.before.value) == (None, "met", 9000)


def test_classes_of_either_stage():
    """51 pupils in a class of grade 7, 44 in one of grade 6; the junior limit is 50."""
    plan = miniature_plan(attendance=[("v1", "s1", False, {6: 44}), ("v3", "s2-J", False, {7: 51, 9: 3})])
    found = items(plan, {"s2-J": merge()})
    primary, junior = found["class_size_primary", "primary"], found["class_size_junior", "junior"]
    assert side_of(primary.before, "value", "state") == (44, "met")
    assert side_of(junior.before, "value", "state", "failing") == (51, "unmet", ("s2-J",))
    assert side_of(junior.after, "value", "state", "failing") == (None, "excluded", ())
    assert junior.limit == 50


def test_a_class_that_is_too_large_is_so_whatever_the_others_are():
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: 10, 2: 46}), ("v2", "p3", False, {1: 5})])
    plan = with_school(plan, "s1", classes_g1=np.nan)
    plan = with_school(plan, "p3", classes_g1=np.nan)
    before = items(plan)["class_size_primary", "primary"].before
    assert side_of(before, "value", "state", "failing", "missing") == (46, "unmet", ("s1",), ("p3",))
    unknown = with_school(miniature_plan(attendance=[("v2", "p3", False, {1: 5})]), "p3", classes_g1=np.nan)
    before = items(unknown)["class_size_primary", "primary"].before
    assert side_of(before, "value", "state", "missing") == (None, "missing", ("p3",))


def test_what_the_smallest_school_is_funded_for():
    """s1 has 114 pupils and is not small; s2 has 87 on its site, p3 20."""
    plan = miniature_plan()
    low = items(plan, {"p3": merge("s1")}, funding_floor_pupils=80)["small_school_funding", ""]
    everywhere = ("s2-P", "s2-J", "p3")
    assert side_of(low.before, "value", "state", "failing") == (80, "unmet", everywhere)
    assert side_of(low.after, "value", "state", "failing") == (87, "unmet", ("s2-P", "s2-J"))
    between = items(plan, funding_floor_pupils=99)["small_school_funding", ""].before
    assert side_of(between, "value", "state", "failing") == (99, "unmet", everywhere)
    enough = items(plan, funding_floor_pupils=100)["small_school_funding", ""].before
    assert side_of(enough, "value", "state", "failing", "missing") == (100, "met", (), ())
    unknown = items(plan)["small_school_funding", ""].before
    assert side_of(unknown, "value", "state", "missing") == (None, "missing", everywhere)


@pytest.mark.parametrize(("pupils", "state"), [(99, "unmet"), (100, "excluded")])
def test_a_school_of_a_hundred_is_not_small(pupils, state):
    plan = miniature_plan(attendance=[("v2", "p3", False, {1: pupils})])
    side = items(plan, funding_floor_pupils=50)["small_school_funding", ""].before
    assert side_of(side, "state", "value") == (state, 99 if state == "unmet" else None)


def test_exchanged_teachers_are_those_of_all_schools_with_pupils():
    """p3 has nobody: of 10, 20 and 30 teachers 1, 3 and 5 were exchanged, of whom 0, 1 and 1 backbone."""
    rows = [row for row in ATTENDANCE if row[1] != "p3"]
    plan = miniature_plan(attendance=rows)
    plan = replace(plan, schools=plan.schools.assign(
        exchange_eligible_teachers=[10.0, 20.0, 30.0, np.nan], exchanged_teachers=[1.0, 3.0, 5.0, 50.0],
        exchanged_backbone_teachers=[0.0, 1.0, 1.0, np.nan],
    ))  # fmt: skip
    found = items(plan)
    teachers, backbone = found["exchanged_teachers", ""], found["exchanged_backbone", ""]
    assert (teachers.before.value, teachers.before.state) == (pytest.approx(0.15), "met")
    assert (backbone.before.value, backbone.before.state) == (pytest.approx(2 / 9), "met")
    assert teachers.before == teachers.after


def test_one_teacher_is_enough_to_ask_about_exchange():
    cells = {"exchange_eligible_teachers": 0.0, "exchanged_teachers": 0.0, "exchanged_backbone_teachers": 0.0}
    nobody = items(furnished(**cells))["exchanged_teachers", ""].before
    assert side_of(nobody, "value", "state") == (None, "excluded")
    one = with_school(furnished(**cells), "s1", exchange_eligible_teachers=1.0, exchanged_teachers=1.0)
    assert side_of(items(one)["exchanged_teachers", ""].before, "value", "state") == (1.0, "met")
    assert side_of(items(one)["exchanged_backbone", ""].before, "value", "state") == (0.0, "unmet")
    untold = with_school(one, "p3", exchanged_teachers=np.nan)
    for key in ("exchanged_teachers", "exchanged_backbone"):
        assert side_of(items(untold)[key, ""].before, "state", "missing") == ("missing", ("p3",))


def test_a_share_on_the_line_meets_it_whatever_its_last_digit():
    shares = {"primary": (1.0 - 1e-12, 0.9999), "junior": (0.95 - 1e-12, 0.9499)}
    found = items(miniature_plan(), nearby=shares)
    for key in ("primary", "junior"):
        item = found[f"nearby_{key}", key]
        assert (item.before.state, item.after.state, item.after.value) == ("met", "unmet", shares[key][1])
    unknown = items(miniature_plan(), nearby={"junior": (1.0, 1.0)})["nearby_primary", "primary"]
    assert (unknown.before.state, unknown.before.value, unknown.after.state) == ("missing", None, "missing")


def test_one_pupil_is_enough_for_a_school_to_be_asked():
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: 30}), ("v2", "p3", False, {1: 1})])
    found = items(with_school(furnished(plan), "p3", music_rooms=0.0))
    assert found["special_rooms_music", "primary"].before.failing == ("p3",)
    alone = items(miniature_plan(attendance=[("v2", "p3", False, {1: 1})]))
    assert side_of(alone["class_size_primary", "primary"].before, "state", "value") == ("met", 1)
    assert side_of(alone["school_size", "primary"].before, "state", "value") == ("met", 1)


def test_the_largest_school_of_a_kind_is_of_that_kind():
    """s2-J has 300 pupils, its site 348: combined or junior, it is no primary school."""
    rows = [row for row in ATTENDANCE if row[1] != "s2-J"]
    plan = miniature_plan(attendance=[*rows, ("v3", "s2-J", False, {7: 300})])
    combined = items(plan)
    assert combined["school_size", "primary"].before.value == 114
    assert combined["school_size_combined", "combined"].before.value == 348
    plan = with_school(plan, "s2-J", type_code="311", division="", site_id="s9")
    plan = with_school(plan, "s2-P", type_code="211", division="")
    apart = items(plan)
    assert apart["school_size", "primary"].before.value == 114
    assert apart["school_size", "junior"].before.value == 300


@pytest.mark.parametrize(("least", "state"), [(None, "met"), (96, "unmet")])
def test_without_a_least_area_any_room_will_do(least, state):
    plan = furnished(music_rooms_area_m2=0.5)
    plan.rules["balance"]["criteria"]["music_room_area"]["value"] = least
    assert items(plan)["special_rooms_music", "primary"].before.state == state
