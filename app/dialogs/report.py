"""The printed plan: which folder, then the job, then the folder opens."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from app import labels
from app.dialogs.job_dialog import JobDialog
from app.document import Document
from app.panels.states import note
from app.settings import Settings
from gis.layout import BASELINE, NetworkEdit
from gis.messages import describe
from gis.model import HistoryEntry
from gis.progress import Progress, part_of
from gis.report.approval import ApprovalRefused
from gis.report.stage import Stage

DIALOG_WIDTH, LIST_HEIGHT = 560, 150


class ReportDialog(JobDialog):
    """Asks for scenario and folder and writes everything into it."""

    def __init__(self, parent: QWidget, document: Document, settings: Settings) -> None:
        super().__init__(parent, document.runner, "", "")
        self.setWindowTitle(self.tr("生成成果"))
        self.go_button.setText(self.tr("生成"))
        self._document, self._settings = document, settings
        self.made: list[Path] = []
        self._scenario = QComboBox()
        plan = document.plan
        for name in (BASELINE, *(plan.scenarios if plan else ())):
            self._scenario.addItem(labels.scenario_name(name), name)
        self._scenario.setCurrentIndex(self._scenario.findData(document.active))
        self._season = QComboBox()
        self._season_note = note()
        self._version = QComboBox()
        self._version.addItem(self.tr("内部版：一校一案、汇总、工作簿，含村和年级的人数"), "internal")
        self._version.addItem(self.tr("公开版：汇总、工作簿，小人数合并或隐去"), "public")
        self.stage = QComboBox()
        self.stage.addItem(self.tr("草稿：每页标明草稿"), Stage.DRAFT.value)
        self.stage.addItem(self.tr("报批稿：五种情形都通过、决定都填完才能生成"), Stage.APPROVAL.value)
        self.obstacles = QPlainTextEdit()
        self.obstacles.setReadOnly(True)
        self.obstacles.setAccessibleName(self.tr("报批前还缺什么"))
        self.obstacles.setMinimumHeight(LIST_HEIGHT)
        self.obstacles.hide()
        self.folder = QLineEdit(str(Path(settings.folder) / self.tr("成果")))
        pick = QPushButton(self.tr("选择……"))
        pick.setAutoDefault(False)
        pick.clicked.connect(self._pick)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(pick)
        self._open_after = QCheckBox(self.tr("生成后打开文件夹"))
        self._open_after.setChecked(True)
        self._form = form = QFormLayout(self.body)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("方案"), self._scenario)
        form.addRow(self.tr("道路改动"), self._season)
        form.addRow("", self._season_note)
        form.addRow(self.tr("版本"), self._version)
        form.addRow(self.tr("文稿"), self.stage)
        form.addRow(self.tr("文件夹"), row)
        form.addRow("", self._open_after)
        form.addRow(self.obstacles)
        form.addRow(note(self.tr("两种版本都另有一个离线网页地图，上面的小人数总是隐去，可以转发。")))
        self.resize(DIALOG_WIDTH, self.height())
        self._offer_seasons()
        self._scenario.currentIndexChanged.connect(self._offer_seasons)
        self._season.currentIndexChanged.connect(self._tell_season)
        self.go_button.clicked.connect(self.go)

    @classmethod
    def ask(cls, parent: QWidget, document: Document, settings: Settings) -> list[Path]:
        """Return the files that were written, none if the user did not want any."""
        dialog = cls(parent, document, settings)
        dialog.exec()
        dialog.deleteLater()
        return dialog.made

    def _edits(self) -> tuple[NetworkEdit, ...]:
        plan = self._document.plan
        return plan.scenario(self._scenario.currentData()).network_edits if plan else ()

    def _offer_seasons(self) -> None:
        """Offer the times of year of the scenario's changes to the roads, first the one in the window."""
        from gis.network.edits import seasons_of

        edits = self._edits()
        with QSignalBlocker(self._season):
            self._season.clear()
            self._season.addItem(self.tr("只计长期"), "")
            for season in seasons_of(edits):
                self._season.addItem(self.tr("长期和{season}").format(season=season), season)
            self._season.setCurrentIndex(max(0, self._season.findData(self._document.season)))
        self._form.setRowVisible(self._season, bool(edits))
        self._form.setRowVisible(self._season_note, bool(edits))
        self._tell_season()
        self._form.activate()
        self.resize(self.width(), self.sizeHint().height())

    def _tell_season(self) -> None:
        from gis.network.edits import edits_in_force

        edits = self._edits()
        used = len(edits_in_force(edits, self._season.currentData()))
        text = self.tr("计入 {used} 处，每份成果上都写明").format(used=used)
        if used < len(edits):
            text += self.tr("；另 {idle} 处在别的时节，未计").format(idle=len(edits) - used)
        self._season_note.setText(text)

    def _pick(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("成果放在哪个文件夹"), self._settings.folder)
        if chosen:
            self.folder.setText(chosen)

    def go(self) -> None:
        """Write the results."""
        plan, folder = self._document.plan, Path(self.folder.text().strip())
        name, version = self._scenario.currentData(), str(self._version.currentData())
        stage = str(self.stage.currentData())
        self.obstacles.hide()
        if plan is None or not self.folder.text().strip():
            self.show_fault(self.tr("请选一个文件夹。"))
            return
        season = str(self._season.currentData())
        known, log = self._document.evaluation_of(name, season, is_final=True), self._document.open_log()

        def work(progress: Progress) -> tuple[list[Path], tuple[HistoryEntry, ...]]:
            from gis.evaluation import evaluate
            from gis.report.bundle import write_reports

            evaluation = known or evaluate(plan, name, season=season, progress=part_of(progress, 0.0, 0.1))
            part = part_of(progress, 0.1, 0.95)
            paths = write_reports(plan, evaluation, folder, version=version, stage=stage, progress=part)
            return list(paths), log.reported(plan, plan.scenario(name), evaluation, paths)

        self.run_job("report", work, self._written)

    def _failed(self, fault: Exception) -> None:
        if not isinstance(fault, ApprovalRefused):
            super()._failed(fault)
            return
        language = labels.language()
        message = describe(fault.code, {**fault.values, "listed": ""}, language)
        self.obstacles.setPlainText("\n".join(f"· {one.words(language)}" for one in fault.obstacles))
        self.obstacles.show()
        self.show_fault(str(message))

    def _written(self, written: tuple[list[Path], tuple[HistoryEntry, ...]]) -> None:
        self.made, history = written
        self._document.log_report(history)
        self._settings.folder = str(Path(self.folder.text()).parent)
        if self._open_after.isChecked():
            QDesktopServices.openUrl(QUrl.fromLocalFile(self.folder.text()))
        self.accept()
