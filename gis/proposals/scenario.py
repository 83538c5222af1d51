"""A solution as decisions: a scenario that opens like any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from gis.layout import Boarding, Decision, Expansion, LayoutStatus, Scenario
from gis.planning.county import Floats, Ints
from gis.proposals.model import Model
from gis.proposals.problem import Kind, decision_in_force


@dataclass(frozen=True)
class Sending:
    """Pupils of a village who leave a school: codes, -1 = from outside the county."""

    home: int
    receiver: int
    pupils: int
    seats: int


@dataclass(frozen=True)
class Chosen:
    """What a solution makes of a school that was decided about."""

    code: int
    kind: Kind
    sendings: tuple[Sending, ...]

    @property
    def pupils(self) -> int:
        """Pupils who leave."""
        return sum(one.pupils for one in self.sendings)

    @property
    def changes(self) -> bool:
        """Whether anything is done."""
        return self.kind is not Kind.RETAIN


def chosen_of(model: Model, columns: Floats) -> tuple[Chosen, ...]:
    """Read a solution: one entry per school that was decided about, in the order of their codes."""
    problem, pairs, units = model.problem, model.problem.pairs, model.problem.units
    taken = np.flatnonzero(columns[model.columns.pair(np.arange(model.columns.pairs))] > 1 / 2)
    sendings: dict[int, list[Sending]] = {}
    for pair in taken.tolist():
        unit = int(pairs.unit[pair])
        sendings.setdefault(int(units.choice[unit]), []).append(
            Sending(
                int(units.home[unit]), int(pairs.receiver[pair]), int(units.pupils[unit]),
                int(pairs.seats[pair]),
            )
        )  # fmt: skip
    found = [
        Chosen(int(problem.choice_school[at]), Kind(problem.choice_kind[at]), tuple(sendings.get(at, ())))
        for at in np.flatnonzero(columns[: model.columns.choices] > 1 / 2).tolist()
    ]
    return tuple(sorted(found, key=lambda one: one.code))


def scenario_of(model: Model, columns: Floats, name: str, base: str) -> Scenario:
    """Return a solution as a scenario on the one that it rests on."""
    problem = model.problem
    chosen = chosen_of(model, columns)
    years = _years(problem.options.phases, chosen)
    ids = problem.outcome.county.school_ids
    decisions: dict[str, Decision] = {}
    for one in chosen:
        if one.changes and one.kind is not Kind.OPEN:
            year = years.get(one.code, problem.options.year)
            decisions[str(ids[one.code])] = _decision(model, one, year)
    for code, measure in _measures(model, columns):
        decided = decisions.get(str(ids[code]), decision_in_force(problem.outcome, code))
        decisions[str(ids[code])] = replace(decided, **measure)     # type: ignore[arg-type]
    return Scenario(name, decisions, base=base)


def _decision(model: Model, one: Chosen, year: int | None) -> Decision:
    problem = model.problem
    if one.kind is Kind.NOT_OPEN:
        return Decision()
    main, others = _receivers(model, one)
    options = problem.options
    seats = sum(sending.seats for sending in one.sendings)
    common = Decision(receiver_id=main, settlement_receivers=others, bus_seats=seats, year=year)
    if one.kind is Kind.POINT:
        kept = next(candidate.kept for candidate in problem.candidates.schools if candidate.code == one.code)
        grades = tuple(int(column) + 1 for column in np.flatnonzero(kept))
        return replace(
            common, status=LayoutStatus.TEACHING_POINT, grades_kept=grades, gradual=options.gradual
        )
    return replace(common, status=LayoutStatus.PHASE_OUT if options.gradual else LayoutStatus.MERGE)


def _receivers(model: Model, one: Chosen) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """Return the receiver of most pupils (if any are from outside: theirs), and the other villages' own."""
    county = model.problem.outcome.county
    if not one.sendings:
        return None, ()
    outside = [sending.receiver for sending in one.sendings if sending.home < 0]
    amounts: dict[int, int] = {}
    for sending in one.sendings:
        amounts[sending.receiver] = amounts.get(sending.receiver, 0) + sending.pupils
    main = outside[0] if outside else min(amounts, key=lambda code: (-amounts[code], code))
    others = tuple(
        (str(county.settlement_ids[sending.home]), str(county.school_ids[sending.receiver]))
        for sending in sorted(one.sendings, key=lambda sending: sending.home)
        if sending.receiver != main
    )
    return str(county.school_ids[main]), others


def _measures(model: Model, columns: Floats) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield school and measure of what is built and of the beds that are added."""
    problem, at = model.problem, model.columns
    county = problem.outcome.county
    built = columns[at.extension_at : at.beds_at] > 1 / 2
    for one in problem.options.extensions:
        code = county.school_code(one.school_id)
        if code in at.extensions[built]:
            yield code, {"expansion": Expansion(one.rooms, one.places, one.cost_yuan, problem.options.year)}
    added: Ints = np.rint(columns[at.beds_at : at.account_at]).astype(np.int64)
    for code, beds in zip(at.bedded.tolist(), added.tolist(), strict=True):
        if beds > 0:
            now = int(problem.outcome.situation.beds[code])
            yield code, {"boarding": Boarding(now + beds, int(problem.outcome.situation.boards_from[code]))}


def _years(phases: tuple[int, ...], chosen: tuple[Chosen, ...]) -> dict[int, int]:
    """Spread the decisions over the years so that about as many pupils move in each: the largest first."""
    moved = dict.fromkeys(sorted(phases), 0)
    years = {}
    for one in sorted(chosen, key=lambda one: (-one.pupils, one.code)):
        if moved and one.changes:
            year = min(moved, key=lambda key: (moved[key], key))
            years[one.code] = year
            moved[year] += one.pupils
    return years
