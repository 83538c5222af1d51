"""A plan's own rules: packs, county values, what a check says of them, and the command."""

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from miniature import merge, miniature_plan

from app import cli
from gis.errors import InputError
from gis.evaluation import evaluate
from gis.evaluation.balancerules import balance_rules
from gis.io.project import open_plan, save_plan
from gis.layout import Scenario
from gis.messages import describe
from gis.network.storage import assemble
from gis.rulebook import (
    rule_issues,
    rule_rows,
    with_county_value,
    with_packs,
    with_shipped_rules,
    without_county_value,
)
from gis.standards import criterion, load_rules, parameter

GROUND = {"document": "县教〔2022〕1号", "reason": "山区"}


def refused(code, call, *args, **kwargs):
    with pytest.raises(InputError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code
    for language in ("zh", "en"):
        assert describe(code, caught.value.values, language).what
    return caught.value


def codes(plan):
    return [issue.code for issue in rule_issues(plan.rules, plan.meta.school_year)]


def test_packs_are_chosen_kept_and_given_up():
    plan = with_packs(miniature_plan(), ["henan"])
    assert criterion(plan.rules, "walk_distance_primary").value == 2000
    plan.rules["packs"]["henan"]["criteria"]["walk_distance_primary"]["value"] = 1   # a copy
    assert criterion(with_packs(plan, ["henan"]).rules, "walk_distance_primary").value == 2000
    assert with_packs(plan, []).rules == miniature_plan().rules
    assert "河南" in str(refused("pack_unknown", with_packs, plan, ["henann"]))
    refused("packs_of_one_level", with_packs, plan, ["henan", "hebei"])


def test_a_county_sets_and_drops_its_value():
    plan = with_county_value(miniature_plan(), "over_limit_g4_6", 40, **GROUND)
    rule = criterion(plan.rules, "over_limit_g4_6")
    assert (rule.value, rule.document, rule.reason, rule.layer) == (40, "县教〔2022〕1号", "山区", "county")
    assert (rule.verified, rule.name) == (True, "4—6 年级单程上学时间")
    dropped = without_county_value(plan, "over_limit_g4_6")
    assert criterion(dropped.rules, "over_limit_g4_6").value is None


def test_what_a_county_may_not_do():
    plan = miniature_plan()
    refused("rule_without_ground", with_county_value, plan, "large_class", 50, document="", reason="山区")
    refused("rule_without_ground", with_county_value, plan, "large_class", 50, document="某文", reason=" ")
    for value in (-1, float("nan"), float("inf")):
        refused("rule_value_wrong", with_county_value, plan, "large_class", value, **GROUND)
    assert "large_class" in str(refused("rule_unknown", with_county_value, plan, "large_clas", 50, **GROUND))
    refused("rule_unknown", without_county_value, plan, "nothing_like_it")
    for value in (5, None):                              # a verified gate is no matter of taste
        refused("rule_is_law", with_county_value, plan, "gate_bj22", value, **GROUND)


def test_a_plan_of_before_takes_a_later_criterion_whole():
    plan = miniature_plan()
    national = json.loads(json.dumps(plan.rules["national"]))
    del national["criteria"]["walk_distance_primary"]
    old = replace(plan, rules={**plan.rules, "national": national})
    own = with_county_value(old, "walk_distance_primary", 1800, **GROUND)
    rule = criterion(own.rules, "walk_distance_primary")
    assert (rule.value, rule.measure, rule.stage, rule.layer) == (1800, "metres", "primary", "county")
    assert "rules_of_other_version" in codes(old)
    assert "rules_of_other_version" not in codes(with_shipped_rules(old))


def test_the_check_names_what_is_doubtful_ended_loosened_and_unverified():
    assert codes(miniature_plan()) == ["rule_doubtful", "rules_unverified"]
    loose = with_county_value(miniature_plan(), "over_limit_g1_3", 45, **GROUND)
    assert codes(loose) == ["rule_doubtful", "rule_loosened", "rules_unverified"]
    strict = with_county_value(miniature_plan(), "over_limit_g1_3", 25, **GROUND)
    assert "rule_loosened" not in codes(strict)
    rules = load_rules()
    rules["national"]["criteria"]["large_class"] |= {"valid_to": "2021-12-31", "superseded_by": "x"}
    ended = replace(miniature_plan(), rules=rules)
    assert {"rule_ended", "rule_doubtful"} < set(codes(ended))
    for issue in rule_issues(ended.rules, 2022):
        assert issue.describe("zh").what
        assert issue.describe("en").what


def test_a_plan_without_a_snapshot_has_the_shipped_rules():
    bare = replace(miniature_plan(), rules={})
    assert rule_rows({}, 2022) == rule_rows(load_rules(), 2022)
    assert criterion(with_packs(bare, ["anhui"]).rules, "walk_distance_primary").layer == "province"


def test_the_assessments_values_are_set_in_their_own_book():
    plan = with_county_value(miniature_plan(), "resource_cv_primary", 0.45, **GROUND)
    plan = with_county_value(plan, "count_private", 0, **GROUND)
    plan = with_county_value(plan, "places_per_room_primary", 40, **GROUND)
    rules = balance_rules(plan.rules)
    limit = rules.criterion("resource_cv_primary")
    assert (limit.value, limit.document, rules.number("count_private")) == (0.45, GROUND["document"], 0)
    assert parameter(plan.rules, "places_per_room_primary").value == 40
    used = {one["key"]: one for one in evaluate(plan).parameters}
    for key in ("balance.resource_cv_primary", "balance.count_private", "parameters.places_per_room_primary"):
        assert (used[key]["overridden"], used[key]["source"]) == (True, GROUND["document"])
    assert not used["balance.floor_share"]["overridden"]
    told = {one["id"]: one for one in rule_rows(plan.rules, 2022)}
    assert (told["resource_cv_primary"]["layer"], told["resource_cv_junior"]["value"]) == ("county", 0.45)
    for key in ("resource_cv_primary", "count_private", "places_per_room_primary"):
        plan = without_county_value(plan, key)
    assert evaluate(plan).parameters == evaluate(miniature_plan()).parameters
    refused("parameter_value_wrong", with_county_value, plan, "relax_size", 2, **GROUND)
    refused("parameter_value_wrong", with_county_value, plan, "floor_share", 85, **GROUND)
    refused("parameter_value_wrong", with_county_value, plan, "floor_share", None, **GROUND)
    refused("parameter_is_law", with_county_value, plan, "first_boarding_grade", 1, **GROUND)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    plan = miniature_plan()
    roads = assemble(plan.roads.nodes, plan.roads.edges, plan.roads.barriers)
    path = tmp_path_factory.mktemp("rules") / "p.gpkg"
    save_plan(replace(plan, roads=roads), path)
    return path


@pytest.fixture
def path(saved, tmp_path):
    return shutil.copy2(saved, tmp_path / saved.name)


def test_the_command_lists_checks_and_sets(path, tmp_path, capsys):
    before = path.read_bytes()
    assert cli.run(["rules", str(path), "--list", "--check"]) == cli.DONE
    assert path.read_bytes() == before                   # looking changes nothing
    printed = capsys.readouterr().out
    assert "大班额" in printed
    assert "存疑" in printed
    ground = ["--document", "县教〔2022〕1号", "--reason", "山区"]
    done = ["--pack", "henan", "--set", "over_limit_g4_6=40", *ground]
    target = tmp_path / "rules.json"
    assert cli.run(["rules", str(path), *done, "--json", str(target)]) == cli.DONE
    told = {row["id"]: row for row in json.loads(target.read_text(encoding="utf-8"))["criteria"]}
    assert (told["walk_distance_primary"]["layer"], told["over_limit_g4_6"]["value"]) == ("province", 40)
    plan = open_plan(path)
    assert list(plan.rules["packs"]) == ["henan"]
    assert plan.history[-1].action == "history_rules"
    assert cli.run(["rules", str(path), "--pack", "none", "--set", "over_limit_g4_6=default"]) == cli.DONE
    assert "packs" not in open_plan(path).rules


@pytest.mark.parametrize(
    "options",
    [["--pack", "x"], ["--set", "large_class"], ["--set", "large_class=50"], ["--list", "--pack", "henan"]],
)
def test_the_command_refuses_by_a_sentence(path, options, capsys):
    before = path.read_bytes()
    assert cli.run(["rules", str(path), *options]) == cli.BAD_INPUT
    assert path.read_bytes() == before
    assert "Traceback" not in capsys.readouterr().err


def test_a_plan_with_rules_of_before_evaluates_as_before():
    """A snapshot of only ``national`` and ``travel``, without documents, references and later criteria."""
    later = {"walk_distance_primary", "walk_distance_junior", "walk_minutes_draft"}
    shipped = load_rules()
    criteria = {key: entry for key, entry in shipped["national"]["criteria"].items() if key not in later}
    for entry in criteria.values():
        del entry["valid_to"], entry["superseded_by"]
    national = {"criteria": criteria, "parameters": shipped["national"]["parameters"]}
    old = replace(miniature_plan(), rules={"national": national, "travel": shipped["travel"]})
    scenario = Scenario("方案", {"p3": merge("s1")})
    was, now = evaluate(old, scenario), evaluate(miniature_plan(), scenario)
    assert was.findings == now.findings
    assert was.travel == now.travel
    assert was.gates.equals(now.gates)
