"""A new plan from the files that a bureau has: pick them, check the columns, read them, see what is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from app.dialogs.column_page import ColumnPage
from app.dialogs.files_page import EARLIER, FileQuestion, FilesPage
from app.dialogs.found_page import FoundPage
from app.dialogs.job_dialog import JobDialog
from app.dialogs.names_page import NamesPage, Question, questions_of
from app.dialogs.road_page import RoadPage
from app.drawing import DrawnPlan
from app.importing import Look, look_at, read_files
from app.jobs import JobRunner
from app.settings import Settings
from gis.errors import PlanningError
from gis.io.choices import ImportChoices
from gis.io.coordinates import SYSTEMS
from gis.progress import Progress

DIALOG_WIDTH, DIALOG_HEIGHT = 860, 620
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
        self.roads: RoadPage | None = None
        self._look: Look | None = None
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
        self.files.download_wanted.connect(self._download)
        self.go_button.clicked.connect(self._go)
        self._turn(self.files)

    @classmethod
    def ask(
        cls, parent: QWidget, runner: JobRunner, settings: Settings, earlier: Path | None = None
    ) -> DrawnPlan | None:
        """Return the plan made from the picked files, None if the user did not want one.

        Parameters
        ----------
        earlier
            The plan whose handling of issues is proposed to be taken over.
        """
        dialog = cls(parent, runner, settings)
        if earlier is not None:
            dialog.fill(EARLIER, earlier)
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
            self.go_button.setEnabled(not any(page.problems() for page in self._column_pages()))
            self._mark_tabs()

    def _mark_tabs(self) -> None:
        """Show on its tab that a file waits for an answer."""
        for page in self._column_pages():
            at, waits = self._tabs.indexOf(page), bool(page.problems())
            title = self._tabs.tabText(at).removesuffix(self.tr("（待定）"))
            self._tabs.setTabText(at, title + self.tr("（待定）") if waits else title)
            self._tabs.setTabToolTip(at, "\n".join(page.problems()))

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

    def _download(self) -> None:
        from app.dialogs.download_roads import DownloadRoadsDialog

        files = self.files
        boundary, unit = files.files.get("boundary"), files.unit_name or ""
        got = DownloadRoadsDialog.ask(self, self._runner, self._settings, unit, boundary, self._answers())
        if got is not None:
            files.take_downloaded(got)

    # --- looking ------------------------------------------------------------------------------------

    def _survey(self) -> None:
        files, roads, answers = self.files.files, self.files.roads, self._answers()
        unit, before, folder = self.files.unit_name, self._look, self._settings.data_folder

        def work(progress: Progress) -> Look:
            return look_at(files, roads, unit, answers, folder, before, progress)

        self.run_job("survey", work, self._show_columns)

    def _show_columns(self, look: Look) -> None:
        self._look = look
        self._tabs.clear()
        titles = {field.role: field.title for field in self.files.fields()}
        self.roads = RoadPage(look.own_roads, look.road_columns) if look.own_roads else None
        if self.roads is not None:
            self.roads.changed.connect(self._check)
            self._tabs.addTab(self.roads, titles["roads"])
        self.columns = {survey.role: ColumnPage(survey) for survey in look.tables}
        for role, page in self.columns.items():
            page.changed.connect(self._check)
            self._tabs.addTab(page, titles[role])
        first = next((page for page in self._column_pages() if page.problems()), None)
        if first is not None:
            self._tabs.setCurrentWidget(first)
        self._turn(self._tabs)

    def _column_pages(self) -> list[RoadPage | ColumnPage]:
        return [*([self.roads] if self.roads is not None else []), *self.columns.values()]

    # --- reading ------------------------------------------------------------------------------------

    def _choices(self) -> ImportChoices:
        pages = self.columns.items()
        answers = self._answers()
        said = {role: code for role, page in pages if (code := page.coordinates)}
        return replace(
            answers,
            columns={role: fixed for role, page in pages if (fixed := self._corrections(role, page))},
            coordinates={**answers.coordinates, **said},
            matches=self._said,
            **self._road_choices(),
        )

    def _corrections(self, role: str, page: ColumnPage) -> dict[str, str]:
        """Return what the user said of a file's columns, now and when a file of its shape came before."""
        known = self._look.columns.get(role, {}) if self._look is not None else {}
        return {**known, **page.corrections()}

    def _road_choices(self) -> dict[str, Any]:
        if self.roads is None:
            return {}
        return {
            "road_columns": self.roads.corrections(),
            "road_tolerance_m": self.roads.tolerance_m,
            "join_crossings": self.roads.crossings.isChecked(),
        }

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
        named |= {path.name: "roads" for path in self.files.roads}
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
        from gis.vectors.formats import is_vector_file

        paths = self.files.roads if role == "roads" else (self.files.files[role],)
        own = [path for path in paths if is_vector_file(path)]
        names = dict.fromkeys(layer.name for path in own for layer in survey_vector(path).layers)
        return (*((name, name) for name in names), (ALL_LAYERS, self.tr("全部合起来")))

    def _read(self) -> None:
        files, roads, unit = self.files.files, self.files.roads, self.files.unit_name
        year = self.files.school_year
        choices, earlier = self._choices(), self.files.earlier
        self._remember(choices)

        def work(progress: Progress) -> tuple[DrawnPlan, str]:
            return read_files(files, roads, unit, year, choices, earlier, progress)

        self.run_job("import", work, self._show_found)

    def _remember(self, choices: ImportChoices) -> None:
        """Keep what the user put right for the next file with the same headers."""
        from gis.io.mapping import remember

        for role, fixed in choices.columns.items():
            remember(self.columns[role].survey.table.shape, fixed, self._settings.data_folder)
        if self.roads is not None and self._look and choices.road_columns != self._look.road_columns:
            remember(self.roads.survey.shape, choices.road_columns, self._settings.data_folder)

    def _show_found(self, read: tuple[DrawnPlan, str]) -> None:
        drawn, other_unit = read
        self.drawn = drawn
        self.found.show_plan(drawn.plan, other_unit)
        self.names.show_questions(drawn.plan, self._questions())
        self._turn(self.found)

    def _questions(self) -> tuple[Question, ...]:
        if self.drawn is None:
            return ()
        named = {path.name: role for role, path in self.files.files.items()}
        named |= {path.name: "roads" for path in self.files.roads}
        return questions_of(self.drawn.plan, named)
