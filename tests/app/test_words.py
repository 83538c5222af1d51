"""Every code has a word, every word has its English, and every line fits the formal terms."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator

import app
from app import labels
from gis.layout import LayoutStatus
from gis.model import Band, Mode
from gis.resources import resource_path

APP = Path(app.__file__).parent


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("status", [status.value for status in LayoutStatus]),
        ("mode", [mode.value for mode in Mode]),
        ("band", [*(band.value for band in Band), "all"]),
        ("severity", ["error", "warning", "info", "must", "should"]),
        ("verdict", ["within", "borderline", "over", "no_limit", "boarding", "unreachable", "unknown"]),
        ("reason", ["stay", "school_closed", "grade_closed"]),
        (
            "rule",
            ["stay", "named", "zone", "managing_school", "same_township", "other_township", "none"],
        ),
        ("type", ["111", "119", "211", "218", "219", "311", "312", "319", "341", "345"]),
        (
            "mark",
            [
                "sample_data",
                "drive_only_network",
                "walks_measured",
                "bus_estimated",
                "baseline_estimated",
                "parameters_unverified",
            ],
        ),
    ],
)
def test_every_code_has_a_word(group: str, codes: list[str]) -> None:
    assert [code for code in codes if not labels.has_word(group, code)] == []


def test_figures_carry_units_and_dashes_mean_unknown() -> None:
    assert labels.pupils(12345) == "12,345 人"
    assert labels.minutes(27 * 60) == "27 分"
    assert labels.kilometres(1234) == "1.2 km"
    assert labels.percent(0.5351) == "53.5 %"
    assert [labels.change(x) for x in (3, -3, 0, 0.2)] == ["+3", "−3", "±0", "±0"]
    assert {f(None) for f in (labels.pupils, labels.minutes, labels.kilometres, labels.percent)} == {"—"}
    assert labels.number(float("nan")) == "—"


@pytest.mark.parametrize(("unit", "whole"), [("鹤山区", "全区"), ("宁晋县", "全县"), ("瑞金市", "全市")])
def test_the_whole_unit_is_named_by_its_type(unit: str, whole: str) -> None:
    assert labels.whole_unit(unit) == whole


def _messages(path: Path) -> dict[tuple[str, str], str]:
    found = {}
    for context in ET.parse(path).getroot().findall("context"):
        for message in context.findall("message"):
            translation = message.find("translation")
            finished = translation is not None and translation.get("type") is None
            key = (context.findtext("name") or "", message.findtext("source") or "")
            found[key] = (translation.text or "") if translation is not None and finished else ""
    return found


def test_every_string_of_the_window_is_translated(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.ts"
    tool = Path(sys.executable).with_name("pyside6-lupdate")
    sources = sorted(str(path) for path in APP.rglob("*.py"))
    subprocess.run([str(tool), *sources, "-ts", str(fresh)], check=True, capture_output=True)
    wanted, known = _messages(fresh), _messages(resource_path("i18n", "xiaotu_en.ts"))
    assert sorted(set(wanted) - set(known)) == [], "run lupdate and translate"
    assert [key for key in wanted if not known[key]] == []


def test_translations_keep_their_placeholders() -> None:
    import re

    for (context, source), text in _messages(resource_path("i18n", "xiaotu_en.ts")).items():
        assert set(re.findall(r"{\w*}", source)) == set(re.findall(r"{\w*}", text)), (context, source)


def test_compiled_translation_is_the_committed_one(qapp: object) -> None:
    words = QTranslator()
    assert words.load(str(resource_path("i18n", "xiaotu_en.qm")))
    for (context, source), text in _messages(resource_path("i18n", "xiaotu_en.ts")).items():
        assert words.translate(context, source) == text


def test_unknown_code_is_shown_as_it_is() -> None:
    assert labels.word("status", "teleport") == "teleport"
