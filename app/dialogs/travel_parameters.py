"""The travel parameters of the open plan: what decides how long journeys take, to read and to change."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QBrush, QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import messages, theme
from app.dialogs.job_dialog import JobDialog
from app.document import Document
from app.drawing import DrawnPlan, draw
from app.garbage import without_collections
from app.models.travel_parameters import (
    ABOUT,
    SECTIONS,
    ParameterRow,
    bus_window,
    parameter_rows,
    title_of,
    translate,
)
from app.panels.states import note
from app.panels.tables import tone_colour
from gis.errors import InputError
from gis.model import Plan
from gis.progress import Progress, part_of

DIALOG_WIDTH, DIALOG_HEIGHT, LIST_WIDTH, ROW_HEIGHT = 1000, 640, 150, 30
TITLE, VALUE, UNIT, SHIPPED, CHECKED, SOURCE = range(6)
WIDTHS = {VALUE: 84, UNIT: 110, SHIPPED: 84, CHECKED: 90}
KEY = Qt.ItemDataRole.UserRole


class TravelParametersDialog(JobDialog):
    """Sections on the left, their numbers on the right; all changes are taken over at once, or none."""

    def __init__(self, parent: QWidget, document: Document) -> None:
        super().__init__(parent, document.runner, "", "")
        self.setWindowTitle(self.tr("出行参数"))
        self.go_button.setText(self.tr("应用并重算"))
        assert document.plan is not None
        self._document, self._plan = document, document.plan
        self._rows = {row.key: row for row in parameter_rows(self._plan.rules)}
        self._draft: dict[str, float | None] = {}
        self._wrong: dict[str, tuple[str, str]] = {}
        self.sections = QListWidget()
        self.sections.setFixedWidth(LIST_WIDTH)
        self.sections.setAccessibleName(self.tr("出行方式"))
        for section in SECTIONS:
            item = QListWidgetItem(translate("travel", SECTIONS[section]), self.sections)
            item.setSizeHint(QSize(0, ROW_HEIGHT))
        self._about = note()
        self.table = self._make_table()
        self.unused = QCheckBox(self.tr("也列出没有用到的道路等级、路面"))
        self.unused.toggled.connect(self._fill)
        self.back_one = QPushButton(self.tr("恢复默认"))
        self.back_one.setToolTip(self.tr("把选中的几项改回随程序带的数"))
        self.back_all = QPushButton(self.tr("全部恢复默认"))
        for button in (self.back_one, self.back_all):
            button.setAutoDefault(False)
        self.back_one.clicked.connect(lambda: self._take_back(self._chosen()))
        self.back_all.clicked.connect(lambda: self._take_back(list(self._rows)))
        self._count = QLabel()
        self._count.setObjectName("note")
        self._lay_out()
        self.table.itemChanged.connect(self._typed)
        self.table.itemSelectionChanged.connect(self._allow)
        self.sections.currentRowChanged.connect(self._fill)
        self.go_button.clicked.connect(self.go)
        self.sections.setCurrentRow(0)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(WIDTHS) + 2)
        titles = (
            self.tr("参数"), self.tr("数值"), self.tr("单位"), self.tr("随程序带的"),
            self.tr("核对"), self.tr("来源"),
        )  # fmt: skip
        for column, title in enumerate(titles):
            head = QTableWidgetItem(title)
            side = Qt.AlignmentFlag.AlignRight if column in (VALUE, SHIPPED) else Qt.AlignmentFlag.AlignLeft
            head.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            table.setHorizontalHeaderItem(column, head)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        header = table.horizontalHeader()
        for column, width in WIDTHS.items():
            table.setColumnWidth(column, width)
        for column in (TITLE, SOURCE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        return table

    def _lay_out(self) -> None:
        small = theme.size("small")
        under, right, middle = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for widget in (self.unused, self.back_one, self.back_all):
            under.addWidget(widget)
        under.insertStretch(1, 1)
        for layout in (under, right, middle):
            layout.setSpacing(small)
        right.addWidget(self._about)
        right.addWidget(self.table, 1)
        right.addLayout(under)
        middle.addWidget(self.sections)
        middle.addLayout(right, 1)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.size("medium"))
        body.addWidget(
            note(
                self.tr(
                    "这些数决定每个孩子要走多久。改了以后重算全县的出行时间，可以撤销；别的都不动。"
                    "“待核”的没有国家来源，请按本县的实际核实；法定的不能改。"
                )
            )
        )
        body.addLayout(middle, 1)
        body.addWidget(self._count)
        self.resize(DIALOG_WIDTH, DIALOG_HEIGHT)

    @classmethod
    def ask(cls, parent: QWidget, document: Document) -> None:
        """Show the dialog; what is applied stands in the document as one undoable step."""
        dialog = cls(parent, document)
        dialog.exec()
        dialog.deleteLater()

    # --- the table ----------------------------------------------------------------------------------

    def _value(self, row: ParameterRow) -> float | None:
        return self._draft.get(row.key, row.value)

    def _shown_rows(self) -> list[ParameterRow]:
        section = list(SECTIONS)[self.sections.currentRow()]
        return [
            row for row in self._rows.values()
            if row.section == section
            and (self.unused.isChecked() or row.key in self._wrong
                 or not (row.value is None and row.shipped is None and self._value(row) is None))
        ]  # fmt: skip

    def _fill(self) -> None:
        section = list(SECTIONS)[self.sections.currentRow()]
        about = translate("travel", ABOUT[section])
        if section == "public_bus":
            window = bus_window(self._plan.rules)
            about += self.tr("上学时段 {window} 内经过的站才算可上车。").format(window=window)
        self._about.setText(about)
        rows = self._shown_rows()
        self.table.blockSignals(True)
        self.table.setRowCount(len(rows))
        for number, row in enumerate(rows):
            self._write(number, row)
        self.table.blockSignals(False)
        self._allow()

    def _write(self, number: int, row: ParameterRow) -> None:
        value, absent = self._value(row), self._absent(row)
        typed = self._wrong.get(row.key, ("", ""))[0]
        unit = row.unit if math.isinf(row.cap_kph) else f"{row.unit} · ≤ {row.cap_kph:g}"
        texts = {
            TITLE: row.title,
            VALUE: typed or (absent if value is None else f"{value:g}"),
            UNIT: unit,
            SHIPPED: absent if row.shipped is None else f"{row.shipped:g}",
            CHECKED: self._mark(row),
            SOURCE: row.source,
        }
        is_own = value != row.shipped
        for column, text in texts.items():
            item = QTableWidgetItem(text)
            item.setData(KEY, row.key)
            item.setToolTip(row.source if column == SOURCE else "")
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if column == VALUE and not row.is_verified:
                item.setFlags(flags | Qt.ItemFlag.ItemIsEditable)
                item.setToolTip(self.tr("双击或直接键入来改；清空则恢复默认"))
            else:
                item.setFlags(flags)
            if column in (VALUE, SHIPPED):
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            tone = self._tone(row, column, is_own)
            if tone:
                item.setForeground(QBrush(tone_colour(tone)))
            font = QFont(item.font())
            font.setBold(column == VALUE and is_own)
            item.setFont(font)
            self.table.setItem(number, column, item)

    def _tone(self, row: ParameterRow, column: int, is_own: bool) -> str:
        if column == VALUE:
            return "danger" if row.key in self._wrong else "accent" if is_own else ""
        if column == CHECKED and not row.is_verified:
            return "warn"
        return "" if column == TITLE else "muted"

    def _absent(self, row: ParameterRow) -> str:
        return self.tr("不折减") if row.section == "surface" else self.tr("不走")

    def _mark(self, row: ParameterRow) -> str:
        if row.is_verified:
            return self.tr("法定")
        own = self.tr("本县修改") if self._value(row) != row.shipped else ""
        return self.tr("、").join(filter(None, (own, self.tr("待核"))))

    def _chosen(self) -> list[str]:
        return list(dict.fromkeys(str(item.data(KEY)) for item in self.table.selectedItems()))

    def _allow(self) -> None:
        self.back_one.setEnabled(any(self._is_own(key) for key in self._chosen()))
        self.back_all.setEnabled(any(map(self._is_own, self._rows)))
        self.go_button.setEnabled(bool(self._draft) and not self._wrong)
        text = self.tr("改了 {count} 项，还没有应用。").format(count=len(self._draft))
        self._count.setText(text if self._draft else self.tr("没有改动。"))
        self._mark_sections()

    def _mark_sections(self) -> None:
        """Show beside each section how many of its numbers wait to be applied."""
        touched = [self._rows[key].section for key in {*self._draft, *self._wrong}]
        for number, (section, title) in enumerate(SECTIONS.items()):
            count, item = touched.count(section), self.sections.item(number)
            text = translate("travel", title)
            item.setText(f"{text} · {count}" if count else text)

    def _is_own(self, key: str) -> bool:
        return key in self._wrong or self._value(self._rows[key]) != self._rows[key].shipped

    # --- changing -----------------------------------------------------------------------------------

    def _typed(self, item: QTableWidgetItem) -> None:
        if item.column() == VALUE:
            self.set_value(str(item.data(KEY)), item.text())

    def set_value(self, key: str, text: str) -> None:
        """Set a number as typed; an empty text is the shipped one. What cannot be is told at once."""
        text = text.strip()
        self._wrong.pop(key, None)
        self._draft.pop(key, None)
        row = self._rows[key]
        if text != self._absent(row):
            self._try(row, text)
        fault = next((sentence for _, sentence in self._wrong.values()), "")
        self.fault.setVisible(bool(fault))
        self.fault.setText(fault)
        self._fill()

    def _try(self, row: ParameterRow, text: str) -> None:
        from gis.network.overrides import with_travel_parameters

        try:
            value = _number(text) if text else row.shipped
        except ValueError:
            sentence = self.tr("“{title}”要填一个数，不是“{text}”。").format(title=row.title, text=text)
            self._wrong[row.key] = text, sentence
            return
        if value == row.value:
            return
        try:
            with_travel_parameters(self._plan, {row.key: value})
        except InputError as fault:
            named = InputError(fault.code, **{**fault.values, "key": title_of(row.key)})
            self._wrong[row.key] = text, messages.sentence(named)
        else:
            self._draft[row.key] = value

    def _take_back(self, keys: list[str]) -> None:
        for key in keys:
            self._wrong.pop(key, None)
            row = self._rows[key]
            self._draft.pop(key, None)
            if row.value != row.shipped:
                self._draft[key] = row.shipped
        self.fault.setVisible(bool(self._wrong))
        self._fill()

    # --- applying -----------------------------------------------------------------------------------

    def go(self) -> None:
        """Take the numbers over and work all journeys out anew, in the background."""
        plan, values = self._plan, dict(self._draft)

        @without_collections()
        def work(progress: Progress) -> DrawnPlan:
            from gis.io.project import with_new_travel
            from gis.network.overrides import with_travel_parameters

            progress(0.0, "step_travel_times")
            changed = with_travel_parameters(plan, values)
            changed = with_new_travel(changed, part_of(progress, 0.0, 0.9))
            progress(0.9, "step_drawing_map")
            return draw(changed)

        self.run_job("edit_plan", work, self._take)

    def _take(self, drawn: DrawnPlan) -> None:
        now = self._document.plan
        if now is not None and now.roads is self._plan.roads and now.rules is self._plan.rules:
            kept: Plan = replace(now, rules=drawn.plan.rules, travel=drawn.plan.travel)
            self._document.take_plan(replace(drawn, plan=kept), self.tr("出行参数"))
        self.accept()

    def _ended(self) -> None:
        super()._ended()
        self._allow()


def _number(text: str) -> float:
    """Return the number that a text says.

    Raises
    ------
    ValueError
        It says none.
    """
    value = float(unicodedata.normalize("NFKC", text))
    if not math.isfinite(value):
        raise ValueError(text)
    return value
