"""A new plan from the files that a bureau has: pick them, check the columns, read them, see what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from app.dialogs.column_page import ColumnPage
from app.dialogs.files_page import FileQuestion, FilesPage
from app.dialogs.found_page import FoundPage
from app.dialogs.job_dialog import JobDialog
from app.dialogs.names_page import NamesPage, Question, questions_of
from app.drawing import DrawnPlan, draw, without_collections
from app.jobs import JobRunner
from app.settings import Settings
from gis.errors import PlanningError
from gis.io.choices import ImportChoices
from gis.io.coordinates import SYSTEMS
from gis.io.survey import FileSurvey, survey_files
from gis.progress import Progress, part_of

DIALOG_WIDTH, DIALOG_HEIGHT = 860, 560
ASK_SYSTEM = ("vector_no_crs", "vector_crs_contradicts")


class NewPlanDialog(JobDialog):
    """Three pages: the files, what their columns are, and what was found in them."""

    def __init__(self, parent: QWidget, runner: JobRunner, settings: Settings) -> None:
        super().__init__(parent, runner, "", "")
        self.setWindowTitle(self.tr("从文件新建计划"))
        self.resize(DIALOG_WIDTH, DIALOG_HEIGHT)
        self._settings = settings
        self.drawn: DrawnPlan | None = None
        self.files = FilesPage(settings)
        self.columns: dict[str, ColumnPage] = {}
        self._tabs = QTabWidget()
        self.found = FoundPage()
        self.names = NamesPage()
        self._said: dict[str, dict[str, str]] = {}
        self._pages = QStackedWidget()
        for page in (self.files, self._tabs, self.found, self.names):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self.back_button = self.add_button(self.tr("上一步"))
        self.back_button.clicked.connect(self._back)
        self.names_button = self.add_button(self.tr("认名字……"))
        self.names_button.clicked.connect(lambda: self._turn(self.names))
        self.files.changed.connect(self._check)
        self.go_button.clicked.connect(self._go)
        self._turn(self.files)

    @classmethod
    def ask(cls, parent: QWidget, runner: JobRunner, settings: Settings) -> DrawnPlan | None:
        """Return the plan made from the picked files, None if the user did not want one."""
        dialog = cls(parent, runner, settings)
        accepted = dialog.exec() == cls.DialogCode.Accepted
        dialog.deleteLater()
        return dialog.drawn if accepted else None

    def fill(self, role: str, path: Path) -> None:
        """Put a file into its field, as the file picker does."""
        self.files.fill(role, path)

    # --- pages --------------------------------------------------------------------------------------

    def _turn(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        self.back_button.setVisible(page is not self.files)
        self.names_button.setVisible(page is self.found and bool(self._questions()))
        self.go_button.setText(
            self.tr("下一步") if page is self.files
            else self.tr("读取文件") if page is self._tabs
            else self.tr("再读一次") if page is self.names
            else self.tr("保存计划……")
        )  # fmt: skip
        self._check()

    def _back(self) -> None:
        before: dict[QWidget | None, QWidget] = {self.found: self._tabs, self.names: self.found}
        self._turn(before.get(self._pages.currentWidget(), self.files))

    def _check(self) -> None:
        page = self._pages.currentWidget()
        if page is self.files:
            self.go_button.setEnabled(self.files.is_complete)
        elif page is self._tabs:
            self.go_button.setEnabled(not any(page.problems() for page in self.columns.values()))

    def _go(self) -> None:
        page = self._pages.currentWidget()
        if page is self.files:
            self._survey()
        elif page is self._tabs:
            self._read()
        elif page is self.names:
            self._said = {
                role: {**self._said.get(role, {}), **self.names.matches().get(role, {})}
                for role in {*self._said, *self.names.matches()}
            }
            self._read()
        else:
            self.accept()

    def _ended(self) -> None:
        super()._ended()
        self._check()

    # --- looking ------------------------------------------------------------------------------------

    def _survey(self) -> None:
        from gis.io.mapping import recall

        files, folder, answers = self.files.files, self._settings.data_folder, self._answers()
        unit = self.files.unit_name

        def work(progress: Progress) -> tuple[FileSurvey, ...]:
            half = part_of(progress, 0.0, 0.5)
            first = survey_files(files, unit_name=unit, choices=answers, progress=half)
            known = {one.role: recall(one.table.shape, folder) for one in first}
            columns = {role: mapping for role, mapping in known.items() if mapping}
            if not columns:
                return first
            again = replace(answers, columns=columns)
            rest = part_of(progress, 0.5, 1.0)
            return survey_files(files, unit_name=unit, choices=again, progress=rest)

        self.run_job("survey", work, self._show_columns)

    def _show_columns(self, surveys: Iterable[FileSurvey]) -> None:
        self._tabs.clear()
        self.columns = {}
        titles = {field.role: field.title for field in self.files.fields()}
        for survey in surveys:
            page = ColumnPage(survey)
            page.changed.connect(self._check)
            self.columns[survey.role] = page
            self._tabs.addTab(page, titles[survey.role])
        first = next((page for page in self.columns.values() if page.problems()), None)
        if first is not None:
            self._tabs.setCurrentWidget(first)
        self._turn(self._tabs)

    # --- reading ------------------------------------------------------------------------------------

    def _choices(self) -> ImportChoices:
        pages = self.columns.items()
        answers = self._answers()
        said = {role: code for role, page in pages if (code := page.coordinates)}
        return replace(
            answers,
            columns={role: fixed for role, page in pages if (fixed := page.corrections())},
            coordinates={**answers.coordinates, **said},
            matches=self._said,
        )

    def _answers(self) -> ImportChoices:
        """Return what the user said about files that do not say it themselves."""
        return ImportChoices(
            coordinates=self.files.answers("coordinates"), layers=self.files.answers("layers")
        )

    def _failed(self, fault: Exception) -> None:
        """Ask on the first page what a file leaves open; any other fault is shown as it is."""
        super()._failed(fault)
        if not isinstance(fault, PlanningError):
            return
        named = {path.name: role for role, path in self.files.files.items()}
        role = str(fault.values.get("role") or named.get(str(fault.values.get("file", "")), ""))
        if fault.code in ASK_SYSTEM and role:
            options = tuple((code, system.label) for code, system in SYSTEMS.items())
            self.files.ask(role, FileQuestion("coordinates", self.tr("　坐标系"), options))
            self._turn(self.files)
        elif fault.code == "vector_several_layers" and role:
            self.files.ask(role, FileQuestion("layers", self.tr("　图层"), self._layers(role)))
            self._turn(self.files)

    def _layers(self, role: str) -> tuple[tuple[str, str], ...]:
        from gis.io.vector import ALL_LAYERS, survey_vector

        names = [layer.name for layer in survey_vector(self.files.files[role]).layers]
        return (*((name, name) for name in names), (ALL_LAYERS, self.tr("全部合起来")))

    def _read(self) -> None:
        files, unit, year, choices = (
            self.files.files, self.files.unit_name, self.files.school_year, self._choices()
        )  # fmt: skip
        self._remember(choices)

        @without_collections()
        def work(progress: Progress) -> DrawnPlan:
            from gis.io.importer import import_plan

            plan = import_plan(
                **files, unit_name=unit, school_year=year, choices=choices,
                progress=part_of(progress, 0.0, 0.95),
            )  # fmt: skip
            progress(0.95, "step_drawing_map")
            return draw(plan)

        self.run_job("import", work, self._show_found)

    def _remember(self, choices: ImportChoices) -> None:
        """Keep what the user put right for the next file with the same headers."""
        from gis.io.mapping import remember

        for role, fixed in choices.columns.items():
            remember(self.columns[role].survey.table.shape, fixed, self._settings.data_folder)

    def _show_found(self, drawn: DrawnPlan) -> None:
        self.drawn = drawn
        self.found.show_plan(drawn.plan)
        self.names.show_questions(drawn.plan, self._questions())
        self._turn(self.found)

    def _questions(self) -> tuple[Question, ...]:
        if self.drawn is None:
            return ()
        return questions_of(self.drawn.plan, {path.name: role for role, path in self.files.files.items()})


