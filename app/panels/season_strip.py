"""The strip under the figures: that they rest on changed roads, and in which time of year."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app import theme
from app.document import Document
from app.panels.fields import set_tone
from app.panels.segments import Segments
from app.panels.states import note
from gis.model import BASELINE


class SeasonStrip(QWidget):
    """Shown while the active scenario changes the roads, or a time of year can be chosen."""

    edits_wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("seasonStrip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._document = document
        self.text = note(name="seasonText")
        self._label = QLabel(self.tr("计入哪些道路改动"))
        self._label.setObjectName("note")
        self.segments: Segments | None = None
        self._shown: tuple[str, ...] = ()
        show = QPushButton(self.tr("查看、修改"))
        show.setObjectName("link")
        show.clicked.connect(self.edits_wanted)
        self._row = QHBoxLayout(self)
        side, edge = theme.size("medium"), theme.size("tiny")
        self._row.setContentsMargins(side, edge, side, edge)
        self._row.setSpacing(theme.size("small"))
        self._row.addWidget(self.text, 1)
        self._row.addWidget(show)
        self._row.addWidget(self._label)
        document.plan_changed.connect(self.follow)
        document.scenarios_changed.connect(self.follow)
        document.season_changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Say on which roads the figures rest."""
        document = self._document
        edits = document.scenario.network_edits if document.plan is not None else ()
        seasons = document.seasons
        self.setVisible(bool(edits or seasons))
        self._offer(seasons)
        season = document.season
        if self.segments is not None:
            self.segments.show_choice(season)
        used = sum(edit.season in ("", season) for edit in edits)
        self.text.setText(self._sentence(used, len(edits) - used, season))
        for widget in (self, self.text):
            set_tone(widget, "season" if season and used else "")

    def _sentence(self, used: int, idle: int, season: str) -> str:
        if self._document.active == BASELINE:
            return self.tr("现状：道路照实际情况计算")
        if not used and not idle:
            return self.tr("本方案没有改动道路")
        if season:
            text = self.tr("{season}的数：计入 {used} 处道路改动")
        else:
            text = self.tr("方案的数：计入 {used} 处长期的道路改动")
        text = text.format(season=season, used=used)
        return text + (self.tr("，另 {idle} 处在别的时节，未计").format(idle=idle) if idle else "")

    def _offer(self, seasons: tuple[str, ...]) -> None:
        self._label.setVisible(bool(seasons))
        if seasons == self._shown:
            return
        self._shown = seasons
        if self.segments is not None:
            self._row.removeWidget(self.segments)
            self.segments.deleteLater()
            self.segments = None
        if seasons:
            choices = [("", self.tr("只计长期"))]
            both = self.tr("长期和{season}")
            choices += [(name, both.format(season=name)) for name in seasons]
            self.segments = Segments(self._label.text(), choices)
            self.segments.chosen.connect(self._document.show_season)
            self._row.addWidget(self.segments)
