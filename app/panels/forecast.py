"""学龄人口预测: the curve of the county or a township, the places, a scenario year by year."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app import labels, messages, theme
from app.document import Document
from app.models.forecast import (
    GAPS,
    SIZES,
    YEARS,
    ForecastView,
    Unit,
    back_test_words,
    curve_of,
    forecast_table,
    has_children,
    note_words,
    peak_words,
    unit_names,
    work_out_forecast,
)
from app.models.forecast_tables import COUNTY
from app.outcome_words import outcome_word
from app.panels.fields import Section
from app.panels.forecast_chart import ForecastChart
from app.panels.segments import Segments
from app.panels.states import StatefulPanel, note
from app.panels.tables import Only, TablePage
from gis.errors import InputError
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.model import Plan

SIDE_WIDTH, UNIT_WIDTH, KIND_WIDTH, STAGE_WIDTH, TABLES_WIDTH = 300, 170, 190, 130, 250
TABLE_HEIGHT = 130


class ForecastPanel(StatefulPanel):
    """Worked out when it is looked at, and again when the scenario or the data change while it is.

    Signals
    -------
    place_wanted
        A school or township of the table is to be shown on the map: its kind and id.
    """

    place_wanted = Signal(str, str)

    def __init__(self, document: Document) -> None:
        self.page = TablePage("forecast", Only("is_only", ""))
        self.chart = ForecastChart()
        body = QWidget()
        super().__init__(body)
        body.setObjectName("card")
        self._document = document
        self._view: ForecastView | None = None
        self._of: tuple[object, object] | None = None
        self._without_children = False
        self._shown = ""
        self.units = QComboBox()
        self.units.setAccessibleName(self.tr("范围"))
        self.units.setFixedWidth(UNIT_WIDTH)
        self.unit_kind = Segments(
            self.tr("按什么预测"), [("township", self.tr("按乡镇")), ("catchment", self.tr("按小学片区"))]
        )
        self.stages = Segments(
            self.tr("学段"), [(one, outcome_word("stage", one)) for one in ("primary", "junior")]
        )
        self.tables = Segments(
            self.tr("表"),
            [(YEARS, self.tr("逐年")), (GAPS, self.tr("学位预警")), (SIZES, self.tr("方案多年"))],
        )
        self.export = QPushButton(self.tr("导出工作簿……"))
        self.export.clicked.connect(self.ask_export)
        self.unit_kind.show_choice("township")
        self.stages.show_choice("primary")
        self.tables.show_choice(YEARS)
        self.peak, self.tested, self.notes, self.about = (note(name="value"), note(), note(), note())
        self._lay_out(body)
        self.units.activated.connect(lambda: self._show())
        self.page.view.activated.connect(lambda index: self._place(index.row()))
        self.unit_kind.chosen.connect(lambda _: self._work_out())
        for choice in (self.stages, self.tables):
            choice.chosen.connect(lambda _: self._show())
        document.plan_changed.connect(self._forget)
        document.evaluated.connect(self._follow)

    def _lay_out(self, body: QWidget) -> None:
        gap = theme.size("medium")
        top, middle, bar = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        title = note(self.tr("学龄人口预测"), "title")
        title.setWordWrap(False)
        self.unit_kind.setFixedWidth(KIND_WIDTH)
        self.stages.setFixedWidth(STAGE_WIDTH)
        self.tables.setFixedWidth(TABLES_WIDTH)
        for widget in (title, self.unit_kind, self.units, self.stages):
            top.addWidget(widget)
        top.addStretch()
        top.addWidget(self.export)
        side = QWidget()
        side.setObjectName("card")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, gap, 0)
        column.setSpacing(gap)
        column.addWidget(Section(self.tr("最多的学年"), self.peak))
        column.addWidget(Section(self.tr("回测（平均绝对误差）"), self.tested))
        column.addWidget(Section(self.tr("说明"), self.notes))
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFixedWidth(SIDE_WIDTH)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(side)
        middle.addWidget(self.chart, 1)
        middle.addWidget(scroll)
        bar.addWidget(self.tables)
        bar.addWidget(self.about, 1)
        bar.addWidget(self.page.bar)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(gap, gap, gap, 0)
        layout.setSpacing(theme.size("small"))
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        layout.addLayout(bar)
        layout.addWidget(self.page, 1)
        self.page.setMinimumHeight(TABLE_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Ask for less than it wants: the map, which it takes the place of, has a low window (Qt's name)."""
        return QSize(0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up (Qt's name)."""
        super().showEvent(event)
        self._follow()

    def _forget(self) -> None:
        self._document.runner.abandon("forecast")
        self._view, self._of, self._without_children, self._shown = None, None, False, ""
        self.show_state(self.tr("还没有打开计划"))

    def _follow(self) -> None:
        plan = self._document.plan
        if plan is None or not self.isVisible():
            return
        if not has_children(plan) and not self._without_children:
            self._ask_for_children()
        elif self._of is None or self._of[0] is not plan or self._of[1] != self._document.scenario:
            self._work_out()

    def _ask_for_children(self) -> None:
        self.show_state(
            self.tr("没有各年龄儿童数"),
            self.tr(
                "从文件新建计划时，导入“各年龄儿童数”（摸底、户籍、预防接种、出生或普查）；"
                "有“历年在校生”还能回测误差，有“新建住房”能计入新增学生。"
                "空白表格在菜单“文件”里。没有这些，只能由在校生往后推，入学的新生都是推测。"
            ),
            self.tr("先由在校生推测"),
            self._go_without,
        )

    def _go_without(self) -> None:
        self._without_children = True
        self._work_out()

    def _work_out(self) -> None:
        plan = self._document.plan
        if plan is None:
            return
        scenario, before = self._document.scenario, self._view
        unit: Unit = "township" if self.unit_kind.choice == "township" else "catchment"
        if before is None:
            self.show_state(self.tr("正在预测……"))

        def work(progress: Progress) -> ForecastView:
            return work_out_forecast(plan, scenario, unit, before, progress)

        def done(view: ForecastView) -> None:
            self._of = plan, scenario
            self._take(plan, view)

        self._document.runner.submit("forecast", work, done=done, failed=self._fail)

    def _fail(self, fault: Exception) -> None:
        self._view, self._of = None, None
        self.show_state(
            self.tr("没有算出预测"), messages.sentence(fault), self.tr("重新计算"), self._work_out
        )

    def _take(self, plan: Plan, view: ForecastView) -> None:
        self._view = view
        chosen = self.units.currentData()
        self.units.clear()
        for code, name in unit_names(plan, view):
            self.units.addItem(name, code)
        self.units.setCurrentIndex(max(0, self.units.findData(chosen)))
        self.tested.setText(back_test_words(view))
        self.notes.setText(note_words(view))
        self._show()
        self.show_content()

    def _show(self) -> None:
        plan, view = self._document.plan, self._view
        if plan is None or view is None:
            return
        unit, stage = str(self.units.currentData() or COUNTY), self.stages.choice
        self.chart.show_curve(curve_of(plan, view, unit, stage))
        self.peak.setText(peak_words(view, unit, stage))
        name = self.tables.choice
        frame, columns = forecast_table(view, name, unit, stage)
        is_other = name != self._shown
        self._shown = name
        self.page.show_frame(frame, columns, self._switch_text(name), afresh=is_other)
        self.about.setText(self._about(name, view))
        if is_other:
            QTimer.singleShot(0, self, lambda: self.page.fit_columns())

    def _place(self, row: int) -> None:
        kind, thing_id = self.page.model.thing_at(row)
        if kind == "school":
            self.place_wanted.emit(kind, thing_id)

    def ask_export(self) -> None:
        """Ask for a file and write every table of the forecast."""
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("导出预测"), self.tr("学龄人口预测.xlsx"), self.tr("工作簿 (*.xlsx)")
        )
        if path:
            self.write(Path(path))

    def write(self, path: Path) -> None:
        """Write every table of the forecast into a workbook."""
        plan, view = self._document.plan, self._view
        if plan is None or view is None:
            return

        def work(progress: Progress) -> Path:
            from gis.report.forecastbook import write_forecast_book

            write_forecast_book(plan, view.forecast, view.outlook, path)
            return path

        def done(written: Path) -> None:
            self.about.setText(self.tr("已导出：{file}").format(file=written.name))

        def not_done(fault: Exception) -> None:
            messages.tell_fault(self, self.tr("没有导出"), _output_fault(fault, path))

        self._document.runner.submit("forecast_book", work, done=done, failed=not_done)

    def _switch_text(self, name: str) -> str:
        return {GAPS: self.tr("只看有预警的"), SIZES: self.tr("只看变小、不足的")}.get(name, "")

    def _about(self, name: str, view: ForecastView) -> str:
        if name == SIZES:
            scenario = labels.scenario_name(view.scenario)
            return self.tr("方案：{scenario}。开办的学校逐年的规模和学位。").format(scenario=scenario)
        if name == GAPS:
            words = self.tr("、").join(
                f"{outcome_word('level', level)} ≥ {labels.percent(share)}"
                for level, share in view.forecast.parameters.warning.items()
            )
            return self.tr("现状学校。{levels}").format(levels=words)
        return ""


def _output_fault(fault: Exception, path: Path) -> Exception:
    """Return a fault of the disk as a sentence that says which file."""
    if isinstance(fault, OSError):
        return InputError("output_not_writable", path=str(path), reason=str(fault.strerror or fault))
    return fault
