"""What can be done about an issue: see the place, open the file, accept it with a reason, mark it fixed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QToolButton

from app import messages
from app.document import Document
from app.models.tables import NO_ISSUE
from app.panels.tables import TablePage
from app.settings import Settings
from gis.errors import PlanningError
from gis.model import Issue, IssueState

LIST_KINDS = "Excel (*.xlsx);;CSV (*.csv)"


class IssueActions(QObject):
    """The menu of the table of issues; every change of a state is one undoable step."""

    place_wanted = Signal(float, float)

    def __init__(self, page: TablePage, document: Document, settings: Settings) -> None:
        super().__init__(page)
        self._page, self._document, self._settings = page, document, settings
        self.menu = QMenu(page)
        self.menu.aboutToShow.connect(self._refill)
        button = QToolButton()
        button.setText(self.tr("处理"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip(self.tr("对选中的问题：看地图、看所在行、打开文件、认可、改正；导出清单"))
        button.setMenu(self.menu)
        page.add_to_bar(button)
        page.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        page.view.customContextMenuRequested.connect(self._open_menu)
        page.view.doubleClicked.connect(lambda _: self.look())

    # --- the menu -----------------------------------------------------------------------------------

    def _open_menu(self, at: QPoint) -> None:
        self.menu.exec(self._page.view.viewport().mapToGlobal(at))

    def _refill(self) -> None:
        self.menu.clear()
        issue = self.issue()
        self._add(self.tr("在地图上看"), self.show_place, enabled=self._spot() is not None)
        has_row = issue is not None and bool(issue.file) and issue.row is not None
        self._add(self.tr("查看所在行……"), self.show_rows, enabled=has_row)
        self._add(self.tr("打开所在文件"), self.open_file, enabled=self._file() is not None)
        self.menu.addSeparator()
        for state, text in (
            (IssueState.ACCEPTED, self.tr("认可，说明理由……")),
            (IssueState.FIXED, self.tr("标为已改正")),
            (IssueState.PROBLEM, self.tr("重新列为待处理")),
        ):
            enabled = issue is not None and (issue.state != state)
            self._add(text, partial(self.ask_state, state), enabled=enabled)
        self.menu.addSeparator()
        self._add(self.tr("导出问题清单……"), self.ask_export, enabled=self._document.plan is not None)

    def _add(self, text: str, function: Callable[[], object], *, enabled: bool) -> None:
        action = self.menu.addAction(text)
        action.setEnabled(enabled)
        action.triggered.connect(lambda _=False: function())

    # --- what is selected ---------------------------------------------------------------------------

    def issue(self) -> Issue | None:
        """Return the issue of the selected row; None for no row, and for a row that is a finding."""
        rows = self._page.view.selectionModel().selectedRows()
        plan = self._document.plan
        if plan is None or not rows:
            return None
        position = int(self._page.model.value_at(rows[0].row(), "issue"))
        return None if position == NO_ISSUE else plan.issues[position]

    def _spot(self) -> tuple[float, float] | None:
        issue = self.issue()
        if issue is None:
            return None
        try:
            return float(issue.values["lon"]), float(issue.values["lat"])
        except (KeyError, ValueError):
            return None

    def _places(self) -> list[Path]:
        """Return where the file of the issue may lie: where files were last picked, and beside the plan."""
        issue = self.issue()
        if issue is None or not issue.file:
            return []
        folders = [Path(self._settings.folder)]
        if self._document.path is not None:
            folders.append(self._document.path.parent)
        return [folder / Path(issue.file).name for folder in folders]

    def _file(self) -> Path | None:
        return next((place for place in self._places() if place.is_file()), None)

    # --- doing --------------------------------------------------------------------------------------

    def look(self) -> None:
        """Show the place of the issue, or its row in the file where it has none."""
        if self._spot() is not None:
            self.show_place()
        else:
            self.show_rows()

    def show_place(self) -> None:
        """Bring the place that the issue names into view (schools and settlements come by selection)."""
        spot = self._spot()
        if spot is not None:
            self.place_wanted.emit(*spot)

    def show_rows(self) -> None:
        """Show the row of the issue among its neighbours in the file."""
        from app.dialogs.source_rows import SourceRowsDialog

        issue = self.issue()
        if issue is not None and issue.file and issue.row is not None:
            window = self._page.window()
            SourceRowsDialog.ask(window, self._document, self._settings, issue, self._places())

    def open_file(self) -> None:
        """Open the file with the program that the system has for it."""
        path = self._file()
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def ask_state(self, state: IssueState) -> None:
        """Give the issue a state; accepting asks for the reason."""
        reason = ""
        if state is IssueState.ACCEPTED:
            reason, agreed = QInputDialog.getText(
                self._page, self.tr("认可这个问题"), self.tr("为什么可以这样（会写进问题清单）：")
            )
            if not agreed or not reason.strip():
                return
        self.set_state(state, reason.strip())

    def set_state(self, state: IssueState, reason: str = "") -> None:
        """Give the selected issue a state, as one undoable step."""
        from gis.io.issuelist import set_state

        issue, plan = self.issue(), self._document.plan
        if issue is None or plan is None:
            return
        text = {
            IssueState.ACCEPTED: self.tr("认可问题"),
            IssueState.FIXED: self.tr("问题已改正"),
            IssueState.PROBLEM: self.tr("重新列为问题"),
        }[state]
        self._document.edit_issues(set_state(plan, issue, state, reason), text)

    def ask_export(self) -> None:
        """Ask for a file and write the list of issues."""
        plan = self._document.plan
        if plan is None:
            return
        name = self.tr("{unit}问题清单.xlsx").format(unit=plan.meta.unit_name)
        chosen, _ = QFileDialog.getSaveFileName(
            self._page, self.tr("导出问题清单"), str(Path(self._settings.folder) / name), LIST_KINDS
        )
        if chosen:
            self.export(Path(chosen))

    def export(self, path: Path) -> None:
        """Write the list of issues."""
        from gis.io.issuelist import write_issue_list

        assert self._document.plan is not None
        try:
            write_issue_list(self._document.plan, path)
        except (PlanningError, OSError) as fault:
            messages.tell_fault(self._page.window(), self.tr("没有导出"), fault)
