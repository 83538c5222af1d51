"""Step two: the actual state and what the scenario adds to it; the findings by weight, each a click away."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app import labels, theme
from app.document import Document
from app.models.consequence import Line, findings_at_hand
from app.panels.fields import Lines, Section
from app.panels.late import LatePanel
from app.panels.states import note
from gis.evaluation.result import Evaluation, TravelSummary
from gis.model import Band


class DiagnosisPanel(LatePanel):
    """Schools, journeys per age band, and the findings by weight."""

    table_wanted = Signal(str)
    access_wanted = Signal()
    outcomes_wanted = Signal()
    forecast_wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._title = note(name="title")
        self._schools = Lines()
        self._bands = {band: Lines() for band in Band}
        self._findings = Lines()
        open_issues = QPushButton(self.tr("看问题表"))
        open_issues.clicked.connect(lambda: self.table_wanted.emit("issues"))
        open_figures = QPushButton(self.tr("看全部指标"))
        open_figures.clicked.connect(lambda: self.table_wanted.emit("indicators"))
        open_access = QPushButton(self.tr("看可达性"))
        open_access.setToolTip(self.tr("各乡镇步行到最近学校的时间、可达学位，和未就近的村"))
        open_access.clicked.connect(self.access_wanted)
        open_outcomes = QPushButton(self.tr("看测算"))
        open_outcomes.setToolTip(self.tr("七项指标、保障程度、教职工、经费、必须保留、公平性"))
        open_outcomes.clicked.connect(self.outcomes_wanted)
        open_forecast = QPushButton(self.tr("看学龄人口预测"))
        open_forecast.clicked.connect(self.forecast_wanted)
        body = QWidget()
        body.setObjectName("card")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(*(theme.size("medium"),) * 4)
        layout.setSpacing(theme.size("medium"))
        layout.addWidget(self._title)
        layout.addWidget(Section(self.tr("规模"), self._schools))
        for band, lines in self._bands.items():
            title = self.tr("路程 · {band}").format(band=labels.word("band", band))
            layout.addWidget(Section(title, lines))
        for button in (open_figures, open_access, open_outcomes, open_forecast):
            layout.addWidget(button)
        layout.addWidget(Section(self.tr("不符合的条目"), self._findings, open_issues))
        layout.addStretch()
        self.setWidget(body)
        document.tabulated.connect(self._evaluated)  # what is made late is made by then

    def refresh(self) -> None:
        """Show what the document now says."""
        consequence = self._document.consequence
        if consequence is None:
            return
        evaluation = consequence.evaluation
        self._title.setText(
            self.tr("诊断：{scenario}").format(scenario=labels.scenario_name(consequence.scenario.name))
        )
        self._schools.show_lines(self._count_lines(evaluation))
        for band, lines in self._bands.items():
            lines.show_lines(self._travel_lines(evaluation.travel[band]["after"]))
        self._findings.show_lines(self._finding_lines(evaluation))

    def _count_lines(self, evaluation: Evaluation) -> list[Line]:
        after = {code: change.after for code, change in evaluation.counts.items()}
        text = self.tr("{schools} 所、教学点 {points} 个").format(
            schools=labels.number(after["schools"]), points=labels.number(after["teaching_points"])
        )
        unassigned = after["unassigned_pupils"]
        return [
            Line(labels.word("count", "schools"), text),
            Line(labels.word("count", "pupils"), labels.pupils(after["pupils"])),
            Line(
                labels.word("count", "unassigned_pupils"),
                labels.pupils(unassigned),
                "danger" if unassigned else "",
            ),
        ]

    def _travel_lines(self, travel: TravelSummary) -> list[Line]:
        limit = travel.limit_s
        over = (
            labels.word("verdict", "no_limit") if limit is None else labels.pupils(travel.over_limit_pupils)
        )
        lines = [
            Line(labels.word("travel", "max_s"), labels.minutes(travel.max_s)),
            Line(labels.word("travel", "p95_s"), labels.minutes(travel.p95_s)),
            Line(labels.word("travel", "mean_s"), labels.minutes(travel.mean_s)),
            Line(
                labels.word("travel", "over_limit_pupils"), over, "danger" if travel.over_limit_pupils else ""
            ),
        ]
        if travel.borderline_pupils:
            lines.append(
                Line(
                    labels.word("travel", "borderline_pupils"),
                    labels.pupils(travel.borderline_pupils),
                    "warn",
                )
            )
        for code in ("unreachable_pupils", "unknown_pupils"):
            count = getattr(travel, code)
            if count:
                lines.append(Line(labels.word("travel", code), labels.pupils(count), "danger"))
        return lines

    def _finding_lines(self, evaluation: Evaluation) -> list[Line]:
        lines = []
        known, whole = findings_at_hand(evaluation)
        counts = Counter((f.force, f.in_baseline) for f in known)
        for force, tone in (("must", "danger"), ("should", "warn"), ("info", "")):
            new, old = counts[force, False], counts[force, True] if whole else "……"
            text = self.tr("方案新增 {new} 条，现状已有 {old} 条").format(new=new, old=old)
            lines.append(Line(labels.word("severity", force), text, tone if new else ""))
        return lines
