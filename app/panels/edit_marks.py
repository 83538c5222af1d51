"""The marks of the changes to the roads, as the map draws them: pattern first, colour second."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from gis.layout import NetworkEditKind
from gis.resources import load_toml

WIDTH, HEIGHT = 26, 18
INK, PAPER = "ink", "paper"
_START, _END, _MIDDLE = 2.0, 24.0, 9.0


def _is_dark(palette: QPalette) -> bool:
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def _colour(name: str, *, dark: bool = False) -> QColor:
    """Return the colour of a kind, or that of ink or paper, which no theme changes."""
    colour = QColor(load_toml("web", "map.toml")["edit"][name])
    if not dark:
        return colour
    channels = (colour.red(), colour.green(), colour.blue())
    return QColor(*(round(value + (255 - value) * 0.4) for value in channels))


def _pen(colour: QColor, width: float, dash: tuple[float, ...] = ()) -> QPen:
    pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern([length / width for length in dash])
    return pen


def paint_mark(painter: QPainter, kind: NetworkEditKind, *, dark: bool, is_path: bool = False) -> None:
    """Paint the mark of a kind into 26 × 18 pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = _colour(kind.value, dark=dark)
    line = QLineF(_START, _MIDDLE, _END, _MIDDLE)
    pens: dict[NetworkEditKind, list[QPen]] = {
        NetworkEditKind.CLOSE: [_pen(colour, 3)],
        NetworkEditKind.ADD: [_pen(colour, 3.5, (8, 4)) if is_path else _pen(colour, 4.5)],
        NetworkEditKind.SPEED: [_pen(colour, 4)],
        NetworkEditKind.DANGER: [_pen(_colour(INK), 6), _pen(_colour(kind.value), 6, (6, 6))],
        NetworkEditKind.BARRIER: [_pen(colour, 2.5, (9, 5))],
    }
    for pen in pens[kind]:
        painter.setPen(pen)
        painter.drawLine(line)
    signs: dict[NetworkEditKind, Callable[[QPainter, QColor], None]] = {
        NetworkEditKind.CLOSE: _paint_closed, NetworkEditKind.DANGER: _paint_danger,
        NetworkEditKind.SPEED: _paint_speed,
    }  # fmt: skip
    if kind in signs:
        signs[kind](painter, colour)


def _paint_closed(painter: QPainter, colour: QColor) -> None:
    painter.setBrush(_colour(PAPER))
    dark_red = _colour("close")
    painter.setPen(_pen(dark_red, 2))
    painter.drawEllipse(QPointF(13, 9), 6.5, 6.5)
    for dy in (-2.8, 2.8):
        painter.drawLine(QLineF(13 - 2.8, 9 - dy, 13 + 2.8, 9 + dy))


def _paint_danger(painter: QPainter, colour: QColor) -> None:
    painter.setPen(_pen(_colour(INK), 1.4))
    painter.setBrush(_colour("danger"))
    painter.drawPolygon(QPolygonF([QPointF(13, 1.5), QPointF(20.5, 15), QPointF(5.5, 15)]))
    painter.setPen(_pen(_colour(INK), 1.8))
    painter.drawLine(QLineF(13, 6, 13, 10.5))
    painter.drawLine(QLineF(13, 12, 13, 13.5))


def _paint_speed(painter: QPainter, colour: QColor) -> None:
    painter.setBrush(_colour(PAPER))
    painter.setPen(_pen(colour, 1.5))
    painter.drawRoundedRect(QRectF(6, 3, 14, 12), 3, 3)
    font = painter.font()
    font.setPixelSize(9)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(_colour(INK))
    painter.drawText(QRectF(6, 3, 14, 12), Qt.AlignmentFlag.AlignCenter, "20")


@cache
def _drawn(kind: NetworkEditKind, ratio: float, *, dark: bool, is_path: bool = False) -> QPixmap:
    """Return a mark as a picture: the window paints it more often than it changes."""
    made = QPixmap(QSize(WIDTH, HEIGHT) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint_mark(painter, kind, dark=dark, is_path=is_path)
    painter.end()
    return made


class EditMark(QWidget):
    """The mark of one change."""

    SIZE = (WIDTH, HEIGHT)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(WIDTH, HEIGHT)
        self._kind, self._is_path = NetworkEditKind.CLOSE, False

    def show_kind(self, kind: NetworkEditKind, *, is_path: bool) -> None:
        """Show another mark."""
        self._kind, self._is_path = kind, is_path
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint (Qt's name)."""
        painter = QPainter(self)
        ratio, dark = self.devicePixelRatioF(), _is_dark(self.palette())
        painter.drawPixmap(0, 0, _drawn(self._kind, ratio, dark=dark, is_path=self._is_path))
        painter.end()

    @staticmethod
    def icon(kind: NetworkEditKind) -> QIcon:
        """Return the mark as an icon that follows the theme."""
        return QIcon(_MarkIcon(kind))


class _MarkIcon(QIconEngine):
    """Paints a mark for the theme of the moment."""

    def __init__(self, kind: NetworkEditKind) -> None:
        super().__init__()
        self._kind = kind

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, _drawn(self._kind, ratio, dark=_is_dark(QGuiApplication.palette())))

    def pixmap(self, area: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        ratio = area.width() / WIDTH
        return _drawn(self._kind, ratio, dark=_is_dark(QGuiApplication.palette()))

    def clone(self) -> QIconEngine:
        return _MarkIcon(self._kind)
