"""Field copies in the window: taking out, bringing back, and the panel that a field copy opens with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from app import messages
from app.panels.field import FieldPanel

if TYPE_CHECKING:
    from app.main_window import MainWindow

PANEL_HEIGHT = 330


class FieldWork(QObject):
    """Knows whether the open plan is a field copy, and shows the panel for it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._document = window, window.document
        self.panel = FieldPanel(window.document, window.selection, window.map, window.settings)
        area = Qt.DockWidgetArea.RightDockWidgetArea
        self.dock = window.add_dock("field", self.tr("外业"), self.panel, area)
        self.dock.hide()
        window.document.plan_changed.connect(self._follow_plan)

    @property
    def is_field_copy(self) -> bool:
        """Whether the open plan is a field copy."""
        from gis.io.field.marker import is_field_copy

        plan = self._document.plan
        return plan is not None and is_field_copy(plan)

    def _follow_plan(self) -> None:
        self.dock.setVisible(self.is_field_copy)
        if self.is_field_copy:
            self._window.resizeDocks([self.dock], [PANEL_HEIGHT], Qt.Orientation.Vertical)

    def check_out(self) -> None:
        """Ask for an area and write a field copy."""
        from app.dialogs.field_checkout import FieldCheckoutDialog

        if self.is_field_copy:
            text = self.tr("打开的已经是外业副本。请打开局里的计划再签出。")
            messages.tell(self._window, self.tr("签出外业副本"), text)
        elif self._document.plan is not None:
            window, selection = self._window, self._window.selection
            school_id = selection.thing_id if selection.kind == "school" else ""
            FieldCheckoutDialog.ask(window, self._document, window.settings, window.map.extent, school_id)

    def merge_back(self) -> None:
        """Ask for a field copy and merge what the user chooses."""
        from app.dialogs.field_merge import FieldMergeDialog

        if self.is_field_copy:
            text = self.tr("打开的是外业副本。请先打开局里的计划，再把副本并回去。")
            messages.tell(self._window, self.tr("并回外业副本"), text)
        elif self._document.plan is not None:
            window = self._window
            FieldMergeDialog.ask(window, self._document, window.selection, window.settings)
