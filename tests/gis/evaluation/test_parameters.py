"""Which numbers are listed and which marks an output bears."""

import copy
from types import SimpleNamespace

import numpy as np
import pytest

from gis.evaluation.parameters import marks_of, parameters_used
from gis.planning.journeys import Way
from gis.standards import load_rules

RULES = load_rules()
SOUND = ({"verified": True},)


def marks(*, mark="", footpaths=True, ways=(Way.SCHOOL_BUS - 1,), estimated=(False, False), used=SOUND):
    plan = SimpleNamespace(meta=SimpleNamespace(mark=mark), roads=SimpleNamespace(has_footpaths=footpaths))
    county = SimpleNamespace(has_measured_walks=False)
    outcome = SimpleNamespace(
        county=county, county_after=county, movement=SimpleNamespace(estimated=np.array(estimated)),
        changes=SimpleNamespace(come=SimpleNamespace(way=np.array(ways))),
    )  # fmt: skip
    return marks_of(plan, outcome, used)


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ({}, ()), ({"mark": "示例"}, ("sample_data",)), ({"footpaths": False}, ("drive_only_network",)),
        ({"ways": (Way.SCHOOL_BUS - 1, Way.SCHOOL_BUS)}, ("bus_estimated",)),
        ({"estimated": (False, True)}, ("baseline_estimated",)),
        ({"used": ({"verified": True}, {"verified": False})}, ("parameters_unverified",)),
    ],
)  # fmt: skip
def test_each_mark_has_its_own_cause(told, codes):
    assert marks(**told) == codes


def test_criteria_with_a_value_are_listed_and_limits_even_without():
    def listed(**changed):
        rules = copy.deepcopy({key: RULES[key] for key in RULES})
        rules["national"]["criteria"]["large_class"] |= changed
        return {one["key"]: one for one in parameters_used(rules)}

    usual = listed()
    assert usual["criteria.large_class"]["value"] is not None
    assert "criteria.large_class" not in listed(status="存疑")
    assert "criteria.large_class" not in listed(value=None)
    limits = [one["value"] for key, one in usual.items() if key.startswith("criteria.over_limit")]
    assert None in limits                               # 未设标准 is told as well
    assert any(limits)


def test_what_the_county_entered_is_marked():
    key = "parameters.bus_needed_beyond_m"
    own = {"parameters": {"bus_needed_beyond_m": {"value": 3000}}}
    shipped, entered = (
        {one["key"]: one for one in parameters_used(rules)} for rules in (RULES, {**RULES, "county": own})
    )
    assert (shipped[key]["overridden"], entered[key]["overridden"]) == (False, True)
    assert entered[key]["value"] == 3000


def test_a_forecasts_values_are_listed_only_where_there_is_one():
    plain, later = parameters_used(RULES), parameters_used(RULES, forecast=True)
    assert later[: len(plain)] == plain
    assert len(later) > len(plain)
    assert {one["key"].split(".")[0] for one in later[len(plain) :]} == {"forecast"}
