"""Schools that a scenario builds: placed by a click, moved, renamed, deleted; each one undoable step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app import messages
from app.dialogs.new_school import NewSchoolDialog
from app.document import Document
from app.evaluating import with_sites
from app.models.tables import school_names
from app.panels.map import MapPanel
from app.selection import Selection
from gis.layout import BASELINE, Decision, LayoutStatus, Scenario, Site
from gis.model import Plan
from gis.progress import Progress

NOWHERE = float("nan")
USUAL_TYPE = "211"


class NewSchools(QObject):
    """Joins map, dialog and document; a site and the decision on it come and go together.

    Signals
    -------
    asked
        What the user should do now, "" when nothing is asked any more.
    refused
        A school could not be moved; the map shows it where it was dragged to.
    """

    asked = Signal(str)
    refused = Signal()

    def __init__(self, window: QWidget, document: Document, selection: Selection, panel: MapPanel) -> None:
        super().__init__(window)
        self._window, self._document, self._selection, self._map = window, document, selection, panel

    # --- where --------------------------------------------------------------------------------------

    def ask_place(self) -> None:
        """Let the next click on the map place a new school."""
        if self._document.plan is not None and self._document.active != BASELINE:
            self._ask(self.place, self.tr("在地图上点出新学校的位置"))

    def ask_other_place(self, school_id: str) -> None:
        """Let the next click on the map move a new school."""
        site = self._document.site(school_id)
        if site is not None:
            text = self.tr("在地图上点出“{name}”的新位置").format(name=site.name)
            self._ask(lambda lon, lat: self.move(school_id, lon, lat), text)

    def _ask(self, take: Callable[[float, float], object], text: str) -> None:
        if self._map.ask_point(take):
            self.asked.emit(text)
        else:
            self.asked.emit(self.tr("地图还没有准备好，请稍候再点。"))

    # --- what ---------------------------------------------------------------------------------------

    def place(self, lon: float, lat: float) -> None:
        """Ask what the school at a place is to be, and add it."""
        self.asked.emit("")
        plan = self._document.plan
        if plan is None or self._document.active == BASELINE:
            return
        number = free_number(plan)
        name = self.tr("拟建学校 {number}").format(number=number)
        site = Site(f"拟建-{number}", name, township_at(plan, lon, lat), USUAL_TYPE, lon, lat)
        given = NewSchoolDialog.ask(
            self._window, site, townships_of(plan), self._taken(plan, site), is_new=True
        )
        if given is not None:
            self.add(given.site, Decision(LayoutStatus.NEW, grades_taught=given.grades))

    def add(self, site: Site, decision: Decision) -> None:
        """Add a new school with its decision."""
        from gis.planning.scenario import set_decision, set_site

        made = set_decision(set_site(self._document.scenario, site), site.school_id, decision)
        self._take(made, self.tr("新建“{name}”").format(name=site.name), site.school_id)

    def move(self, school_id: str, lon: float, lat: float) -> None:
        """Put a new school somewhere else."""
        self.asked.emit("")
        site = self._document.site(school_id)
        if site is not None:
            text = self.tr("“{name}”换位置").format(name=site.name)
            self._replace(replace(site, lon=lon, lat=lat), text)

    def edit(self, school_id: str) -> None:
        """Ask for another name, township or type of a new school."""
        plan, site = self._document.plan, self._document.site(school_id)
        if plan is None or site is None:
            return
        given = NewSchoolDialog.ask(
            self._window, site, townships_of(plan), self._taken(plan, site), is_new=False
        )
        if given is not None and given.site != site:
            self._replace(given.site, self.tr("修改“{name}”").format(name=given.site.name))

    def delete(self, school_id: str) -> None:
        """Take a new school away, with its decision; undo brings both back."""
        from gis.planning.scenario import clear_site

        document, site = self._document, self._document.site(school_id)
        if site is None:
            return
        self._selection.clear()
        text = self.tr("删除“{name}”").format(name=site.name)
        document.replace_scenario(clear_site(document.scenario, school_id), text)

    def _replace(self, site: Site, text: str) -> None:
        from gis.planning.scenario import set_site

        self._take(set_site(self._document.scenario, site), text, site.school_id)

    @staticmethod
    def _taken(plan: Plan, site: Site) -> frozenset[str]:
        sites = [one for scenario in plan.scenarios.values() for one in scenario.sites]
        others = {one.name for one in sites if one.school_id != site.school_id}
        return frozenset(others | set(school_names(plan).values()))

    def _take(self, made: Scenario, text: str, school_id: str) -> None:
        """Search the journeys to the site in the background, then take the scenario over."""
        document, before = self._document, self._document.scenario
        plan = document.plan
        if plan is None:
            return

        def work(progress: Progress) -> None:
            from gis.planning.patches import effective

            with_sites(plan, effective(plan, made))

        def done(_: None) -> None:
            if document.plan is not None and document.active == before.name and document.scenario is before:
                document.replace_scenario(made, text)
                self._selection.pick("school", school_id)

        def failed(fault: Exception) -> None:
            self.refused.emit()
            messages.tell_fault(self._window, self.tr("没有改动"), fault)

        document.runner.submit("new_school", work, done=done, failed=failed)


def free_number(plan: Plan) -> int:
    """Return the first number under which no scenario of a plan builds a school."""
    taken = {site.school_id for scenario in plan.scenarios.values() for site in scenario.sites}
    number = 1
    while f"拟建-{number}" in taken or f"拟建-{number}" in plan.schools.index:
        number += 1
    return number


def townships_of(plan: Plan) -> list[str]:
    """Return the townships of a plan's schools and settlements."""
    both = (*plan.settlements["township"].astype(str), *plan.schools["township"].astype(str))
    return sorted({name for name in both if name})


def township_at(plan: Plan, lon: float, lat: float) -> str:
    """Return the township of the settlement that is nearest to a place, "" if none stands anywhere."""
    points = plan.settlements.geometry
    known = (points.notna() & ~points.is_empty).to_numpy()
    if not known.any():
        return ""
    east = (points[known].x.to_numpy() - lon) * np.cos(np.radians(lat))
    north = points[known].y.to_numpy() - lat
    return str(plan.settlements["township"].to_numpy()[known][int(np.argmin(east**2 + north**2))])
