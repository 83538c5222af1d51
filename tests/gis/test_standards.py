"""Rules are data: they are complete, they say where they come from, and no threshold stands in code."""

import ast
from functools import cache
from pathlib import Path

import pytest

import gis
from gis.messages import describe
from gis.planning.receivers import Unassigned
from gis.resources import resource_path
from gis.standards import criteria, criterion, load_rules, parameter

PACKAGE = Path(gis.__file__).parent
RULES = load_rules()
COMPUTING = [
    *(PACKAGE / "planning").glob("*.py"),
    *(PACKAGE / "evaluation").glob("*.py"),
    PACKAGE / "standards.py",
]
PLAIN_NUMBERS = {0, 1, 2}
TELLING = 10  # smaller whole numbers are grades and positions


@cache
def national_values():
    """Every limit and parameter of the national rules that could be mistaken for nothing else."""
    tables = [*RULES["national"]["criteria"].values(), *RULES["national"]["parameters"].values()]
    values = {table["value"] for table in tables if "value" in table}
    return {value for value in values if value >= TELLING or value % 1}


def literals(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield node


def named_constants(tree):
    """Literals that stand under an UPPER_CASE name: module constants and the members of an enumeration."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
            if names and all(name.isupper() for name in names) and node.value is not None:
                yield from literals(node.value)


@pytest.mark.parametrize("path", COMPUTING, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_computing_modules_hold_no_unnamed_numbers(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {id(node) for node in named_constants(tree)}
    unnamed = [n for n in literals(tree) if id(n) not in named and n.value not in PLAIN_NUMBERS]
    assert [f"{path.name}:{node.lineno}: {node.value}" for node in unnamed] == []
    thresholds = [node for node in literals(tree) if node.value in national_values()]
    assert [f"{path.name}:{node.lineno}: {node.value}" for node in thresholds] == []


def test_nothing_is_compared_with_a_number_of_the_rules():
    suspicious = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_limit = isinstance(node, ast.Compare) or (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("min", "max")
            )
            sides = [*ast.iter_child_nodes(node)] if is_limit else []
            numbers = [n for n in sides if isinstance(n, ast.Constant) and n.value in national_values()]
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
    assert rule.status in {"现行", "已废止", "存疑"}
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


@pytest.mark.parametrize("name", ["messages/planning.toml", "standards/national.toml"])
def test_words_that_do_not_appear_on_paper(name):
    text = resource_path(*name.split("/")).read_text(encoding="utf-8")
    assert [word for word in ("撤并", "最优", "节约", "全县", "红头") if word in text] == []
