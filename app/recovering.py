"""Looks for unsaved work when the program starts, and for what is left of a damaged plan when asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app import messages
from app.autosave import Autosave
from app.document import Document
from app.drawing import DrawnPlan, draw
from app.garbage import without_collections
from app.jobs import Policy
from gis.errors import PlanFileError
from gis.progress import Progress

if TYPE_CHECKING:
    from app.dialogs.recovery import Found


class Recovering(QObject):
    """Recovers, discards or leaves copies of unsaved work, and salvages damaged files.

    Signals
    -------
    found_changed
        How many copies wait.
    recovered
        A plan was brought back; carries the file that it was once saved in, None if it never was.
    """

    found_changed = Signal(int)
    recovered = Signal(object)

    def __init__(self, document: Document, autosave: Autosave, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._autosave, self._window = document, autosave, window
        self.found: tuple[Found, ...] = ()

    def look(self, *, ask: bool) -> None:
        """Look for copies in the background; ``ask`` what to do with them if no plan is open then."""
        folder = self._autosave.folder

        def work(_: Progress) -> tuple[Found, ...]:
            if not folder.is_dir():
                return ()
            from app.dialogs.recovery import Found
            from gis.io.recovery import describe_copy, find_copies

            return tuple(
                Found(path, about, describe_copy(path, about)) for path, about in find_copies(folder).items()
            )

        def done(found: tuple[Found, ...]) -> None:
            self._take(found)
            if ask and found and self._document.plan is None:
                self.ask()

        self._document.runner.submit("look", work, done=done, failed=lambda _: None)

    def _take(self, found: tuple[Found, ...]) -> None:
        self.found = found
        self.found_changed.emit(len(found))

    def ask(self) -> None:
        """Ask what to do with the copies that were found."""
        from app.dialogs.recovery import Choice, RecoveryDialog
        from gis.io.recovery import WorkingCopy

        if not self.found:
            return
        choice, chosen = RecoveryDialog.ask(self._window, self.found)
        if choice is Choice.RECOVER:
            self._recover(chosen)
        elif choice is Choice.DISCARD:
            WorkingCopy(chosen.path.parent, chosen.path).discard()
            self._take(tuple(each for each in self.found if each is not chosen))

    def _recover(self, chosen: Found) -> None:
        from gis.io.recovery import WorkingCopy

        copy = WorkingCopy(chosen.path.parent, chosen.path)

        @without_collections()
        def work(progress: Progress) -> DrawnPlan:
            from gis.io.project import open_plan
            from gis.io.salvage import salvage_plan

            progress(0.1, "step_opening_plan")
            copy.claim()
            try:
                plan = open_plan(chosen.path)
            except PlanFileError:
                plan = salvage_plan(chosen.path)
            progress(0.7, "step_drawing_map")
            return draw(plan)

        def done(drawn: DrawnPlan) -> None:
            self._take(tuple(each for each in self.found if each is not chosen))
            self._show(drawn, Path(chosen.about.plan_path) if chosen.about.plan_path else None)
            self._autosave.adopt(copy)

        def failed(fault: Exception) -> None:
            copy.leave()
            messages.tell_fault(self._window, self.tr("没有恢复"), fault)

        self._document.runner.submit("recover", work, policy=Policy.EXCLUSIVE, done=done, failed=failed)

    def salvage(self, path: Path) -> None:
        """Open a damaged plan as far as it can be read, as an unsaved plan."""

        @without_collections()
        def work(progress: Progress) -> DrawnPlan:
            from gis.io.salvage import salvage_plan

            progress(0.1, "step_opening_plan")
            plan = salvage_plan(path)
            progress(0.7, "step_drawing_map")
            return draw(plan)

        def failed(fault: Exception) -> None:
            messages.tell_fault(self._window, self.tr("没有打开"), fault)

        self._document.runner.submit(
            "salvage", work, policy=Policy.EXCLUSIVE,
            done=lambda drawn: self._show(drawn, path), failed=failed,
        )  # fmt: skip

    def _show(self, drawn: DrawnPlan, path: Path | None) -> None:
        from app.dialogs.recovery import SalvageDialog
        from gis.io.salvage import salvage_report

        self._document.show(drawn, None)
        self.recovered.emit(path)
        if report := salvage_report(drawn.plan):
            SalvageDialog.ask(self._window, report)
