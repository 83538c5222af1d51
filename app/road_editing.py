"""Changes to the roads of a scenario: drawn on the map, told in the form, taken over as one undoable step."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app import messages
from app.document import Document
from app.models.road_edits import kind_word
from app.panels.map import MapPanel
from app.panels.road_edits import RoadEditsPanel
from gis.errors import PlanningError
from gis.layout import BASELINE, NetworkEdit, NetworkEditKind, Scenario
from gis.progress import Progress

# The shapes that a kind can be drawn in, the usual one first; gis.network.editfaults says which can be used.
SHAPES = {
    NetworkEditKind.CLOSE: ("point", "line", "area"),
    NetworkEditKind.ADD: ("line",),
    NetworkEditKind.SPEED: ("point", "line", "area"),
    NetworkEditKind.DANGER: ("line", "point", "area"),
    NetworkEditKind.BARRIER: ("line", "area"),
}
FIRST_CLASS = "path"


class RoadEditing(QObject):
    """Joins the panel of the changes, the map and the document.

    Signals
    -------
    asked
        What keeps the user from drawing, "" when nothing does.
    """

    asked = Signal(str)

    def __init__(
        self, window: QWidget, document: Document, panel: RoadEditsPanel, map_panel: MapPanel
    ) -> None:
        super().__init__(window)
        self._window, self._document, self.panel, self._map = window, document, panel, map_panel
        self._draft: NetworkEdit | None = None
        self._scenario = ""  # the name of the one that the draft is for
        panel.kind_wanted.connect(self.draw)
        panel.edit_wanted.connect(self.open)
        panel.delete_wanted.connect(self.delete)
        panel.zoom_wanted.connect(self.show_on_map)
        panel.drawing_dropped.connect(self.drop)
        panel.form.confirmed.connect(self.confirm)
        panel.form.dropped.connect(self.drop)
        panel.form.redraw_wanted.connect(self._draw_again)
        map_panel.edit_clicked.connect(panel.light_up)
        document.scenarios_changed.connect(self._leave_if_elsewhere)
        document.plan_changed.connect(self.drop)

    # --- drawing ------------------------------------------------------------------------------------

    def draw(self, kind: NetworkEditKind) -> None:
        """Let the user draw a new change."""
        if self._document.plan is None or self._document.active == BASELINE:
            return
        road_class = FIRST_CLASS if kind is NetworkEditKind.ADD else ""
        self._ask(NetworkEdit(str(uuid4()), kind, "", "", road_class=road_class))

    def _draw_again(self) -> None:
        self._ask(self.panel.form.edit())

    def _ask(self, draft: NetworkEdit) -> None:
        shapes = SHAPES[draft.kind]
        self._draft, self._scenario = draft, self._document.active
        if self._map.ask_shape(draft.kind.value, shapes, self._take_shape, self._no_shape):
            self.asked.emit("")
            self.panel.show_list()
            self.panel.show_drawing(True)
        else:
            self.asked.emit(self.tr("地图还没有准备好，请稍候再画。"))

    def _take_shape(self, geometry: str) -> None:
        from shapely.geometry import shape

        if self._draft is not None:
            self._show_form(replace(self._draft, wkt=shape(json.loads(geometry)).wkt))

    def _no_shape(self) -> None:
        draft = self._draft
        if draft is not None and draft.wkt:
            self._show_form(draft)
        else:
            self.drop()

    # --- the form -----------------------------------------------------------------------------------

    def open(self, edit_id: str) -> None:
        """Open the form about a change that is there."""
        edit = next((one for one in self._document.scenario.network_edits if one.edit_id == edit_id), None)
        if edit is not None:
            self._map.end_shape()
            self._scenario = self._document.active
            self._map.choose_edit(edit_id)
            self._show_form(edit)

    def _show_form(self, edit: NetworkEdit) -> None:
        self._draft = edit
        self.panel.show_drawing(False)
        self.panel.form.wait(False)
        self.panel.form.fill(edit, self.panel.buttons[edit.kind].text(), self._document.seasons)
        self.panel.show_form()

    def drop(self) -> None:
        """Forget what was drawn and not confirmed."""
        self._draft = None
        self._map.end_shape()
        self.panel.show_list()

    def confirm(self, edit: NetworkEdit) -> None:
        """Look at a change in the background, and take it over unless it cannot be made."""
        document = self._document
        plan = document.plan
        if plan is None:
            return
        scenario = document.scenario
        self.panel.form.wait(True)

        def work(progress: Progress) -> Scenario:
            from gis.planning.scenario import set_network_edit

            return set_network_edit(scenario, edit, boundary=plan.boundary)

        def done(changed: Scenario) -> None:
            self.panel.form.wait(False)
            if document.plan is None or self._draft is None or document.active != scenario.name:
                return
            if document.scenario is not scenario:
                self.confirm(edit)  # something else of the scenario was changed meanwhile
                return
            self._take(changed, edit)

        document.runner.submit("road_edit", work, done=done, failed=self._refuse)

    def _refuse(self, fault: Exception) -> None:
        self.panel.form.wait(False)
        if isinstance(fault, PlanningError):
            self.panel.form.show_refusal(messages.sentence(fault))
        else:
            messages.tell_fault(self._window, self.tr("没有改动"), fault)

    def _take(self, changed: Scenario, edit: NetworkEdit) -> None:
        if changed != self._document.scenario:
            text = self.tr("{kind}：{name}").format(kind=kind_word(edit.kind), name=edit.name)
            # what was just confirmed is looked at: its time of year is shown with it
            self._document.replace_scenario(changed, text, season=edit.season or None)
        QTimer.singleShot(0, self, self.drop)  # one step later, so that the window can breathe

    # --- what is there ------------------------------------------------------------------------------

    def delete(self, edit_id: str) -> None:
        """Take a change away; undo brings it back."""
        from gis.planning.scenario import clear_network_edit

        scenario = self._document.scenario
        name = next((edit.name for edit in scenario.network_edits if edit.edit_id == edit_id), "")
        text = self.tr("删除道路改动“{name}”").format(name=name)
        self._document.replace_scenario(clear_network_edit(scenario, edit_id), text)

    def show_on_map(self, edit_id: str) -> None:
        """Bring a change into view and light it up."""
        self.panel.light_up(edit_id)
        self._map.choose_edit(edit_id, zoom=True)

    def _leave_if_elsewhere(self) -> None:
        if self._draft is not None and self._document.active != self._scenario:
            self.drop()
