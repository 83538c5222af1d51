"""The assessment's rules: shipped, the county's own, in doubt, and which document they are read from."""

import copy

import numpy as np
import pytest

from gis.evaluation.balancerules import balance_rules
from gis.resources import load_toml

NAN = float("nan")


def shipped():
    return copy.deepcopy(load_toml("standards", "balance.toml"))


def with_own(parameters=(), criteria=()):
    own = {
        "parameters": {key: {"value": value} for key, value in dict(parameters).items()},
        "criteria": {key: {"value": value} for key, value in dict(criteria).items()},
    }
    return balance_rules({"county": {"balance": own}})


def test_the_seven_indicators_and_how_each_is_worked_out():
    found = {one.key: one for one in balance_rules().indicators}
    assert list(found) == ["L1", "L2", "L3", "L4", "L5", "L6", "L7"]
    assert [one.per_pupils for one in found.values()] == [100, 100, 100, 1, 1, 1, 100]
    assert [key for key, one in found.items() if one.shared] == ["L4", "L5", "L6", "L7"]
    assert [key for key, one in found.items() if one.stays] == ["L4", "L5", "L7"]
    area, sports, arts = found["L4"], found["L5"], found["L3"]
    assert (area.numerator, area.deducted) == (("teaching_area_m2",), ("indoor_sports_area_m2",))
    assert (sports.or_numerator, sports.deducted) == (("sports_ground_area_m2", "indoor_sports_area_m2"), ())
    assert (arts.small_rural, area.small_rural) == (("visiting_sports_arts_teachers",), ())


def test_standards_limits_and_weights_as_published():
    rules = balance_rules()
    assert rules.standards.tolist() == [
        [4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3], [5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4]
    ]
    assert (rules.cv_limits.tolist(), rules.least_met, rules.weights) == ([0.5, 0.45], 6, (1, 1.1, 1.32))
    assert (rules.number("floor_share"), rules.parameter("floor_share").value) == (0.85, 0.85)
    assert (rules.is_on("count_private"), rules.is_on("old_scope")) == (True, False)
    assert rules.standard("L7", "junior").id == "resource_l7_junior"
    assert rules.criterion("resource_school") is rules.criterion("resource_school")
    assert rules.parameter("floor_share") is rules.parameter("floor_share")


def test_the_countys_own_values_come_on_top():
    criteria = {"resource_l4_junior": 9, "resource_cv_primary": 0.3}
    rules = with_own({"old_scope": 1, "weight_senior": 2}, criteria)
    assert (rules.is_on("old_scope"), rules.weights) == (True, (1, 1.1, 2))
    assert (rules.standards[:, 3].tolist(), rules.cv_limits.tolist()) == ([4.5, 9], [0.3, 0.45])


def test_what_has_no_value_or_is_in_doubt_does_not_hold():
    open_ended = with_own(criteria={"resource_l1_primary": None, "resource_school": None})
    assert np.isnan(open_ended.standards[0, 0])
    assert (open_ended.standards[1, 0], open_ended.least_met) == (5.3, 0)
    assert np.isnan(with_own(criteria={"resource_cv_junior": None}).cv_limits).tolist() == [False, True]
    document = shipped()
    for key in ("resource_l2_junior", "resource_school"):
        document["criteria"][key]["status"] = "存疑"
    doubtful = balance_rules({"balance": document})
    assert np.isnan(doubtful.standards[:, 1]).tolist() == [False, True]
    assert doubtful.least_met == 0


def test_a_snapshot_comes_before_the_shipped_rules():
    document = shipped()
    document["criteria"]["resource_school"]["value"] = 5
    assert balance_rules({"balance": document}).least_met == 5
    assert [balance_rules(given).least_met for given in (None, {}, {"balance": {}})] == [6, 6, 6]


def test_the_rules_of_the_last_snapshot_are_kept_and_no_others():
    document, other = shipped(), shipped()
    own = {"balance": {"parameters": {"old_scope": {"value": 1}}}}
    first = balance_rules({"balance": document, "county": own})
    assert balance_rules({"balance": document, "county": copy.deepcopy(own)}) is first
    assert balance_rules({"balance": document}) is not first
    plain = balance_rules({"balance": document})
    assert (plain.is_on("old_scope"), first.is_on("old_scope")) == (False, True)
    assert balance_rules({"balance": other}) is not plain
    assert balance_rules({"balance": document}).snapshot["national"] is document


def test_a_county_value_that_changes_later_is_read_anew():
    own = {"balance": {"parameters": {"old_scope": {"value": 1}}}}
    first = balance_rules({"county": own})
    assert first.is_on("old_scope") is True
    own["balance"]["parameters"]["old_scope"]["value"] = 0
    again = balance_rules({"county": own})
    assert again is not first
    assert again.is_on("old_scope") is False


def test_an_unknown_criterion_is_refused():
    with pytest.raises(KeyError):
        balance_rules().criterion("resource_l9_primary")
