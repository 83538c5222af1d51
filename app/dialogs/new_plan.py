"""A new plan from the files that a bureau has: pick them, read them, look at what is wrong in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app import labels, theme
from app.dialogs.job_dialog import JobDialog
from app.document import DrawnPlan, draw, without_collections
from app.jobs import JobRunner
from app.models.columns import issue_columns
from app.models.frame_model import FrameModel
from app.models.tables import issues_table
from app.panels.states import note
from app.panels.tables import ROW_HEIGHT, tone_colour
from app.settings import Settings
from gis.progress import Progress, part_of

DIALOG_WIDTH, DIALOG_HEIGHT = 760, 480
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class FileField:
    """One file to pick."""

    role: str
    title: str
    kinds: str
    required: bool = True


class NewPlanDialog(JobDialog):
    """Two pages: the files, then what was found in them."""

    def __init__(self, parent: QWidget, runner: JobRunner, settings: Settings) -> None:
        self._settings = settings
        self.drawn: DrawnPlan | None = None
        self._paths: dict[str, QLineEdit] = {}
        self._pages = QStackedWidget()
        super().__init__(parent, runner, "", "")
        self.setWindowTitle(self.tr("从文件新建计划"))
        self.go_button.setText(self.tr("读取文件"))
        self.resize(DIALOG_WIDTH, DIALOG_HEIGHT)
        self._pages.addWidget(self._build_files())
        self._pages.addWidget(self._build_found())
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self.go_button.clicked.connect(self._go)
        self._check()

    @classmethod
    def ask(cls, parent: QWidget, runner: JobRunner, settings: Settings) -> DrawnPlan | None:
        """Return the plan made from the picked files, None if the user did not want one."""
        dialog = cls(parent, runner, settings)
        accepted = dialog.exec() == cls.DialogCode.Accepted
        dialog.deleteLater()
        return dialog.drawn if accepted else None

    def _fields(self) -> list[FileField]:
        tables = self.tr("表格 (*.xlsx *.xls *.csv *.ods)")
        vectors = self.tr("边界 (*.geojson *.json *.gpkg *.shp)")
        roads = self.tr("道路 (*.osm *.osm.gz *.pbf)")
        return [
            FileField("roads", self.tr("道路"), roads),
            FileField("boundary", self.tr("边界"), vectors),
            FileField("schools", self.tr("学校台账"), tables),
            FileField("settlements", self.tr("居民点"), tables),
            FileField("pupils", self.tr("学生（居民点 × 年级）"), tables),
            FileField("attendance", self.tr("就读情况（可空）"), tables, required=False),
            FileField("zones", self.tr("划片（可空）"), tables, required=False),
        ]

    def _build_files(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(theme.size("small"))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(
            note(
                self.tr(
                    "选好前五个文件就能读取。列名不必改，常见的说法都认得；有问题的行会列出来，其余照常读入。"
                )
            )
        )
        for field in self._fields():
            form.addRow(field.title, self._file_row(field))
        self._unit = QLineEdit()
        self._unit.setPlaceholderText(self.tr("空着则取边界文件里的名称，如 鹤山区"))
        form.addRow(self.tr("县（市、区）名称"), self._unit)
        self._year = QSpinBox()
        self._year.setRange(FIRST_YEAR, LAST_YEAR)
        self._year.setSpecialValueText(self.tr("空着则按今天"))
        self._year.valueChanged.connect(self._show_year)
        self._year_words = QLabel()
        self._year_words.setObjectName("note")
        row = QHBoxLayout()
        row.addWidget(self._year)
        row.addWidget(self._year_words, 1)
        form.addRow(self.tr("学年（秋季起始年）"), row)
        return page

    def _file_row(self, field: FileField) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        path = QLineEdit()
        path.setAccessibleName(field.title)
        path.textChanged.connect(self._check)
        pick = QPushButton(self.tr("选择……"))
        pick.setAccessibleName(self.tr("选择{what}文件").format(what=field.title))
        pick.setAutoDefault(False)
        pick.clicked.connect(lambda: self._pick(field, path))
        row.addWidget(path, 1)
        row.addWidget(pick)
        self._paths[field.role] = path
        return box

    def _pick(self, field: FileField, target: QLineEdit) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, field.title, self._settings.folder, field.kinds)
        if chosen:
            self._settings.folder = str(Path(chosen).parent)
            target.setText(chosen)

    def _show_year(self, year: int) -> None:
        self._year_words.setText(labels.school_year(year) if year > FIRST_YEAR else "")

    def _check(self) -> None:
        required = [field.role for field in self._fields() if field.required]
        self.go_button.setEnabled(all(self._paths[role].text().strip() for role in required))

    def _build_found(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        self._summary = note(name="title")
        self._advice = note()
        self._issues = FrameModel(issue_columns(), tone_colour)
        view = QTableView()
        view.setModel(self._issues)
        view.setShowGrid(False)
        view.setWordWrap(True)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        view.horizontalHeader().setStretchLastSection(True)
        self._view = view
        for widget in (self._summary, self._advice):
            layout.addWidget(widget)
        layout.addWidget(view, 1)
        return page

    def fill(self, role: str, path: Path) -> None:
        """Put a file into its field, as the file picker does."""
        self._paths[role].setText(str(path))

    def _go(self) -> None:
        if self.drawn is not None:
            self.accept()
            return
        given = {role: Path(text) for role, field in self._paths.items() if (text := field.text().strip())}
        unit = self._unit.text().strip() or None
        year = self._year.value() if self._year.value() > FIRST_YEAR else None

        @without_collections()
        def work(progress: Progress) -> DrawnPlan:
            from gis.io.importer import import_plan

            plan = import_plan(
                roads=given["roads"], boundary=given["boundary"], schools=given["schools"],
                settlements=given["settlements"], pupils=given["pupils"],
                attendance=given.get("attendance"), zones=given.get("zones"),
                unit_name=unit, school_year=year, progress=part_of(progress, 0.0, 0.95),
            )  # fmt: skip
            progress(0.95, "step_drawing_map")
            return draw(plan)

        self.run_job("import", work, self._show_found)

    def _show_found(self, drawn: DrawnPlan) -> None:
        self.drawn = drawn
        plan = drawn.plan
        text = self.tr("读入 {schools} 所学校（含部、教学点）、{settlements} 个居民点、{pupils}")
        self._summary.setText(
            text.format(
                schools=len(plan.schools),
                settlements=len(plan.settlements),
                pupils=labels.pupils(plan.attendance["pupils"].sum()),
            )
        )
        count = len(plan.issues)
        self._advice.setText(
            self.tr("有 {count} 项问题，列在下面，以后也可在“数据”里看。现在保存，边改边用都行。").format(
                count=count
            )
            if count
            else self.tr("文件里没有发现问题。")
        )
        self._issues.set_frame(issues_table(plan, None))
        self._view.resizeColumnsToContents()
        self._view.setVisible(bool(count))
        self._pages.setCurrentIndex(1)
        self.go_button.setText(self.tr("保存计划……"))
