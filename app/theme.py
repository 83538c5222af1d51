"""The looks: tokens from ``resources/theme.toml`` become a palette, a style sheet, fonts and tinted icons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from string import Template
from typing import Literal

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from gis.resources import load_toml, resource_path

ThemeName = Literal["light", "dark"]
Preference = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Theme:
    """The colours and sizes of one theme, by token name."""

    name: ThemeName
    colours: dict[str, str]
    sizes: dict[str, int]

    def colour(self, token: str) -> QColor:
        """Return a colour by its token."""
        return QColor(self.colours[token])


@cache
def load_theme(name: ThemeName) -> Theme:
    """Read the tokens of a theme."""
    tokens = load_toml("theme.toml")
    return Theme(name, tokens[name], tokens["size"])


def size(token: str) -> int:
    """Return a length of the one scale of spacings and type sizes, in device-independent pixels."""
    value: int = load_toml("theme.toml")["size"][token]
    return value


def relative_luminance(colour: str) -> float:
    """Return WCAG 2.1's relative luminance of ``#RRGGBB``."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(first: str, second: str) -> float:
    """Return WCAG 2.1's contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((relative_luminance(first), relative_luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def resolve(preference: Preference) -> ThemeName:
    """Return the theme that a preference means now; without a word from the system it is light."""
    if preference != "system":
        return preference
    return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def apply_theme(application: QApplication, name: ThemeName) -> None:
    """Dress the whole application; dressing it again as it is costs nothing."""
    if application.property("theme") == name:
        return
    application.setProperty("theme", name)
    theme = load_theme(name)
    application.setStyle("Fusion")
    application.setPalette(palette(theme))
    application.setStyleSheet(style_sheet(theme))


def style_sheet(theme: Theme) -> str:
    """Fill the tokens into ``resources/theme.qss``."""
    template = Template(resource_path("theme.qss").read_text(encoding="utf-8"))
    pictures = {
        name: resource_path("theme", f"{name}_{theme.name}.svg").as_posix() for name in ("check", "chevron")
    }
    return template.substitute(theme.colours, **pictures, **theme.sizes)


def palette(theme: Theme) -> QPalette:
    """Return the palette: what the style sheet does not reach (icons, item views, text cursor) follows it."""
    roles = QPalette.ColorRole
    wanted = {
        roles.Window: "bg", roles.Base: "surface", roles.AlternateBase: "bg", roles.Button: "surface",
        roles.WindowText: "text", roles.Text: "text", roles.ButtonText: "text", roles.ToolTipText: "text",
        roles.ToolTipBase: "surface", roles.Mid: "border", roles.Link: "accent", roles.Accent: "accent",
        roles.Highlight: "selected", roles.HighlightedText: "text", roles.PlaceholderText: "muted",
    }  # fmt: skip
    made = QPalette()
    for role, token in wanted.items():
        made.setColor(role, theme.colour(token))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, theme.colour("muted"))
    return made


def load_fonts(application: QApplication) -> None:
    """Use the system's own Chinese interface font where it has one, else the one that ships with 校图."""
    font = load_toml("theme.toml")["font"]
    family = font["preferred"]
    if family not in QFontDatabase.families():
        loaded = [
            QFontDatabase.addApplicationFont(str(resource_path("fonts", file))) for file in font["files"]
        ]
        family = QFontDatabase.applicationFontFamilies(loaded[0])[0]
    base = QFont(family)
    base.setPixelSize(size("type_base"))
    application.setFont(base)


class _TintedIcon(QIconEngine):
    """Draws an SVG in the palette's present text colour, so that a change of theme needs no new icons."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        group = QPalette.ColorGroup.Disabled if mode == QIcon.Mode.Disabled else QPalette.ColorGroup.Active
        colour = QGuiApplication.palette().color(group, QPalette.ColorRole.ButtonText)
        _renderer(self._name, colour.name()).render(painter, QRectF(rect))

    def pixmap(self, area: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        group = QPalette.ColorGroup.Disabled if mode == QIcon.Mode.Disabled else QPalette.ColorGroup.Active
        colour = QGuiApplication.palette().color(group, QPalette.ColorRole.ButtonText)
        return _drawn(self._name, area.width(), area.height(), colour.name())

    def clone(self) -> QIconEngine:
        return _TintedIcon(self._name)


@cache
def _svg(name: str) -> str:
    return resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_svg(name).replace("currentColor", colour).encode()))


@cache
def _drawn(name: str, width: int, height: int, colour: str) -> QPixmap:
    made = QPixmap(width, height)
    if made.isNull():
        return made  # asked for without room: a button that has not been laid out yet
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    _renderer(name, colour).render(painter)
    painter.end()
    return made


@cache
def icon(name: str) -> QIcon:
    """Return an icon of ``resources/icons`` by its name, tinted by the theme whenever it is drawn."""
    _svg(name)  # read now: drawn first while jobs run, every file would wait for its turn among them
    return QIcon(_TintedIcon(name))


@cache
def app_icon() -> QIcon:
    """Return the program's own icon, in its own colours."""
    return QIcon(str(resource_path("icons", "xiaotu.png")))
