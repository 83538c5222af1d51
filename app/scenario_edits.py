"""New, copied, renamed and deleted scenarios: the names asked for, and the edits made."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app import labels, messages
from app.document import Document
from gis.errors import InputError
from gis.layout import BASELINE, Scenario


class ScenarioEdits(QObject):
    """What the buttons above the list of scenarios do."""

    def __init__(self, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._window = document, window

    def _taken(self, own: str = "") -> frozenset[str]:
        names = self._document.plan.scenarios if self._document.plan else ()
        return frozenset((BASELINE, labels.scenario_name(BASELINE), *names)) - {own}

    def _free_name(self, stem: str) -> str:
        taken, number = self._taken(), 1
        while f"{stem}{number}" in taken:
            number += 1
        return f"{stem}{number}"

    def create(self) -> None:
        """Add an empty scenario: everything is retained."""
        title = self.tr("新建方案")
        name = messages.ask_name(self._window, title, self._free_name(self.tr("方案 ")), self._taken())
        if name:
            self._document.add_scenario(Scenario(name), self.tr("新建方案"))

    def copy(self) -> None:
        """Add a copy of the active scenario; a copy of 现状 is an empty scenario."""
        source = self._document.scenario
        proposal = self._free_name(self.tr("{name} 副本").format(name=labels.scenario_name(source.name)))
        name = messages.ask_name(self._window, self.tr("复制方案"), proposal, self._taken())
        if name:
            self._document.add_scenario(replace(source, name=name), self.tr("复制方案"))

    def rename(self) -> None:
        """Give the active scenario another name."""
        old = self._document.active
        name = messages.ask_name(self._window, self.tr("重命名方案"), old, self._taken(old))
        if name and name != old:
            self._document.rename_scenario(old, name, self.tr("重命名方案"))

    def delete(self) -> None:
        """Delete the active scenario, after asking."""
        name = self._document.active
        scenario = self._document.scenario
        text = self.tr("“{name}”有 {count} 项决定、{roads} 处道路改动。删除后可以撤销。").format(
            name=name, count=len(scenario.decisions), roads=len(scenario.network_edits)
        )
        if messages.confirm(self._window, self.tr("删除方案？"), text, self.tr("删除")):
            try:
                self._document.delete_scenario(name, self.tr("删除方案"))
            except InputError as fault:
                messages.tell_fault(self._window, self.tr("没有删除"), fault)
