"""The typed door between the window and the map page."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot


class MapBridge(QObject):
    """Registered as ``bridge`` on the page's web channel.

    The ``…Sent`` signals go to the page (geometry, properties, theme and route as JSON text), the slots are
    called by it and come out as the other signals.
    """

    geometrySent = Signal(str)
    propertiesSent = Signal(str)
    selectionSent = Signal(str, str)
    bandSent = Signal(str)
    sideSent = Signal(str)
    viewSent = Signal(str)
    themeSent = Signal(str)
    markSent = Signal(str, str)
    routeSent = Signal(str)
    fitSent = Signal()

    ready = Signal()
    schoolClicked = Signal(str)
    settlementClicked = Signal(str)
    groundClicked = Signal()
    bandChosen = Signal(str)
    sideChosen = Signal(str)
    viewChosen = Signal(str)

    @Slot()
    def pageReady(self) -> None:
        """The page is connected and takes data."""
        self.ready.emit()

    @Slot(str)
    def clickSchool(self, school_id: str) -> None:
        """The user clicked a school."""
        self.schoolClicked.emit(school_id)

    @Slot(str)
    def clickSettlement(self, settlement_id: str) -> None:
        """The user clicked a settlement or its ground."""
        self.settlementClicked.emit(settlement_id)

    @Slot()
    def clickGround(self) -> None:
        """The user ended the selection."""
        self.groundClicked.emit()

    @Slot(str)
    def chooseBand(self, band: str) -> None:
        """The user switched the age band on the page."""
        self.bandChosen.emit(band)

    @Slot(str)
    def chooseSide(self, side: str) -> None:
        """The user switched between before and after on the page."""
        self.sideChosen.emit(side)

    @Slot(str)
    def chooseView(self, view: str) -> None:
        """The user switched between catchments and travel times on the page."""
        self.viewChosen.emit(view)
