"""The rows of the integer programme, group by group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from gis.model import GRADES
from gis.planning.county import Floats, Ints
from gis.proposals.connected import Connection
from gis.proposals.cost import CostBasis
from gis.proposals.gathering import FREE, add_connected, add_most_receivers, add_together, by_key
from gis.proposals.model import Columns, Rows
from gis.proposals.options import Group, Widening
from gis.proposals.problem import Kind, Problem
from gis.proposals.programme import Expression

STANDING = {Kind.RETAIN, Kind.OPEN}


def constraint_rows(
    problem: Problem, columns: Columns, basis: CostBasis, measures: Mapping[str, Expression], rows: Rows,
    connection: Connection | None,
) -> None:  # fmt: skip
    """Add all rows of a problem, except those of the groups that it leaves out."""
    one = _Constraints(problem, columns, rows)
    one.choose()
    one.link()
    one.account(basis)
    groups: dict[Group, Callable[[], None]] = {
        Group.PLACES: one.places,
        Group.CLASSES: one.classes,
        Group.SCHOOL_SIZE: one.school_size,
        Group.BEDS: one.beds,
        Group.BUS_SEATS: one.bus_seats,
        Group.TOWNSHIP_SCHOOLS: one.township_schools,
        Group.LOCKS: one.locks,
        Group.TOGETHER: lambda: add_together(problem, columns, rows),
        Group.CONNECTED: lambda: add_connected(problem, columns, rows, connection),
        Group.MOST_RECEIVERS: lambda: add_most_receivers(problem, columns, rows),
        Group.MINIMUM_SIZE: one.minimum_size,
        Group.CLOSE_AT_LEAST: one.close_at_least,
        Group.CLOSE_AT_MOST: one.close_at_most,
        Group.MOST_MOVED: lambda: one.most_moved(measures["moved"]),
        Group.MOST_MOVED_TWICE: one.most_moved_twice,
        Group.BUDGET: lambda: one.budget(measures),
    }
    for group, add in groups.items():
        if group not in problem.without:
            add()


class _Constraints:
    """The rows of one problem."""

    def __init__(self, problem: Problem, columns: Columns, rows: Rows) -> None:
        self._problem, self._columns, self._rows = problem, columns, rows
        self._pupils = problem.units.pupils[problem.pairs.unit].astype(float)
        self._to = by_key(problem.pairs.receiver, len(problem.staying))
        self._kept = {one.code: one.kept for one in problem.candidates.schools}
        self._choices: dict[int, dict[int, int]] = {}
        for at, (school, kind) in enumerate(
            zip(problem.choice_school.tolist(), problem.choice_kind.tolist(), strict=True)
        ):
            self._choices.setdefault(school, {})[kind] = at

    # ---- how the problem is put

    def choose(self) -> None:
        """Each school becomes one thing, and each unit of what it becomes goes to one receiver."""
        problem, columns = self._problem, self._columns
        for kinds in self._choices.values():
            at = np.array(list(kinds.values()))
            self._rows.add(at, np.ones(len(at)), 1.0, 1.0)
        of_unit = by_key(problem.pairs.unit, len(problem.units.home))
        for unit, choice in enumerate(problem.units.choice.tolist()):
            pairs = columns.pair(of_unit[unit])
            weights = np.append(np.ones(len(pairs)), -1.0)
            self._rows.add(np.append(pairs, choice), weights, 0.0, 0.0)

    def link(self) -> None:
        """Nobody goes to a school that is not there, or does not teach the grade any more."""
        units, pairs = self._problem.units, self._problem.pairs
        for school, kinds in self._choices.items():
            opens = [kinds[kind] for kind in (Kind.RETAIN, Kind.OPEN) if kind in kinds]
            for pair in self._to[school].tolist():
                stands = list(opens)
                taken = units.grades[pairs.unit[pair]] > 0
                if Kind.POINT in kinds and not (taken & ~self._kept[school]).any():
                    stands.append(kinds[Kind.POINT])
                at = np.array([*stands, self._columns.choices + pair])
                self._rows.add(at, np.append(np.full(len(stands), -1.0), 1.0), -FREE, 0.0)

    def account(self, basis: CostBasis) -> None:
        """Count who is paid for beyond those who are there: the floor, wherever a school is left."""
        problem, columns = self._problem, self._columns
        now = np.bincount(basis.account, weights=problem.staying.sum(axis=1))
        comes = basis.account[problem.pairs.receiver]
        leaves = basis.account[problem.choice_school[problem.units.choice[problem.pairs.unit]]]
        has_pupils = problem.staying.sum(axis=1) > 0
        is_fixed = has_pupils & ~np.isin(np.arange(len(has_pupils)), problem.choice_school)
        fixed_accounts = np.unique(basis.account[is_fixed])
        for number, account in enumerate(columns.accounts.tolist()):
            change = self._pupils * (comes == account) - self._pupils * (leaves == account)
            at = np.flatnonzero(change)
            columns_at = np.append(columns.pair(at), columns.account_at + number)
            weights = np.append(change[at], 1.0)
            if account in fixed_accounts:
                self._rows.add(columns_at, weights, basis.floor_pupils - now[account], FREE)
            for school in self._choices:
                if basis.account[school] == account:
                    stands = self._stands(school)
                    floor = np.full(len(stands), -basis.floor_pupils)
                    self._rows.add(
                        np.append(columns_at, stands), np.append(weights, floor), -now[account], FREE
                    )

    # ---- room

    def places(self) -> None:
        """Who comes finds a place: of a teaching point those that it has then."""
        problem, columns, room = self._problem, self._columns, self._problem.room
        extension = {code: columns.extension_at + at for at, code in enumerate(columns.extensions.tolist())}
        for school in np.unique(problem.pairs.receiver).tolist():
            pairs = self._to[school]
            at, weights = list(columns.pair(pairs)), list(self._pupils[pairs])
            free = float(room.places[school])
            kinds = self._choices.get(school, {})
            if school in extension:
                at.append(extension[school])
                weights.append(-float(room.extension[school]))
            if Kind.POINT in kinds:
                left = float(problem.staying[school][self._kept[school]].sum())
                at.append(np.int64(kinds[Kind.POINT]))
                weights.append(-max(float(room.point_places[school]) - left, 0.0))
            for kind in STANDING & set(kinds):
                at.append(np.int64(kinds[kind]))
                weights.append(-free)
            self._rows.add(
                np.array(at), np.array(weights), -FREE, 0.0 if kinds else free, Group.PLACES, school
            )

    def classes(self) -> None:
        """Who comes fits into the classes of the grade."""
        problem = self._problem
        grades = problem.units.grades[problem.pairs.unit]
        for school in np.unique(problem.pairs.receiver).tolist():
            pairs = self._to[school]
            for column in range(len(GRADES)):
                weights = grades[pairs, column].astype(float)
                room = float(problem.room.classes[school, column])
                if weights.sum() > room:
                    stands = self._stands(school)
                    at = np.append(self._columns.pair(pairs), stands)
                    weights = np.append(weights, np.full(len(stands), -room))
                    free = 0.0 if len(stands) else room
                    self._rows.add(at, weights, -FREE, free, Group.CLASSES, school)

    def _stands(self, school: int) -> Ints:
        """Return the choices under which a school that is decided about is there."""
        kinds = self._choices.get(school, {})
        found = [kinds[kind] for kind in (Kind.RETAIN, Kind.POINT, Kind.OPEN) if kind in kinds]
        return np.array(found, dtype=np.int64)

    def school_size(self) -> None:
        """No school grows beyond what a school may be."""
        problem = self._problem
        site = problem.outcome.county.site[problem.pairs.receiver]
        for one in np.unique(site).tolist():
            pairs = np.flatnonzero(site == one)
            room = float(problem.room.site_room[one])
            if self._pupils[pairs].sum() > room:
                school = int(problem.pairs.receiver[pairs[0]])
                at = self._columns.pair(pairs)
                self._rows.add(at, self._pupils[pairs], -FREE, room, Group.SCHOOL_SIZE, school)

    def beds(self) -> None:
        """Whoever needs a bed gets one."""
        problem, columns = self._problem, self._columns
        added = {code: columns.beds_at + at for at, code in enumerate(columns.bedded.tolist())}
        for school in np.unique(problem.pairs.receiver[problem.pairs.beds > 0]).tolist():
            pairs = self._to[school]
            at, weights = columns.pair(pairs), problem.pairs.beds[pairs]
            if school in added:
                at, weights = np.append(at, added[school]), np.append(weights, -1.0)
            self._rows.add(at, weights, -FREE, float(problem.room.beds[school]), Group.BEDS, school)

    def bus_seats(self) -> None:
        """Seats of school buses in all."""
        most = self._problem.options.most_bus_seats
        if most is not None:
            self._sum_of_pairs(self._problem.pairs.seats, most, Group.BUS_SEATS)

    # ---- schools

    def township_schools(self) -> None:
        """No township loses its last public 初中 or 完小, unless the user said so."""
        problem = self._problem
        county, teaches = problem.outcome.county, problem.outcome.situation.teaches
        if Widening.ONLY_ONE in problem.options.widen:
            return
        last = county.last_primary_grade
        for grades in (slice(0, last), slice(last, None)):
            has = teaches[:, grades].all(axis=1) & county.by_default & county.exists
            for township in np.unique(county.school_township[has]).tolist():
                schools = np.flatnonzero(has & (county.school_township == township))
                decided = [school for school in schools.tolist() if school in self._choices]
                if len(decided) == len(schools) and not self._all_named(decided):
                    at = np.array([self._choices[school][Kind.RETAIN] for school in decided])
                    self._rows.add(at, np.ones(len(at)), 1.0, FREE, Group.TOWNSHIP_SCHOOLS, decided[0])

    def _all_named(self, schools: Iterable[int]) -> bool:
        problem = self._problem
        must = {one.code for one in problem.candidates.schools if one.must_close}
        named = {problem.outcome.county.school_code(key) for key in problem.options.also}
        return set(schools) <= must | named

    def locks(self) -> None:
        """Close what the scenario says must close."""
        for one in self._problem.candidates.schools:
            if one.must_close:
                at = np.array([self._choices[one.code][Kind.CLOSE]])
                self._rows.add(at, np.ones(1), 1.0, 1.0, Group.LOCKS, one.code)

    def minimum_size(self) -> None:
        """Ask enough pupils of what stays a school, becomes a teaching point or is built."""
        options, staying = self._problem.options, self._problem.staying
        for school, kinds in self._choices.items():
            now = float(staying[school].sum())
            left = float(staying[school][self._kept[school]].sum()) if school in self._kept else 0.0
            asked = {
                Kind.RETAIN: (options.minimum_pupils, now),
                Kind.POINT: (options.minimum_point_pupils, left),
                Kind.OPEN: (options.minimum_pupils, 0.0),
            }
            for kind, (least, there) in asked.items():
                if kind in kinds and least is not None and there < least:
                    pairs = self._to[school]
                    at = np.append(self._columns.pair(pairs), kinds[kind])
                    weights = np.append(self._pupils[pairs], there - least)
                    self._rows.add(at, weights, 0.0, FREE, Group.MINIMUM_SIZE, school)

    def close_at_least(self) -> None:
        """So many mergers, or more."""
        least = self._problem.options.close_at_least
        if least is not None:
            at = np.flatnonzero(self._problem.choice_kind == Kind.CLOSE)
            self._rows.add(at, np.ones(len(at)), float(least), FREE, Group.CLOSE_AT_LEAST)

    def close_at_most(self) -> None:
        """So many mergers, or fewer."""
        most = self._problem.options.close_at_most
        if most is not None:
            at = np.flatnonzero(self._problem.choice_kind == Kind.CLOSE)
            self._rows.add(at, np.ones(len(at)), -FREE, float(most), Group.CLOSE_AT_MOST)

    # ---- pupils and money

    def most_moved(self, moved: Expression) -> None:
        """So many pupils change school, or fewer; those whom the scenario moves already count."""
        caps = (self._problem.options.most_moved, self._problem.outcome.scenario.locks.most_moved)
        known = [cap for cap in caps if cap is not None]
        if known:
            self._at_most(moved, float(min(known)), Group.MOST_MOVED)

    def most_moved_twice(self) -> None:
        """So many of those whom the base scenario moves are moved again, or fewer; its own ones count."""
        problem = self._problem
        caps = (problem.options.most_moved_twice, problem.outcome.scenario.locks.most_moved_twice)
        known = [cap for cap in caps if cap is not None]
        again = problem.units.again[problem.pairs.unit]
        if known and again.any():
            left = max(0.0, float(min(known) - problem.state.moved_twice.pupils))
            self._sum_of_pairs(again, left, Group.MOST_MOVED_TWICE)

    def budget(self, measures: Mapping[str, Expression]) -> None:
        """Works and beds, and what funding costs more a year, within what the user has."""
        options, columns = self._problem.options, self._columns
        if options.most_one_off_yuan is not None:
            self._at_most(measures["one_off"], options.most_one_off_yuan, Group.BUDGET)
            unknown = np.flatnonzero(np.isnan(self._problem.room.extension_cost[columns.extensions]))
            for at in unknown.tolist():
                column = np.array([columns.extension_at + at])
                self._rows.add(column, np.ones(1), 0.0, 0.0, Group.BUDGET, int(columns.extensions[at]))
        if options.most_yearly_yuan is not None:
            self._at_most(measures["cost"], options.most_yearly_yuan, Group.BUDGET)

    def _sum_of_pairs(self, weights: Floats, most: float, group: Group) -> None:
        at = np.flatnonzero(weights)
        self._rows.add(self._columns.pair(at), weights[at], -FREE, float(most), group)

    def _at_most(self, expression: Expression, most: float, group: Group) -> None:
        at = np.flatnonzero(expression.weights)
        self._rows.add(at, expression.weights[at], -FREE, most - expression.constant, group)
