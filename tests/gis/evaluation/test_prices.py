"""Which price holds in a year, and why none does: every limit, on prices written down."""

import math

import pytest

from gis.errors import InputError
from gis.evaluation.prices import funding_parameters, price_of, references, require_price
from gis.standards import load_rules

RULES = load_rules()


def seat(year, *entries, region=None, verified=False):
    """What a bus seat costs, of which nothing is shipped."""
    own = {"prices": {"bus_seat": list(entries)}}
    if region is not None:
        own["parameters"] = {"funding_region": {"value": region, "verified": verified}}
    return price_of({**RULES, "county": own}, "bus_seat", year)


def entry(value, year, **more):
    return {"value": value, "from_year": year, **more}


@pytest.mark.parametrize(("year", "yuan"), [(2020, 500), (2022, 500), (2023, 700), (2030, 700)])
def test_the_latest_price_that_holds(year, yuan):
    price = seat(year, entry(700, 2023), entry(500, 2020))
    assert (price.value_yuan, price.from_year) == (yuan, 2023 if yuan == 700 else 2020)
    assert (price.why, price.overridden, price.source, price.verified) == ("", True, "", False)


def test_before_the_first_price_it_says_from_when():
    price = seat(2019, entry(700, 2023), entry(500, 2020))
    assert math.isnan(price.value_yuan)
    assert (price.why, price.from_year) == ("funding_price_later", 2020)


def test_what_is_in_doubt_never_holds():
    doubtful = entry(300, 2020, status="存疑", source="甲文")
    for year, told in ((2019, ()), (2020, ("甲文",)), (2021, ("甲文",))):
        price = seat(year, doubtful)
        assert math.isnan(price.value_yuan)
        assert price.doubtful == told
        assert price.why == ("funding_price_later" if year < 2020 else "funding_price_missing")
    beside = seat(2021, doubtful, entry(280, 2019, source="乙文"))
    assert (beside.value_yuan, beside.source, beside.doubtful) == (280, "乙文", ("甲文",))


def test_without_any_price_nothing_is_said_of_a_year():
    price = price_of(RULES, "bus_seat", 2024)
    assert (price.why, price.from_year, price.overridden) == ("funding_price_missing", None, False)


def test_a_price_of_a_region_needs_to_know_the_region():
    east, west = entry(650, 2020, region="east", verified=True), entry(600, 2020, region="central_west")
    open_question = seat(2021, east, west)
    assert math.isnan(open_question.value_yuan)
    assert (open_question.why, open_question.from_year) == ("funding_region_missing", 2020)
    assert seat(2021, east, west, region="central_west").value_yuan == 600
    for verified in (True, False):              # a price is as sure as the region that it is read for
        price = seat(2021, east, west, region="east", verified=verified)
        assert (price.value_yuan, price.verified) == (650, verified)
    everywhere = seat(2021, entry(640, 2020, verified=True), region="east")
    assert (everywhere.value_yuan, everywhere.verified) == (640, True)
    # of the latest year only: an older price for all regions does not stand in
    assert seat(2021, entry(500, 2018), east).why == "funding_region_missing"


def test_a_price_may_be_nothing_but_not_no_number():
    require_price("bus_seat", entry(0, 2020))
    require_price("bus_seat", entry(0.5, 2020))
    for wrong in (entry(-0.01, 2020), entry(math.inf, 2020), entry(math.nan, 2020), entry(True, 2020),
                  entry("5", 2020), entry(5, "2020"), entry(5, None), {}):  # fmt: skip
        with pytest.raises(InputError):
            require_price("bus_seat", wrong)


def test_the_countys_price_stands_before_the_shipped_one_only_from_its_year():
    own = {"prices": {"operating_primary": [entry(720, 2025)]}}
    rules = {**RULES, "county": own}
    before, after = (price_of(rules, "operating_primary", year) for year in (2024, 2025))
    assert (before.value_yuan, before.overridden) == (650, False)
    assert (after.value_yuan, after.overridden) == (720, True)
    other = price_of(rules, "operating_junior", 2025)
    assert (other.value_yuan, other.overridden) == (850, False)


def test_a_price_tells_its_item():
    price = price_of(RULES, "operating_primary", 2024)
    assert price.item == "operating_primary"
    assert price.recurs == "yearly"
    assert price_of(RULES, "new_school", 2024).recurs == "one_off"


def test_rules_of_before_there_were_prices_read_the_shipped_ones():
    assert price_of({}, "operating_primary", 2024).value_yuan == 650


def test_what_others_paid():
    table = {"references": {
        "a": {"items": ["bus_seat"], "name": "甲县", "value": 1200, "unit": "元", "source": "甲文"},
        "b": {"items": ["bus_vehicle"], "name": "乙县", "value": 5, "unit": "元", "source": "乙文"},
        "c": {"items": ["bus_vehicle", "bus_seat"], "name": "丙县", "value": 9, "unit": "元",
              "source": "丙文"},
    }}  # fmt: skip
    assert references({"prices": table}, "bus_seat") == "甲县 1,200 元（甲文）；丙县 9 元（丙文）"
    assert references({"prices": table}, "expansion") == ""


def test_what_funding_is_counted_by():
    shipped = funding_parameters(RULES)
    assert (shipped.region, shipped.region_verified, shipped.floor_pupils) == ("", False, 100)
    assert (shipped.points_alone, shipped.bus_by_vehicle, shipped.seats_per_vehicle) == (True, False, None)
    own = {"bus_subsidy_basis": "vehicle", "bus_seats_per_vehicle": 19, "funding_points_alone": False,
           "funding_floor_pupils": 120}  # fmt: skip
    values = {key: {"value": value} for key, value in own.items()}
    entered = funding_parameters({**RULES, "county": {"parameters": values}})
    assert (entered.bus_by_vehicle, entered.seats_per_vehicle) == (True, 19)
    assert (entered.points_alone, entered.floor_pupils) == (False, 120)
