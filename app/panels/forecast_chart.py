"""The curve of a forecast: past years, the middle between low and high, what is born and what is guessed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from app import labels, theme
from app.models.forecast import Curve
from app.panels.tables import tone_colour

LEFT, RIGHT, TOP, BOTTOM = 56, 16, 30, 26
BAND_ALPHA, GRID_LINES = 48, 4
STEPS = (1, 2, 2.5, 5, 10)
ROUNDING = 1e-9
LINE_PX, THIN_PX, DOT_PX, TICK_PX = 2.0, 1.0, 3.0, 46
KEY_PX, KEY_GAP = 22, 16


@dataclass(frozen=True)
class _Scale:
    """From years and pupils to the widget's coordinates."""

    box: QRectF
    first: int
    last: int
    top: float

    def x(self, year: float) -> float:
        return self.box.left() + self.box.width() * (year - self.first) / max(1, self.last - self.first)

    def y(self, pupils: float) -> float:
        return self.box.bottom() - self.box.height() * pupils / self.top

    def at(self, year: float, pupils: float) -> QPointF:
        return QPointF(self.x(year), self.y(pupils))


def round_top(most: float) -> float:
    """Return the top of an axis that holds a value in a few round steps."""
    if most <= 0:
        return 1.0
    raw = most / GRID_LINES
    power = math.pow(10, math.floor(math.log10(raw)))
    step = next(one * power for one in STEPS if one * power >= raw - ROUNDING)
    return step * GRID_LINES


class ForecastChart(QWidget):
    """Paints a curve; the same numbers stand in the table below it."""

    def __init__(self) -> None:
        super().__init__()
        self._curve: Curve | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(280, 140)
        self.setAccessibleName(self.tr("学生数预测曲线"))

    def sizeHint(self) -> QSize:
        """Return a chart's size (Qt's name)."""
        return QSize(560, 240)

    def show_curve(self, curve: Curve | None) -> None:
        """Show another curve."""
        self._curve = curve
        if curve is not None and curve.years:
            text = self.tr("{first} 年 {now} 人，{last} 年低 {low}、中 {middle}、高 {high} 人")
            self.setAccessibleDescription(
                text.format(
                    first=curve.years[0], now=labels.number(curve.middle[0]), last=curve.years[-1],
                    low=labels.number(curve.low[-1]), middle=labels.number(curve.middle[-1]),
                    high=labels.number(curve.high[-1]),
                )
            )  # fmt: skip
        self.update()

    def _scale(self, curve: Curve) -> _Scale:
        past = dict(curve.history)
        values = (*curve.high, *curve.interval_high, curve.places, *past.values())
        most = max((value for value in values if not math.isnan(value)), default=1.0)
        first = min(past, default=curve.years[0])
        box = QRectF(LEFT, TOP, self.width() - LEFT - RIGHT, self.height() - TOP - BOTTOM)
        return _Scale(box, first, curve.years[-1], round_top(most * 1.05))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint axis, band, lines and key (Qt's name)."""
        curve = self._curve
        if curve is None or not curve.years:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._scale(curve)
        self._paint_axes(painter, scale)
        self._paint_band(painter, scale, curve)
        self._paint_interval(painter, scale, curve)
        if not math.isnan(curve.places):
            self._line(painter, [scale.at(scale.first, curve.places), scale.at(scale.last, curve.places)],
                       "danger", THIN_PX, Qt.PenStyle.DashDotLine)  # fmt: skip
        past = [scale.at(year, pupils) for year, pupils in curve.history]
        if past:
            past.append(scale.at(curve.years[0], curve.middle[0]))
            self._line(painter, past, "text", LINE_PX)
        self._paint_middle(painter, scale, curve)
        self._paint_key(painter, curve)

    def _paint_axes(self, painter: QPainter, scale: _Scale) -> None:
        painter.setFont(self._small())
        metrics = QFontMetricsF(painter.font())
        for line in range(GRID_LINES + 1):
            value = scale.top * line / GRID_LINES
            y = scale.y(value)
            painter.setPen(QPen(tone_colour("border"), THIN_PX))
            painter.drawLine(QPointF(scale.box.left(), y), QPointF(scale.box.right(), y))
            painter.setPen(tone_colour("muted"))
            room = QRectF(0, y - metrics.height() / 2, LEFT - 8, metrics.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, labels.number(value))
        apart = max(1, math.ceil(TICK_PX / max(1.0, scale.x(scale.first + 1) - scale.x(scale.first))))
        for year in range(scale.last, scale.first - 1, -apart):
            x = scale.x(year)
            painter.drawText(QRectF(x - 24, scale.box.bottom() + 6, 48, metrics.height()),
                             Qt.AlignmentFlag.AlignHCenter, str(year))  # fmt: skip

    def _paint_band(self, painter: QPainter, scale: _Scale, curve: Curve) -> None:
        colour = QColor(tone_colour("accent"))
        colour.setAlpha(BAND_ALPHA)
        upper = [scale.at(year, value) for year, value in zip(curve.years, curve.high, strict=True)]
        lower = [scale.at(year, value) for year, value in zip(curve.years, curve.low, strict=True)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([*upper, *reversed(lower)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_interval(self, painter: QPainter, scale: _Scale, curve: Curve) -> None:
        painter.setPen(QPen(tone_colour("muted"), THIN_PX))
        rows = zip(curve.years[1:], curve.interval_low[1:], curve.interval_high[1:], strict=True)
        for year, low, high in rows:
            if math.isnan(low):
                continue
            top, bottom = scale.at(year, high), scale.at(year, low)
            painter.drawLine(top, bottom)
            for end in (top, bottom):
                painter.drawLine(end - QPointF(DOT_PX, 0), end + QPointF(DOT_PX, 0))

    def _paint_middle(self, painter: QPainter, scale: _Scale, curve: Curve) -> None:
        points = [scale.at(year, value) for year, value in zip(curve.years, curve.middle, strict=True)]
        counted = sum(curve.born) if all(curve.born[: sum(curve.born)]) else curve.born.index(False)
        self._line(painter, points[:counted], "accent", LINE_PX)
        self._line(painter, points[max(0, counted - 1) :], "accent", LINE_PX, Qt.PenStyle.DashLine)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone_colour("accent"))
        painter.drawEllipse(points[0], DOT_PX, DOT_PX)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_key(self, painter: QPainter, curve: Curve) -> None:
        """Say above the curve what is what."""
        keys = [(self.tr("历年"), "text", Qt.PenStyle.SolidLine)] if curve.history else []
        keys.append((self.tr("中（已出生）"), "accent", Qt.PenStyle.SolidLine))
        if not all(curve.born):
            keys.append((self.tr("中（含未出生推测）"), "accent", Qt.PenStyle.DashLine))
        if not math.isnan(curve.places):
            text = self.tr("现有学位") if curve.is_county else self.tr("设在这里的学校现有学位")
            keys.append((text, "danger", Qt.PenStyle.DashDotLine))
        metrics = QFontMetricsF(painter.font())
        x, y = float(LEFT), TOP / 2
        for text, tone, style in keys:
            self._line(painter, [QPointF(x, y), QPointF(x + KEY_PX, y)], tone, LINE_PX, style)
            x = self._key_text(painter, metrics, x, y, text)
        colour = QColor(tone_colour("accent"))
        colour.setAlpha(BAND_ALPHA)
        painter.fillRect(QRectF(x, y - 5, KEY_PX, 10), colour)
        x = self._key_text(painter, metrics, x, y, self.tr("低—高"))
        if not all(map(math.isnan, curve.interval_low[1:])):
            painter.setPen(QPen(tone_colour("muted"), THIN_PX))
            painter.drawLine(QPointF(x + KEY_PX / 2, y - 6), QPointF(x + KEY_PX / 2, y + 6))
            for end in (-6, 6):
                painter.drawLine(QPointF(x + KEY_PX / 2 - 3, y + end), QPointF(x + KEY_PX / 2 + 3, y + end))
            self._key_text(painter, metrics, x, y, self.tr("回测误差"))

    @staticmethod
    def _key_text(painter: QPainter, metrics: QFontMetricsF, x: float, y: float, text: str) -> float:
        painter.setPen(tone_colour("muted"))
        painter.drawText(QPointF(x + KEY_PX + 6, y + metrics.ascent() / 2 - 1), text)
        return x + KEY_PX + 6 + metrics.horizontalAdvance(text) + KEY_GAP

    @staticmethod
    def _line(
        painter: QPainter, points: Sequence[QPointF], tone: str, width: float,
        style: Qt.PenStyle = Qt.PenStyle.SolidLine,
    ) -> None:  # fmt: skip
        if len(points) > 1:
            painter.setPen(QPen(tone_colour(tone), width, style))
            painter.drawPolyline(QPolygonF(list(points)))

    def _small(self) -> QFont:
        font = self.font()
        font.setPixelSize(theme.size("type_note"))
        return font

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the figures of the year under the pointer (Qt's name)."""
        curve = self._curve
        if curve is None or not curve.years:
            return
        scale = self._scale(curve)
        share = (event.position().x() - scale.box.left()) / max(1.0, scale.box.width())
        year = round(scale.first + share * (scale.last - scale.first))
        QToolTip.showText(event.globalPosition().toPoint(), self._year_words(curve, year), self)

    def _year_words(self, curve: Curve, year: int) -> str:
        past = dict(curve.history)
        if year in past:
            return self.tr("{year} 年：{pupils} 人").format(year=year, pupils=labels.number(past[year]))
        if year not in curve.years:
            return ""
        at = curve.years.index(year)
        text = self.tr("{year} 年：中 {middle}（低 {low}，高 {high}）")
        return text.format(
            year=year, middle=labels.number(curve.middle[at]), low=labels.number(curve.low[at]),
            high=labels.number(curve.high[at]),
        )  # fmt: skip
