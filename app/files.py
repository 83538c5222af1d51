"""Opening, making, saving and closing plans: the questions asked on the way, and the jobs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app import messages
from app.document import Document, DrawnPlan, draw, without_collections
from app.jobs import Policy
from app.settings import Settings
from gis.progress import Progress, part_of

PLAN_SUFFIX = ".gpkg"


class PlanFiles(QObject):
    """The file menu of the window."""

    def __init__(self, document: Document, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._settings, self._window = document, settings, window
        self._after_saving: Callable[[], object] | None = None
        document.saved.connect(self._saved)

    # --- opening ------------------------------------------------------------------------------------

    def ask_open(self) -> None:
        """Ask for a plan file and open it."""
        kinds = self.tr("校图计划 (*.gpkg)")
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("打开计划"), self._settings.folder, kinds
        )
        if chosen:
            self.open(Path(chosen))

    def open(self, path: Path) -> None:
        """Open a plan, after asking about unsaved changes."""
        self.leave(lambda: self._open(path))

    def _open(self, path: Path) -> None:
        def failed(fault: Exception) -> None:
            messages.tell_fault(self._window, self.tr("没有打开"), fault)

        self._remember(path)
        self._document.open(path, failed)

    def open_sample(self) -> None:
        """Open the built-in sample as a new, unsaved plan."""
        self.leave(self._open_sample)

    def _open_sample(self) -> None:
        @without_collections()
        def work(progress: Progress) -> DrawnPlan:
            from gis.io.sample import import_sample

            plan = import_sample(progress=part_of(progress, 0.0, 0.9))
            progress(0.9, "step_drawing_map")
            return draw(plan)

        def failed(fault: Exception) -> None:
            messages.tell_fault(self._window, self.tr("没有打开示例"), fault)

        self._document.runner.submit(
            "sample", work, policy=Policy.EXCLUSIVE,
            done=lambda drawn: self._document.show(drawn, None), failed=failed,
        )  # fmt: skip

    def ask_new(self) -> None:
        """Make a plan from files in the dialog."""
        self.leave(self._new)

    def _new(self) -> None:
        from app.dialogs.new_plan import NewPlanDialog

        drawn = NewPlanDialog.ask(self._window, self._document.runner, self._settings)
        if drawn is not None:
            self._document.show(drawn, None)
            self.ask_save_as()

    # --- saving and leaving -------------------------------------------------------------------------

    def save(self) -> None:
        """Save where the plan came from, or ask where to."""
        if self._document.path is None:
            self.ask_save_as()
        else:
            self._save(self._document.path)

    def ask_save_as(self) -> None:
        """Ask where to save."""
        plan = self._document.plan
        if plan is None:
            return
        proposal = self._document.path or Path(self._settings.folder) / f"{plan.meta.unit_name}{PLAN_SUFFIX}"
        kinds = self.tr("校图计划 (*.gpkg)")
        chosen, _ = QFileDialog.getSaveFileName(self._window, self.tr("保存计划"), str(proposal), kinds)
        if chosen:
            path = Path(chosen)
            self._save(
                path if path.suffix.lower() == PLAN_SUFFIX else path.with_name(path.name + PLAN_SUFFIX)
            )
        else:
            self._after_saving = None

    def _save(self, path: Path) -> None:
        def failed(fault: Exception) -> None:
            self._after_saving = None
            messages.tell_fault(self._window, self.tr("没有保存"), fault)

        self._remember(path)
        self._document.save(path, failed)

    def _saved(self, path: Path) -> None:
        self._settings.remember_plan(path)
        then, self._after_saving = self._after_saving, None
        if then is not None:
            then()

    def _remember(self, path: Path) -> None:
        self._settings.folder = str(path.parent)
        if path.is_file():
            self._settings.remember_plan(path)

    def close(self) -> None:
        """Close the plan, after asking about unsaved changes."""
        self.leave(self._document.close)

    def leave(self, then: Callable[[], object]) -> None:
        """Do what leaves the open plan behind, once nothing unsaved is lost by it."""
        document = self._document
        if not document.dirty or document.plan is None:
            then()
            return
        name = document.path.stem if document.path else document.plan.meta.unit_name
        answer = messages.ask_unsaved(self._window, name)
        if answer is messages.Answer.DISCARD:
            then()
        elif answer is messages.Answer.SAVE:
            self._after_saving = then
            self.save()
