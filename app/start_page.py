"""What the window shows while no plan is open: three ways to begin, and the plans opened last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app import theme
from app.panels.states import note

CARD_WIDTH = 240
CARD_HEIGHT = 132
RECENT_SHOWN = 5


class StartCard(QPushButton):
    """A big quiet button: icon, title, and one sentence."""

    def __init__(self, action: QAction, title: str, text: str) -> None:
        super().__init__()
        self.setObjectName("startCard")
        self.setFixedSize(CARD_WIDTH, CARD_HEIGHT)
        self.setAccessibleName(f"{title}。{text}")
        picture = QLabel()
        picture.setPixmap(action.icon().pixmap(QSize(theme.size("wide"), theme.size("wide"))))
        heading = QLabel(title)
        heading.setObjectName("title")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.size("large"),) * 4)
        layout.setSpacing(theme.size("tiny"))
        layout.addWidget(picture)
        layout.addWidget(heading)
        layout.addWidget(note(text), 1, Qt.AlignmentFlag.AlignTop)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(action.trigger)


class StartPage(QWidget):
    """Unsaved work if there is any; open, new from files, sample; below them the recent plans."""

    recent_chosen = Signal(Path)
    recovery_wanted = Signal()

    def __init__(self, actions: dict[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("startPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout()
        column.setSpacing(theme.size("large"))
        name = QLabel(self.tr("校图"))
        name.setObjectName("brand")
        purpose = note(self.tr("学校布局规划：看得见路程，算得清后果，印得出一校一案"))
        purpose.setObjectName("brandNote")
        column.addWidget(name)
        column.addWidget(purpose)
        self.recovery = QPushButton()
        self.recovery.setObjectName("recovery")
        self.recovery.clicked.connect(self.recovery_wanted)
        self.recovery.hide()
        column.addWidget(self.recovery)
        column.addLayout(self._cards(actions))
        self._recent_title = QLabel(self.tr("最近的计划"))
        self._recent_title.setObjectName("heading")
        column.addWidget(self._recent_title)
        self._recent = QGridLayout()
        self._recent.setSpacing(theme.size("tiny"))
        column.addLayout(self._recent)
        row = QHBoxLayout()
        row.addStretch()
        row.addLayout(column)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(row)
        layout.addStretch(3)

    def _cards(self, actions: dict[str, QAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.size("large"))
        texts = {
            "open": (self.tr("打开计划"), self.tr("打开已有的计划文件（.gpkg）")),
            "new": (self.tr("从文件新建"), self.tr("用道路、边界、学校台账、居民点和学生的文件做一个新计划")),
            "sample": (self.tr("打开示例"), self.tr("鹤山区示例，随程序提供，数据为模拟，可随意试")),
        }
        self.cards = {name: StartCard(actions[name], *text) for name, text in texts.items()}
        for card in self.cards.values():
            row.addWidget(card)
        return row

    def show_recovery(self, count: int) -> None:
        """Offer the unsaved work that was found."""
        self.recovery.setText(self.tr("有 {count} 份未保存的工作可以恢复……").format(count=count))
        self.recovery.setVisible(count > 0)

    def show_recent(self, paths: list[Path]) -> None:
        """List the plans opened last."""
        while (item := self._recent.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._recent_title.setVisible(bool(paths))
        for row, path in enumerate(paths[:RECENT_SHOWN]):
            button = QPushButton(path.stem)
            button.setObjectName("link")
            button.clicked.connect(lambda _=False, path=path: self.recent_chosen.emit(path))
            place = note(str(path.parent))
            place.setWordWrap(False)
            self._recent.addWidget(button, row, 0, Qt.AlignmentFlag.AlignLeft)
            self._recent.addWidget(place, row, 1)
            self._recent.setColumnStretch(1, 1)
