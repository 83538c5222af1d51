"""Four figures always in sight, each with its change from the baseline; a click opens the rows behind it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import labels, theme
from app.panels.fields import set_tone
from gis.evaluation.result import Change, Evaluation

FIGURES = ("affected_pupils", "over_limit_g1_3_pupils", "largest_class_pupils", "places_short")


class Tile(QPushButton):
    """One figure."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.setObjectName("tile")
        self._label = QLabel(labels.word("headline", code))
        self._label.setObjectName("note")
        self._value = QLabel(labels.UNKNOWN)
        self._value.setObjectName("figure")
        self._change = QLabel()
        self._change.setObjectName("change")
        row = QHBoxLayout()
        row.setSpacing(theme.size("small"))
        row.addWidget(self._value)
        row.addWidget(self._change, alignment=Qt.AlignmentFlag.AlignBottom)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(
            theme.size("medium"), theme.size("tiny"), theme.size("small"), theme.size("tiny")
        )
        layout.setSpacing(0)
        layout.addWidget(self._label)
        layout.addLayout(row)
        self.why = QToolButton(self)
        self.why.setObjectName("why")
        self.why.setIcon(theme.icon("info"))
        self.why.setIconSize(QSize(theme.size("icon"), theme.size("icon")))
        self.why.setToolTip(self.tr("怎么算的"))
        self.why.setAccessibleName(self.tr("怎么算的：{figure}").format(figure=self._label.text()))
        for label in (self._label, self._value, self._change):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the small button in its corner (Qt's name)."""
        super().resizeEvent(event)
        room = self.why.sizeHint()
        self.why.setGeometry(self.width() - room.width() - 3, 3, room.width(), room.height())

    def sizeHint(self) -> QSize:
        """Return the size that the labels need (Qt's name)."""
        layout = self.layout()
        return layout.sizeHint() if layout else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the size that the labels need (Qt's name)."""
        return self.sizeHint()

    def show_figure(self, figure: Change | None, unit: str) -> None:
        """Show the figure after, and its change; more is worse for all four."""
        known = figure is not None and figure.after is not None
        value = labels.number(figure.after) if figure is not None and known else labels.UNKNOWN
        self._value.setText(value)
        text, tone = "", ""
        if figure is not None and figure.after is not None and figure.before is not None:
            difference = figure.after - figure.before
            text = self.tr("{unit} · 比现状 {change}").format(unit=unit, change=labels.change(difference))
            tone = "danger" if difference > 0 else "ok" if difference < 0 else "muted"
        elif known:
            text = unit
        self._change.setText(text)
        set_tone(self._change, tone)
        self.setAccessibleName(f"{self._label.text()} {value} {text}")


class Headline(QWidget):
    """The four figures in a row.

    Signals
    -------
    opened, why_wanted
        The rows behind a figure, or how it came about, are to be shown; carry its code.
    """

    opened = Signal(str)
    why_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("headline")
        # a long sentence below them must not squeeze the figures
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*(theme.size("small"),) * 4)
        layout.setSpacing(theme.size("small"))
        self.tiles: dict[str, Tile] = {}
        for code in FIGURES:
            tile = Tile(code)
            tile.setToolTip(self.tr("打开这个数背后的明细"))
            tile.clicked.connect(lambda _=False, code=code: self.opened.emit(code))
            tile.why.clicked.connect(lambda _=False, code=code: self.why_wanted.emit(code))
            layout.addWidget(tile, 1)
            self.tiles[code] = tile

    def minimumSizeHint(self) -> QSize:
        """Ask for the height of the tiles, whatever they show (Qt's name)."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def show_evaluation(self, evaluation: Evaluation | None) -> None:
        """Show the figures of an evaluation; None while there is none."""
        for code, tile in self.tiles.items():
            unit = labels.word("unit", "places" if code == "places_short" else "pupils")
            tile.show_figure(evaluation.headline.get(code) if evaluation else None, unit)
