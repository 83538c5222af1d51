"""The ground floor: start-up time, messages, coordinate zones."""

import ast
import builtins
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest

from gis.crs import gauss_kruger_crs
from gis.errors import InputError
from gis.messages import describe, message_codes
from gis.model import GRADES, Band, band_of
from gis.resources import load_toml, resource_path

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*(PROJECT / "gis").rglob("*.py"), *(PROJECT / "app").rglob("*.py")])


LIGHT = ("gis", "gis.model", "gis.evaluation", "gis.io.project", "gis.planning", "app.cli")


def test_light_imports_stay_light():
    """Start-up time is a feature: the heavy libraries are loaded where they are used."""
    heavy = {"PySide6", "matplotlib", "osmnx", "folium", "typst", "osmium"}
    loaded = f"sorted({heavy!r} & set(sys.modules))"
    code = "import sys\n" + "".join(f"import {name}; print({name!r}, {loaded})\n" for name in LIGHT)
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=True)
    assert result.stdout.splitlines() == [f"{name} []" for name in LIGHT]


def _message_tables():
    for path in sorted(resource_path("messages").glob("*.toml")):
        for code, texts in load_toml("messages", path.name).items():
            yield pytest.param(code, texts, id=code)


@pytest.mark.parametrize(("code", "texts"), list(_message_tables()))
def test_each_message_says_the_same_in_both_languages(code, texts):
    fields = {}
    for language in ("zh", "en"):
        assert set(texts[language]) == {"what", "fix"}, code
        assert texts[language]["what"].strip()
        joined = texts[language]["what"] + texts[language]["fix"]
        fields[language] = {name for _, name, _, _ in string.Formatter().parse(joined) if name}
    assert fields["zh"] == fields["en"]


def test_every_error_and_issue_code_in_the_source_has_its_sentence():
    """``SomethingError("code", …)`` and ``Issue("severity", "code", …)`` are found in the syntax trees."""
    used = set()
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if re.search(r"(Error|Issue)\(", text) else ():
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            position = 1 if name == "Issue" else 0 if name.endswith("Error") else None
            if position is None or len(node.args) <= position:
                continue
            code = getattr(node.args[position], "value", None)
            is_code = isinstance(code, str) and re.fullmatch(r"[a-z][a-z0-9_]*", code)
            if is_code and not hasattr(builtins, name):
                used.add(code)
    assert used, "no code found: the search is broken"
    assert used - message_codes() == set()


def test_an_error_speaks_in_a_sentence():
    error = InputError("scenario_unknown", name="方案甲", known="baseline")
    assert "方案甲" in str(error)
    assert "baseline" in describe("scenario_unknown", error.values, "en").fix


@pytest.mark.parametrize(
    ("longitude", "epsg"),
    [(75.0, 4534), (114.16, 4547), (112.68, 4547), (116.03, 4548), (135.0, 4554), (114.9, 4547)],
)
def test_zone_from_longitude(longitude, epsg):
    """Zone number = round(longitude / 3): 鹤山 and 衡南 lie in 114°, 瑞金 in 117°."""
    assert gauss_kruger_crs(longitude).to_epsg() == epsg


@pytest.mark.parametrize("longitude", [0.0, 73.0, 137.0, 500000.0])
def test_no_zone_outside_china(longitude):
    with pytest.raises(InputError, match="经纬度"):
        gauss_kruger_crs(longitude)


def test_hebi_projected_like_the_published_vector():
    """114.16E 35.95N → EPSG:4547 E = 514435.30, N = 3980006.58."""
    from pyproj import Transformer

    to_zone = Transformer.from_crs("EPSG:4490", gauss_kruger_crs(114.16), always_xy=True)
    assert to_zone.transform(114.16, 35.95) == pytest.approx((514435.30, 3980006.58), abs=0.01)


def test_bands_cover_the_nine_grades():
    assert [grade for band in Band for grade in band.grades] == list(GRADES)
    assert all(band_of(grade).grades[0] <= grade <= band_of(grade).grades[2] for grade in GRADES)
