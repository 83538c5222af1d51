"""Bringing a field copy back: what it changed, conflicts side by side, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import labels, theme
from app.dialogs.job_dialog import JobDialog
from app.document import Document
from app.drawing import DrawnPlan, draw
from app.garbage import without_collections
from app.panels.states import note
from app.selection import Selection
from app.settings import Settings
from gis.io.field.merging import Change, Conflict, Merge, Take
from gis.messages import describe
from gis.model import Issue
from gis.progress import Progress, part_of

DIALOG_WIDTH, DIALOG_HEIGHT = 860, 620


class FieldMergeDialog(JobDialog):
    """Nothing is taken over before the button is pressed; then it is one undoable step."""

    def __init__(self, parent: QWidget, document: Document, selection: Selection) -> None:
        super().__init__(parent, document.runner, "", "")
        self.setWindowTitle(self.tr("并回外业副本"))
        self._document, self._selection = document, selection
        self.merge: Merge | None = None
        self.is_merged = False
        self._boxes: dict[str, QCheckBox] = {}
        self._sides: dict[str, dict[Take, QRadioButton]] = {}
        self._summary = note(name="title")
        self._notices = note()
        self._all = QWidget()
        self._rows = QWidget()
        self._list = QVBoxLayout(self._rows)
        self._result = note(name="value")
        self._pages = QStackedWidget()
        self._lay_out()
        self.go_button.setText(self.tr("并入"))
        self.go_button.clicked.connect(self.go)
        self.resize(DIALOG_WIDTH, DIALOG_HEIGHT)

    def _lay_out(self) -> None:
        self._list.setContentsMargins(0, 0, theme.size("small"), 0)
        self._list.setSpacing(theme.size("small"))
        scroll = QScrollArea()
        scroll.setWidget(self._rows)
        scroll.setWidgetResizable(True)
        row = QHBoxLayout(self._all)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(self.tr("冲突一律：")))
        for take, text in ((Take.OURS, self.tr("取本机")), (Take.THEIRS, self.tr("取外业"))):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self.choose_all, take))
            row.addWidget(button)
        row.addStretch()
        choices = QWidget()
        column = QVBoxLayout(choices)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self._summary, self._notices, self._all):
            column.addWidget(widget)
        column.addWidget(scroll, 1)
        done = QWidget()
        column = QVBoxLayout(done)
        column.addWidget(self._result)
        column.addStretch()
        self._pages.addWidget(choices)
        self._pages.addWidget(done)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    @classmethod
    def ask(cls, parent: QWidget, document: Document, selection: Selection, settings: Settings) -> bool:
        """Ask for a field copy and merge what the user chooses; return whether anything was merged."""
        dialog = cls(parent, document, selection)
        chosen = dialog.pick(settings)
        if chosen is not None:
            dialog.read(chosen)
            dialog.exec()
        dialog.deleteLater()
        return dialog.is_merged

    def pick(self, settings: Settings) -> Path | None:
        """Ask for the file of a field copy."""
        kinds = self.tr("外业副本 (*.gpkg)")
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("打开外业副本"), settings.folder, kinds)
        if not chosen:
            return None
        settings.folder = str(Path(chosen).parent)
        return Path(chosen)

    # --- comparing ----------------------------------------------------------------------------------

    def read(self, path: Path) -> None:
        """Compare the open plan with a field copy."""
        plan = self._document.plan
        assert plan is not None

        def work(progress: Progress) -> Merge:
            from gis.io.field.merging import merge_copy
            from gis.io.project import open_plan

            progress(0.1, "step_opening_plan")
            return merge_copy(plan, open_plan(path))

        self.go_button.setEnabled(False)
        self.run_job("field", work, self.show_merge)

    def show_merge(self, merge: Merge) -> None:
        """List the conflicts side by side, then what only the field copy changed."""
        self.merge = merge
        self._summary.setText(
            self.tr("冲突 {conflicts} 项，只有外业改动的 {changes} 项，两边改得一样的 {same} 项").format(
                conflicts=len(merge.conflicts), changes=len(merge.changes), same=len(merge.same)
            )
        )
        self._notices.setText(_sentences(merge.issues))
        self._notices.setVisible(bool(merge.issues))
        self._all.setVisible(bool(merge.conflicts))
        if merge.conflicts:
            self._list.addWidget(
                note(self.tr("冲突：两边都改了，请逐项选。没有选的保持本机。"), name="heading")
            )
        for conflict in merge.conflicts:
            self._list.addWidget(self._conflict_row(merge, conflict))
        if merge.changes:
            self._list.addWidget(note(self.tr("只有外业改动的：去掉勾的不并入。"), name="heading"))
        for change in merge.changes:
            self._list.addWidget(self._change_row(merge, change))
        if not list(merge):
            self._list.addWidget(note(self.tr("没有要并入的内容。")))
        self._list.addStretch()
        self._show_count()

    def _conflict_row(self, merge: Merge, conflict: Conflict) -> QWidget:
        row, grid = self._row(merge, conflict)
        group = QButtonGroup(row)
        self._sides[conflict.key] = {}
        for column, (title, value, take) in enumerate(
            (
                (self.tr("签出时"), conflict.base, None),
                (self.tr("本机"), conflict.ours, Take.OURS),
                (self.tr("外业"), conflict.theirs, Take.THEIRS),
            )
        ):
            words = _words(merge, conflict, value)
            if take is None:
                grid.addWidget(note(title), 1, column)
            else:
                radio = QRadioButton(title)
                radio.setAccessibleName(f"{title} {words}")
                radio.toggled.connect(self._show_count)
                group.addButton(radio)
                grid.addWidget(radio, 1, column)
                self._sides[conflict.key][take] = radio
            grid.addWidget(note(words, name="value"), 2, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        return row

    def _change_row(self, merge: Merge, change: Change) -> QWidget:
        row, grid = self._row(merge, change)
        box = QCheckBox(self.tr("并入"))
        box.setChecked(True)
        box.toggled.connect(self._show_count)
        self._boxes[change.key] = box
        sides = (change.ours, change.theirs) if change.ours is not None else (change.theirs,)
        text = " → ".join(_words(merge, change, side) for side in sides)
        grid.addWidget(box, 1, 0)
        grid.addWidget(note(text, name="value"), 1, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        return row

    def _row(self, merge: Merge, change: Change) -> tuple[QWidget, QGridLayout]:
        from gis.io.field.wording import subject_of, subject_words, what_words

        row = QFrame()
        row.setObjectName("card")
        row.setFrameShape(QFrame.Shape.StyledPanel)
        grid = QGridLayout(row)
        grid.setSpacing(theme.size("tiny"))
        about = (subject_words(merge, change), what_words(change, labels.language()))
        grid.addWidget(note(" · ".join(filter(None, about)), name="value"), 0, 0, 1, 2)
        kind, thing_id = subject_of(change)
        if kind:
            look = QPushButton(self.tr("在地图上看"))
            look.setObjectName("link")
            look.setAutoDefault(False)
            look.clicked.connect(lambda: self._selection.pick(kind, thing_id, zoom=True))
            grid.addWidget(look, 0, 2, Qt.AlignmentFlag.AlignRight)
        return row, grid

    # --- choosing -----------------------------------------------------------------------------------

    def choose_all(self, take: Take, _: bool = False) -> None:
        """Choose one side for every conflict."""
        for sides in self._sides.values():
            sides[take].setChecked(True)

    def choices(self) -> dict[str, Take]:
        """Return what has been chosen so far."""
        boxes = {key: Take.THEIRS if box.isChecked() else Take.OURS for key, box in self._boxes.items()}
        return boxes | {
            key: take
            for key, sides in self._sides.items()
            for take, radio in sides.items()
            if radio.isChecked()
        }

    def _show_count(self) -> None:
        taken = sum(take is Take.THEIRS for take in self.choices().values())
        self.go_button.setText(self.tr("并入 {count} 项").format(count=taken))
        self.go_button.setEnabled(bool(self.choices()))

    def go(self) -> None:
        """Take over what was chosen as one step, then say what came of it."""
        merge, choices = self.merge, self.choices()
        if self.is_merged or merge is None:
            self.accept()
            return

        @without_collections()
        def work(progress: Progress) -> DrawnPlan:
            from gis.io.field.applying import apply

            plan = apply(merge, choices, progress=part_of(progress, 0.0, 0.8))
            progress(0.8, "step_drawing_map")
            return draw(plan)

        self.run_job("field", work, self._show_result)

    def _show_result(self, drawn: DrawnPlan) -> None:
        merge = self.merge
        assert merge is not None
        self._document.take_plan(drawn, self.tr("并回外业副本"))
        self.is_merged = True
        entry = drawn.plan.history[-1]
        news = drawn.plan.issues[len(merge.ours.issues) :]
        lines = [describe(entry.action, entry.values, labels.language()).what, _sentences(news)]
        lines.append(self.tr("可以撤销；保存以后才写进文件。"))
        self._result.setText("\n".join(filter(None, lines)))
        self._pages.setCurrentIndex(1)
        self.go_button.setText(self.tr("关闭"))
        self.cancel_button.hide()


def _words(merge: Merge, change: Change, value: object) -> str:
    from gis.io.field.wording import value_words

    return value_words(merge, change, value, labels.language())


def _sentences(issues: Iterable[Issue]) -> str:
    return "\n".join(str(issue.describe(labels.language())) for issue in issues)
