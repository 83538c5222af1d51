"""Step five: what can be printed from the active scenario, and what has been made so far."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from app import labels, theme
from app.document import Document
from app.models.consequence import Line
from app.panels.fields import Lines, Section
from app.panels.late import LatePanel
from app.panels.states import note
from gis.layout import BASELINE


class ResultsPanel(LatePanel):
    """The way to the printed plan."""

    report_wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._title, self._warning = note(name="title"), note(name="refusal")
        self._contents = Lines()
        self._make = QPushButton(self.tr("生成成果……"))
        self._make.setProperty("primary", True)
        self._make.clicked.connect(self.report_wanted)
        self._made = QListWidget()
        self._made.setAccessibleName(self.tr("已生成的文件"))
        self._made.itemActivated.connect(self._open_file)
        self._made_section = Section(self.tr("已生成（双击打开）"), self._made)
        body = QWidget()
        body.setObjectName("card")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(*(theme.size("medium"),) * 4)
        layout.setSpacing(theme.size("medium"))
        layout.addWidget(self._title)
        layout.addWidget(self._warning)
        layout.addWidget(Section(self.tr("将生成"), self._contents))
        layout.addWidget(self._make)
        layout.addWidget(self._made_section, 1)
        layout.addStretch()
        self._made_section.hide()
        self.setWidget(body)

    def refresh(self) -> None:
        """Show what would be printed for the active scenario."""
        consequence = self._document.consequence
        if consequence is None:
            return
        evaluation = consequence.evaluation
        name = labels.scenario_name(consequence.scenario.name)
        self._title.setText(self.tr("成果：{scenario}").format(scenario=name))
        blocked = sum(f.force == "must" for f in evaluation.own_findings)
        self._warning.setText(
            self.tr("本方案新增 {count} 条“必须”条目不符合，成果中会逐条列出。").format(count=blocked)
        )
        self._warning.setVisible(bool(blocked))
        changed = sum(evaluation.schools["status"] != "retain")
        self._contents.show_lines(
            [
                Line(
                    self.tr("一校一案"), self.tr("{count} 份 PDF，每所有调整的学校一份").format(count=changed)
                ),
                Line(self.tr("总报告"), self.tr("PDF，首页为对账表")),
                Line(self.tr("工作簿"), self.tr("台账前后对照、分流表（xlsx）")),
                Line(self.tr("网页地图"), self.tr("单个离线网页")),
            ]
        )
        if consequence.scenario.name == BASELINE:
            self._contents.show_lines(self._contents.lines[1:])

    def show_made(self, paths: list[Path]) -> None:
        """List the files that were made."""
        self._made.clear()
        for path in paths:
            item = QListWidgetItem(path.name)
            item.setData(Qt.ItemDataRole.UserRole, str(path))
            item.setToolTip(str(path))
            self._made.addItem(item)
        self._made_section.setVisible(bool(paths))

    @staticmethod
    def _open_file(item: QListWidgetItem) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(item.data(Qt.ItemDataRole.UserRole)))
