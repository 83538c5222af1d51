"""The problem as an integer programme: arrays for the solver, every row with the name of what it stands for.

Columns: one per choice (taken or not), one per pair (the unit goes there or not), one per expansion (built or
not), beds added per receiver, pupils paid for beyond those who are there per account, and receivers that a
school's pupils go to at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_array

from gis.errors import PlanningError
from gis.model import Band
from gis.planning.county import Bools, Floats, Ints
from gis.proposals.connected import Connection
from gis.proposals.cost import CostBasis, cost_basis, item_name, unpriced
from gis.proposals.options import Group, Objective
from gis.proposals.problem import Kind, Problem
from gis.proposals.programme import Expression, Programme

PRICE_OF_CHANGE = 0.01              # pupil·km: of equal solutions the one that changes less


@dataclass(frozen=True)
class Spread:
    """Where those of a grade band may go who leave under a choice: pairs, and the receiver of each."""

    choice: int
    pairs: Ints
    receiver: Ints

    @property
    def receivers(self) -> Ints:
        """The receivers, one column each."""
        return np.unique(self.receiver)


@dataclass(frozen=True)
class Columns:
    """Where each kind of column begins."""

    choices: int
    pairs: int
    extensions: Ints
    bedded: Ints
    accounts: Ints
    spreads: tuple[Spread, ...]

    @property
    def extension_at(self) -> int:
        """First column of the expansions."""
        return self.choices + self.pairs

    @property
    def beds_at(self) -> int:
        """First column of the beds added."""
        return self.extension_at + len(self.extensions)

    @property
    def account_at(self) -> int:
        """First column of the pupils paid for who are not there."""
        return self.beds_at + len(self.bedded)

    @property
    def count(self) -> int:
        """All columns."""
        return self.spread_at + sum(len(one.receivers) for one in self.spreads)

    @property
    def spread_at(self) -> int:
        """First column of the receivers that are used."""
        return self.account_at + len(self.accounts)

    def pair(self, pairs: Ints) -> Ints:
        """Return the columns of some pairs."""
        return self.choices + pairs


@dataclass
class Rows:
    """Rows while they are collected; ``subject``: the school, settlement or township that a row is about."""

    columns: list[Ints] = field(default_factory=list)
    weights: list[Floats] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    group: list[Group | None] = field(default_factory=list)
    subject: list[int] = field(default_factory=list)

    def add(
        self, columns: Ints, weights: Floats, lower: float, upper: float,
        group: Group | None = None, subject: int = -1,
    ) -> None:  # fmt: skip
        """Add a row lower ≤ Σ weights × columns ≤ upper."""
        self.columns.append(np.asarray(columns, dtype=np.int64))
        self.weights.append(np.asarray(weights, dtype=float))
        self.lower.append(lower)
        self.upper.append(upper)
        self.group.append(group)
        self.subject.append(subject)


@dataclass(frozen=True)
class Model:
    """An integer programme.

    Attributes
    ----------
    programme
        Columns and rows.
    group, subject
        What each row stands for (None = how the problem is put), and what it is about.
    measures
        Those of ``Proposal``, and one_off; ``tie`` chooses among solutions that are equal.
    connection
        What keeps catchments in one piece; None = nothing does.
    """

    problem: Problem
    columns: Columns
    basis: CostBasis
    programme: Programme
    group: tuple[Group | None, ...]
    subject: Ints
    measures: dict[str, Expression]
    connection: Connection | None = None

    @property
    def programme_now(self) -> Programme:
        """The programme with the rows that were found to be needed for catchments in one piece."""
        if self.connection is None:
            return self.programme
        rows = [(self.columns.pair(pairs), weights) for pairs, weights in self.connection.rows]
        return self.programme.with_rows(rows)

    def has_part_apart(self, columns: Floats) -> bool:
        """Tell whether a solution cuts somebody off from the school; if so, rows against it are added."""
        if self.connection is None:
            return False
        return self.connection.part_apart(columns[self.columns.pair(np.arange(self.columns.pairs))] > 1 / 2)

    def paid_for(self, columns: Floats) -> Floats:
        """Return a solution that pays for as few pupils who are not there as it has to.

        Where cost is not what is made small, the search leaves their number wherever it happens to be.
        """
        accounts = slice(self.columns.account_at, self.columns.spread_at)
        found = columns.copy()
        found[accounts] = 0.0
        lack = self.programme.row_lower - self.programme.matrix @ found
        rows = self.programme.matrix[:, accounts].tocoo()
        np.maximum.at(found[accounts], rows.col, lack[rows.row] / rows.data)
        return found

    def has(self, group: Group) -> bool:
        """Tell whether a condition has rows, now or when they are needed."""
        return group in self.group or (group is Group.CONNECTED and self.connection is not None)

    def without_choices(self, choices: Ints) -> Model:
        """Return the model in which some choices may not be taken, and nobody leaves because of them."""
        upper = self.programme.upper.copy()
        upper[choices] = 0.0
        leaves = np.isin(self.problem.units.choice[self.problem.pairs.unit], choices)
        upper[self.columns.pair(np.flatnonzero(leaves))] = 0.0
        return replace(self, programme=replace(self.programme, upper=upper))

    def without_rows(self, groups: Collection[Group]) -> Model:
        """Return the model without the rows of some conditions."""
        connection = None if Group.CONNECTED in groups else self.connection
        kept = np.array([one not in groups for one in self.group], dtype=bool)
        if kept.all():
            return replace(self, connection=connection)
        programme = replace(
            self.programme,
            matrix=self.programme.matrix[np.flatnonzero(kept)],
            row_lower=self.programme.row_lower[kept],
            row_upper=self.programme.row_upper[kept],
        )
        group = tuple(one for one, is_kept in zip(self.group, kept.tolist(), strict=True) if is_kept)
        return replace(
            self, programme=programme, group=group, subject=self.subject[kept], connection=connection
        )

    @property
    def objective(self) -> Expression:
        """What the user wants small, with the price of pupils beyond the limit where there is one."""
        problem = self.problem
        aim = self.measures[problem.options.objective.value]
        price = problem.options.over_limit_price
        if not price:
            return aim
        weights = aim.weights.copy()
        weights[self.columns.pair(np.arange(self.columns.pairs))] += price * problem.pairs.fails
        return Expression(weights, aim.constant)


def build_model(problem: Problem) -> Model:
    """Write a problem as an integer programme.

    Raises
    ------
    PlanningError
        proposal_cost_unpriced: cost is to be small, and what may be provided has no price.
    """
    from gis.proposals.constraints import constraint_rows

    basis = cost_basis(problem.state)
    if problem.options.objective is Objective.COST and (lacking := unpriced(problem.options, basis)):
        names = "、".join(item_name(problem.outcome.rules, item) for item in lacking)
        raise PlanningError("proposal_cost_unpriced", items=names)
    columns = _columns(problem, basis)
    rows = Rows()
    measures = _measures(problem, columns, basis)
    connection = _connection(problem)
    constraint_rows(problem, columns, basis, measures, rows, connection)
    starts = np.cumsum([0, *map(len, rows.columns)])
    nothing = np.zeros(0)
    matrix = csr_array(
        (
            np.concatenate([nothing, *rows.weights]),
            np.concatenate([nothing.astype(np.int64), *rows.columns]),
            starts,
        ),
        shape=(len(rows.lower), columns.count),
    )
    matrix.sum_duplicates()
    upper, whole = _bounds(problem, columns, basis)
    programme = Programme(
        upper, whole, matrix, np.array(rows.lower), np.array(rows.upper), problem.options.seed
    )
    subject = np.array(rows.subject, dtype=np.int64)
    return Model(problem, columns, basis, programme, tuple(rows.group), subject, measures, connection)


def _connection(problem: Problem) -> Connection | None:
    if problem.land is None or Group.CONNECTED in problem.without:
        return None
    return Connection(problem.outcome, problem.land, problem.units, problem.pairs)


def _columns(problem: Problem, basis: CostBasis) -> Columns:
    room, pairs = problem.room, problem.pairs
    used = np.zeros(len(room.places), dtype=bool)
    used[pairs.receiver] = True
    sleeps = np.zeros(len(room.places), dtype=bool)
    sleeps[pairs.receiver[pairs.beds > 0]] = True
    touched = np.unique(basis.account[np.concatenate([problem.choice_school, pairs.receiver])])
    return Columns(
        len(problem.choice_school), len(pairs.unit), np.flatnonzero(used & (room.extension > 0)),
        np.flatnonzero(sleeps & (room.more_beds > 0)), touched, tuple(_spreads(problem)),
    )  # fmt: skip


def _spreads(problem: Problem) -> Iterator[Spread]:
    """Yield the grade bands of those who leave that could go to more receivers than they may."""
    units, pairs, most = problem.units, problem.pairs, problem.options.most_receivers
    if most is None:
        return
    for choice in np.unique(units.choice).tolist():
        seen: list[Ints] = []
        for band in Band:
            goes = units.grades[:, np.array(band.grades) - 1].any(axis=1) & (units.choice == choice)
            mine = np.flatnonzero(goes[pairs.unit])
            receivers = len(np.unique(pairs.receiver[mine]))
            known = any(np.array_equal(mine, one) for one in seen)
            if min(int(goes.sum()), receivers) > most and not known:
                seen.append(mine)
                yield Spread(int(choice), mine, pairs.receiver[mine])


def _bounds(problem: Problem, columns: Columns, basis: CostBasis) -> tuple[Floats, Bools]:
    upper, whole = np.ones(columns.count), np.ones(columns.count, dtype=bool)
    upper[columns.beds_at : columns.account_at] = problem.room.more_beds[columns.bedded]
    upper[columns.account_at : columns.spread_at] = np.inf
    whole[columns.account_at :] = False
    return upper, whole


def _measures(problem: Problem, columns: Columns, basis: CostBasis) -> dict[str, Expression]:
    pairs = columns.pair(np.arange(columns.pairs))
    found = {}
    for name, change in problem.pairs.change.items():
        weights = np.zeros(columns.count)
        weights[pairs] = change
        found[name] = Expression(weights, problem.measured[name])
    found["cost"] = _cost(problem, columns, basis)
    found["one_off"] = _one_off(problem, columns, basis)
    tie = found["travel"].weights + PRICE_OF_CHANGE * found["total_km"].weights
    changed = np.isin(problem.choice_kind, (Kind.POINT, Kind.CLOSE, Kind.OPEN))
    tie[: columns.choices] += PRICE_OF_CHANGE * changed
    tie[columns.extension_at : columns.account_at] += PRICE_OF_CHANGE
    tie[columns.account_at : columns.spread_at] += PRICE_OF_CHANGE ** 2   # nobody counts who is not paid for
    found["tie"] = Expression(tie, problem.measured["travel"])
    return found


def _cost(problem: Problem, columns: Columns, basis: CostBasis) -> Expression:
    weights = np.zeros(columns.count)
    pairs = columns.pair(np.arange(columns.pairs))
    weights[pairs] = basis.boarder * problem.pairs.boarders + basis.seat * problem.pairs.seats
    weights[columns.account_at : columns.spread_at] = basis.price[columns.accounts]
    total = np.bincount(basis.account, weights=problem.staying.sum(axis=1))[columns.accounts]
    absent = np.where(total > 0, np.maximum(basis.floor_pupils - total, 0.0), 0.0)
    now = float((basis.price[columns.accounts] * absent).sum())
    return Expression(weights, problem.measured["cost"] - now)


def _one_off(problem: Problem, columns: Columns, basis: CostBasis) -> Expression:
    """Yuan for works and beds; what has no known cost counts 0 here and may not be built within a budget."""
    weights = np.zeros(columns.count)
    cost = problem.room.extension_cost[columns.extensions]
    weights[columns.extension_at : columns.beds_at] = np.nan_to_num(cost)
    weights[columns.beds_at : columns.account_at] = basis.bed
    return Expression(weights)
