"""The list of scenarios, and the switches of what the map shows."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import labels, theme
from app.document import Document
from app.panels.fields import Section, set_tone
from app.panels.segments import Segments
from app.panels.states import note
from gis.layout import BASELINE, SchoolLock
from gis.model import Band


class ScenarioPanel(QWidget):
    """Left of the map: which scenario, and which view of it."""

    side_chosen = Signal(str)
    colouring_chosen = Signal(str)

    def __init__(self, document: Document, actions: list[QAction], cards: list[QAction]) -> None:
        super().__init__()
        self.setObjectName("side")
        self._document, self._compares = document, False
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("方案列表"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._activate)
        self.state = note(name="value")
        self._band = Segments(self.tr("年级段"), [(band.value, self._short(band)) for band in Band])
        self._band.chosen.connect(lambda code: document.show_band(Band(code)))
        self._band.show_choice(document.band.value)
        self._side = Segments(self.tr("前后"), [("before", self.tr("现状")), ("after", self.tr("方案"))])
        self._side.chosen.connect(self.side_chosen)
        self._colouring = Segments(
            self.tr("底色"), [("catchment", self.tr("片区")), ("time", self.tr("路程"))]
        )
        self._colouring.chosen.connect(self.colouring_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.size("medium"),) * 4)
        layout.setSpacing(theme.size("small"))
        layout.addLayout(self._head(actions))
        layout.addWidget(self.list, 1)
        layout.addWidget(self.state)
        buttons = QVBoxLayout()
        buttons.setSpacing(theme.size("tiny"))
        for action in cards:
            buttons.addWidget(self._card_button(action))
        layout.addLayout(buttons)
        layout.addWidget(Section(self.tr("年级段"), self._band))
        layout.addWidget(Section(self.tr("前后对照"), self._side))
        layout.addWidget(Section(self.tr("底色"), self._colouring))
        self.show_side("after")
        self.show_colouring("catchment")
        document.band_changed.connect(lambda: self._band.show_choice(document.band.value))
        document.plan_changed.connect(self._refill)
        document.scenarios_changed.connect(self._refill)
        for signal in (document.evaluated, document.evaluation_failed):
            signal.connect(self._show_state)
        self._refill()

    def _head(self, actions: list[QAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        heading = QLabel(self.tr("方案"))
        heading.setObjectName("heading")
        row.addWidget(heading, 1)
        for action in actions:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setIconSize(QSize(theme.size("icon"), theme.size("icon")))
            button.setAccessibleName(action.text())
            row.addWidget(button)
        return row

    def _card_button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setObjectName("wide")
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(theme.size("icon"), theme.size("icon")))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button

    @staticmethod
    def _short(band: Band) -> str:
        first, _, last = band.grades
        return f"{first}—{last}"

    def enable_switches(self, *, enabled: bool) -> None:
        """Allow the switches of what the map shows: where two scenarios differ, they say nothing."""
        for switch in (self._band, self._colouring):
            switch.setEnabled(enabled)
        self._compares = not enabled
        self._allow_sides()

    def _allow_sides(self) -> None:
        self._side.setEnabled(self._document.active != BASELINE and not self._compares)

    def show_side(self, side: str) -> None:
        """Show whether the map shows the baseline or the scenario."""
        self._side.show_choice(side)

    def show_colouring(self, colouring: str) -> None:
        """Show what the fills of the map mean."""
        self._colouring.show_choice(colouring)

    def _refill(self) -> None:
        document = self._document
        self.list.blockSignals(True)
        self.list.clear()
        for name in (BASELINE, *(document.plan.scenarios if document.plan else ())):
            item = QListWidgetItem(labels.scenario_name(name))
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setToolTip(self._hint(name))
            self.list.addItem(item)
            if name == document.active:
                self.list.setCurrentItem(item)
        self._show_state()
        self.list.blockSignals(False)
        self._allow_sides()

    def _show_state(self) -> None:
        """Say how far the active scenario has come, unless it is complete."""
        state = self._document.standing.scenario if self._document.active != BASELINE else None
        told = state is not None and state.value != "complete"
        self.state.setVisible(told)
        if told and state is not None:
            word = labels.word("scenario_state", state.value)
            drafts = sum(one.state.value == "draft" for one in self._document.standing.decisions.values())
            open_ones = list(self._document.whole_scenario.locks.schools.values()).count(SchoolLock.UNDECIDED)
            blocked = sum(one.state.value == "blocked" for one in self._document.standing.decisions.values())
            told_blocked = self.tr("，不能成立 {count} 项").format(count=blocked) if blocked else ""
            told_drafts = self.tr("，草稿 {count} 项").format(count=drafts) if drafts else ""
            told_open = self.tr("，暂不决定 {count} 所").format(count=open_ones) if open_ones else ""
            self.state.setText(word + told_blocked + told_drafts + told_open)
            set_tone(self.state, "danger" if blocked else "warn")

    def _hint(self, name: str) -> str:
        if name == BASELINE or self._document.plan is None:
            return self.tr("文件里的实际就读情况，不可改动")
        scenario = self._document.plan.scenarios[name]
        return self.tr("{name}：{count} 项决定，{roads} 处道路改动").format(
            name=name, count=len(scenario.decisions), roads=len(scenario.network_edits)
        )

    def _activate(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._document.activate(item.data(Qt.ItemDataRole.UserRole))
