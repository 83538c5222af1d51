"""Taking a field copy out: which part of the county, what goes along, by whom, into which file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from app import messages
from app.dialogs.area_box import AreaBox, Extent
from app.dialogs.job_dialog import JobDialog
from app.document import Document
from app.panels.states import note
from app.settings import Settings
from gis.errors import InputError
from gis.model import Plan
from gis.progress import Progress
from gis.resources import load_toml

DIALOG_WIDTH = 560
SUFFIX = ".gpkg"


class FieldCheckoutDialog(JobDialog):
    """Writes a part of the open plan as a plan file of its own."""

    def __init__(
        self,
        parent: QWidget,
        document: Document,
        settings: Settings,
        extent: Extent | None = None,
        school_id: str = "",
    ) -> None:
        super().__init__(parent, document.runner, "", "")
        self.setWindowTitle(self.tr("签出外业副本"))
        self.go_button.setText(self.tr("签出"))
        assert document.plan is not None
        self._plan: Plan = document.plan
        self._settings = settings
        self.written: Path | None = None
        self.area = AreaBox(self._plan, extent, school_id)
        self.layers = {
            "roads": QCheckBox(self.tr("道路")),
            "pupils": QCheckBox(self.tr("学生数（村 × 年级 × 学校的合计）")),
            "scenarios": QCheckBox(self.tr("方案")),
            "issues": QCheckBox(self.tr("待处理的问题")),
        }
        for box in self.layers.values():
            box.setChecked(True)
        self.author = QLineEdit()
        self.author.setPlaceholderText(self.tr("由谁带出"))
        self.path = QLineEdit(str(Path(settings.folder) / self.tr("外业副本.gpkg")))
        self._lay_out()
        self.go_button.clicked.connect(self.go)

    def _lay_out(self) -> None:
        pick = QPushButton(self.tr("选择……"))
        pick.setAutoDefault(False)
        pick.clicked.connect(self._pick)
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(pick)
        form = QFormLayout(self.body)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(
            note(
                self.tr(
                    "副本在笔记本上不联网就能打开。在外记下的位置、说明、照片、道路和步行时间不改动数字，"
                    "并回以后由您逐项取舍。范围外 {km:g} 公里以内的学校、居民点和道路一并带上；"
                    "没有位置的跟着本乡镇走。"
                ).format(km=load_toml("schemas", "field.toml")["area"]["margin_m"] / 1000)
            )
        )
        form.addRow(self.tr("范围"), self.area)
        form.addRow(self.tr("带上"), self.layers["roads"])
        for name in ("pupils", "scenarios", "issues"):
            form.addRow("", self.layers[name])
        form.addRow(self.tr("签出人"), self.author)
        form.addRow(self.tr("文件"), row)
        self.resize(DIALOG_WIDTH, self.sizeHint().height())

    @classmethod
    def ask(
        cls,
        parent: QWidget,
        document: Document,
        settings: Settings,
        extent: Extent | None = None,
        school_id: str = "",
    ) -> Path | None:
        """Return the file that was written, None if the user did not want any.

        Parameters
        ----------
        extent
            What the map shows: west, south, east, north (degrees).
        school_id
            The school that is selected: proposed where the area is to be around schools.
        """
        dialog = cls(parent, document, settings, extent, school_id)
        dialog.exec()
        dialog.deleteLater()
        return dialog.written

    def _pick(self) -> None:
        kinds = self.tr("校图计划 (*.gpkg)")
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("外业副本存为"), self.path.text(), kinds,
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if chosen:
            self.path.setText(chosen)

    def go(self) -> None:
        """Write the copy."""
        text = self.path.text().strip()
        if not text:
            self.show_fault(self.tr("请选一个文件。"))
            return
        path = Path(text)
        path = path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)
        try:
            plan, area = self._plan, self.area.read()
        except InputError as fault:
            self.show_fault(messages.sentence(fault))
            return
        layers = [name for name, box in self.layers.items() if box.isChecked()]
        author = self.author.text().strip()

        def work(progress: Progress) -> Path:
            from gis.io.field import check_out

            progress(0.1, "step_saving_plan")
            if path.exists():
                raise InputError("field_copy_exists", path=str(path))
            check_out(plan, path, area=area, layers=layers, author=author)
            return path

        self.run_job("field", work, self._written)

    def _written(self, path: Path) -> None:
        self.written = path
        self._settings.folder = str(path.parent)
        self.accept()
