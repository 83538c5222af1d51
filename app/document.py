"""The open plan: what it holds, which scenario is active, what is stale, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from time import perf_counter, sleep

import pandas as pd
from PySide6.QtCore import QObject, Signal

from app.commands import ScenarioState, SetPlan, SetScenario
from app.drawing import DrawnPlan, draw, hold_arrays, to_json
from app.evaluating import (
    Consequence,
    Evaluations,
    Outcome,
    Preview,
    Question,
    Standing,
    evaluate,
    refusals_of,
    standing_of,
    told_apart,
    whole,
    with_sites,
)
from app.garbage import without_collections
from app.jobs import Policy
from app.models.road_edits import made_edits_json
from app.models.tables import build_tables
from app.open_plan import OpenPlan
from app.plan_file import Holding
from app.plan_log import PlanLog
from gis.errors import DecisionError, InputError
from gis.evaluation.result import Evaluation
from gis.layout import BASELINE, Decision, Locks, Scenario, Site
from gis.model import Band, Plan
from gis.progress import Progress, part_of

GIVE_WAY_S = 0.12  # the window draws map and card meanwhile: a computing thread would halve its speed
OPENING_S = 0.25  # a plan that has just been read or changed: the whole window is drawn anew


class Document(OpenPlan):
    """One plan in the window. Everything is a frozen value; an edit swaps the scenarios and re-evaluates.

    Signals
    -------
    plan_changed
        Another plan is open (or none).
    plan_edited
        The same plan, but something of it other than its scenarios is new; carries whether the map's
        geometry is.
    scenarios_changed
        A scenario was edited, added, renamed, deleted, or another one is active.
    season_changed, year_changed
        The figures hold in another time of year, or in another school year.
    evaluating, evaluated, evaluation_failed
        The consequence is being computed / is new / could not be computed (carries the exception).
    evaluation_progressed
        The share of the computation that is done.
    tabulated
        The rows of the tables are new; they come after the map, because the map is looked at first.
    previewed
        Carries a :class:`Preview`.
    """

    plan_changed = Signal()
    plan_edited = Signal(bool)
    scenarios_changed = Signal()
    evaluating = Signal()
    evaluated = Signal()
    tabulated = Signal()
    band_changed = Signal()
    season_changed = Signal()
    year_changed = Signal()
    evaluation_progressed = Signal(float)
    evaluation_failed = Signal(object)
    previewed = Signal(object)
    preview_failed = Signal(object)
    compared = Signal()
    comparison_failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.active = BASELINE
        self.band = Band.G1_3
        self._season = ""
        self.year: int | None = None
        self.standing = Standing()
        self.consequence: Consequence | None = None
        self.tables: Mapping[str, pd.DataFrame] = {}
        self._evaluations = Evaluations()

    # --- the plan -----------------------------------------------------------------------------------

    def open(self, path: Path, failed: Callable[[Exception], None]) -> None:
        """Read a plan file in the background and show it."""

        @without_collections()
        def work(progress: Progress) -> tuple[DrawnPlan, Holding]:
            from gis.io.project import open_plan

            progress(0.1, "step_opening_plan")
            held = self.file.hold(path)
            try:
                plan = open_plan(path)
                progress(0.7, "step_drawing_map")
                return draw(plan), held
            except BaseException:
                self.file.drop(held)
                raise

        def done(opened: tuple[DrawnPlan, Holding]) -> None:
            self.show(opened[0], path, opened[1])

        self.runner.submit("open", work, policy=Policy.EXCLUSIVE, done=done, failed=failed)

    def show(self, drawn: DrawnPlan, path: Path | None, held: Holding | None = None) -> None:
        """Show a plan; without a path it has never been saved. Clears the undo stack."""
        self._forget_results()
        self.file.take(held)
        plan = drawn.plan
        self.plan, self.path, self._layers, self.geometry_json = plan, path, drawn.layers, drawn.geometry_json
        self._never_saved = path is None
        self._log = PlanLog(plan, is_saved=path is not None)
        self.active, self._season, self.year = next(iter(plan.scenarios), BASELINE), "", None
        self.undo_stack.clear()
        self.plan_changed.emit()
        self.dirty_changed.emit(self.dirty)
        self.evaluate(wait_s=OPENING_S)

    def close(self) -> None:
        """Put the plan away."""
        self._forget_results()
        self.file.take(None)
        self.plan, self.path, self._layers, self.geometry_json = None, None, None, ""
        self._never_saved, self.active, self._log = False, BASELINE, None
        self.undo_stack.clear()
        self.plan_changed.emit()
        self.dirty_changed.emit(False)

    def _forget_results(self) -> None:
        for kind in ("evaluate", "tables", "preview", "compare"):
            self.runner.abandon(kind)
        self.consequence, self.tables, self.standing = None, {}, Standing()
        self._evaluations.clear()

    # --- edits of the plan itself -------------------------------------------------------------------

    def edit_issues(self, plan: Plan, text: str) -> None:
        """Take over a plan that differs in its issues or observations only, as one undoable step."""
        self.take_plan(replace(self.drawn_plan(), plan=plan), text)

    def take_plan(self, drawn: DrawnPlan, text: str) -> None:
        """Take over a plan that was changed and drawn in a job, as one undoable step."""
        self.undo_stack.push(SetPlan(self, drawn, text))

    def edit_plan(
        self, change: Callable[[Plan], Plan], text: str, failed: Callable[[Exception], None]
    ) -> None:
        """Change the plan itself in the background (positions, roads, travel times): one undoable step."""
        plan = self._open_plan()

        @without_collections()
        def work(progress: Progress) -> DrawnPlan:
            progress(0.1, "step_travel_times")
            changed = change(plan)
            progress(0.8, "step_drawing_map")
            return draw(changed)

        def done(drawn: DrawnPlan) -> None:
            if self.plan is plan:
                self.take_plan(drawn, text)

        self.runner.submit("edit_plan", work, policy=Policy.EXCLUSIVE, done=done, failed=failed)

    def restore_plan(self, drawn: DrawnPlan) -> None:
        """Take over a state of the plan: called by the undo command only."""
        is_redrawn = drawn.geometry_json is not self.geometry_json
        self.plan, self._layers, self.geometry_json = drawn.plan, drawn.layers, drawn.geometry_json
        if self.active != BASELINE and self.active not in drawn.plan.scenarios:
            self.active = BASELINE
        if is_redrawn:
            self._forget_results()
        self.plan_edited.emit(is_redrawn)
        if is_redrawn:
            self.scenarios_changed.emit()
        self.evaluate(wait_s=OPENING_S if is_redrawn else 0.0)

    # --- scenarios ----------------------------------------------------------------------------------

    @property
    def scenario(self) -> Scenario:
        """The active scenario."""
        return self._open_plan().scenario(self.active)

    @property
    def whole_scenario(self) -> Scenario:
        """The active scenario with everything that it rests on."""
        return whole(self._open_plan(), self.scenario)

    @property
    def plan_with_sites(self) -> Plan | None:
        """The open plan, with the sites of what is shown among its schools."""
        return self.plan if self.consequence is None else self.consequence.plan

    def scenario_state(self) -> ScenarioState:
        """Return the scenarios as the undo stack keeps them."""
        return ScenarioState(dict(self._open_plan().scenarios), self.active)

    def restore(self, state: ScenarioState) -> None:
        """Take over a state of the scenarios: called by the undo command only."""
        self.plan = replace(self._open_plan(), scenarios=dict(state.scenarios))
        if state.active != self.active:
            self.active, self.standing = state.active, Standing()
        self.scenarios_changed.emit()
        self.evaluate()

    def activate(self, name: str) -> None:
        """Work on another scenario."""
        if self.plan is not None and name != self.active:
            self.active, self.standing = name, Standing()
            self.scenarios_changed.emit()
            self.evaluate()

    def add_scenario(self, scenario: Scenario, text: str) -> None:
        """Add a scenario and make it the active one."""
        scenarios = {**self._open_plan().scenarios, scenario.name: scenario}
        self._push(scenarios, scenario.name, text)

    def rename_scenario(self, old: str, new: str, text: str) -> None:
        """Give a scenario another name, in its place of the list; those that rest on it follow."""
        from gis.planning.patches import renamed

        scenarios = renamed(self._open_plan(), old, new).scenarios
        self._push(scenarios, new if self.active == old else self.active, text)

    def delete_scenario(self, name: str, text: str) -> None:
        """Delete a scenario; the baseline becomes active if it was the active one.

        Raises
        ------
        gis.errors.InputError
            Others rest on it.
        """
        from gis.planning.patches import removed

        scenarios = removed(self._open_plan(), name).scenarios
        self._push(scenarios, BASELINE if self.active == name else self.active, text)

    def decide(self, school_id: str, decision: Decision, text: str) -> None:
        """Write a decision into the active scenario; one that is not finished is kept as a draft.

        Raises
        ------
        gis.errors.DecisionError
            The decision cannot be carried out; nothing changes.
        """
        after = self.with_decision(school_id, decision)
        refusals = self._own_refusals(school_id, after)[0]
        if refusals:
            raise refusals[0]
        self._push({**self._open_plan().scenarios, after.name: after}, after.name, text)

    def _own_refusals(
        self, school_id: str, after: Scenario
    ) -> tuple[tuple[DecisionError, ...], tuple[DecisionError, ...]]:
        plan = self._open_plan()
        refusals = refusals_of(plan, after)
        return told_apart(school_id, refusals, refusals_of(plan, self.scenario)) if refusals else ((), ())

    def set_locks(self, locks: Locks, text: str) -> None:
        """Write what the active scenario promises, as one undoable step."""
        self.replace_scenario(replace(self.scenario, locks=locks), text)

    def site(self, school_id: str) -> Site | None:
        """Return the site of a school that the active scenario, or one that it rests on, builds."""
        if self.plan is None:
            return None
        return next((one for one in self.whole_scenario.sites if one.school_id == school_id), None)

    def replace_scenario(self, scenario: Scenario, text: str, *, season: str | None = None) -> None:
        """Take over a scenario of the plan that was edited, as one undoable step; look at a time of year."""
        if season is not None:
            self._season = season
        self._push({**self._open_plan().scenarios, scenario.name: scenario}, self.active, text)

    def with_decision(self, school_id: str, decision: Decision) -> Scenario:
        """Return the active scenario with a decision; one that changes nothing of its base is none at all."""
        from gis.planning.scenario import clear_decision, set_decision

        cleared = clear_decision(self.scenario, school_id)
        if whole(self._open_plan(), cleared).decision(school_id) == decision:
            return cleared
        return set_decision(self.scenario, school_id, decision)

    def _push(self, scenarios: Mapping[str, Scenario], active: str, text: str) -> None:
        self.undo_stack.push(SetScenario(self, ScenarioState(scenarios, active), text))

    # --- consequences -------------------------------------------------------------------------------

    def show_band(self, band: Band) -> None:
        """Look at another age band."""
        if band != self.band:
            self.band = band
            self.band_changed.emit()
            self.evaluate()

    @property
    def seasons(self) -> tuple[str, ...]:
        """The times of year that changes to the roads of any scenario are limited to."""
        scenarios = self.plan.scenarios.values() if self.plan else ()
        edits = (edit for scenario in scenarios for edit in scenario.network_edits)
        return tuple(dict.fromkeys(edit.season for edit in edits if edit.season))

    @property
    def season(self) -> str:
        """The time of year of the figures, "" = only what holds for good."""
        return self._season if self._season in self.seasons else ""

    def show_season(self, season: str) -> None:
        """Let the changes to the roads of a time of year hold too."""
        if season != self.season:
            self._season = season
            self.season_changed.emit()
            self.evaluate()

    @property
    def years(self) -> tuple[int, ...]:
        """The school years that can be looked at: the plan's own, and as many as a forecast reaches."""
        if self.plan is None:
            return ()
        from gis.planning.forecastparameters import forecast_parameters

        first = self.plan.meta.school_year
        try:
            ahead = forecast_parameters(self.plan.rules.get("forecast")).years
        except InputError:  # a damaged snapshot of the rules: the forecast says so
            return (first,)
        return tuple(range(first, first + ahead + 1))

    def show_year(self, year: int | None) -> None:
        """Look at a school year; None = everything carried through."""
        if year != self.year:
            self.year = year
            self.year_changed.emit()
            self.evaluate()

    def _question(self, scenario: Scenario, *, is_final: bool = False) -> Question:
        made = whole(self._open_plan(), scenario)
        season = self.season if any(edit.season == self.season for edit in made.network_edits) else ""
        return Question(made, season, None if is_final else self.year)

    def evaluate(self, wait_s: float = 0.0) -> None:
        """Recompute the consequence of the active scenario; the latest call wins.

        Parameters
        ----------
        wait_s
            How long the window has for itself before the computation starts.
        """
        if self.plan is None:
            return
        plan, scenario, layers, band = self.plan, self.scenario, self._layers, self.band
        question = self._question(scenario)
        known = self._evaluations.find(question)
        self.runner.abandon("tables")
        self.evaluating.emit()

        def consequence(progress: Progress) -> Consequence:
            start = perf_counter()
            evaluation = known or evaluate(plan, question, part_of(progress, 0.0, 0.8))
            planned = with_sites(plan, question.scenario)
            drawn = layers.of(planned) if layers else None
            layers_json = to_json(drawn.properties(evaluation, [band])) if drawn else "{}"
            edits_json = made_edits_json(plan, scenario, evaluation)
            seconds = perf_counter() - start
            return Consequence(
                scenario, band, evaluation, layers_json, seconds, planned, question, edits_json
            )

        def work(progress: Progress) -> Outcome:
            standing = Standing()
            sleep(wait_s)
            try:
                hold_arrays(plan)  # an edit of the plan that was undone let go of those of the plan before
                standing = standing_of(plan, scenario, question.year)
                return Outcome(standing, consequence(progress))
            except (DecisionError, InputError) as fault:
                return Outcome(standing, None, fault)

        job = self.runner.submit("evaluate", work, done=self._take, failed=self._fail)
        if job is not None:
            job.progressed.connect(lambda share, _: self.evaluation_progressed.emit(share))

    def _tabulate(self) -> None:
        consequence, band = self.consequence, self.band
        if self.plan is None or consequence is None:
            return

        def work(progress: Progress) -> Mapping[str, pd.DataFrame]:
            sleep(GIVE_WAY_S)
            return build_tables(consequence.plan, consequence.evaluation, band)

        self.runner.submit("tables", work, done=self._take_tables, failed=self._fail)

    def _take_tables(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self.tables = tables
        self.tabulated.emit()

    def evaluation_of(
        self, name: str, season: str | None = None, *, is_final: bool = False
    ) -> Evaluation | None:
        """Return the evaluation of a scenario if it is known and still holds.

        Parameters
        ----------
        season
            Time of year; default: the one that is shown.
        is_final
            With everything carried through, whatever year is shown.
        """
        if self.plan is None:
            return None
        question = self._question(self.plan.scenario(name), is_final=is_final)
        return self._evaluations.find(question if season is None else replace(question, season=season))

    def preview(self, school_id: str, decision: Decision) -> None:
        """Compute what a decision would do, without taking it; ``previewed`` brings the answer."""
        plan, scenario = self._open_plan(), self.with_decision(school_id, decision)
        question = self._question(scenario)

        def work(progress: Progress) -> Preview:
            own, others = self._own_refusals(school_id, scenario)
            state = standing_of(plan, scenario, question.year).decisions.get(school_id)
            evaluation = None if own or others else evaluate(plan, question, progress)
            planned = with_sites(plan, question.scenario)
            return Preview(school_id, planned, evaluation, own, others, state)

        def done(preview: Preview) -> None:
            if preview.evaluation is not None:
                # confirming it then costs no second evaluation
                self._evaluations.keep(question, preview.evaluation)
            self.previewed.emit(preview)

        self.runner.submit("preview", work, done=done, failed=self.preview_failed.emit)

    def compare(self) -> None:
        """Evaluate every scenario that is not known yet; ``compared`` tells when all are."""
        plan = self._open_plan()
        missing = [name for name in (BASELINE, *plan.scenarios) if self.evaluation_of(name) is None]
        questions = [self._question(plan.scenario(name)) for name in missing]

        def work(progress: Progress) -> list[tuple[Question, Evaluation]]:
            made = []
            for index, question in enumerate(questions):
                part = part_of(progress, index / len(missing), (index + 1) / len(missing))
                made.append((question, evaluate(plan, question, part)))
            return made

        self.runner.submit("compare", work, done=self._take_comparison, failed=self.comparison_failed.emit)

    def _take_comparison(self, made: list[tuple[Question, Evaluation]]) -> None:
        for question, evaluation in made:
            self._evaluations.keep(question, evaluation)
        self.compared.emit()

    def _take(self, outcome: Outcome) -> None:
        self.standing = outcome.standing
        if outcome.consequence is None:
            assert outcome.fault is not None
            self._fail(outcome.fault)
            return
        self.consequence = outcome.consequence
        made = outcome.consequence
        self._evaluations.keep(made.question, made.evaluation)
        self.evaluated.emit()
        self._tabulate()

    def _fail(self, fault: Exception) -> None:
        self.consequence = None
        self.evaluation_failed.emit(fault)
