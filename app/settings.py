"""What the program remembers of its user between two starts: window, theme, language, recent plans."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from app.theme import Preference

RECENT_PLANS_KEPT = 8


class Settings:
    """A typed face for QSettings."""

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store or QSettings("xiaotu", "xiaotu")

    def recent_plans(self) -> list[Path]:
        """Return the plans opened last, newest first, those that still exist."""
        kept = cast("list[str] | str | None", self._store.value("recent_plans"))
        paths = [kept] if isinstance(kept, str) else kept or []
        return [Path(path) for path in paths if Path(path).is_file()]

    def remember_plan(self, path: Path) -> None:
        """Put a plan at the head of the recent ones."""
        others = [str(known) for known in self.recent_plans() if known != path]
        self._store.setValue("recent_plans", [str(path), *others][:RECENT_PLANS_KEPT])

    @property
    def folder(self) -> str:
        """The folder that the last file dialog left."""
        return str(self._store.value("folder", str(Path.home())))

    @folder.setter
    def folder(self, folder: str) -> None:
        self._store.setValue("folder", folder)

    @property
    def data_folder(self) -> Path:
        """Where the program keeps what is too large for settings; with an own settings file, beside that."""
        if self._store.format() == QSettings.Format.IniFormat:
            return Path(self._store.fileName()).parent
        return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation))

    @property
    def theme(self) -> Preference:
        """The wanted theme."""
        wanted = self._store.value("theme", "system")
        return cast("Preference", wanted) if wanted in get_args(Preference) else "system"

    @theme.setter
    def theme(self, wanted: Preference) -> None:
        self._store.setValue("theme", wanted)

    @property
    def language(self) -> str:
        """The window's language: ``zh`` or ``en``."""
        return "en" if self._store.value("language", "zh") == "en" else "zh"

    @language.setter
    def language(self, language: str) -> None:
        self._store.setValue("language", language)

    def layout(self) -> tuple[QByteArray, QByteArray]:
        """Return the geometry and the state of the main window; empty at the first start."""
        empty = QByteArray()
        return (
            cast("QByteArray", self._store.value("geometry", empty)),
            cast("QByteArray", self._store.value("state", empty)),
        )

    def remember_layout(self, geometry: QByteArray, state: QByteArray) -> None:
        """Keep the geometry and the state of the main window."""
        self._store.setValue("geometry", geometry)
        self._store.setValue("state", state)
