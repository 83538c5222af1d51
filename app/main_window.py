"""The window: docks, menus and wiring. It decides nothing; the document does."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QMainWindow,
    QMenuBar,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import messages, theme
from app.actions import enable_actions, make_actions
from app.autosave import Autosave
from app.document import Document
from app.evidencing import Evidencing
from app.explaining import Explaining
from app.field_work import FieldWork
from app.files import PlanFiles
from app.menus import build_menus
from app.new_schools import NewSchools
from app.panels.access import AccessPage
from app.panels.areas import AreaLayers
from app.panels.banner import FileBanner
from app.panels.comparison import ComparisonPanel
from app.panels.data import DataPanel
from app.panels.diagnosis import DiagnosisPanel
from app.panels.forecast import ForecastPanel
from app.panels.headline import Headline
from app.panels.issue_actions import IssueActions
from app.panels.map import MapPanel
from app.panels.outcomes import OutcomesPage
from app.panels.path_bar import PathBar, TopRows
from app.panels.proposal import ProposalPanel
from app.panels.results import ResultsPanel
from app.panels.road_edits import RoadEditsPanel
from app.panels.scenario_settings import ScenarioSettings
from app.panels.scenarios import ScenarioPanel
from app.panels.school_card import SchoolCard
from app.panels.search import SearchField
from app.panels.season_strip import SeasonStrip
from app.panels.settlement_card import SettlementCard
from app.panels.states import StatePage, note
from app.panels.status import StatusLine
from app.panels.tables import Tables
from app.placing import Placing
from app.promising import Promising
from app.proposing import Proposing
from app.recovering import Recovering
from app.road_editing import RoadEditing
from app.scenario_edits import ScenarioEdits
from app.selection import Selection
from app.settings import Settings
from app.start_page import StartPage
from app.table_files import TableFiles
from app.window_dialogs import WindowDialogs
from app.window_steps import WindowSteps
from gis.layout import BASELINE

SMALLEST_WIDTH, SMALLEST_HEIGHT = 1024, 640
FIRST_WIDTH, FIRST_HEIGHT = 1366, 768
LEFT_WIDTH, RIGHT_WIDTH, BOTTOM_HEIGHT = 212, 316, 206
COMPARISON_WIDTH, COMPARED_MAP_WIDTH = 606, 544
MAP_DELAY_MS = 50
UNSAVED_FOLDER = "unsaved"
STEP_MS = 10  # between two pieces of the window that are shown for the first time


class MainWindow(QMainWindow):
    """The one window of a document."""

    def __init__(self, document: Document, settings: Settings | None = None) -> None:
        super().__init__()
        self.document = document
        self.settings = settings or Settings()
        self.selection = Selection(self)
        self.files = PlanFiles(document, self.settings, self)
        self.edits = ScenarioEdits(document, self)
        self.autosave = Autosave(document, self.settings.data_folder / UNSAVED_FOLDER)
        self.recovering = Recovering(document, self.autosave, self)
        self.actions_by_name = self._make_actions()
        self._leaving = False
        self._build()
        self.dialogs = WindowDialogs(self)
        self.steps = WindowSteps(self)
        self.table_files = TableFiles(self, self.document.runner, self.settings)
        self._wire()
        self._follow_plan()
        self._restore_layout()
        self.show_theme()

    # --- building -----------------------------------------------------------------------------------

    def _make_actions(self) -> dict[str, QAction]:
        actions = make_actions(self)
        stack, keys = self.document.undo_stack, QKeySequence.StandardKey
        undo, redo = (
            stack.createUndoAction(self, self.tr("撤销")),
            stack.createRedoAction(self, self.tr("重做")),
        )
        for name, action, shortcut in (("undo", undo, keys.Undo), ("redo", redo, "Ctrl+Y")):
            action.setIcon(theme.icon(name))
            action.setShortcuts([QKeySequence(shortcut)])
            actions[name] = action
        return actions

    def _build(self) -> None:
        act = self.actions_by_name
        self.search = SearchField(self.document, self.selection)
        self.plan_name = QLabel()
        self.plan_name.setObjectName("planName")
        self.menu_bar = QMenuBar()
        build_menus(self, act, self.settings)
        self.path_bar = PathBar([act["undo"], act["redo"], act["save"]])
        self.mark = note(name="mark")
        self.banner = FileBanner(self.document)
        self.start_page = StartPage(act)
        self.headline = Headline()
        self.season_strip = SeasonStrip(self.document)
        self.map = MapPanel(self.document, self.selection)
        self.comparison = ComparisonPanel(self.document)
        self.workspace = QStackedWidget()
        self.stage = QSplitter()
        self.stage.addWidget(self.comparison)
        self.stage.addWidget(self.map)
        self.stage.setChildrenCollapsible(False)
        self.stage.setSizes([COMPARISON_WIDTH, COMPARED_MAP_WIDTH])
        self.comparison.hide()
        self.workspace.addWidget(self.stage)
        self.forecast = ForecastPanel(self.document)
        self.workspace.addWidget(self.forecast)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.headline)
        column.addWidget(self.season_strip)
        column.addWidget(self.workspace, 1)
        self.centre = QStackedWidget()
        self.centre.addWidget(self.start_page)
        self.centre.addWidget(middle)
        self.setCentralWidget(self.centre)
        beside = self.plan_name, self.search
        self.setMenuWidget(TopRows(self.menu_bar, beside, self.path_bar, self.banner, self.mark))
        self._build_docks()
        self.setStatusBar(StatusLine(self.document))
        self.setMinimumSize(SMALLEST_WIDTH, SMALLEST_HEIGHT)
        self.setWindowIcon(theme.app_icon())

    def _build_docks(self) -> None:
        act = self.actions_by_name
        names = ("new_scenario", "copy_scenario", "rename_scenario", "delete_scenario")
        cards = [act[name] for name in ("scenario_settings", "roads", "propose")]
        self.scenarios = ScenarioPanel(self.document, [act[name] for name in names], cards)
        self.tables = Tables(self.document, self.selection)
        self.placing = Placing(self, self.document, self.map)
        self.new_schools = NewSchools(self, self.document, self.selection, self.map)
        self.promising = Promising(self, self.document, self.map)
        self.scenario_settings = ScenarioSettings(self.document)
        self.issue_actions = IssueActions(self.tables.pages["issues"], self.document, self.settings)
        self.school_card = SchoolCard(self.document)
        self.settlement_card = SettlementCard(self.document)
        self.data_panel = DataPanel(self.document)
        self.diagnosis = DiagnosisPanel(self.document)
        self.results = ResultsPanel(self.document)
        self.road_edits = RoadEditsPanel(self.document)
        self.road_editing = RoadEditing(self, self.document, self.road_edits, self.map)
        self.proposal = ProposalPanel(self.document)
        self.proposing = Proposing(self, self.document, self.proposal)
        self.nothing_picked = StatePage()
        self.cards = QStackedWidget()
        for card in (self.nothing_picked, self.school_card, self.settlement_card, self.data_panel,
                     self.diagnosis, self.results, self.road_edits, self.scenario_settings,
                     self.proposal):  # fmt: skip
            self.cards.addWidget(card)
        area = Qt.DockWidgetArea
        self.left = self.add_dock("left", self.tr("方案与视图"), self.scenarios, area.LeftDockWidgetArea)
        self.right = self.add_dock("right", self.tr("卡片"), self.cards, area.RightDockWidgetArea)
        self.field = FieldWork(self)
        self.bottom = self.add_dock("bottom", self.tr("表格"), self.tables, area.BottomDockWidgetArea)
        self.explaining = Explaining(self)
        self.areas = AreaLayers(self, self.document, self.selection, self.map)
        self.access = AccessPage(self.document)
        self.tables.add_page(self.access, self.tr("可达性"))
        self.outcomes = OutcomesPage(self.document)
        self.tables.add_page(self.outcomes, self.tr("测算"))
        self.evidencing = Evidencing(self, self.document, self.outcomes)
        self.setCorner(Qt.Corner.BottomRightCorner, area.RightDockWidgetArea)
        self._size_docks()

    def _size_docks(self) -> None:
        self.resizeDocks([self.left, self.right], [LEFT_WIDTH, RIGHT_WIDTH], Qt.Orientation.Horizontal)
        self.resizeDocks([self.bottom], [BOTTOM_HEIGHT], Qt.Orientation.Vertical)

    def add_dock(self, name: str, title: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        """Put a widget into a dock without a title bar."""
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(content)
        dock.setTitleBarWidget(QWidget())
        dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        self.addDockWidget(area, dock)
        return dock

    def _wire(self) -> None:
        self._wire_actions()
        self._wire_document()
        self._wire_steps()
        self._wire_sides()
        self._wire_road_edits()

    def _wire_actions(self) -> None:
        act = self.actions_by_name
        for name, function in {
            "new": self.files.ask_new, "open": self.files.ask_open, "sample": self.files.open_sample,
            "save": self.files.save, "save_as": self.files.ask_save_as, "close": self.files.close,
            "quit": self.close, "find": self._find, "zoom_all": self.map.fit,
            "forecast": self.steps.show_forecast,
            "report": self.dialogs.make_report,
            "field_out": self.field.check_out, "field_back": self.field.merge_back,
            "new_scenario": self.edits.create, "copy_scenario": self.edits.copy,
            "rename_scenario": self.edits.rename, "delete_scenario": self.edits.delete,
            "roads": self.steps.show_road_edits, "propose": self.steps.show_proposal,
            "scenario_settings": self.steps.show_scenario_settings,
            "new_school": self.new_schools.ask_place, "travel": self.dialogs.show_travel_parameters,
            "seal": self.dialogs.seal, "history": self.dialogs.show_history,
            "help": self.dialogs.show_help, "about": self.dialogs.show_about,
            "templates": self.table_files.ask_templates, "ledger": self.table_files.ask_ledger,
        }.items():  # fmt: skip
            act[name].triggered.connect(lambda _=False, function=function: function())

    def _wire_document(self) -> None:
        document = self.document
        document.plan_changed.connect(self._follow_plan)
        document.scenarios_changed.connect(self._follow_scenarios)
        document.dirty_changed.connect(self._show_name)
        document.file.changed.connect(self._show_name)
        self._wire_recovery()
        self._wire_new_schools()
        self.proposal.school_wanted.connect(self.map.light_up)
        document.evaluated.connect(self._follow_evaluation)
        document.tabulated.connect(self._follow_tables)
        document.evaluation_failed.connect(lambda _: self.headline.show_evaluation(None))
        self.selection.changed.connect(self._follow_selection)

    def _wire_steps(self) -> None:
        """Let whatever names a place, a table or a reason lead there."""
        self.start_page.recent_chosen.connect(self.files.open)
        self.path_bar.step_chosen.connect(self.steps.go_to)
        self.path_bar.pending_opened.connect(self.steps.show_pending)
        self.headline.opened.connect(self.steps.show_derivation)
        self.headline.why_wanted.connect(self.dialogs.explain_headline)
        self.tables.figure_wanted.connect(self.dialogs.explain_figure)
        self.school_card.new_scenario_wanted.connect(self.edits.create)
        self.data_panel.issues_wanted.connect(lambda: self.steps.show_table("issues"))
        self.issue_actions.place_wanted.connect(self.map.show_place)
        for card in (self.school_card, self.settlement_card):
            card.place_wanted.connect(self.placing.ask)
        self.placing.asked.connect(self.statusBar().showMessage)
        self.data_panel.new_plan_wanted.connect(self.files.ask_new)
        self.diagnosis.table_wanted.connect(self.steps.show_table)
        self.diagnosis.access_wanted.connect(self.steps.show_access)
        self.diagnosis.outcomes_wanted.connect(self.steps.show_outcomes)
        self.school_card.gates_wanted.connect(self.evidencing.show_school)
        self.evidencing.table_wanted.connect(self.steps.show_outcomes)
        self.diagnosis.forecast_wanted.connect(self.steps.show_forecast)
        self.forecast.place_wanted.connect(self.steps.show_on_map)
        self.comparison.winners.place_wanted.connect(self.steps.show_on_map)
        self.comparison.winners.difference_made.connect(self.steps.show_difference)
        self.selection.changed.connect(self.comparison.winners.follow)
        self.results.report_wanted.connect(self.dialogs.make_report)

    def _wire_sides(self) -> None:
        """Let every panel and the map show the same side and the same colours."""
        self.scenarios.side_chosen.connect(self.map.set_side)
        for panel in (self.scenarios, self.map):
            panel.side_chosen.connect(self.areas.set_side)
            panel.side_chosen.connect(self.access.set_side)
        self.scenarios.colouring_chosen.connect(self.map.set_view)
        self.map.side_chosen.connect(self.scenarios.show_side)
        self.map.view_chosen.connect(self.scenarios.show_colouring)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.show_theme)

    def _wire_road_edits(self) -> None:
        self.road_editing.asked.connect(self.statusBar().showMessage)
        self.road_edits.new_scenario_wanted.connect(self.edits.create)
        self.season_strip.edits_wanted.connect(self.steps.show_road_edits)
        self.map.edit_clicked.connect(lambda _: self.steps.show_road_edits())

    def _wire_new_schools(self) -> None:
        settings, card, new = self.scenario_settings, self.school_card, self.new_schools
        settings.school_wanted.connect(lambda key: self.selection.pick("school", key, zoom=True))
        settings.village_wanted.connect(lambda key: self.selection.pick("settlement", key, zoom=True))
        settings.place_wanted.connect(self.map.show_place)
        settings.new_school_wanted.connect(new.ask_place)
        settings.new_scenario_wanted.connect(self.edits.create)
        settings.group_wanted.connect(self.promising.ask_group)
        settings.line_wanted.connect(self.promising.draw_line)
        for panel in (settings, card):
            panel.site_delete_wanted.connect(new.delete)
        card.site_move_wanted.connect(new.ask_other_place)
        card.site_edit_wanted.connect(new.edit)
        self.map.settings_wanted.connect(self.steps.show_scenario_settings)
        self.map.site_moved.connect(new.move)
        new.refused.connect(self.map.put_back)
        for asking in (new, self.promising):
            asking.asked.connect(self.statusBar().showMessage)

    def _wire_recovery(self) -> None:
        self.banner.save_as_wanted.connect(self.files.ask_save_as)
        self.banner.reopen_wanted.connect(self._reopen)
        self.files.salvage_wanted.connect(self.recovering.salvage)
        self.recovering.recovered.connect(self.files.propose)
        self.recovering.found_changed.connect(self.start_page.show_recovery)
        self.start_page.recovery_wanted.connect(self.recovering.ask)
        self.autosave.failed.connect(self._tell_not_copied)

    # --- following ----------------------------------------------------------------------------------

    def _follow_plan(self) -> None:
        plan = self.document.plan
        has_plan = plan is not None
        self.selection.clear()
        self.centre.setCurrentIndex(1 if has_plan else 0)
        if not has_plan:
            for dock in (self.left, self.right, self.bottom):
                dock.hide()
        self.path_bar.enable_steps(has_plan)
        self.mark.setText(plan.meta.mark if plan else "")
        self.mark.setVisible(bool(plan and plan.meta.mark))
        self.headline.show_evaluation(None)
        if plan is None:
            self.path_bar.show_pending(0)
            self.start_page.show_recent(self.settings.recent_plans())
        else:
            self.path_bar.show_step("scenario")
            self.steps.show_map()
            self._start_map()
            self._show_docks(self.left, self.right, self.bottom)
        self._follow_scenarios()
        self._show_name()

    def _show_docks(self, dock: QDockWidget, *others: QDockWidget) -> None:
        """Show one dock after the other: their first pictures together would hold up the window."""
        if self.document.plan is None:
            return
        dock.show()
        if others:
            QTimer.singleShot(STEP_MS, self, lambda: self._show_docks(*others))
        else:
            self._size_docks()
            self.steps.go_to("scenario")

    def _follow_scenarios(self) -> None:
        plan = self.document.plan
        editable = plan is not None and self.document.active != BASELINE
        enable_actions(self.actions_by_name, plan=plan is not None, scenario=editable)
        picked = self.selection.thing_id if self.selection.kind == "school" else ""
        is_built = plan is not None and picked in plan.schools.index
        if picked and not is_built and self.document.site(picked) is None:
            self.selection.clear()  # a planned school of another scenario

    def _follow_evaluation(self) -> None:
        consequence = self.document.consequence
        if consequence is not None:
            self.headline.show_evaluation(consequence.evaluation)

    def _follow_tables(self) -> None:
        self.path_bar.show_pending(int(self.document.tables["issues"]["is_pending"].sum()))

    def show_selected(self) -> None:
        """Show the card of what is selected."""
        self._show_card(self.selection.kind, self.selection.thing_id)

    def _follow_selection(self, kind: str, thing_id: str) -> None:
        if not self.explaining.take(kind, thing_id):
            self._show_card(kind, thing_id)

    def _show_card(self, kind: str, thing_id: str) -> None:
        if kind == "school":
            self.school_card.show_school(thing_id)
            self.cards.setCurrentWidget(self.school_card)
        elif kind == "settlement":
            self.settlement_card.show_settlement(thing_id)
            self.cards.setCurrentWidget(self.settlement_card)
        else:
            self._show_nothing_picked()
        if kind and not self.steps.is_comparing:
            self.right.show()
            self.steps.show_map()

    def _show_nothing_picked(self) -> None:
        self.nothing_picked.say(
            self.tr("没有选中学校"),
            self.tr(
                "在地图或表格里点一所学校，看它的现状，作出决定，先看后果再确认。点一个村，看每个年级去哪里上学。"
            ),
            self.tr("道路改动……"),
            self.steps.show_road_edits,
        )
        self.cards.setCurrentWidget(self.nothing_picked)

    def _show_name(self) -> None:
        document = self.document
        name = ""
        if document.plan is not None:
            name = document.path.stem if document.path else document.plan.meta.unit_name
        star = " *" if document.dirty else ""
        if document.is_sealed:
            star += self.tr("（封存版，只读）")
        elif document.file.fault is not None:
            star += self.tr("（只读）")
        self.plan_name.setText(f"{name}{star}")
        self.setWindowTitle(f"{name}{star} — {self.tr('校图')}" if name else self.tr("校图"))

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def open_plan(self, path: Path) -> None:
        """Open a plan given at the start."""
        self.files.open(path)

    def offer_recovery(self, *, ask: bool) -> None:
        """Look for unsaved work of a program that ended without warning."""
        self.recovering.look(ask=ask)

    def _reopen(self) -> None:
        if self.document.path is not None:
            self.files.open(self.document.path)

    def _tell_not_copied(self, fault: Exception) -> None:
        text = self.tr("没有写成自动备份，请尽早保存。{reason}")
        self.statusBar().showMessage(text.format(reason=messages.sentence(fault)))

    # --- theme and life -----------------------------------------------------------------------------

    def show_theme(self) -> None:
        """Dress the window in the wanted theme."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        name = theme.resolve(self.settings.theme)
        theme.apply_theme(application, name)
        self.map.set_theme(theme.load_theme(name))

    def _restore_layout(self) -> None:
        geometry, _ = self.settings.layout()
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(FIRST_WIDTH, FIRST_HEIGHT)

    def _start_map(self) -> None:
        """Make the map view after the window has been painted: its first load takes a second."""
        if self.isVisible():
            QTimer.singleShot(MAP_DELAY_MS, self.map.start)

    def showEvent(self, event: QShowEvent) -> None:
        """Start the map once the window is on screen (Qt's name)."""
        super().showEvent(event)
        self._start_map()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, keep the layout, stop the jobs (Qt's name)."""
        if not self._leaving and self.document.dirty:
            event.ignore()
            self.files.leave(self._leave)
            return
        self.settings.remember_layout(self.saveGeometry(), self.saveState())
        self.document.runner.shut_down()
        self.autosave.end()
        self.document.file.take(None)
        event.accept()

    def _leave(self) -> None:
        self._leaving = True
        QTimer.singleShot(0, self.close)  # a window cannot be closed from within its own close event
