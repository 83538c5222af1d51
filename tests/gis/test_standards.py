"""Rules are data: they are complete, they say where they come from, and no threshold stands in code."""

import ast
from functools import cache
from pathlib import Path

import pytest

import gis
from gis.messages import describe
from gis.planning.receivers import Unassigned
from gis.resources import resource_path
from gis.standards import (
    STATUSES,
    criteria,
    criterion,
    in_year,
    load_rules,
    parameter,
    require_usable,
    shipped_files,
    shipped_packs,
)

PACKAGE = Path(gis.__file__).parent
RULES = load_rules()
COMPUTING = [
    *(PACKAGE / "planning").glob("*.py"),
    *(PACKAGE / "evaluation").glob("*.py"),
    PACKAGE / "standards.py",
    PACKAGE / "rulebook.py",
]
DOCUMENTS = [f"standards/documents/{name}.toml" for name in shipped_files("documents")]
PACKS = [f"standards/packs/{name}.toml" for name in shipped_files("packs")]
PLAIN_NUMBERS = {0, 1, 2}
TELLING = 10  # smaller whole numbers are grades and positions


@cache
def national_values():
    """Every limit and parameter of the national rules that could be mistaken for nothing else."""
    layers = RULES["national"], *shipped_packs().values()
    kinds = [layer[kind] for layer in layers for kind in ("criteria", "parameters")]
    tables = [table for kind in kinds for table in kind.values()]
    values = {table["value"] for table in tables if "value" in table}
    return {value for value in values if not isinstance(value, str) and (value >= TELLING or value % 1)}


@cache
def nodes(path):
    """Every node of a module."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def literals(tree):
    for node in tree if isinstance(tree, list) else ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield node


def named_constants(tree):
    """Literals that stand under an UPPER_CASE name: module constants and the members of an enumeration."""
    for node in tree:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
            if names and all(name.isupper() for name in names) and node.value is not None:
                yield from literals(node.value)


@pytest.mark.parametrize("path", COMPUTING, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_computing_modules_hold_no_unnamed_numbers(path):
    tree = nodes(path)
    named = {id(node) for node in named_constants(tree)}
    unnamed = [n for n in literals(tree) if id(n) not in named and n.value not in PLAIN_NUMBERS]
    assert [f"{path.name}:{node.lineno}: {node.value}" for node in unnamed] == []
    thresholds = [node for node in literals(tree) if node.value in national_values()]
    assert [f"{path.name}:{node.lineno}: {node.value}" for node in thresholds] == []


def test_nothing_is_compared_with_a_number_of_the_rules():
    suspicious, values = [], national_values()
    for path in PACKAGE.rglob("*.py"):
        for node in nodes(path):
            is_limit = isinstance(node, ast.Compare) or (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("min", "max")
            )
            sides = [*ast.iter_child_nodes(node)] if is_limit else []
            numbers = [n for n in sides if isinstance(n, ast.Constant) and n.value in values]
            suspicious += [f"{path.relative_to(PACKAGE)}:{n.lineno}: {n.value}" for n in numbers]
    assert suspicious == []


def test_the_snapshot_has_every_document_and_is_a_copy():
    assert {"national", "travel"} <= set(RULES)
    one, other = load_rules(), load_rules()
    one["national"]["criteria"]["over_limit_g1_3"]["value"] = 99
    assert other["national"]["criteria"]["over_limit_g1_3"]["value"] == 30


@pytest.mark.parametrize("rule", criteria(RULES).values(), ids=lambda rule: rule.id)
def test_every_criterion_is_complete(rule):
    assert rule.operator in {"<=", "<", ">="}
    assert rule.force in {"must", "should", "info"}
    assert rule.status in STATUSES
    assert rule.verified == (rule.verification in {"V1", "V2"})
    assert rule.name
    assert rule.unit
    assert rule.reason
    if rule.force == "must":
        assert rule.document
        assert rule.rule


def test_verified_articles_only():
    for rule in criteria(RULES).values():
        assert not rule.article or rule.verification == "V1"


def test_a_criterion_is_met_at_its_limit():
    limit = criterion(RULES, "class_size_primary")
    assert limit.is_met(45)
    assert not limit.is_met(46)
    large = criterion(RULES, "large_class")
    assert large.is_met(55)
    assert not large.is_met(56)
    small = criterion(RULES, "small_school")
    assert small.is_met(100)
    assert not small.is_met(99)
    assert criterion(RULES, "over_limit_g4_6").is_met(10_000)  # 未设标准


def test_a_countys_value_is_merged_on_top_and_shown_as_such():
    rules = {**RULES, "county": {"criteria": {"over_limit_g4_6": {"value": 40}}}}
    rule = criterion(rules, "over_limit_g4_6")
    assert (rule.value, rule.overridden, rule.unit) == (40, True, "min")
    assert not criterion(RULES, "over_limit_g4_6").overridden
    rules = {**RULES, "county": {"parameters": {"borderline_share": {"value": 0.05}}}}
    assert parameter(rules, "borderline_share").value == 0.05


def test_only_the_youngest_have_a_national_travel_limit():
    limits = [criterion(RULES, f"over_limit_{band}") for band in ("g1_3", "g4_6", "g7_9")]
    assert [limit.value for limit in limits] == [30, None, None]
    assert limits[0].force == "should"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_reasons_for_nobody_receiving_have_words(language):
    for reason in list(Unassigned)[1:]:
        assert describe(reason.name.lower(), {}, language).what


@pytest.mark.parametrize("name", ["messages/planning.toml", *DOCUMENTS, *PACKS])
def test_words_that_do_not_appear_on_paper(name):
    text = resource_path(*name.split("/")).read_text(encoding="utf-8")
    assert [word for word in ("撤并", "最优", "节约", "全县", "红头") if word in text] == []


# ---- layers


def with_pack(*names, **county):
    packs = {name: shipped_packs()[name] for name in names}
    return {**RULES, "packs": packs, "county": {"criteria": county}}


@pytest.mark.parametrize("name", shipped_packs())
def test_every_pack_is_complete(name):
    rules = with_pack(name)
    require_usable(rules)
    own = [rule for rule in criteria(rules).values() if rule.pack == name]
    assert own
    for rule in own:
        assert rule.verified == (rule.verification in {"V1", "V2"})
        assert rule.document
        assert rule.rule
        assert rule.value is not None
        assert rule.layer == shipped_packs()[name]["pack"]["level"]
        assert rule.force != "must"                      # no province's number forbids what the state lets
    for rule in criteria(RULES).values():                # a pack makes nothing laxer than the nation
        above = criterion(rules, rule.id)
        assert rule.value is None or above.value == rule.value or above.value < rule.value


@pytest.mark.parametrize("name", [*DOCUMENTS, *PACKS])
def test_what_replaces_a_document_is_there(name):
    folder, stem = name.split("/")[1], Path(name).stem
    raw = shipped_files(folder)[stem]
    documents = raw.get("documents", {stem: raw.get("document")})
    for document in documents.values():
        assert document["status"] in STATUSES
        assert (document["status"] == "已废止") == bool(document["superseded_by"])
        assert document["superseded_by"] in {"", *shipped_files("documents")}


def test_national_below_province_below_city_below_county():
    walk = "walk_distance_primary"
    assert criterion(RULES, walk).value is None
    told = [criterion(rules, walk) for rules in (with_pack("henan"), with_pack("guangzhou", "henan"))]
    assert [(r.value, r.layer, r.pack) for r in told] == [
        (2000, "province", "henan"), (3000, "city", "guangzhou"),
    ]  # fmt: skip
    own = criterion(with_pack("guangzhou", **{walk: {"value": 2500}}), walk)
    assert (own.value, own.layer, own.overridden, own.unit) == (2500, "county", True, "m")
    assert not told[1].overridden


def test_a_pack_quotes_its_own_document_and_keeps_the_rest():
    national, own = (criterion(rules, "class_size_primary") for rules in (RULES, with_pack("henan")))
    assert (national.document, national.verification, national.verified) == ("教督〔2017〕6号", "V3", False)
    assert (own.verification, own.verified, own.value) == ("V2", True, 45)
    assert (own.name, own.indicator, own.force) == (national.name, national.indicator, national.force)
    assert "河南" in own.document


def test_the_youngest_keep_the_national_half_hour_where_a_province_allows_more():
    rules = with_pack("xinjiang")
    limits = [criterion(rules, f"over_limit_{band}").value for band in ("g1_3", "g4_6", "g7_9")]
    assert limits == [30, 45, 45]


def test_a_layer_out_of_force_changes_nothing():
    for change in ({"status": "存疑"}, {"status": "已废止"}, {"valid_to": "2020-12-31"}):
        rules = in_year(with_pack(large_class={"value": 99, **change}), 2022)
        rule = criterion(rules, "large_class")
        assert (rule.value, rule.layer) == (56, "national")


@pytest.mark.parametrize(("year", "holds"), [(2021, True), (2022, False)])
def test_a_rule_ends_with_its_last_day(year, holds):
    """Valid to 31 August 2022: the year that begins on 1 September 2022 is without it."""
    rules = load_rules()
    rules["national"]["criteria"]["large_class"]["valid_to"] = "2022-08-31"
    rule = criterion(in_year(rules, year), "large_class")
    assert rule.in_force is holds
    assert rule.is_met(60) is not holds
    assert criterion(rules, "large_class").in_force      # asked about no year in particular


def test_doubtful_documents_are_off():
    rules = {**with_pack(*shipped_packs())}
    doubtful = [rule for rule in criteria(rules).values() if rule.status == "存疑"]
    assert [rule.id for rule in doubtful] == ["walk_minutes_draft"]
    assert not doubtful[0].in_force
    assert doubtful[0].is_met(1e6)


def test_a_snapshot_of_before_there_were_documents_and_packs():
    old = {"national": {kind: RULES["national"][kind] for kind in ("criteria", "parameters")}, "travel": {}}
    for late in ("walk_distance_primary", "walk_distance_junior", "walk_minutes_draft", "cut_off"):
        old["national"]["criteria"] = {k: v for k, v in old["national"]["criteria"].items() if k != late}
    require_usable(old)
    assert set(criteria(old)) < set(criteria(RULES))
    for key, rule in criteria(old).items():
        assert rule == criterion(RULES, key)


@pytest.mark.parametrize(
    "damage",
    [
        {"packs": "henan"},
        {"packs": {"henan": {"criteria": {}}}},
        {"packs": {"henan": {"pack": {"level": "village"}, "criteria": {}}}},
        {"packs": {"henan": {"pack": {"level": "province"}, "criteria": {"x": {"value": 3}}}}},
        {"county": {"criteria": {"large_class": {"value": "many"}}}},
        {"county": {"criteria": {"large_class": {"operator": "about"}}}},
        {"county": {"criteria": {"large_class": 3}}},
        {"county": {"criteria": {"large_class": {"valid_to": 2020}}}},
    ],
)
def test_damaged_layers_are_refused(damage):
    with pytest.raises(ValueError, match=r"."):
        require_usable({**RULES, **damage})
