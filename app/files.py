"""Opening, making, saving and closing plans: the questions asked on the way, and the jobs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app import messages
from app.document import Document
from app.drawing import DrawnPlan, draw
from app.garbage import without_collections
from app.jobs import Policy
from app.settings import Settings
from gis.errors import PlanFileError
from gis.progress import Progress, part_of

PLAN_SUFFIX = ".gpkg"
DAMAGED = "plan_damaged"


class PlanFiles(QObject):
    """The file menu of the window.

    Signals
    -------
    salvage_wanted
        A damaged plan is to be opened as far as it can be read.
    """

    salvage_wanted = Signal(Path)

    def __init__(self, document: Document, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._settings, self._window = document, settings, window
        self._after_saving: Callable[[], object] | None = None
        self._proposal: Path | None = None
        document.saved.connect(self._saved)
        document.plan_changed.connect(lambda: self.propose(None))

    def propose(self, path: Path | None) -> None:
        """Remember the file that an unsaved plan was once saved in: the dialog begins with one beside it."""
        self._proposal = path.with_stem(self.tr("{name}（恢复）").format(name=path.stem)) if path else None

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
            QTimer.singleShot(0, self, lambda: self._tell_not_opened(path, fault))  # once the job has ended

        self._remember(path)
        self._document.open(path, failed)

    def _tell_not_opened(self, path: Path, fault: Exception) -> None:
        title = self.tr("没有打开")
        if not isinstance(fault, PlanFileError) or fault.code != DAMAGED:
            messages.tell_fault(self._window, title, fault)
        elif messages.offer(self._window, title, fault, (self.tr("能读多少打开多少"),)) is not None:
            self.salvage_wanted.emit(path)

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

        drawn = NewPlanDialog.ask(
            self._window, self._document.runner, self._settings, self._document.path
        )
        if drawn is not None:
            self._document.show(drawn, None)
            self.ask_save_as()

    # --- saving and leaving -------------------------------------------------------------------------

    def save(self) -> None:
        """Save where the plan came from, or ask where to."""
        if self._document.path is None or self._document.file.fault is not None:
            self.ask_save_as()
        else:
            self._save(self._document.path)

    def ask_save_as(self) -> None:
        """Ask where to save."""
        plan = self._document.plan
        if plan is None:
            return
        unnamed = Path(self._settings.folder) / f"{plan.meta.unit_name}{PLAN_SUFFIX}"
        proposal = self._document.path or self._proposal or unnamed
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
            QTimer.singleShot(0, self, lambda: self._offer_ways_out(path, fault))  # once the job has ended

        self._remember(path)
        self._document.save(path, failed)

    def _offer_ways_out(self, path: Path, fault: Exception) -> None:
        then, self._after_saving = self._after_saving, None
        title = self.tr("没有保存")
        if not isinstance(fault, PlanFileError):
            messages.tell_fault(self._window, title, fault)
            return
        chosen = messages.offer(self._window, title, fault, (self.tr("另存为……"), self.tr("再试一次")))
        if chosen is not None:
            self._after_saving = then
            self.ask_save_as() if chosen == 0 else self._save(path)

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
