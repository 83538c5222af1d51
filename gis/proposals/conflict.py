"""Why nothing is possible: a smallest set of conditions that cannot hold together, and how near one comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from gis.evaluation.muststay import reasons_of
from gis.messages import Message, describe
from gis.planning.siting.watch import Watch
from gis.proposals.candidates import Fixed
from gis.proposals.model import Model, build_model
from gis.proposals.options import Group
from gis.proposals.problem import Kind, Problem, build_problem
from gis.proposals.programme import Expression, Found, solve
from gis.proposals.search import solve_model
from gis.proposals.words import number_words, unit_of_measure, unit_words

AMOUNTS: Mapping[Group, str] = {
    Group.CLOSE_AT_LEAST: "close", Group.MOST_MOVED: "moved", Group.BUS_SEATS: "bus_seats",
}  # fmt: skip

PROTECTED = frozenset({Fixed.CENTRAL, Fixed.ONLY_ONE, Fixed.MUST_STAY, Fixed.UNDECIDED})
WITHOUT_ROWS = frozenset({Group.TRAVEL, Group.TOWNSHIP, Group.UNKNOWN_PLACES})   # they say which pairs


@dataclass(frozen=True)
class Conflict:
    """Conditions of which each one can be met with all others of the plan once any single one is dropped.

    ``groups`` is () where the time was not enough to tell. ``reached``: of a condition with a number, the
    most (close_at_least) or least (the others) that can be done with everything else in force.
    """

    groups: tuple[Group, ...]
    reached: Mapping[Group, float]


class Relaxed:
    """The model of a problem without some of its conditions; what is built is kept.

    Parameters
    ----------
    model
        With all conditions.
    """

    def __init__(self, model: Model) -> None:
        self._problem = model.problem
        self._models = {frozenset[Group](): model}
        self.in_force = [one for one in Group if one in WITHOUT_ROWS or model.has(one)]

    def without(self, groups: Iterable[Group]) -> Model:
        """Return the model without some conditions."""
        dropped = frozenset(groups)
        about_pairs = dropped & WITHOUT_ROWS
        if about_pairs not in self._models:
            problem = build_problem(
                self._problem.state, self._problem.options, without=about_pairs,
                candidates=self._problem.candidates, land=self._problem.land,
            )  # fmt: skip
            self._models[about_pairs] = build_model(problem)
        return self._models[about_pairs].without_rows(dropped)


def find_conflict(
    relaxed: Relaxed, watch: Watch, *, forced: tuple[int, Kind] | None = None
) -> Conflict:
    """Find a smallest set of conditions in conflict: drop one after the other, keep out what is not needed.

    Parameters
    ----------
    relaxed
        Of a problem that has no solution.
    forced
        A school and what it has to become; with it the problem has none.

    Notes
    -----
    Physical conditions are dropped first, so that what remains is as far as possible what the user entered.
    """
    possible = _possible
    if forced is not None and _possible_around(relaxed.without(()), watch, forced).status == "infeasible":
        possible = _possible_around
    dropped: set[Group] = set()
    needed = []
    for group in relaxed.in_force:
        found = possible(relaxed.without({*dropped, group}), watch, forced)
        if found.status == "infeasible":
            dropped.add(group)
        elif found.columns is None:
            return Conflict((), {})
        else:
            needed.append(group)
    reached = {} if forced else dict(_reached(relaxed, needed, watch))
    return Conflict(tuple(needed), reached)


def _possible(model: Model, watch: Watch, forced: tuple[int, Kind] | None) -> Found:
    """Look for any solution."""
    if forced is not None:
        model = with_choice(model, *forced)
    return solve_model(model, Expression(np.zeros(model.columns.count)), watch)


def _possible_around(model: Model, watch: Watch, forced: tuple[int, Kind] | None) -> Found:
    """Look for a solution of what is about one school; there is none of the whole if there is none here."""
    assert forced is not None
    model = with_choice(model, *forced)
    problem, columns = model.problem, model.columns
    mine = problem.choice_school[problem.units.choice[problem.pairs.unit]] == forced[0]
    near = np.append(problem.pairs.receiver[mine], forced[0])
    kept = np.ones(columns.count, dtype=bool)
    kept[: columns.choices] = np.isin(problem.choice_school, near)
    kept[columns.pair(np.arange(columns.pairs))] = mine
    programme = model.programme_now.around(kept)
    return solve(programme, Expression(np.zeros(len(programme.upper))), watch)


def with_choice(model: Model, school: int, kind: Kind, *, taken: bool = True) -> Model:
    """Return the model in which a school has to become something, or must not."""
    mine = np.flatnonzero(model.problem.choice_school == school)
    is_it = mine == model.problem.choice(school, kind)
    return model.without_choices(mine[~is_it if taken else is_it])


def _reached(relaxed: Relaxed, groups: list[Group], watch: Watch) -> Iterator[tuple[Group, float]]:
    """Yield how near one comes to a condition with a number, with everything else in force."""
    for group in groups:
        if group in AMOUNTS:
            model = relaxed.without([group])
            aim, sign = _aim(model, group)
            found = solve_model(model, aim, watch)
            if found.status == "optimal":
                yield group, sign * found.objective


def _aim(model: Model, group: Group) -> tuple[Expression, float]:
    if group is Group.MOST_MOVED:
        return model.measures["moved"], 1.0
    weights = np.zeros(model.columns.count)
    if group is Group.BUS_SEATS:
        weights[model.columns.pair(np.arange(model.columns.pairs))] = model.problem.pairs.seats
        return Expression(weights), 1.0
    weights[: model.columns.choices] = -1.0 * (model.problem.choice_kind == Kind.CLOSE)
    return Expression(weights), -1.0


def group_words(group: Group, language: str = "zh") -> Message:
    """Return what a condition is called, and how it could be loosened."""
    return describe(f"proposal_group_{group}", {}, language)


def conflict_words(
    conflict: Conflict, language: str = "zh", *, problem: Problem | None = None
) -> list[str]:
    """Return a conflict in sentences: what cannot hold together, how near one comes, what to loosen.

    With the ``problem``, where too few schools can be closed: also which may not be, and why.
    """
    if not conflict.groups:
        return [str(describe("proposal_infeasible", {}, language))]
    named = listed_groups(conflict.groups, language)
    code = "proposal_conflict" if len(conflict.groups) > 1 else "proposal_conflict_one"
    sentences = [str(describe(code, {"groups": named}, language))]
    for group, amount in conflict.reached.items():
        code = "most" if group is Group.CLOSE_AT_LEAST else "least"
        values = {
            "group": group_words(group, language).what, "amount": number_words(amount),
            "unit": unit_words(unit_of_measure(AMOUNTS[group], ""), language),
        }  # fmt: skip
        sentences.append(str(describe(f"proposal_conflict_{code}", values, language)))
    relax = "；" if language == "zh" else "; "
    ways = relax.join(group_words(one, language).fix for one in conflict.groups)
    sentences.append(describe("proposal_relax", {"relax": ways}, language).what)
    if problem is not None and Group.CLOSE_AT_LEAST in conflict.groups:
        sentences += barred_words(problem, language)
    return sentences


def barred_words(problem: Problem, language: str = "zh") -> list[str]:
    """Return of each small school that may not be closed why that is so, a sentence each."""
    if not problem.options.may_close:
        return [describe("proposal_barred_all", {}, language).what]
    barred = {one.code: one.barred for one in problem.candidates.schools if one.barred is not None}
    barred |= {code: why for code, why in problem.candidates.fixed.items() if why in PROTECTED}
    names = problem.outcome.county.school_names
    return [
        describe(
            "proposal_barred",
            {"school": str(names[code]), "why": _barred_why(problem, code, why, language)}, language,
        ).what
        for code, why in sorted(barred.items())
    ]  # fmt: skip


def _barred_why(problem: Problem, code: int, why: Fixed, language: str) -> str:
    """Return why a school may not be closed, with the pupils that it is about where they are known."""
    if why is not Fixed.MUST_STAY:
        return describe(f"proposal_fixed_{why}", {}, language).what
    school = str(problem.outcome.county.school_ids[code])
    row = problem.state.must_stay.schools.loc[[school]].iloc[0]
    mark, ends = ("；", "。") if language == "zh" else ("; ", ". ")
    reasons = (describe(reason, values, language).what for reason, values in reasons_of(row))
    return mark.join(reason.rstrip(ends) for reason in reasons)


def listed_groups(groups: tuple[Group, ...], language: str) -> str:
    """Return conditions in one sentence."""
    mark = "、" if language == "zh" else "; "
    return mark.join(group_words(one, language).what for one in groups)
