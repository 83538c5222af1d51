"""Text can be read in both themes, and everything the style sheet and the actions name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app import theme
from app.actions import SPECS
from gis.resources import resource_path

APP = Path(theme.__file__).parent
TEXT = ("text", "muted", "accent", "danger", "warn", "ok")


def test_contrast_of_known_pairs() -> None:
    assert theme.contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast_ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_is_legible(name: theme.ThemeName) -> None:
    colours = theme.load_theme(name).colours
    pairs = [(text, ground) for text in TEXT for ground in ("bg", "surface", "hover")]
    pairs += [("on_accent", "accent"), ("text", "selected"), ("accent", "selected"), ("warn", "warn_surface")]
    low = {pair: round(theme.contrast_ratio(*(colours[token] for token in pair)), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


def test_both_themes_have_the_same_tokens() -> None:
    assert set(theme.load_theme("light").colours) == set(theme.load_theme("dark").colours)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_style_sheet_knows_its_tokens(name: theme.ThemeName) -> None:
    assert "$" not in theme.style_sheet(theme.load_theme(name))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_tick_stands_out_from_the_accent(name: theme.ThemeName) -> None:
    svg = resource_path("theme", f"check_{name}.svg").read_text(encoding="utf-8")
    assert f'stroke="{theme.load_theme(name).colours["on_accent"]}"' in svg


def test_icons_named_in_the_code_exist() -> None:
    named = {spec.icon for spec in SPECS.values() if spec.icon}
    for source in APP.rglob("*.py"):
        named |= set(re.findall(r"theme\.icon\(\"([a-z-]+)\"\)", source.read_text(encoding="utf-8")))
    for name in named:
        assert not theme.icon(name).isNull()


def test_icon_takes_the_colour_of_the_theme(qapp: QApplication) -> None:
    icon = theme.icon("save")
    kept = qapp.palette()
    for colour in ("#ff0000", "#00ff00"):
        palette = QPalette(kept)
        palette.setColor(QPalette.ColorRole.ButtonText, QColor(colour))
        qapp.setPalette(palette)
        image = icon.pixmap(32, 32).toImage()
        inked = {
            QColor(image.pixelColor(x, y)).name()
            for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() == 255
        }  # fmt: skip
        assert inked == {colour}
    qapp.setPalette(kept)


def test_no_colour_and_no_process_events_in_the_code() -> None:
    for source in APP.rglob("*.py"):
        text = source.read_text(encoding="utf-8")
        assert not re.search(r"#[0-9A-Fa-f]{6}\b", text), f"{source.name}: colours live in theme.toml"
        assert "processEvents" not in text, source.name
