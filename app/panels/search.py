"""Search schools and settlements by name or code; the chosen one is picked and brought into view."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit

from app import theme
from app.document import Document
from app.models.tables import school_names
from app.selection import Selection

FIELD_WIDTH = 240
REFILL_DELAY_MS = 100
THING_ROLE = Qt.ItemDataRole.UserRole + 1


class SearchField(QLineEdit):
    """One field for everything that has a name."""

    def __init__(self, document: Document, selection: Selection) -> None:
        super().__init__()
        self._document, self._selection = document, selection
        self.setObjectName("search")
        self.setPlaceholderText(self.tr("搜索学校、村"))
        self.setAccessibleName(self.tr("搜索学校、村"))
        self.setFixedWidth(FIELD_WIDTH)
        self.addAction(theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._names = QStandardItemModel(self)
        completer = QCompleter(self._names, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated["QModelIndex"].connect(self._picked)  # type: ignore[index]
        self.setCompleter(completer)
        self.returnPressed.connect(self._pick_first)
        # a moment later: the map gets a plan's geometry first
        self._soon = QTimer(self, singleShot=True, interval=REFILL_DELAY_MS)
        self._soon.timeout.connect(self._refill)
        document.plan_changed.connect(self._soon.start)
        self._refill()

    def _refill(self) -> None:
        plan = self._document.plan
        self._names.clear()
        self.clear()
        self.setEnabled(plan is not None)
        if plan is None:
            return
        schools, settlements = plan.schools, plan.settlements
        names = school_names(plan)
        items = [
            _item(f"{names[str(key)]} · {township}", "school", str(key))
            for key, township in schools["township"].items()
        ]
        places = zip(settlements.index, settlements["name"], settlements["township"], strict=True)
        items += [_item(f"{name} · {township}", "settlement", str(key)) for key, name, township in places]
        self._names.invisibleRootItem().appendRows(items)  # at once: the completer looks at every insertion

    def _picked(self, index: object) -> None:
        kind, thing_id = index.data(THING_ROLE)  # type: ignore[attr-defined]
        self._selection.pick(kind, thing_id, zoom=True)

    def _pick_first(self) -> None:
        wanted = self.text().strip()
        hits = self._names.findItems(wanted, Qt.MatchFlag.MatchContains) if wanted else []
        if hits:
            kind, thing_id = hits[0].data(THING_ROLE)
            self._selection.pick(kind, thing_id, zoom=True)


def _item(text: str, kind: str, thing_id: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setData((kind, thing_id), THING_ROLE)
    return item
