"""The dialogs of the menus: each is loaded when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app import labels, messages

if TYPE_CHECKING:
    from app.dialogs.why import WhyDialog
    from app.main_window import MainWindow


class WindowDialogs(QObject):
    """Asks what the window's menus ask, and hands the answer on."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.why_dialog: WhyDialog | None = None

    def make_report(self) -> None:
        """Ask for a folder and print the active scenario."""
        from app.dialogs.report import ReportDialog

        was_dirty = self._window.document.dirty
        made = ReportDialog.ask(self._window, self._window.document, self._window.settings)
        if made:
            if self._window.document.dirty and not was_dirty:
                self._window.files.save()  # nothing but the entry about these results
            self._window.results.show_made(made)
            self._window.steps.go_to("results")

    def seal(self) -> None:
        """Ask for a name and write a sealed version of the saved plan."""
        from app.dialogs.seal import SealDialog

        if self._window.document.is_sealed:
            text = self.tr("这个文件本身就是封存版；请打开它所出自的计划。")
            messages.tell(self._window, self.tr("封存版本"), text)
        elif self._window.document.dirty or self._window.document.path is None:
            messages.tell(self._window, self.tr("封存版本"), self.tr("请先保存计划：封存的是已保存的内容。"))
        else:
            SealDialog.ask(self._window, self._window.document, self._window.settings)

    def show_history(self) -> None:
        """Show the log of the plan."""
        from app.dialogs.history import HistoryDialog

        HistoryDialog.ask(self._window, self._window.document.history, self._window.settings)

    def show_travel_parameters(self) -> None:
        """Show the numbers that journeys rest on, for changing."""
        from app.dialogs.travel_parameters import TravelParametersDialog

        TravelParametersDialog.ask(self._window, self._window.document)

    def explain_figure(self, path: str, title: str) -> None:
        """Show how a figure came about, in a window that stays open beside this one."""
        from app.dialogs.why import WhyDialog

        if self.why_dialog is None:
            self.why_dialog = WhyDialog(self._window, self._window.document)
        self.why_dialog.open_figure(path, title)

    def explain_headline(self, code: str) -> None:
        """Show how one of the four figures came about."""
        self.explain_figure(f"headline.{code}.after", labels.word("headline", code))

    def show_about(self) -> None:
        """Say what the program is and whose work is in it."""
        from app.dialogs.about import AboutDialog

        AboutDialog.ask(self._window)

    def show_help(self) -> None:
        """Show how the program is used."""
        from app.dialogs.usage import UsageDialog

        UsageDialog.ask(self._window)
