"""The check of the demonstration's outputs refuses what it is there to refuse."""

from __future__ import annotations

import importlib.util
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import typst

from gis.resources import resource_path

SCRIPT = Path(__file__).resolve().parents[2] / ".ci" / "check_outputs.py"


def _load():
    spec = importlib.util.spec_from_file_location("check_outputs", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


checks = _load()


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="https://cdn.example/leaflet.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/leaflet.css">',
        '<style>.a { background: url("http://cdn.example/a.png") }</style>',
        "<script>L.tileLayer('https://tile.example/{z}/{x}/{y}.png')</script>",
        '<img src="images/marker.png">',
    ],
)
def test_web_map_that_loads_something_is_refused(tmp_path, markup):
    page = tmp_path / "map.html"
    page.write_text(f"<html><body>{markup}</body></html>", encoding="utf-8")
    with pytest.raises(ValueError, match=r"network|self-contained"):
        checks.check_web_map(page)


def test_web_map_with_a_link_to_click_is_accepted(tmp_path):
    page = tmp_path / "map.html"
    page.write_text('<a href="https://leafletjs.com">Leaflet</a><img src="data:image/png;base64,AA==">')
    checks.check_web_map(page)


def test_json_with_nan_is_refused(tmp_path):
    path = tmp_path / "figures.json"
    path.write_text('{"counts": {"schools": NaN}, "headline": {"a": 1}}', encoding="utf-8")
    with pytest.raises(ValueError, match="NaN"):
        checks.check_json(path)


@pytest.mark.parametrize(("text", "accepted"), [("杨邑小学", True), ("only Latin", False)])
def test_pdf_needs_selectable_chinese(tmp_path, text, accepted):
    path = tmp_path / "plan.pdf"
    source = f'#set text(font: "Noto Sans SC")\n{text}'.encode()
    typst.compile(source, output=path, font_paths=[resource_path("fonts")], ignore_system_fonts=True)
    if accepted:
        assert checks.check_pdf(path) == "1 pages"
    else:
        with pytest.raises(ValueError, match="no selectable Chinese"):
            checks.check_pdf(path)


def test_plan_without_layers_is_refused(tmp_path):
    path = tmp_path / "plan.gpkg"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table something (a)")
        connection.commit()
    assert checks.main([str(path)]) == 1


def test_missing_kinds_of_file_are_noticed(tmp_path, capsys):
    assert checks.main([str(tmp_path)]) == 1
    assert "expected" in capsys.readouterr().err
