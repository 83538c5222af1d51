"""Promises about villages: groups that stay together, lines not to be crossed; one undoable step each."""

from __future__ import annotations

import json
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.dialogs.pick_settlements import PickSettlementsDialog
from app.document import Document
from app.panels.map import MapPanel
from gis.layout import BASELINE, NoCrossing

SHAPES = ("line", "area")
DRAWN = "any"  # the page's hints for a drawing that is no change to the roads


class Promising(QObject):
    """Joins the card of the scenario, the map and the document.

    Signals
    -------
    asked
        What the user should do now, "" when nothing is asked any more.
    """

    asked = Signal(str)

    def __init__(self, window: QWidget, document: Document, panel: MapPanel) -> None:
        super().__init__(window)
        self._window, self._document, self._map = window, document, panel
        self._scenario = ""

    def ask_group(self) -> None:
        """Ask for settlements whose pupils must get the same school, by grade."""
        plan = self._document.plan
        if plan is None or self._document.active == BASELINE:
            return
        hint = self.tr("选两个以上的村：同一年级的学生须去同一所学校。方案没有做到的，会列在问题里。")
        given = PickSettlementsDialog.ask(self._window, plan, self.tr("约定同校的村"), hint, least=2)
        if given is not None:
            locks = self._document.scenario.locks
            others = tuple(one for one in locks.together if set(one) != set(given[1]))
            self._document.set_locks(replace(locks, together=(*others, given[1])), self.tr("约定同校的村"))

    def draw_line(self) -> None:
        """Let the user draw what must not be crossed."""
        if self._document.plan is None or self._document.active == BASELINE:
            return
        self._scenario = self._document.active
        if self._map.ask_shape(DRAWN, SHAPES, self.take_shape, self._drop):
            self.asked.emit(self.tr("在地图上沿不得跨越的路或河画线"))
        else:
            self.asked.emit(self.tr("地图还没有准备好，请稍候再画。"))

    def _drop(self) -> None:
        self.asked.emit("")
        self._map.end_shape()

    def take_shape(self, geometry: str) -> None:
        """Ask whose pupils must not cross what was drawn, and what it is called."""
        from shapely.geometry import shape

        from gis.network.editshapes import plain_wkt

        plan = self._document.plan
        self.asked.emit("")
        if plan is not None and self._document.active == self._scenario:
            drawn = shape(json.loads(geometry))
            hint = self.tr("选出村：它们的学生上学不得跨越所画的路、河；能绕就绕，绕不开即无路可达。")
            title = self.tr("不得跨越的路、河")
            given = PickSettlementsDialog.ask(self._window, plan, title, hint, least=1, named=True)
            if given is not None and drawn.is_valid and not drawn.is_empty:
                self.promise(NoCrossing(given[0], plain_wkt(drawn), given[1]))
        self._map.end_shape()

    def promise(self, line: NoCrossing) -> None:
        """Add a line, or put it in the place of one of the same name."""
        locks = self._document.scenario.locks
        others = tuple(one for one in locks.no_crossing if one.name != line.name)
        text = self.tr("不得跨越：{name}").format(name=line.name)
        self._document.set_locks(replace(locks, no_crossing=(*others, line)), text)
