"""An unexpected fault: what happened, and a report to copy."""

from __future__ import annotations

import platform
import traceback
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app import theme
from app.panels.states import note

DIALOG_WIDTH, DIALOG_HEIGHT = 640, 420


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"


def fault_report(fault: BaseException) -> str:
    """Return versions and traceback; file names of the user's data may stand in it, so the user copies it."""
    packages = ("xiaotu", "PySide6_Essentials", "geopandas", "numpy", "pandas", "shapely")
    versions = "\n".join(f"{name} {_version(name)}" for name in packages)
    trace = "".join(traceback.format_exception(fault))
    return f"Python {platform.python_version()} · {platform.platform()}\n{versions}\n\n{trace}"


class FaultDialog(QDialog):
    """Says that something unforeseen happened and lets the user copy the report."""

    def __init__(self, parent: QWidget | None, fault: BaseException) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("出了意外"))
        self.resize(DIALOG_WIDTH, DIALOG_HEIGHT)
        self.report = QPlainTextEdit(fault_report(fault))
        self.report.setReadOnly(True)
        self.report.setAccessibleName(self.tr("故障报告"))
        copy = QPushButton(self.tr("复制报告"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report.toPlainText()))
        close = QPushButton(self.tr("关闭"))
        close.setProperty("primary", True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(copy)
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.size("large"),) * 4)
        layout.setSpacing(theme.size("medium"))
        layout.addWidget(note(self.tr("程序遇到没有料到的情况，刚才那一步没有做成。"), name="title"))
        layout.addWidget(
            note(self.tr("磁盘上的计划没有被改动。请先另存一份，再把下面的报告复制给维护的人。"))
        )
        layout.addWidget(self.report, 1)
        layout.addLayout(row)

    @classmethod
    def ask(cls, parent: QWidget | None, fault: BaseException) -> None:
        """Show a fault."""
        dialog = cls(parent, fault)
        dialog.exec()
        dialog.deleteLater()
