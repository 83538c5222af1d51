"""The strip under the figures: which school year they hold for, whose pupils they count, on which roads."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app import labels, theme
from app.document import Document
from app.panels.decision_fields import YearField
from app.panels.fields import set_tone
from app.panels.segments import Segments
from app.panels.states import note
from gis.layout import BASELINE

PUPILS_MARKS = ("pupils_forecast", "pupils_not_forecast")


class SeasonStrip(QWidget):
    """Chooses the school year, and the time of year where a plan's changes to the roads know any."""

    edits_wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("seasonStrip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._document = document
        self.pupils, self.text = note(name="seasonText"), note(name="seasonText")
        self.year = YearField(self.tr("看哪个学年"), self.tr("全部实施后"))
        self.year.setSizeAdjustPolicy(YearField.SizeAdjustPolicy.AdjustToContents)
        self.year.setToolTip(self.tr("只换着看，不改方案；各项决定从自己的起始学年起算"))
        self.year.currentIndexChanged.connect(lambda _: document.show_year(self.year.value))
        self._label = QLabel(self.tr("计入哪些道路改动"))
        self._label.setObjectName("note")
        self.segments: Segments | None = None
        self._shown: tuple[str, ...] = ()
        self._show = QPushButton(self.tr("查看、修改"))
        self._show.setObjectName("link")
        self._show.clicked.connect(self.edits_wanted)
        self._row = QHBoxLayout(self)
        side, edge = theme.size("medium"), theme.size("tiny")
        self._row.setContentsMargins(side, edge, side, edge)
        self._row.setSpacing(theme.size("small"))
        for widget in (self.year, self.pupils, self.text, self._show, self._label):
            self._row.addWidget(widget, 1 if widget in (self.pupils, self.text) else 0)
        document.plan_changed.connect(self._offer_years)
        for signal in (document.plan_changed, document.scenarios_changed, document.season_changed,
                       document.year_changed, document.evaluated, document.evaluation_failed):  # fmt: skip
            signal.connect(self.follow)
        self._offer_years()
        self.follow()

    def follow(self) -> None:
        """Say what the figures rest on."""
        document = self._document
        self.setVisible(document.plan is not None)
        edits = document.whole_scenario.network_edits if document.plan is not None else ()
        if self.year.value != document.year:
            self._offer_years()
        seasons = document.seasons
        self._offer(seasons)
        season = document.season
        if self.segments is not None:
            self.segments.show_choice(season)
        self._show.setVisible(bool(edits or seasons))
        used = sum(edit.season in ("", season) for edit in edits)
        self.pupils.setText(self._pupils())
        self.text.setText(self._sentence(used, len(edits) - used, season))
        self.text.setVisible(bool(edits or seasons))
        for widget in (self, self.pupils, self.text):
            set_tone(widget, "season" if document.year is not None or (season and used) else "")

    def _pupils(self) -> str:
        """Say whose pupils the figures count: today's, or those of a forecast."""
        consequence = self._document.consequence
        if self._document.plan is None:
            return ""
        if self._document.year is None:
            return self.tr("全部决定实施完毕，按现有学生数")
        if consequence is None:
            return ""
        marks = consequence.evaluation.marks
        told = [labels.word("mark", mark) for mark in marks if mark in PUPILS_MARKS]
        return told[0] if told else self.tr("按现有学生数")

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

    def _offer_years(self) -> None:
        self.year.fill(self._document.year, self._document.years)

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
