"""What the user has picked: one school or one settlement; map, tables and card all follow it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """The picked thing; ``kind`` is "school", "settlement" or "" for nothing."""

    changed = Signal(str, str)
    zoom_wanted = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kind = ""
        self.thing_id = ""

    def pick(self, kind: str, thing_id: str, *, zoom: bool = False) -> None:
        """Pick a thing, and bring it into view if asked."""
        if (kind, thing_id) != (self.kind, self.thing_id):
            self.kind, self.thing_id = kind, thing_id
            self.changed.emit(kind, thing_id)
        if zoom and kind:
            self.zoom_wanted.emit(kind, thing_id)

    def clear(self) -> None:
        """Pick nothing."""
        self.pick("", "")
