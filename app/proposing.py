"""Searches for a proposal beside the living window; what was found opens as a scenario, one undoable step."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app import messages
from app.document import Document
from app.models.proposal_words import alternative_text, conflict_text, free_name, robust_text
from app.panels.proposal import ProposalPanel
from gis.errors import Cancelled
from gis.layout import BASELINE
from gis.model import Plan
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.proposals.alternatives import Alternative
    from gis.proposals.land import Land
    from gis.proposals.proposal import Proposal
    from gis.proposals.robust import Robust
    from gis.proposals.why import Why

KIND = "propose"
CONFLICT_S = 15.0  # looking for what is in conflict may take so long


class Proposing(QObject):
    """Joins the card of the proposal and the document."""

    _found = Signal(float, float)

    def __init__(self, parent: QObject, document: Document, panel: ProposalPanel) -> None:
        super().__init__(parent)
        self._document, self._panel = document, panel
        self._made: Proposal | None = None
        self._base = BASELINE
        self._land: tuple[Plan, Land | None] | None = None
        self._ends = threading.Event()
        panel.wanted.connect(self.start)
        panel.stop_wanted.connect(self.stop)
        panel.open_wanted.connect(self.open)
        panel.why_wanted.connect(self.ask_why)
        panel.others_wanted.connect(self.ask_others)
        panel.trade_offs_wanted.connect(self.ask_trade_offs)
        panel.forecasts_wanted.connect(self.ask_forecasts)
        document.plan_changed.connect(self._forget)
        self._found.connect(panel.show_found)

    def start(self) -> None:
        """Search with what the card says; the active scenario is the base."""
        document, options = self._document, self._panel.form.options()
        plan, base = document.plan, document.active
        if plan is None:
            return
        self._made, self._base = None, base
        land = self._known_land(plan)
        self._ends = ends = threading.Event()
        self._panel.show_search()

        def work(progress: Progress) -> tuple[Proposal, str]:
            from gis.proposals.proposal import propose

            listening = _Listening(progress, ends, self._found.emit)
            made = propose(plan, options, base=base, land=land, progress=listening)
            if made.status != "infeasible" or ends.is_set():
                return made, ""
            return made, _conflict(made, _Listening(progress, ends))

        job = document.runner.submit(KIND, work, done=self._take, failed=self._fail)
        if job is not None:
            job.progressed.connect(lambda share, _: self._panel.show_share(share))
            job.cancelled.connect(self._stopped)

    def _known_land(self, plan: Plan) -> Land | None:
        """Return the land of the last proposal, if the plan's places and roads are the same ones."""
        if self._land is None:
            return None
        before, land = self._land
        names = ("boundary", "roads", "settlements", "schools")
        return land if all(getattr(before, name) is getattr(plan, name) for name in names) else None

    def _stopped(self) -> None:
        """Tell that a search was stopped while it was prepared."""
        self._panel.show_fault(self.tr("停止时还没有找到可行的安排。"))

    def stop(self) -> None:
        """End the search; what it has found so far is the result."""
        self._ends.set()

    def _take(self, found: tuple[Proposal, str]) -> None:
        self._made, conflict = found
        self._land = self._made.problem.state.plan, self._made.problem.land
        self._panel.show_proposal(self._made, conflict)

    def ask_why(self) -> None:
        """Work out what each opposite decision would cost."""

        def work(made: Proposal, listening: _Listening) -> Why:
            from gis.proposals.why import explain

            return explain(made, progress=listening)

        self._ask(work, self._panel.show_why)

    def ask_others(self) -> None:
        """Look for plans that are hardly worse and decide otherwise."""
        from gis.proposals.alternatives import near_best

        self._ask_alternatives(near_best, self.tr("没有找到差不多好、而决定不同的做法。"))

    def ask_trade_offs(self) -> None:
        """Look for plans that are better in something else."""
        from gis.proposals.alternatives import front

        def others(made: Proposal, *, progress: Progress) -> tuple[Alternative, ...]:
            return tuple(one for one in front(made, progress=progress) if one.found is not made.found)

        self._ask_alternatives(others, self.tr("没有找到在其他目标上更好的做法。"))

    def _ask_alternatives(
        self, search: Callable[..., tuple[Alternative, ...]], nothing: str
    ) -> None:
        plan, base = self._document.plan, self._base

        def work(made: Proposal, listening: _Listening) -> list[tuple[tuple[str, str], Proposal]]:
            from gis.proposals.alternatives import as_proposal

            assert plan is not None
            return [
                (alternative_text(made, one), as_proposal(plan, made, one, base=base, name=made.name))
                for one in search(made, progress=listening)
            ]

        def done(made: Proposal, others: list[tuple[tuple[str, str], Proposal]]) -> None:
            self._panel.show_alternatives(
                made, [(*text, partial(self._open, one)) for text, one in others], nothing
            )

        self._ask(work, done)

    def ask_forecasts(self, year: int) -> None:
        """Compare the plans at hand under the low, middle and high forecast of a school year."""
        plan, base = self._document.plan, self._base

        def work(made: Proposal, listening: _Listening) -> Robust:
            from gis.proposals.alternatives import front, near_best
            from gis.proposals.further import compare_forecasts

            assert plan is not None
            near = near_best(made, progress=listening)
            trade_offs = front(made, progress=listening)
            return compare_forecasts(
                plan, made, year, base=base, near=near, trade_offs=trade_offs, progress=listening
            )

        def done(made: Proposal, robust: Robust) -> None:
            told, rows = robust_text(made, robust)
            self._panel.show_alternatives(made, [(told, "", None), *((*row, None) for row in rows)])

        self._ask(work, done)

    def _ask(
        self, work: Callable[[Proposal, _Listening], Any], done: Callable[[Proposal, Any], object]
    ) -> None:
        """Work out more about what was found; if the user stops it, what was found stays."""
        made = self._made
        if made is None or made.scenario is None:
            return
        self._ends = ends = threading.Event()
        self._panel.show_asking()

        def taken(answer: Any) -> None:
            done(made, answer)

        job = self._document.runner.submit(
            KIND,
            lambda progress: work(made, _Listening(progress, ends)),
            done=taken,
            failed=self._fail,
        )
        if job is not None:
            job.progressed.connect(lambda share, _: self._panel.show_share(share))
            job.cancelled.connect(lambda: self._panel.show_proposal(made))

    def _fail(self, fault: Exception) -> None:
        self._panel.show_fault(messages.sentence(fault))

    def _forget(self) -> None:
        self._ends.set()
        self._document.runner.abandon(KIND)
        self._made = None

    def open(self) -> None:
        """Add what was found to the plan's scenarios and look at it."""
        if self._made is not None:
            self._open(self._made)

    def _open(self, made: Proposal) -> None:
        plan = self._document.plan
        if plan is None or made.scenario is None:
            return
        scenario = replace(made.scenario, name=free_name(made.scenario.name, plan.scenarios))
        text = self.tr("打开“{name}”").format(name=scenario.name)
        self._document.add_scenario(scenario, text)


def _conflict(made: Proposal, progress: Progress) -> str:
    """Return which conditions cannot hold together, "" if that was not to be waited for."""
    from gis.planning.siting.watch import Watch
    from gis.proposals.conflict import Relaxed, find_conflict

    conflict = find_conflict(Relaxed(made.model), Watch(CONFLICT_S, progress))
    return conflict_text(made, conflict) if conflict.groups else ""


class _Listening:
    """A progress that hears what is found, and ends the search when the user has seen enough."""

    def __init__(
        self,
        progress: Progress,
        ends: threading.Event,
        tell: Callable[[float, float], object] = lambda objective, bound: None,
    ) -> None:
        self._progress, self._ends, self._tell = progress, ends, tell

    def __call__(self, fraction: float, step: str = "") -> None:
        if self._ends.is_set():
            raise Cancelled
        self._progress(fraction, step)

    def found(self, objective: float, lower_bound: float, seconds: float) -> None:
        self._tell(objective, lower_bound)
