"""A sealed version for public notice: its name and folder, then the copy and its SHA-256 to publish."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app import labels
from app.dialogs.job_dialog import JobDialog
from app.document import Document
from app.panels.states import note
from app.plan_file import Holding
from app.settings import Settings
from gis.model import Plan
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.io.sealing import SealedCopy

DIALOG_WIDTH = 600


class SealDialog(JobDialog):
    """Asks for name and folder, writes the sealed version, and shows what to publish."""

    def __init__(self, parent: QWidget, document: Document, settings: Settings) -> None:
        super().__init__(parent, document.runner, "", "")
        self.setWindowTitle(self.tr("封存版本"))
        self.go_button.setText(self.tr("封存"))
        self._document, self._settings = document, settings
        self.sealed: SealedCopy | None = None
        year = document.plan.meta.school_year if document.plan else 0
        self.name = QLineEdit(self.tr("公示稿 {year}").format(year=labels.school_year(year)))
        self.folder = QLineEdit(str(Path(settings.folder) / self.tr("封存")))
        pick = QPushButton(self.tr("选择……"))
        pick.setAutoDefault(False)
        pick.clicked.connect(self._pick)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(pick)
        self._made = note()
        self._made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._made.hide()
        form = QFormLayout(self.body)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("名称"), self.name)
        form.addRow(self.tr("文件夹"), row)
        form.addRow(note(self.tr("封存版是当前计划的副本：只读、带校验值，写成后不再更换，封存一事记入操作记录。")))
        form.addRow(note(self.tr("计划里有按村、按年级的学生数：公示时请公布校验值和公开版成果，不要公开文件本身。")))
        form.addRow(self._made)
        self.setMinimumWidth(DIALOG_WIDTH)
        self.go_button.clicked.connect(self.go)

    @classmethod
    def ask(cls, parent: QWidget, document: Document, settings: Settings) -> None:
        """Show the dialog."""
        dialog = cls(parent, document, settings)
        dialog.exec()
        dialog.deleteLater()

    def _pick(self) -> None:
        title = self.tr("封存版放在哪个文件夹")
        chosen = QFileDialog.getExistingDirectory(self, title, self._settings.folder)
        if chosen:
            self.folder.setText(chosen)

    def go(self) -> None:
        """Write the sealed version; pressed again when it is there, close."""
        document, name, folder = self._document, self.name.text().strip(), self.folder.text().strip()
        plan, path = document.plan, document.path
        if self.sealed is not None:
            self.accept()
            return
        if plan is None or path is None or not name or not folder:
            self.show_fault(self.tr("请填写名称和文件夹。"))
            return
        log, index = document.open_log(), document.undo_stack.index()

        file = document.file

        def work(progress: Progress) -> tuple[SealedCopy, Plan, Holding]:
            progress(0.1, "step_saving_plan")
            copy, recorded = log.sealed(plan, path, name, Path(folder), file.mark)
            return copy, recorded, file.hold(path)

        def done(made: tuple[SealedCopy, Plan, Holding]) -> None:
            file.take(made[2])
            document.keep_saved(made[1], path, index)
            self._show_sealed(made[0])

        self.run_job("seal", work, done)

    def _show_sealed(self, sealed: SealedCopy) -> None:
        self.sealed = sealed
        text = self.tr("已封存：{path}\nSHA-256：{digest}")
        self._made.setText(text.format(path=sealed.path, digest=sealed.sha256))
        self._made.show()
        for field in (self.name, self.folder):
            field.setReadOnly(True)
        self.cancel_button.hide()
        self.go_button.setText(self.tr("完成"))
        self.adjustSize()
