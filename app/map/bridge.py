"""The typed door between the window and the map page."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot


class MapBridge(QObject):
    """Registered as ``bridge`` on the page's web channel.

    The ``…Sent`` signals go to the page (geometry, properties, theme, pins and route as JSON text), the slots
    are called by it and come out as the other signals.
    """

    geometry_sent = Signal(str)
    properties_sent = Signal(str)
    selection_sent = Signal(str, str)
    band_sent = Signal(str)
    side_sent = Signal(str)
    view_sent = Signal(str)
    theme_sent = Signal(str)
    mark_sent = Signal(str, str)
    route_sent = Signal(str)
    switches_sent = Signal(bool)
    zoom_sent = Signal(str, str)
    fit_sent = Signal()
    pins_sent = Signal(str)
    asking_sent = Signal(bool)
    areas_sent = Signal(str)
    area_progress_sent = Signal(float)
    edits_sent = Signal(str)
    edit_sent = Signal(str)
    sketch_sent = Signal(str)
    difference_sent = Signal(str)
    promises_sent = Signal(str)

    ready = Signal()
    school_clicked = Signal(str)
    settlement_clicked = Signal(str)
    ground_clicked = Signal()
    point_picked = Signal(float, float)
    edit_clicked = Signal(str)
    sketched = Signal(str)
    sketch_dropped = Signal()
    areas_wanted = Signal(str)
    areas_cancelled = Signal()
    moved = Signal(float, float, float, float)
    band_chosen = Signal(str)
    side_chosen = Signal(str)
    view_chosen = Signal(str)
    site_moved = Signal(str, float, float)

    @Slot()
    def page_ready(self) -> None:
        """Take note that the page is connected."""
        self.ready.emit()

    @Slot(str)
    def click_school(self, school_id: str) -> None:
        """Pass on a click on a school."""
        self.school_clicked.emit(school_id)

    @Slot(str)
    def click_settlement(self, settlement_id: str) -> None:
        """Pass on a click on a settlement or its ground."""
        self.settlement_clicked.emit(settlement_id)

    @Slot()
    def click_ground(self) -> None:
        """Pass on that the user ended the selection."""
        self.ground_clicked.emit()

    @Slot(float, float)
    def pick_point(self, lon: float, lat: float) -> None:
        """Pass on the place that was asked for, in degrees."""
        self.point_picked.emit(lon, lat)

    @Slot(str)
    def click_edit(self, edit_id: str) -> None:
        """Pass on a click on a change to the roads."""
        self.edit_clicked.emit(edit_id)

    @Slot(str)
    def finish_sketch(self, shape: str) -> None:
        """Pass on the shape that was asked for (GeoJSON geometry in degrees)."""
        self.sketched.emit(shape)

    @Slot()
    def drop_sketch(self) -> None:
        """Pass on that the user does not want to draw."""
        self.sketch_dropped.emit()

    @Slot(float, float, float, float)
    def move(self, west: float, south: float, east: float, north: float) -> None:
        """Pass on what part of the world the page shows now, in degrees."""
        self.moved.emit(west, south, east, north)

    @Slot(str)
    def want_areas(self, wish: str) -> None:
        """Pass on which layers the user wants to be worked out (JSON)."""
        self.areas_wanted.emit(wish)

    @Slot()
    def cancel_areas(self) -> None:
        """Pass on that the user does not want to wait for them."""
        self.areas_cancelled.emit()

    @Slot(str)
    def choose_band(self, band: str) -> None:
        """Pass on the age band chosen on the page."""
        self.band_chosen.emit(band)

    @Slot(str)
    def choose_side(self, side: str) -> None:
        """Pass on "before" or "after", chosen on the page."""
        self.side_chosen.emit(side)

    @Slot(str)
    def choose_view(self, view: str) -> None:
        """Pass on "catchment" or "time", chosen on the page."""
        self.view_chosen.emit(view)

    @Slot(str, float, float)
    def move_site(self, school_id: str, lon: float, lat: float) -> None:
        """Pass on where a planned school was dragged to, in degrees."""
        self.site_moved.emit(school_id, lon, lat)
