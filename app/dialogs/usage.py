"""How the program is used, on one page, with its keys."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from app import theme
from app.models.consequence import Line
from app.panels.fields import Lines, Section
from app.panels.states import note

DIALOG_WIDTH = 560


class UsageDialog(QDialog):
    """Five steps and the keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("用法"))
        steps, keys = Lines(), Lines()
        steps.show_lines(
            [
                Line(self.tr("① 数据"), self.tr("看读入了哪些文件、哪些行有问题。")),
                Line(self.tr("② 诊断"), self.tr("看现状的路程、班额、学位，哪些条目不符合。")),
                Line(
                    self.tr("③ 方案"),
                    self.tr(
                        "先新建方案；点一所学校，选一个决定，看后果，再确认。可以撤销。拟建的学校可以拖动。"
                    ),
                ),
                Line(self.tr("④ 比选"), self.tr("现状与各方案并排，差别标出；地图上看两个方案哪里不同。")),
                Line(self.tr("⑤ 成果"), self.tr("生成一校一案、总报告、工作簿和网页地图。")),
            ]
        )
        keys.show_lines(
            [
                Line("Ctrl+O · Ctrl+N", self.tr("打开计划 · 从文件新建")),
                Line("Ctrl+S · Ctrl+Shift+S", self.tr("保存 · 另存为")),
                Line("Ctrl+Z · Ctrl+Y", self.tr("撤销 · 重做")),
                Line("Ctrl+F", self.tr("搜索学校、村")),
                Line("Ctrl+0", self.tr("地图看全貌")),
                Line("Ctrl+P", self.tr("生成成果")),
                Line("Ctrl+R · Ctrl+T", self.tr("道路改动 · 测算方案")),
                Line("Ctrl+Shift+F", self.tr("学龄人口预测")),
                Line("F4", self.tr("表里选中的数是怎么算的")),
                Line("Ctrl+C · Ctrl+Shift+C", self.tr("复制这一行 · 复制整张表")),
            ]
        )
        close = QPushButton(self.tr("关闭"))
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.size("large"),) * 4)
        layout.setSpacing(theme.size("large"))
        layout.addWidget(Section(self.tr("五步"), steps))
        layout.addWidget(Section(self.tr("按键"), keys))
        layout.addWidget(
            note(self.tr("四个大数可以点开，看它背后是哪些学生、哪些学校；右上角的小圈说明它怎么算的。"))
        )
        layout.addWidget(close)
        self.setMinimumWidth(DIALOG_WIDTH)

    @classmethod
    def ask(cls, parent: QWidget) -> None:
        """Show the dialog."""
        dialog = cls(parent)
        dialog.exec()
        dialog.deleteLater()
