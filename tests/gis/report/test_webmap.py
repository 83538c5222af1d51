"""The offline web map: one file, no network, no small count that can be recovered."""

import base64
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import uharfbuzz
from miniature import merge, miniature_plan

from gis.evaluation import evaluate
from gis.layout import Scenario
from gis.model import Plan, PlanMeta
from gis.report.webmap import write_web_map

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
    assert not re.findall(r"url\((?!\"?data:|#)", page)
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


def test_a_computer_without_chinese_fonts_shows_every_character(page: str) -> None:
    fonts = re.findall(r'src: url\("data:font/ttf;base64,([^"]+)"\)', page)
    shown = {ord(character) for character in re.sub("<style>.*?</style>", "", page, flags=re.DOTALL)}
    assert len(fonts) == 2
    for font in fonts:
        face = uharfbuzz.Face(base64.b64decode(font))
        assert {c for c in shown if 0x4E00 <= c <= 0x9FFF} <= set(face.unicodes)
