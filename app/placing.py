"""Puts a school or settlement on the map by hand: a click, new journeys, one step that can be undone."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app import messages
from app.document import Document
from app.models.tables import school_name
from app.panels.map import MapPanel
from gis.model import Plan


class Placing(QObject):
    """Asks for the place of a thing without position, and takes it over.

    Signals
    -------
    asked
        What the user should do now, "" when nothing is asked any more.
    """

    asked = Signal(str)

    def __init__(self, window: QWidget, document: Document, panel: MapPanel) -> None:
        super().__init__(window)
        self._window, self._document, self._map = window, document, panel

    def ask(self, subject_id: str) -> None:
        """Let the next click on the map place a school or settlement."""
        plan = self._document.plan
        if plan is None:
            return
        if self._map.ask_point(lambda lon, lat: self.place(subject_id, lon, lat)):
            self.asked.emit(self.tr("在地图上点出“{name}”的位置").format(name=_name(plan, subject_id)))

    def place(self, subject_id: str, lon: float, lat: float) -> None:
        """Place it there, in the background."""
        from gis.io.handplacing import place_by_hand

        self.asked.emit("")
        plan = self._document.plan
        if plan is None:
            return

        def failed(fault: Exception) -> None:
            messages.tell_fault(self._window, self.tr("没有放置"), fault)

        text = self.tr("放置“{name}”").format(name=_name(plan, subject_id))
        self._document.edit_plan(lambda old: place_by_hand(old, subject_id, lon, lat), text, failed)


def _name(plan: Plan, subject_id: str) -> str:
    if subject_id in plan.settlements.index:
        return str(plan.settlements["name"].loc[subject_id])
    return school_name(plan, subject_id)
