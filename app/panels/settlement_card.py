"""The card of the picked settlement: which grade goes to which school, how, and how long it takes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app import labels, theme
from app.document import Document
from app.models.consequence import Line
from app.models.tables import VERDICT_TONE, school_name
from app.panels.fields import Lines, Section
from app.panels.late import LatePanel
from app.panels.states import note


class SettlementCard(LatePanel):
    """Answers a parent's question: which school for grade three of our village?"""

    place_wanted = Signal(str)
    journey_wanted = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.settlement_id = ""
        self._title = note(name="title")
        self._place = note()
        self._before, self._after = Lines(), Lines()
        self._after_section = Section(self.tr("方案"), self._after)
        self._place_button = QPushButton(self.tr("没有位置：在地图上放置……"))
        self._place_button.clicked.connect(lambda: self.place_wanted.emit(self.settlement_id))
        self._journey_button = QPushButton(self.tr("看路线"))
        self._journey_button.clicked.connect(lambda: self.journey_wanted.emit(self.settlement_id))
        body = QWidget()
        body.setObjectName("card")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(*(theme.size("medium"),) * 4)
        layout.setSpacing(theme.size("medium"))
        layout.addWidget(self._title)
        layout.addWidget(self._place)
        layout.addWidget(self._place_button)
        layout.addWidget(Section(self.tr("现状"), self._before))
        layout.addWidget(self._after_section)
        layout.addWidget(self._journey_button)
        layout.addWidget(note(self.tr("时间为村点到校门的单程。")))
        layout.addStretch()
        self.setWidget(body)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_settlement(self, settlement_id: str) -> None:
        """Show another settlement."""
        self.settlement_id = settlement_id
        self.refresh()

    def refresh(self) -> None:
        """Show what the document now says about the settlement."""
        plan, consequence = self._document.plan, self._document.consequence
        if plan is None or consequence is None or self.settlement_id not in plan.settlements.index:
            return
        settlement = plan.settlements.loc[self.settlement_id]
        self._title.setText(str(settlement["name"]))
        self._place.setText(str(settlement["township"]))
        self._place_button.setVisible(plan.settlements.geometry.loc[self.settlement_id] is None)
        self._journey_button.setVisible(self._place_button.isHidden())
        self._before.show_lines(self._lines("before"))
        self._after.show_lines(self._lines("after"))
        self._after_section.heading.setText(labels.scenario_name(consequence.scenario.name))
        self._after_section.setVisible(consequence.scenario.name != "baseline")

    def _lines(self, when: str) -> list[Line]:
        plan, consequence = self._document.plan_with_sites, self._document.consequence
        assert plan is not None
        assert consequence is not None
        flows = consequence.evaluation.flows
        flows = flows[flows["settlement_id"] == self.settlement_id].sort_values("grade")
        if flows.empty:
            return [Line(self.tr("学生"), labels.pupils(0))]
        lines = []
        for row in flows.to_dict("records"):
            school = school_name(plan, row[f"school_{when}"]) or self.tr("未能安排")
            way = f"{labels.word('mode', row[f'mode_{when}'])} {labels.minutes(row[f'seconds_{when}'])}"
            verdict = str(row[f"verdict_{when}"])
            shown = f" · {labels.word('verdict', verdict)}" if verdict in VERDICT_TONE else ""
            tone = VERDICT_TONE.get(verdict, "" if row[f"school_{when}"] else "danger")
            label = f"{labels.grade(row['grade'])} {labels.pupils(row['pupils'])}"
            lines.append(Line(label, f"{school} · {way}{shown}", tone))
        return lines
