"""Blank tables to fill in, and a ledger made of yearly statistics: files that a plan starts from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app import labels, messages
from app.jobs import JobRunner, Policy, Work
from app.settings import Settings
from gis.progress import Progress

WORKBOOKS = "Excel (*.xlsx *.xls *.ods)"
LEDGER = "Excel (*.xlsx)"


class TableFiles(QObject):
    """Asks for the files, does the work in the background, and says what was written."""

    def __init__(self, window: QWidget, runner: JobRunner, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._runner, self._settings = window, runner, settings

    def ask_templates(self) -> None:
        """Write the blank tables into a folder that the user picks."""
        folder = QFileDialog.getExistingDirectory(
            self._window, self.tr("空白表格放在哪个文件夹"), self._settings.folder
        )
        if folder:
            self.write_templates(Path(folder))

    def write_templates(self, folder: Path) -> None:
        """Write the blank tables into a folder."""

        def work(progress: Progress) -> list[Path]:
            from gis.io.templates import write_templates

            return write_templates(folder)

        def done(paths: list[Path]) -> None:
            text = self.tr("在“{folder}”里写好 {count} 张空白表格，表头上方有说明和示例。")
            self._tell(text.format(folder=folder.name, count=len(paths)))

        self._run(work, done)

    def ask_ledger(self) -> None:
        """Make a ledger of the yearly workbooks that the user picks."""
        chosen, _ = QFileDialog.getOpenFileNames(
            self._window, self.tr("选统计报表工作簿，一校一册"), self._settings.folder, WORKBOOKS
        )
        if not chosen:
            return
        self._settings.folder = str(Path(chosen[0]).parent)
        proposal = str(Path(self._settings.folder) / self.tr("学校台账.xlsx"))
        target, _ = QFileDialog.getSaveFileName(self._window, self.tr("台账存为"), proposal, LEDGER)
        if target:
            self.write_ledger([Path(path) for path in chosen], Path(target))

    def write_ledger(self, workbooks: list[Path], target: Path) -> None:
        """Make a ledger of yearly workbooks and say what could not be found in them."""

        def work(progress: Progress) -> tuple[int, list[str]]:
            from gis.io.templates import write_template
            from gis.io.yearly import read_yearly

            found = read_yearly(workbooks)
            write_template("schools", target, found.rows)
            return len(found.rows), [str(issue.describe(labels.language())) for issue in found.issues]

        def done(made: tuple[int, list[str]]) -> None:
            rows, open_points = made
            text = self.tr("“{file}”写好 {rows} 条学校记录。报表里没有坐标，请补填后再导入。")
            lines = [text.format(file=target.name, rows=rows), *open_points]
            self._tell("\n".join(lines))

        self._run(work, done)

    def _run(self, work: Work, done: Callable[[Any], None]) -> None:
        def failed(fault: Exception) -> None:
            messages.tell_fault(self._window, self.tr("没有写成"), fault)

        started = self._runner.submit("table_files", work, policy=Policy.EXCLUSIVE, done=done, failed=failed)
        if started is None:
            self._tell(self.tr("另一项任务正在进行，请等它结束。"))

    def _tell(self, text: str) -> None:
        messages.tell(self._window, self.tr("校图"), text)
