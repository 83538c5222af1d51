"""The map in the middle: made late, fed by the document, in step with selection and switches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import labels, messages
from app.document import Document
from app.models.pins import pins_of
from app.models.promise_shapes import promises_json
from app.models.road_edits import edit_rows, edits_json
from app.panels.states import StatefulPanel
from app.selection import Selection
from app.theme import Theme
from gis.errors import PlanningError
from gis.model import Band
from gis.progress import Progress

if TYPE_CHECKING:
    from app.map.view import MapView

PLAN_DELAY_MS = 20  # first the window is drawn once


class MapPanel(StatefulPanel):
    """Holds the map view; ``start`` makes it once the window is on screen (its first load takes a second)."""

    side_chosen = Signal(str)
    view_chosen = Signal(str)
    areas_wanted = Signal(str)
    areas_cancelled = Signal()
    edit_clicked = Signal(str)
    settings_wanted = Signal()
    site_moved = Signal(str, float, float)
    ready = Signal()

    def __init__(self, document: Document, selection: Selection) -> None:
        self._holder = QWidget()
        QVBoxLayout(self._holder).setContentsMargins(0, 0, 0, 0)
        super().__init__(self._holder)
        self._document, self._selection = document, selection
        self._theme: Theme | None = None
        self.view: MapView | None = None
        self._difference = "null"
        self._is_starting = False
        # a moment later: a county's geometry takes its time to hand over, and so does all else that follows
        self._soon = QTimer(self, singleShot=True, interval=PLAN_DELAY_MS)
        self._soon.timeout.connect(self._show_plan)
        document.plan_changed.connect(self._soon.start)
        document.plan_edited.connect(self._show_edited)
        document.evaluated.connect(self._show_consequence)
        document.scenarios_changed.connect(self._show_edits)
        document.season_changed.connect(self._show_edits)
        document.evaluation_failed.connect(self._show_fault)
        selection.changed.connect(self._show_selection)
        selection.zoom_wanted.connect(self._zoom)
        self.show_state(self.tr("正在准备地图……"))

    def start(self) -> None:
        """Make the map view; its page is prepared beside the living window."""
        if self.view is None and not self._is_starting:
            self._is_starting = True
            self._document.runner.submit("map", _prepare_page, done=self._make_view, failed=self._no_map)
            self._document.runner.submit("engine", _load_engine, done=_go_on, failed=_go_on)

    def _no_map(self, fault: Exception) -> None:
        self._is_starting = False
        self.show_state(self.tr("地图没有打开"), messages.sentence(fault), self.tr("重试"), self.start)

    def _make_view(self, _: object) -> None:
        from app.map.view import MapView

        view = MapView(self._holder)
        view.setAccessibleName(self.tr("地图"))
        layout = self._holder.layout()
        assert layout is not None
        layout.addWidget(view)
        self.view = view
        view.ready.connect(self._page_ready)
        view.school_clicked.connect(lambda school_id: self._selection.pick("school", school_id))
        view.settlement_clicked.connect(lambda thing_id: self._selection.pick("settlement", thing_id))
        view.ground_clicked.connect(self._selection.clear)
        view.band_chosen.connect(lambda band: self._document.show_band(Band(band)))
        view.edit_clicked.connect(self.edit_clicked)
        view.side_chosen.connect(self.side_chosen)
        view.view_chosen.connect(self.view_chosen)
        view.areas_wanted.connect(self.areas_wanted)
        view.areas_cancelled.connect(self.areas_cancelled)
        view.site_moved.connect(self.site_moved)
        if self._theme is not None:
            self.set_theme(self._theme)
        self._show_plan()
        self._show_consequence()
        view.show_difference(self._difference)

    def _page_ready(self) -> None:
        self.show_content()
        self.ready.emit()

    def _show_plan(self) -> None:
        plan = self._document.plan
        if self.view is None:
            return
        if plan is None:
            self.view.clear()
        else:
            # the mark stands above the map for the whole window, not a second time in the map
            self.view.show_plan(self._document.geometry_json, attribution=plan.meta.attribution)
        self._show_edits()
        self._show_pins()

    def _show_pins(self) -> None:
        plan = self._document.plan
        if self.view is not None:
            self.view.show_pins(pins_of(plan) if plan is not None else [])

    def _show_edits(self) -> None:
        """Draw the changes to the roads at once; the stretches that they mean come with the consequence."""
        document = self._document
        if self.view is not None:
            rows = edit_rows(document.scenario, document.season, None) if document.plan else []
            self.view.show_edits(edits_json(rows))
            plan = document.plan
            self.view.show_promises(promises_json(plan, document.whole_scenario.locks) if plan else "null")

    def _show_edited(self, is_redrawn: bool) -> None:
        if is_redrawn:
            self._soon.start()
        else:
            self._show_pins()

    def show_difference(self, drawing_json: str) -> None:
        """Draw where two scenarios differ ("null" = the plan again); a map that comes later draws it, too."""
        self._difference = drawing_json
        if self.view is not None:
            self.view.show_difference(drawing_json)

    def put_back(self) -> None:
        """Show the schools where they stand: what was dragged could not be moved."""
        self._show_consequence()

    def _show_consequence(self) -> None:
        consequence = self._document.consequence
        if self.view is None or consequence is None:
            return
        self.view.set_band(consequence.band)
        self.view.show_properties(consequence.layers_json)
        self.view.show_edits(consequence.edits_json)
        if self.view.is_ready:
            self.show_content()

    def _show_fault(self, fault: Exception) -> None:
        if isinstance(fault, PlanningError):  # a decision or a base has to be mended first
            text, way = messages.sentence(fault), self.tr("查看方案设定")
            self.show_state(self.tr("没有算出结果"), text, way, self.settings_wanted.emit)
            return
        self.show_state(
            self.tr("没有算出结果"), messages.sentence(fault), self.tr("重新计算"), self._document.evaluate
        )

    def _show_selection(self, kind: str, thing_id: str) -> None:
        if self.view is None:
            return
        self.view.select(kind, thing_id)

    def _zoom(self, kind: str, thing_id: str) -> None:
        if self.view is not None:
            self.view.zoom_to(kind, thing_id)

    def light_up(self, school_id: str) -> None:
        """Show where a school is, whatever card is open."""
        if self.view is not None:
            self.view.select("school", school_id)
            self.view.zoom_to("school", school_id)

    def show_place(self, lon: float, lat: float) -> None:
        """Bring a place that is neither school nor settlement into view (degrees)."""
        if self.view is not None:
            self.view.zoom_to_point(lon, lat)

    @property
    def extent(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of what is in view (degrees), None without a map or without a plan."""
        return self.view.extent if self.view is not None and self._document.plan is not None else None

    def ask_point(self, take: Callable[[float, float], object]) -> bool:
        """Let the next click on the map name a place (degrees); False if there is no map to click on."""
        if self.view is None or not self.view.is_ready:
            return False
        self.view.ask_point(take)
        return True

    def cancel_point(self) -> None:
        """Ask for no place any more."""
        if self.view is not None:
            self.view.cancel_point()

    def ask_shape(
        self,
        kind: str,
        shapes: Sequence[str],
        take: Callable[[str], object],
        drop: Callable[[], object],
    ) -> bool:
        """Let the user draw on the map (see ``MapView.ask_shape``); False if there is no map to draw on."""
        if self.view is None or not self.view.is_ready:
            return False
        self.view.ask_shape(kind, shapes, take, drop)
        return True

    def end_shape(self) -> None:
        """Ask for no shape any more, and take away what was drawn."""
        if self.view is not None:
            self.view.end_shape()

    def choose_edit(self, edit_id: str, *, zoom: bool = False) -> None:
        """Light up a change to the roads ("" = none), and bring it into view if wanted."""
        if self.view is not None:
            self.view.choose_edit(edit_id)
            if zoom:
                self.view.zoom_to("edit", edit_id)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.view is not None:
            self.view.set_theme(theme.colours)

    def set_side(self, side: str) -> None:
        """Show the baseline ("before") or the scenario ("after")."""
        if self.view is not None:
            self.view.set_side(side)

    def set_view(self, view: str) -> None:
        """Show the catchments ("catchment") or the journeys ("time")."""
        if self.view is not None:
            self.view.set_view(view)

    def show_route(self, drawing_json: str) -> None:
        """Draw the way of one journey ("null" = none)."""
        if self.view is not None:
            self.view.show_route(drawing_json)

    def show_areas(self, drawing_json: str) -> None:
        """Draw service areas and catchments ("{}" = none)."""
        if self.view is not None:
            self.view.show_areas(drawing_json)

    def show_area_progress(self, share: float) -> None:
        """Say how far the work for them is; see :meth:`MapView.show_area_progress`."""
        if self.view is not None:
            self.view.show_area_progress(share)

    def fit(self) -> None:
        """Show the whole county."""
        if self.view is not None:
            self.view.fit()


def _go_on(outcome: object) -> None:
    """Nothing to do: whoever searches first loads what is not loaded yet, and says what went wrong."""


def _load_engine(progress: Progress) -> None:
    """Load the compiled search while the page loads: later it would hold the window up for a moment."""
    import gis.network.placekernel  # noqa: F401


def _prepare_page(progress: Progress) -> None:
    """Make the page, which is then at hand: its library takes most of a second to come in."""
    from app.map.page import page_html

    page_html(labels.language())
