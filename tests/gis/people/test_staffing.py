"""Posts by 生师比 and 班师比: the numbers of the rules, and what holds for any school."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import InputError
from gis.people.parameters import parameter_entries, parameters_listed
from gis.people.staffing import (
    Basis,
    Rounding,
    class_balance,
    posts_due,
    staff_parameters,
    staff_range,
    whole_posts,
)
from gis.standards import load_rules

RULES = load_rules()
SHIPPED = staff_parameters(RULES)


def with_county(**parameters):
    return staff_parameters({**RULES, "county": {"parameters": parameters}})


def due(pupils, classes, small, parameters=SHIPPED):
    posts = posts_due([pupils], [classes], [small], parameters)
    return posts.due[0], Basis(posts.basis[0])


@pytest.mark.parametrize(
    ("pupils", "posts"),
    [((380, 0), 20), ((381, 0), 21), ((0, 540), 40), ((0, 541), 41), ((0, 0, 125), 10), ((1, 1), 2)],
)
def test_posts_by_the_pupils_of_each_stage(pupils, posts):
    assert due(pupils, 9, small=False) == (posts, Basis.RATIO)


def test_a_point_of_36_pupils_in_4_classes_has_7_posts_by_its_classes():
    posts = posts_due([[36, 0]], [4], [True], SHIPPED)
    assert (posts.by_ratio[0], posts.by_class[0], posts.due[0]) == (2, 7, 7)
    assert Basis(posts.basis[0]) is Basis.CLASSES
    assert not SHIPPED.is_documented    # k and m are suggestions: they never say that a school has enough


def test_k_and_m_count_as_documented_only_with_both_numbers():
    k = {"value": 2.0, "document": "×编〔2022〕1号"}
    assert not with_county(staff_per_class_small=k).is_documented
    given = with_county(staff_per_class_small=k, least_staff_small={"document": "×编〔2022〕1号"})
    assert given.is_documented
    assert due((36, 0), 4, True, given) == (8, Basis.CLASSES)


def test_the_least_number_and_unknown_classes():
    assert due((5, 0), 1, True) == (2, Basis.CLASSES)           # 1.7 → 2
    assert due((5, 0), 0, True) == (2, Basis.LEAST)
    assert due((95, 0), 2, True) == (5, Basis.RATIO)
    posts, basis = due((36, 0), np.nan, True)
    assert np.isnan(posts)
    assert basis is Basis.UNKNOWN
    assert due((0, 0), np.nan, True) == (0, Basis.NONE)
    assert due((380, 0), np.nan, small=False) == (20, Basis.RATIO)


def test_counties_round_in_different_ways():
    nearest = with_county(posts_rounding={"value": "nearest"})
    assert due((36, 0), 9, small=False, parameters=nearest)[0] == 2       # 1.89
    assert due((381, 0), 9, small=False, parameters=nearest)[0] == 20     # 20.05
    assert whole_posts([1.1 * 10, 2.5], Rounding.UP).tolist() == [11, 3]
    assert whole_posts([2.5, 2.4], Rounding.NEAREST).tolist() == [3, 2]


def test_a_city_whose_staff_no_ratio_explains():
    """18,000 pupils and 1,765 staff: 948 as primary, 1,334 as junior pupils."""
    least, most = staff_range([18_000], [np.nan], [False], SHIPPED)
    assert (least, most) == (948, 1334)
    assert most < 1765
    assert staff_range([1900, 36, 40], [40, 4, np.nan], [False, True, True], SHIPPED) == (104, 141 + 7 + 3)


def test_fifty_small_schools_with_200_classes_1803_pupils_and_250_teachers():
    schools, classes, pupils, teachers = 50, 200, 1803, 250
    assert round(pupils / schools, 2) == 36.06
    assert (classes / schools, teachers / schools) == (4, 5)
    assert [round(x, 1) for x in (pupils / classes, pupils / teachers)] == [9.0, 7.2]
    by_pupils = due((pupils, 0), classes, small=False)[0]
    assert by_pupils == 95
    assert teachers - by_pupils == 155
    k = with_county(staff_per_class_small={"value": teachers / classes})
    assert k.staff_per_class == 1.25
    assert due((pupils, 0), classes, True, k)[0] == teachers


def test_classes_saved_are_those_closed_less_those_opened():
    def county(closing, opening):
        before, after = np.zeros((2, 9)), np.zeros((2, 9))
        before[0, 0], after[1, 0] = closing, opening
        return class_balance(before, after)

    assert county(200, 0).net == 200                        # all pupils fit into classes that there are
    opened = int(np.ceil(1803 / 45))
    assert opened == 41
    assert county(241, opened).net == 200
    assert (county(200, opened).closed, county(200, opened).opened, county(200, opened).net) == (200, 41, 159)
    assert class_balance([[1, np.nan]], [[0, 1]]).unknown_schools == 1


def test_every_parameter_says_where_it_comes_from():
    for entry in parameter_entries(RULES, "staff").values():
        assert entry["name"]
        assert entry["source"]
        assert entry["verified"] == (entry["verification"] in {"V1", "V2"})
        assert not entry["overridden"]
    old = {key: value for key, value in RULES.items() if key != "staff"}
    assert staff_parameters(old) == SHIPPED


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("pupils_per_staff_primary", 0), ("pupils_per_staff_junior", -1), ("pupils_per_staff_junior", ""),
        ("pupils_per_staff_senior", "19"), ("staff_per_class_small", -0.1), ("posts_rounding", "down"),
        ("posts_compared_with", "pupils"), ("posts_for_private_schools", 1),
        ("least_staff_small", float("nan")),
    ],
)  # fmt: skip
def test_an_impossible_value_is_refused_in_words(key, value):
    with pytest.raises(InputError) as refused:
        with_county(**{key: {"value": value}})
    assert key in str(refused.value)


def test_a_county_may_do_without_class_ratio_and_least_number():
    without = with_county(staff_per_class_small={"value": ""}, least_staff_small={"value": ""})
    assert due((36, 0), 4, True, without) == (2, Basis.RATIO)
    assert due((5, 0), np.nan, True, without) == (1, Basis.RATIO)
    least = with_county(staff_per_class_small={"value": ""})
    assert due((5, 0), np.nan, True, least) == (2, Basis.LEAST)
    listed = {entry["key"]: entry for entry in parameters_listed(RULES)}
    assert listed["staff.staff_per_class_small"]["value"] == 1.7
    assert not listed["prices.funding_points_alone"]["verified"]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 60), st.booleans(), st.sampled_from(Rounding)
)
def test_posts_never_fall_when_pupils_or_classes_are_added(primary, junior, classes, small, rounding):
    given = with_county(posts_rounding={"value": rounding.value})
    fewer, _ = due((primary, junior), classes, small, given)
    for pupils, more in (((primary + 1, junior), 0), ((primary, junior + 1), 0), ((primary, junior), 1)):
        assert due(pupils, classes + more, small, given)[0] >= fewer
    assert (fewer == 0) == (primary + junior == 0) or rounding is Rounding.NEAREST
