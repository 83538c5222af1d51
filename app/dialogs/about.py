"""What the program is, its version, and the licences of what it is made of."""

from __future__ import annotations

from importlib.metadata import version

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.panels.states import note
from gis.resources import resource_path

DIALOG_WIDTH, DIALOG_HEIGHT = 760, 520
LIST_WIDTH = 220


class AboutDialog(QDialog):
    """Name, version, licence texts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("关于校图"))
        self.resize(DIALOG_WIDTH, DIALOG_HEIGHT)
        name = QLabel(self.tr("校图 {version}").format(version=version("xiaotu")))
        name.setObjectName("title")
        self._texts = {
            path.name: path for path in sorted(resource_path("licenses").iterdir()) if path.is_file()
        }
        self.list = QListWidget()
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.setAccessibleName(self.tr("许可证"))
        self.list.addItems(list(self._texts))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("许可证全文"))
        self.list.currentTextChanged.connect(self._show_text)
        close = QPushButton(self.tr("关闭"))
        close.clicked.connect(self.accept)
        middle = QHBoxLayout()
        middle.addWidget(self.list)
        middle.addWidget(self.text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.size("large"),) * 4)
        layout.setSpacing(theme.size("small"))
        layout.addWidget(name)
        layout.addWidget(
            note(self.tr("县域义务教育学校布局规划。以木兰宽松许可证第2版发布；所用部件的许可证如下。"))
        )
        layout.addLayout(middle, 1)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        layout.addLayout(row)
        self.list.setCurrentRow(0)

    def _show_text(self, name: str) -> None:
        self.text.setPlainText(self._texts[name].read_text(encoding="utf-8", errors="replace"))

    @classmethod
    def ask(cls, parent: QWidget) -> None:
        """Show the dialog."""
        dialog = cls(parent)
        dialog.exec()
        dialog.deleteLater()
