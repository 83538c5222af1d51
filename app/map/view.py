"""The widget that shows the map. Make it after the window is on screen: its first load takes a second."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QUrl, Qt, Signal
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
from app.map.scheme import ORIGIN, PAGE_PATH, SCHEME, SchemeHandler
from gis.model import Band

log = logging.getLogger(__name__)

# The order in which a fresh page gets what it must show.
REPLAY = ("themeSent", "geometrySent", "bandSent", "sideSent", "viewSent", "propertiesSent", "markSent",
          "selectionSent", "routeSent")


class MapView(QWebEngineView):
    """The map of one window; remembers what it shows, so that a page that starts late or again shows it too.

    Signals
    -------
    ready
        The page takes data (again after a crash of its process).
    schoolClicked, settlementClicked
        With the id; ``groundClicked`` ends a selection.
    bandChosen, sideChosen, viewChosen
        The user turned a switch on the page: "g1_3" …, "before" or "after", "catchment" or "time".
    consoleMessage
        A warning or an error of the page's script.
    """

    ready = Signal()
    schoolClicked = Signal(str)
    settlementClicked = Signal(str)
    groundClicked = Signal()
    bandChosen = Signal(str)
    sideChosen = Signal(str)
    viewChosen = Signal(str)
    consoleMessage = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_ready = False
        self._shown: dict[str, tuple[str, ...]] = {}
        self.bridge = MapBridge(self)
        page = _MapPage(_profile(), self)
        channel = QWebChannel(page)
        channel.registerObject("bridge", self.bridge)
        page.setWebChannel(channel)
        page.renderProcessTerminated.connect(self._restart)
        page.messageLogged.connect(self.consoleMessage)
        self.setPage(page)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAcceptDrops(False)
        self._connect_bridge()
        self.load(QUrl(ORIGIN + PAGE_PATH))

    def _connect_bridge(self) -> None:
        bridge = self.bridge
        bridge.ready.connect(self._on_ready)
        bridge.schoolClicked.connect(self._on_school)
        bridge.settlementClicked.connect(self._on_settlement)
        bridge.groundClicked.connect(self._on_ground)
        bridge.bandChosen.connect(self._on_band)
        bridge.sideChosen.connect(self._on_side)
        bridge.viewChosen.connect(self._on_view)

    @property
    def is_ready(self) -> bool:
        """Whether the page takes data now."""
        return self._is_ready

    # ---- what to show

    def show_plan(self, geometry: Mapping[str, Any] | str, *, mark: str = "", attribution: str = "") -> None:
        """Show another plan's geometry (``gis.report.layers.geometry_layers``, or its JSON text)."""
        for stale in ("propertiesSent", "selectionSent", "routeSent"):
            self._shown.pop(stale, None)
        self._send("geometrySent", _json(geometry))
        self._send("markSent", mark, attribution)

    def show_properties(self, properties: Mapping[str, Any] | str) -> None:
        """Show what an edit changed (``MapLayers.properties``, or its JSON text)."""
        self._send("propertiesSent", _json(properties))

    def clear(self) -> None:
        """Show the empty state."""
        self.show_plan({})

    def select_school(self, school_id: str) -> None:
        """Light up a school's catchment."""
        self._send("selectionSent", "school", school_id)

    def select_settlement(self, settlement_id: str) -> None:
        """Show where a settlement's pupils go."""
        self._send("selectionSent", "settlement", settlement_id)

    def clear_selection(self) -> None:
        """End the selection."""
        self._send("selectionSent", "", "")

    def set_band(self, band: Band | str) -> None:
        """Show one age band."""
        self._send("bandSent", Band(band).value)

    def set_side(self, side: str) -> None:
        """Show the state "before" (baseline) or "after" (scenario)."""
        self._send("sideSent", side)

    def set_view(self, view: str) -> None:
        """Show "catchment" (who belongs to which school) or "time" (travel time)."""
        self._send("viewSent", view)

    def set_theme(self, tokens: Mapping[str, str]) -> None:
        """Take the colours of a theme (a table of ``resources/theme.toml``)."""
        self._send("themeSent", _json(tokens))

    def show_route(self, geometry: Mapping[str, Any] | None) -> None:
        """Draw one way (GeoJSON geometry in degrees), or none."""
        self._send("routeSent", json.dumps(geometry))

    def fit(self) -> None:
        """Show the whole county."""
        if self._is_ready:
            self.bridge.fitSent.emit()

    # ---- the page's life

    def _send(self, signal: str, *values: str) -> None:
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
            self.load(QUrl(ORIGIN + PAGE_PATH))

    def _on_school(self, school_id: str) -> None:
        self._shown["selectionSent"] = ("school", school_id)
        self.schoolClicked.emit(school_id)

    def _on_settlement(self, settlement_id: str) -> None:
        self._shown["selectionSent"] = ("settlement", settlement_id)
        self.settlementClicked.emit(settlement_id)

    def _on_ground(self) -> None:
        self._shown["selectionSent"] = ("", "")
        self.groundClicked.emit()

    def _on_band(self, band: str) -> None:
        self._shown["bandSent"] = (band,)
        self.bandChosen.emit(band)

    def _on_side(self, side: str) -> None:
        self._shown["sideSent"] = (side,)
        self.sideChosen.emit(side)

    def _on_view(self, view: str) -> None:
        self._shown["viewSent"] = (view,)
        self.viewChosen.emit(view)


class _MapPage(QWebEnginePage):
    """A page that goes nowhere else and opens nothing."""

    messageLogged = Signal(str)

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
        self, url: QUrl, kind: QWebEnginePage.NavigationType, is_main_frame: bool
    ) -> bool:
        """Allow the map page only (Qt's name)."""
        return is_main_frame and url.toString() == ORIGIN + PAGE_PATH

    def javaScriptConsoleMessage(
        self, level: QWebEnginePage.JavaScriptConsoleMessageLevel, message: str, line: int, source: str
    ) -> None:
        """Log what the script complains about (Qt's name)."""
        if level != QWebEnginePage.JavaScriptConsoleMessageLevel.InfoMessageLevel:
            text = f"{source}:{line}: {message}"
            log.warning("map page: %s", text)
            self.messageLogged.emit(text)


class _OwnFilesOnly(QWebEngineUrlRequestInterceptor):
    """Blocks every request that is not for the program's own files."""

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Judge one request (Qt's name)."""
        if info.requestUrl().scheme() not in (SCHEME.decode(), "data", "blob"):
            info.block(True)


def _profile() -> QWebEngineProfile:
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


def _json(value: Mapping[str, Any] | str) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
