"""经费影响: the floor of 100 pupils, prices by year, and what cannot be computed."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import ATTENDANCE, merge, miniature_plan, point, with_school

from gis.errors import InputError
from gis.evaluation.funding import funding_of, why_not
from gis.evaluation.fundingitems import Item, funded_pupils
from gis.evaluation.prices import Price, price_of
from gis.evaluation.schools import load_of
from gis.layout import Boarding, Decision, Expansion, LayoutStatus, Scenario, Trigger
from gis.planning.assignment import work_out
from gis.standards import load_rules, shipped_packs

RULES = load_rules()
OTHERS = [row for row in ATTENDANCE if row[1] != "p3"]
MINIATURE = miniature_plan()
WITH_POINT_OF_36 = miniature_plan(attendance=[("v2", "p3", False, {1: 12, 2: 12, 3: 12}), *OTHERS])
BY_KIND = ("county", "township", "central", "school")


def funding(plan, decisions, *, prices_of=2023, year=None, order="name", prices=None, **parameters):
    scenario = Scenario("调整", decisions)
    county_rules = {
        "parameters": {key: {"value": value} for key, value in parameters.items()}, "prices": prices or {}
    }
    plan = replace(plan, rules={**RULES, "county": county_rules})
    outcome = work_out(plan, scenario, year=year)
    return funding_of(
        outcome.county, outcome.situation, load_of(outcome), decisions, outcome.rules,
        school_year=prices_of, year=year, order=order,
    )


def item(made, school, code):
    rows = made.items[(made.items["subject_id"] == school) & (made.items["item"] == code)]
    assert len(rows) == 1
    return rows.iloc[0]


def total(made, kind, column="yearly_yuan"):
    return made.totals.loc[made.totals["kind"] == kind, column].sum()


def test_closing_a_point_of_36_loses_the_money_of_100_pupils():
    made = funding(WITH_POINT_OF_36, {"p3": merge("s1")})
    closed, receiver = item(made, "p3", "operating_primary"), item(made, "s1", "operating_primary")
    assert (closed["quantity_before"], closed["quantity_after"], closed["yearly_yuan"]) == (100, 0, -65_000)
    assert (receiver["quantity"], receiver["yearly_yuan"]) == (36, 23_400)
    assert total(made, "county") == -64 * 650 == -41_600
    assert len(made.items) == 2
    assert closed["computed"]
    assert closed["verified"]
    assert (closed["price_from_year"], closed["recurs"], closed["year"]) == (2023, "yearly", 2023)
    assert [issue.code for issue in made.issues] == ["funding_price_doubtful", "funding_points_alone"]
    assert "720" in str(made.issues[0].describe())


def test_a_county_that_pools_its_points_loses_nothing():
    made = funding(
        WITH_POINT_OF_36, {"p3": merge("s1")}, funding_points_alone=False
    )
    assert item(made, "p3", "operating_primary")["quantity"] == -36
    assert total(made, "county") == 0
    assert "funding_points_together" in [issue.code for issue in made.issues]


@pytest.mark.parametrize(
    ("year", "region", "primary", "junior"),
    [
        (2015, "east", None, None), (2016, "east", 650, 850), (2022, "central_west", 600, 800),
        (2022, "", None, None), (2023, "", 650, 850), (2030, "central_west", 650, 850),
    ],
)  # fmt: skip
def test_each_year_has_its_price(year, region, primary, junior):
    entered = {"value": region, "verified": bool(region)}
    rules = {**RULES, "county": {"parameters": {"funding_region": entered}}}
    for code, yuan in (("operating_primary", primary), ("operating_junior", junior)):
        price = price_of(rules, code, year)
        assert math.isnan(price.value_yuan) if yuan is None else price.value_yuan == yuan
        assert bool(price.why) == (yuan is None)
        assert price.verified == (yuan is not None)


def test_a_price_in_doubt_is_told_and_never_used():
    price = price_of(RULES, "boarding", 2024)
    assert price.value_yuan == 200
    assert ["300" in text for text in price.doubtful] == [True]
    assert price_of(RULES, "boarding", 2022).why == "funding_price_later"
    assert price_of(RULES, "bus_seat", 2024).why == "funding_price_missing"


def test_the_countys_own_price_stands_before_the_shipped_one():
    own = {"operating_primary": [{"value": 720, "from_year": 2022, "verified": True, "source": "县财政"}]}
    rules = {**RULES, "county": {"prices": own}}
    price = price_of(rules, "operating_primary", 2024)
    assert (price.value_yuan, price.overridden, price.source) == (720, True, "县财政")
    assert price_of(rules, "operating_primary", 2021).why == "funding_region_missing"
    made = funding(WITH_POINT_OF_36, {"p3": merge("s1")}, prices=own)
    assert total(made, "county") == -64 * 720


@pytest.mark.parametrize(
    "entry", [{"value": -1, "from_year": 2020}, {"value": 5}, {"value": "5", "from_year": 2020}]
)
def test_a_price_that_is_none_is_refused_in_words(entry):
    with pytest.raises(InputError) as refused:
        price_of({**RULES, "county": {"prices": {"bus_seat": [entry]}}}, "bus_seat", 2024)
    assert "bus_seat" in str(refused.value)


def test_without_a_price_nothing_is_zero():
    made = funding(WITH_POINT_OF_36, {"p3": merge("s1")}, prices_of=2022)
    assert made.items["yearly_yuan"].isna().all()
    assert not made.items["computed"].any()
    county = made.totals[made.totals["kind"] == "county"].iloc[0]
    assert math.isnan(county["yearly_yuan"])
    assert (county["not_computed_yearly"], county["one_off_yuan"]) == (2, 0)
    for language in ("zh", "en"):
        assert "2022" in str(why_not(made.items.iloc[0], language))


def test_a_small_combined_school_shares_the_floor_by_its_pupils():
    plan = MINIATURE                                     # s2: 48 primary and 39 junior pupils
    made = funding(plan, {"s2-J": Decision(bus_seats=0), "s2-P": merge("s1")})
    assert item(made, "s2-P", "operating_primary")["quantity_before"] == pytest.approx(100 * 48 / 87)
    junior = item(made, "s2-J", "operating_junior")
    assert (junior["quantity_before"], junior["quantity_after"]) == (pytest.approx(100 * 39 / 87), 100)


def test_boarders_are_counted_at_the_school_where_they_sleep():
    beds = Decision(boarding=Boarding(40))
    made = funding(MINIATURE, {"s1": point(1, 2, 3, receiver_id="s2-P"), "s2-P": beds})
    moved = item(made, "s1", "boarding")
    assert (moved["quantity_before"], moved["quantity_after"], moved["yearly_yuan"]) == (5, 0, -1000)
    gained = item(made, "s2-P", "boarding")
    assert gained["yearly_yuan"] == gained["quantity"] * 200 > 0
    beds_row = item(made, "s2-P", "dormitory_bed")              # its ledger has no beds: how many are new?
    assert (beds_row["computed"], beds_row["why"]) == (False, "funding_beds_unknown")


def test_new_beds_need_a_price():
    plan = MINIATURE
    made = funding(plan, {"s1": Decision(boarding=Boarding(20))})
    row = item(made, "s1", "dormitory_bed")
    assert (row["quantity"], row["why"]) == (14, "funding_price_missing")
    made = funding(
        plan, {"s1": Decision(boarding=Boarding(20))},
        prices={"dormitory_bed": [{"value": 5000, "from_year": 2020}]},
    )
    assert item(made, "s1", "dormitory_bed")["one_off_yuan"] == 70_000
    assert funding(plan, {"s1": Decision(boarding=Boarding(6))}).items.empty      # as many as there were


def test_a_bus_is_paid_by_seat_or_by_vehicle():
    decisions = {"p3": merge("s1", bus_seats=38)}
    assert item(funding(MINIATURE, decisions), "p3", "bus_seat")["why"] == "funding_price_missing"
    prices = {
        "bus_seat": [{"value": 1000, "from_year": 2020}],
        "bus_vehicle": [{"value": 50_000, "from_year": 2020}],
    }
    by_seat = item(funding(MINIATURE, decisions, prices=prices), "p3", "bus_seat")
    assert by_seat["yearly_yuan"] == 38_000
    by_vehicle = {"prices": prices, "bus_subsidy_basis": "vehicle"}
    unknown = item(funding(MINIATURE, decisions, **by_vehicle), "p3", "bus_vehicle")
    assert (unknown["computed"], unknown["why"]) == (False, "funding_vehicle_seats_missing")
    made = funding(MINIATURE, decisions, **by_vehicle, bus_seats_per_vehicle=19)
    assert item(made, "p3", "bus_vehicle")["yearly_yuan"] == 100_000


def test_works_count_from_the_year_in_which_they_open():
    decisions = {
        "s1": Decision(expansion=Expansion(rooms=4, cost_yuan=1_200_000.0), year=2025),
        "s2-P": Decision(expansion=Expansion(rooms=2), year=2024),
    }
    plan = MINIATURE
    made = funding(plan, decisions)
    known, unknown = item(made, "s1", "expansion"), item(made, "s2-P", "expansion")
    assert (known["one_off_yuan"], known["year"], known["source"]) == (1_200_000, 2025, "决定所填造价")
    assert math.isnan(known["yearly_yuan"])
    assert (unknown["computed"], unknown["why"], unknown["year"]) == (False, "funding_cost_missing", 2024)
    assert "4,418,800" in unknown["reference"]                  # what others paid is shown, never counted
    county = made.totals[made.totals["kind"] == "county"].iloc[0]
    assert (county["one_off_yuan"], county["not_computed_one_off"]) == (1_200_000, 1)
    assert funding(plan, decisions, year=2024).items["subject_id"].tolist() == ["s2-P"]
    assert funding(plan, decisions, year=2023).items.empty
    waiting = {"s1": replace(decisions["s1"], trigger=Trigger(10))}      # nothing says that it is ever met
    assert funding(plan, waiting).items.empty


def test_rows_stand_by_name_and_are_ranked_only_where_asked_for():
    decisions = {"p3": merge("s1"), "s2-J": Decision(boarding=Boarding(30))}
    plan = WITH_POINT_OF_36
    named = funding(plan, decisions).items
    assert named["township"].tolist() == sorted(named["township"])
    ranked = funding(plan, decisions, order="yearly").items
    assert ranked["subject_id"].iloc[0] == "p3"
    assert "payback" not in " ".join(named.columns)


def test_pupils_without_a_school_are_told():
    plan = with_school(MINIATURE, "s1", ownership="民办")
    made = funding(plan, {"s2-J": merge()})
    assert "funding_pupils_unassigned" in [issue.code for issue in made.issues]


DECISIONS = {
    "p3": st.sampled_from([Decision(), merge(), merge("s1", bus_seats=30), point(1, 2)]),
    "s1": st.sampled_from(
        [Decision(), Decision(expansion=Expansion(places=9, cost_yuan=5.0)), point(1, 2, 3)]
    ),
    "s2-P": st.sampled_from([Decision(), merge(), Decision(boarding=Boarding(60))]),
    "s2-J": st.sampled_from([Decision(), Decision(boarding=Boarding(60), expansion=Expansion(rooms=1))]),
}


@settings(max_examples=8, deadline=None)
@given(st.fixed_dictionaries(DECISIONS), st.sampled_from([2022, 2023]))
def test_sums_by_school_township_and_county_are_equal(decisions, year):
    chosen = {
        key: one for key, one in decisions.items() if one != Decision() or one.status != LayoutStatus.RETAIN
    }
    made = funding(MINIATURE, chosen, prices_of=year)
    for column in ("one_off_yuan", "yearly_yuan", "not_computed_one_off", "not_computed_yearly"):
        sums = [total(made, kind, column) for kind in BY_KIND]
        assert sums == pytest.approx([sums[0]] * len(sums))
    assert made.items["computed"].tolist() == made.items["price_yuan"].notna().tolist()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 300)] * 2, st.integers(0, 4)), min_size=1, max_size=8))
def test_every_unit_with_pupils_is_counted_as_at_least_the_floor(rows):
    pupils = np.array([row[:2] for row in rows], dtype=float)
    unit = np.array([row[2] for row in rows])
    counted = funded_pupils(pupils, unit, 100)
    for one in set(unit.tolist()):
        before, after = pupils[unit == one].sum(), counted[unit == one].sum()
        assert after == pytest.approx(max(before, 100) if before else 0)


def test_a_province_says_which_region_it_is_in():
    pack = {"henan": shipped_packs()["henan"]}
    price = price_of({**RULES, "packs": pack}, "operating_junior", 2022)
    assert (price.value_yuan, price.verified) == (800, False)       # its region rests on no document
    own = {"parameters": {"funding_region": {"value": "east"}}}
    assert price_of({**RULES, "packs": pack, "county": own}, "operating_junior", 2022).value_yuan == 850


def test_an_item_costs_the_difference_times_the_price():
    yearly = Item(0, Price("a", "甲", "人", "yearly", 650.0), 100.0, 36.0, 2023)
    once = Item(0, Price("b", "乙", "张", "one_off", 5000.0), 6.0, 20.0, 2023)
    assert (yearly.yuan, yearly.yearly_yuan) == (-41_600, -41_600)
    assert (once.yuan, once.one_off_yuan) == (70_000, 70_000)
    assert math.isnan(yearly.one_off_yuan)
    assert math.isnan(once.yearly_yuan)


def test_the_floor_is_shared_out_like_the_pupils():
    pupils = np.array([[30.0, 20], [60, 40], [0, 0], [10, 0], [0, 30]])
    counted = funded_pupils(pupils, np.array([0, 1, 2, 3, 3]), 100)
    assert counted.tolist() == [[60, 40], [60, 40], [0, 0], [25, 0], [0, 75]]


def test_sums_of_what_a_scenario_costs():
    decisions = {"p3": merge("s1"), "s1": Decision(expansion=Expansion(rooms=4, cost_yuan=1_200_000.0))}
    made = funding(WITH_POINT_OF_36, {**decisions, "s2-P": Decision(expansion=Expansion(rooms=2))})
    assert made.sum_yuan("yearly") == -41_600
    assert made.sum_yuan("one_off") == 1_200_000        # the cost of the other is not known
