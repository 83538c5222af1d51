"""Some of a plan's settlements, picked from a list by township or by a part of the name."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.panels.states import note
from gis.model import Plan

DIALOG_WIDTH, LIST_HEIGHT = 420, 320
MOST_AT_ONCE = 1000  # more rows would hold up the window: one township at first


class PickSettlementsDialog(QDialog):
    """Asks for settlements and, where it has one, for a name of what they have in common."""

    def __init__(
        self, parent: QWidget | None, plan: Plan, title: str, hint: str, *, least: int, named: bool
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._least, self._picked = least, dict[str, str]()
        frame = plan.settlements
        self._places = list(
            zip(
                frame.index.astype(str), frame["name"].astype(str), frame["township"].astype(str), strict=True
            )
        )
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("名称，如“省道”“北河”，会印在成果里"))
        self.name.setVisible(named)
        self.township, self.part = QComboBox(), QLineEdit()
        self.township.addItem(self.tr("全部乡镇"), "")
        for township in sorted({place[2] for place in self._places} - {""}):
            self.township.addItem(township, township)
        self.part.setPlaceholderText(self.tr("村名中的字"))
        self.list, self._told = QListWidget(), QLabel()
        self.list.setMinimumHeight(LIST_HEIGHT)
        self._told.setObjectName("note")
        self._told.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.agree = buttons.addButton(self.tr("确认"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.agree.setProperty("primary", True)
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (note(hint), self.name, self.township, self.part, self.list, self._told, buttons):
            column.addWidget(widget)
        self.setMinimumWidth(DIALOG_WIDTH)
        if len(self._places) > MOST_AT_ONCE:
            self.township.setCurrentIndex(min(1, self.township.count() - 1))
        self.township.currentIndexChanged.connect(self._refill)
        self.part.textChanged.connect(self._refill)
        self.name.textChanged.connect(self._tell)
        self.list.itemChanged.connect(self._follow)
        self._refill()

    @classmethod
    def ask(
        cls, parent: QWidget, plan: Plan, title: str, hint: str, *, least: int, named: bool = False
    ) -> tuple[str, tuple[str, ...]] | None:
        """Show the dialog; return the name and the settlements' ids, None if the user does not want to."""
        dialog = cls(parent, plan, title, hint, least=least, named=named)
        agreed = dialog.exec() == QDialog.DialogCode.Accepted
        given = (dialog.name.text().strip(), dialog.picked)
        dialog.deleteLater()
        return given if agreed else None

    @property
    def picked(self) -> tuple[str, ...]:
        """The picked settlements, in the order of the plan."""
        return tuple(place[0] for place in self._places if place[0] in self._picked)

    def pick(self, ids: Iterable[str]) -> None:
        """Pick settlements as the user would."""
        names = {place[0]: place[1] for place in self._places}
        self._picked.update({key: names[key] for key in ids})
        self._refill()

    def _refill(self) -> None:
        township, part = self.township.currentData(), self.part.text().strip()
        self.list.blockSignals(True)
        self.list.clear()
        for key, name, place in self._places:
            if township not in ("", place) or part not in name:
                continue
            item = QListWidgetItem(f"{name} · {place}")
            item.setData(Qt.ItemDataRole.UserRole, (key, name))
            item.setCheckState(Qt.CheckState.Checked if key in self._picked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._tell()

    def _follow(self, item: QListWidgetItem) -> None:
        key, name = item.data(Qt.ItemDataRole.UserRole)
        if item.checkState() is Qt.CheckState.Checked:
            self._picked[key] = name
        else:
            self._picked.pop(key, None)
        self._tell()

    def _tell(self) -> None:
        names = self.tr("、").join(self._picked.values())
        self._told.setText(self.tr("已选 {count} 个：{names}").format(count=len(self._picked), names=names))
        named = self.name.isHidden() or bool(self.name.text().strip())
        self.agree.setEnabled(len(self._picked) >= self._least and named)
