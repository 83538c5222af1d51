"""A choice among many places: the likely ones in the list, every other one by typing a part of its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

NOT_SAID, NONE_OF_THEM = None, ""


class Places:
    """The places of one kind that may be meant: id → title, each title once, shared by all choices."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        self.titles = dict(titles)
        self.ids = {title: subject_id for subject_id, title in titles.items()}
        self.model = QStringListModel(sorted(self.ids))


class PlaceCombo(QComboBox):
    """Lists the likely places and finds the others by what is typed; preset to nothing said."""

    def __init__(self, places: Places, listed: Iterable[str]) -> None:
        super().__init__()
        self._places = places
        self._line = QLineEdit()
        self.setLineEdit(self._line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItem(self.tr("先不定"), NOT_SAID)
        self.addItem(self.tr("都不是"), NONE_OF_THEM)
        for subject_id in listed:
            self._list(subject_id)
        finder = QCompleter(places.model, self)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.activated["QString"].connect(self._take)  # type: ignore[index]
        self._line.setCompleter(finder)  # the combo's own would take the completer's rows for its own
        self._line.setPlaceholderText(self.tr("选一个，或输入几个字查找"))
        self._line.editingFinished.connect(self._settle)
        self.setCurrentIndex(0)

    def choose(self, subject_id: str | None) -> None:
        """Say which place is meant, as the user would."""
        if subject_id and self.findData(subject_id) < 0:
            self._list(subject_id)
        self.setCurrentIndex(self.findData(subject_id))

    def _list(self, subject_id: str) -> None:
        self.addItem(self._places.titles.get(subject_id, subject_id), subject_id)

    def _take(self, title: str) -> None:
        self.choose(self._places.ids[title])

    def _settle(self) -> None:
        """Take a title that was typed in full; anything else that is not chosen stands for nothing."""
        typed = self._line.text().strip()
        if typed in self._places.ids:
            self._take(typed)
        else:
            self.setEditText(self.itemText(self.currentIndex()))
