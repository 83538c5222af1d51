"""The widget that shows the map. Make it after the window is on screen: its first load takes a second."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QLocale, Qt, QUrl, Signal
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import (
    QWebEngineDownloadRequest,
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QWidget

from app.map.bridge import MapBridge
from app.map.page import page_html
from app.map.scheme import ORIGIN, PAGE_PATHS, SCHEME, SchemeHandler
from gis.model import Band

log = logging.getLogger(__name__)
Extent = tuple[float, float, float, float]

# The order in which a fresh page gets what it must show.
REPLAY = ("switches_sent", "theme_sent", "mark_sent", "geometry_sent", "band_sent", "side_sent", "view_sent",
          "properties_sent", "selection_sent", "areas_sent", "route_sent", "pins_sent", "edits_sent",
          "edit_sent", "promises_sent", "difference_sent", "asking_sent", "sketch_sent")


class MapView(QWebEngineView):
    """The map of one window, in the language of the default locale.

    Remembers what it shows, so that a page that starts late or again shows it too.

    Parameters
    ----------
    switches
        Whether the page has its own switches for side, age band and view; without them the window sets these.

    Signals
    -------
    ready
        The page takes data (again after a crash of its process).
    school_clicked, settlement_clicked
        With the id; ``ground_clicked`` ends a selection.
    edit_clicked
        A change to the roads, by its id.
    areas_wanted, areas_cancelled
        The layers that are to be worked out (JSON), or no longer.
    band_chosen, side_chosen, view_chosen
        The user turned a switch on the page: "g1_3" …, "before" or "after", "catchment" or "time".
    site_moved
        A planned school was dragged: its id, longitude and latitude.
    console_message
        A warning or an error of the page's script.
    """

    ready = Signal()
    school_clicked = Signal(str)
    settlement_clicked = Signal(str)
    ground_clicked = Signal()
    edit_clicked = Signal(str)
    band_chosen = Signal(str)
    side_chosen = Signal(str)
    view_chosen = Signal(str)
    areas_wanted = Signal(str)
    areas_cancelled = Signal()
    site_moved = Signal(str, float, float)
    console_message = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, switches: bool = False) -> None:
        super().__init__(parent)
        self._is_ready = False
        self._take_point: Callable[[float, float], object] | None = None
        self._take_shape: Callable[[str], object] | None = None
        self._drop_shape: Callable[[], object] | None = None
        self._extent: Extent | None = None
        self._shown: dict[str, tuple[str | bool, ...]] = {"switches_sent": (switches,)}
        self.bridge = MapBridge(self)
        page = _MapPage(map_profile(), self)
        channel = QWebChannel(page)
        channel.registerObject("bridge", self.bridge)
        page.setWebChannel(channel)
        page.renderProcessTerminated.connect(self._restart)
        page.message_logged.connect(self.console_message)
        self.setPage(page)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(False)
        self._connect_bridge()
        self._address = QUrl(f"{ORIGIN}/{'en' if _speaks_english() else 'zh'}.html")
        self.load(self._address)

    def _connect_bridge(self) -> None:
        bridge = self.bridge
        bridge.ready.connect(self._on_ready)
        bridge.school_clicked.connect(self._on_school)
        bridge.settlement_clicked.connect(self._on_settlement)
        bridge.ground_clicked.connect(self._on_ground)
        bridge.point_picked.connect(self._on_point)
        bridge.edit_clicked.connect(self.edit_clicked)
        bridge.sketched.connect(self._on_sketched)
        bridge.sketch_dropped.connect(self._on_sketch_dropped)
        bridge.areas_wanted.connect(self.areas_wanted)
        bridge.areas_cancelled.connect(self.areas_cancelled)
        bridge.moved.connect(self._on_moved)
        bridge.site_moved.connect(self.site_moved)
        bridge.band_chosen.connect(self._on_band)
        bridge.side_chosen.connect(self._on_side)
        bridge.view_chosen.connect(self._on_view)

    @property
    def is_ready(self) -> bool:
        """Whether the page takes data now."""
        return self._is_ready

    @property
    def extent(self) -> Extent | None:
        """West, south, east and north of what is in view (degrees), None before it is known."""
        return self._extent

    # ---- what to show

    def show_plan(self, geometry: Mapping[str, Any] | str, *, mark: str = "", attribution: str = "") -> None:
        """Show another plan's geometry (``gis.report.layers.geometry_layers``, or its JSON text)."""
        for stale in ("properties", "selection", "route", "areas", "edits", "edit", "promises", "difference"):
            self._shown.pop(f"{stale}_sent", None)
        self._send("geometry_sent", _json(geometry))
        self._send("mark_sent", mark, attribution)

    def show_properties(self, properties: Mapping[str, Any] | str) -> None:
        """Show what an edit changed (``MapLayers.properties``, or its JSON text)."""
        self._send("properties_sent", _json(properties))

    def clear(self) -> None:
        """Show the empty state."""
        self.show_plan({})

    def select(self, kind: str, thing_id: str) -> None:
        """Light up a "school" or a "settlement"; "" ends the selection."""
        self._send("selection_sent", kind, thing_id)

    def zoom_to(self, kind: str, thing_id: str) -> None:
        """Bring a "school", a "settlement" or an "edit" (a change to the roads) into view."""
        if self._is_ready:
            self.bridge.zoom_sent.emit(kind, thing_id)

    def zoom_to_point(self, lon: float, lat: float) -> None:
        """Bring a place into view and ring it (degrees)."""
        self.zoom_to("point", f"{lon:.6f},{lat:.6f}")

    def set_band(self, band: Band | str) -> None:
        """Show one age band."""
        self._send("band_sent", Band(band).value)

    def set_side(self, side: str) -> None:
        """Show the state "before" (baseline) or "after" (scenario)."""
        self._send("side_sent", side)

    def set_view(self, view: str) -> None:
        """Show "catchment" (who belongs to which school) or "time" (travel time)."""
        self._send("view_sent", view)

    def set_theme(self, tokens: Mapping[str, str]) -> None:
        """Take the colours of a theme (a table of ``resources/theme.toml``)."""
        self._send("theme_sent", _json(tokens))

    def show_route(self, route: Mapping[str, Any] | str | None) -> None:
        """Draw one way, or none: ``parts`` (``kind``, GeoJSON ``geometry`` in degrees), ``label``, ``at``."""
        self._send("route_sent", "null" if route is None else _json(route))

    def show_areas(self, drawing: str) -> None:
        """Draw service areas and catchments (JSON text of ``app.models.areas.draw_areas``; "{}" = none)."""
        self._send("areas_sent", drawing)

    def show_area_progress(self, share: float) -> None:
        """Say how far the work for them is: 0 to 1, -1 = cancelled, -2 = no school is picked."""
        if self._is_ready:
            self.bridge.area_progress_sent.emit(share)

    def show_pins(self, pins: Sequence[Mapping[str, Any]]) -> None:
        """Mark places where something was seen: ``lon``, ``lat`` (degrees), ``kind``, ``lines`` of text."""
        self._send("pins_sent", json.dumps(list(pins), ensure_ascii=False))

    def ask_point(self, take: Callable[[float, float], object]) -> None:
        """Let the next click on the map name a place; ``take`` gets longitude and latitude, once."""
        if "sketch_sent" in self._shown:
            self._on_sketch_dropped()
            self.end_shape()
        self._take_point = take
        self._send("asking_sent", True)

    def cancel_point(self) -> None:
        """Ask for no place any more: clicks select again."""
        self._take_point = None
        self._send("asking_sent", False)

    def show_edits(self, edits: str) -> None:
        """Draw a scenario's changes to the roads (JSON text of ``app.models.road_edits``)."""
        self._send("edits_sent", edits)

    def show_promises(self, promises: str) -> None:
        """Draw what a scenario has promised (JSON of ``app.models.promise_shapes``; "null" = nothing)."""
        self._send("promises_sent", promises)

    def show_difference(self, difference: str) -> None:
        """Draw where two scenarios differ (JSON of ``app.models.difference``; "null" = the plan again)."""
        self._send("difference_sent", difference)

    def choose_edit(self, edit_id: str) -> None:
        """Light up one change to the roads; "" ends it."""
        self._send("edit_sent", edit_id)

    def ask_shape(
        self,
        kind: str,
        shapes: Sequence[str],
        take: Callable[[str], object],
        drop: Callable[[], object],
    ) -> None:
        """Let the user draw on the map.

        Parameters
        ----------
        kind
            What it is for: the page has hints of its own for the kinds of changes to the roads.
        shapes
            "point", "line", "area": those that may be drawn, the first one is offered.
        take
            Gets the GeoJSON geometry (text, degrees), once; it stays on the page until :meth:`end_shape`.
        drop
            Called if the user does not want to.
        """
        self.cancel_point()
        self._take_shape, self._drop_shape = take, drop
        self._send("sketch_sent", json.dumps({"kind": kind, "shapes": list(shapes)}))
        self.setFocus()

    def end_shape(self) -> None:
        """Ask for no shape any more, and take away what was drawn."""
        self._take_shape = self._drop_shape = None
        self._send("sketch_sent", "null")
        self._shown.pop("sketch_sent")

    def fit(self) -> None:
        """Show the whole county."""
        if self._is_ready:
            self.bridge.fit_sent.emit()

    # ---- the page's life

    def _send(self, signal: str, *values: str | bool) -> None:
        self._shown[signal] = values
        if self._is_ready:
            getattr(self.bridge, signal).emit(*values)

    def _on_ready(self) -> None:
        self._is_ready = True
        for signal in REPLAY:
            if signal in self._shown:
                getattr(self.bridge, signal).emit(*self._shown[signal])
        self.ready.emit()

    def _restart(self, status: QWebEnginePage.RenderProcessTerminationStatus, exit_code: int) -> None:
        self._is_ready = False
        if status != QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            log.warning("map page stopped (%s, exit code %d); loading it again", status.name, exit_code)
            self.load(self._address)

    def _on_school(self, school_id: str) -> None:
        self._shown["selection_sent"] = ("school", school_id)
        self.school_clicked.emit(school_id)

    def _on_settlement(self, settlement_id: str) -> None:
        self._shown["selection_sent"] = ("settlement", settlement_id)
        self.settlement_clicked.emit(settlement_id)

    def _on_ground(self) -> None:
        self._shown["selection_sent"] = ("", "")
        self.ground_clicked.emit()

    def _on_point(self, lon: float, lat: float) -> None:
        self._shown["asking_sent"] = (False,)
        take, self._take_point = self._take_point, None
        if take is not None:
            take(lon, lat)

    def _on_sketched(self, shape: str) -> None:
        take, self._take_shape = self._take_shape, None
        self._shown.pop("sketch_sent", None)
        if take is not None:
            take(shape)

    def _on_sketch_dropped(self) -> None:
        drop = self._drop_shape
        self._take_shape = self._drop_shape = None
        self._shown.pop("sketch_sent", None)
        if drop is not None:
            drop()

    def _on_moved(self, west: float, south: float, east: float, north: float) -> None:
        self._extent = (west, south, east, north) if west < east and south < north else None

    def _on_band(self, band: str) -> None:
        self._shown["band_sent"] = (band,)
        self.band_chosen.emit(band)

    def _on_side(self, side: str) -> None:
        self._shown["side_sent"] = (side,)
        self.side_chosen.emit(side)

    def _on_view(self, view: str) -> None:
        self._shown["view_sent"] = (view,)
        self.view_chosen.emit(view)


class _MapPage(QWebEnginePage):
    """A page that goes nowhere else and opens nothing."""

    message_logged = Signal(str)

    def __init__(self, profile: QWebEngineProfile, parent: QWidget) -> None:
        super().__init__(profile, parent)
        settings = self.settings()
        for attribute in (
            QWebEngineSettings.WebAttribute.LocalContentCanAccessRemoteUrls,
            QWebEngineSettings.WebAttribute.LocalContentCanAccessFileUrls,
            QWebEngineSettings.WebAttribute.JavascriptCanOpenWindows,
            QWebEngineSettings.WebAttribute.PdfViewerEnabled,
            QWebEngineSettings.WebAttribute.LocalStorageEnabled,
        ):
            settings.setAttribute(attribute, False)

    def acceptNavigationRequest(
        self, url: QUrl | str, kind: QWebEnginePage.NavigationType, is_main_frame: bool
    ) -> bool:
        """Allow the map page only (Qt's name)."""
        return is_main_frame and QUrl(url).toString() in {ORIGIN + path for path in PAGE_PATHS}

    def javaScriptConsoleMessage(
        self, level: QWebEnginePage.JavaScriptConsoleMessageLevel, message: str, line: int, source: str
    ) -> None:
        """Log what the script complains about (Qt's name)."""
        if level != QWebEnginePage.JavaScriptConsoleMessageLevel.InfoMessageLevel:
            text = f"{source}:{line}: {message}"
            log.warning("map page: %s", text)
            self.message_logged.emit(text)


class _OwnFilesOnly(QWebEngineUrlRequestInterceptor):
    """Blocks every request that is not for the program's own files."""

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Judge one request (Qt's name)."""
        if info.requestUrl().scheme() not in (SCHEME.decode(), "data", "blob"):
            info.block(True)


def map_profile() -> QWebEngineProfile:
    """Return the one off-the-record profile; it belongs to the application and outlives every page."""
    application = QApplication.instance()
    assert application is not None
    known = application.findChild(QWebEngineProfile, "map")
    if known is not None:
        return known
    profile = QWebEngineProfile(application)
    profile.setObjectName("map")
    profile.installUrlSchemeHandler(SCHEME, SchemeHandler(page_html, profile))
    profile.setUrlRequestInterceptor(_OwnFilesOnly(profile))
    profile.downloadRequested.connect(QWebEngineDownloadRequest.cancel)
    return profile


def _speaks_english() -> bool:
    return QLocale().language() == QLocale.Language.English


def _json(value: Mapping[str, Any] | str) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
