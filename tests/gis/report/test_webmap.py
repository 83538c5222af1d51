"""The offline web map: one file, no network, no small count that can be recovered."""

import itertools
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from miniature import merge, miniature_plan

from gis.evaluation import evaluate
from gis.model import Plan, PlanMeta, Scenario
from gis.report.webmap import WITHHELD, withhold, write_web_map

CLOSES = Scenario("<并校>", {"p3": merge("s1")})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return miniature_plan(scenarios=[CLOSES])


@pytest.fixture(scope="module")
def page(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("web") / "地图.html"
    write_web_map(plan, evaluate(plan, CLOSES.name), path)
    return path.read_text(encoding="utf-8")


def _data(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_page_loads_nothing_from_anywhere(page: str) -> None:
    assert not re.findall(r'(?:src|href)\s*=\s*"(?!data:)[^"#]', page.split('id="data"')[0])
    assert not re.findall(r"url\((?!data:|#)", page)
    assert "@import" not in page
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "http" not in policy[1]


def test_the_mark_and_both_sides_are_in(page: str, plan: Plan) -> None:
    data = _data(page)
    assert data["mark"] == plan.meta.mark
    for band in data["properties"]["bands"].values():
        for sides in band["settlements"].values():
            assert set(sides) in ({"before", "after"}, {"both"})


def test_names_cannot_become_markup(plan: Plan, tmp_path: Path) -> None:
    schools = plan.schools.copy()
    schools.loc["s1", "name"] = "</script><script>alert(1)</script>"
    meta = PlanMeta("<b>县</b>", 2022, mark="<i>")
    evil = replace(plan, schools=schools, meta=meta)
    path = write_web_map(evil, evaluate(evil, CLOSES.name), tmp_path / "x.html")
    text = path.read_text(encoding="utf-8")
    assert "alert(1)</script>" not in text
    assert "<b>县" not in text
    assert "<并校>" not in text
    names = [f["properties"]["name"] for f in _data(text)["geometry"]["schools"]["features"]]
    assert schools.loc["s1", "name"] in names


def test_counts_per_village_are_totals_only(page: str) -> None:
    data = _data(page)
    for band in data["properties"]["bands"].values():
        for sides in band["settlements"].values():
            for journey in sides.values():
                assert journey["pupils"] is None
                assert "over" not in journey
                assert all(pupils is None for _, pupils, _ in journey["to"])
        for school in band["schools"].values():
            assert set(school["before"]) == set(school["after"]) == {"teaches"}
    for school in data["properties"]["schools"].values():
        assert all(pupils is None for _, pupils in school["receivers"])


def test_small_counts_are_withheld_with_company() -> None:
    assert withhold([3, 40, 12, None, 0], 5) == ["<5", 40, WITHHELD, None, 0]
    assert withhold([40, 12, 5], 5) == [40, 12, 5]
    assert withhold([1, 5, 5, 30], 5) == ["<5", WITHHELD, WITHHELD, WITHHELD]


@given(st.lists(st.integers(0, 14), min_size=2, max_size=7))
def test_small_counts_cannot_be_had_by_subtraction(counts: list[int]) -> None:
    """Whoever knows the total and the rule still sees more than one value for each small count."""
    shown = withhold(counts, 5)
    hidden = [i for i, value in enumerate(shown) if isinstance(value, str)]
    small = [i for i in hidden if counts[i] < 5]
    if not small or len(hidden) == len(small):
        return          # nothing small, or no larger count to hide it behind
    if sum(counts[i] - 5 for i in hidden if counts[i] >= 5) < 5:
        return          # everything there was is hidden
    rest = sum(counts[i] for i in hidden)
    ranges = [range(1, 5) if i in small else range(5, rest + 1) for i in hidden]
    ways = [way for way in itertools.product(*ranges) if sum(way) == rest] if len(hidden) <= 4 else None
    if ways is not None:
        for place, i in enumerate(hidden):
            if i in small:
                assert len({way[place] for way in ways}) > 1
