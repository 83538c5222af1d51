"""The layers that must be worked out: service areas and catchments, asked for on the map itself."""

from __future__ import annotations

import json
from dataclasses import replace

from PySide6.QtCore import QObject

from app.document import Document
from app.evaluating import outcome_of
from app.jobs import Job
from app.messages import sentence
from app.models.areas import AreaWish, draw_areas
from app.panels.map import MapPanel
from app.selection import Selection
from gis.progress import Progress


class AreaLayers(QObject):
    """Works out what the layers panel of the map asks for, beside the living window; the latest wish wins."""

    def __init__(self, parent: QObject, document: Document, selection: Selection, panel: MapPanel) -> None:
        super().__init__(parent)
        self._document, self._selection, self._map = document, selection, panel
        self._wish = AreaWish()
        self._follows_school = False
        self._school_id = ""
        self._side = "after"
        self._job: Job | None = None
        panel.areas_wanted.connect(self._take_wish)
        panel.areas_cancelled.connect(self.cancel)
        document.plan_changed.connect(self.clear)
        document.evaluated.connect(self.refresh)
        selection.changed.connect(self._follow_selection)

    def set_side(self, side: str) -> None:
        """Show the areas before or after."""
        if side != self._side:
            self._side = side
            self.refresh()

    def clear(self) -> None:
        """Show nothing: another plan is open."""
        self._document.runner.abandon("areas")
        self._wish, self._school_id = AreaWish(), ""
        self._map.show_areas("{}")

    def _take_wish(self, text: str) -> None:
        raw = json.loads(text)
        self._follows_school = raw.pop("of", "all") == "picked"
        self._wish = replace(AreaWish.of(raw), school_id=self._picked())
        self.refresh()

    def _picked(self) -> str:
        return self._school_id if self._follows_school else ""

    def _follow_selection(self, kind: str, thing_id: str) -> None:
        if kind == "school":
            self._school_id = thing_id
            if self._follows_school and self._wish.reach and self._wish.school_id != thing_id:
                self._wish = replace(self._wish, school_id=thing_id)
                self.refresh()

    def cancel(self) -> None:
        """Stop the work under way; what was shown before stays."""
        if self._job is not None:
            self._job.cancel()

    def refresh(self) -> None:
        """Work out what is wanted now."""
        plan, consequence, wish = self._document.plan_with_sites, self._document.consequence, self._wish
        if plan is None or consequence is None:
            return
        if wish.reach and self._follows_school and not wish.school_id:
            wish = replace(wish, reach=False)
            self._map.show_area_progress(-2.0)
        if wish.is_empty:
            self._document.runner.abandon("areas")
            self._map.show_areas("{}")
            return
        outcome, band, side = outcome_of(consequence), consequence.band, self._side

        def work(progress: Progress) -> str:
            return draw_areas(plan, outcome, wish, band, side, progress)

        self._map.show_area_progress(0.0)
        job = self._document.runner.submit("areas", work, done=self._map.show_areas, failed=self._fail)
        if job is not None:
            job.progressed.connect(lambda share, _: self._map.show_area_progress(share))
            job.cancelled.connect(lambda: self._map.show_area_progress(-1.0))
        self._job = job

    def _fail(self, fault: Exception) -> None:
        self._map.show_areas(json.dumps({"fault": sentence(fault)}, ensure_ascii=False))
