"""A part of a siting problem as a whole-number model: some sites with their units, all else as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.planning.siting.capacitated import NOBODY, Instance, Pieces, Solution

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

COST_PARTS = 2e9                    # of a value in the model: relative accuracy 1e-9
MOST_CUTS = 40                      # rounds of solving and forbidding pieces


@dataclass
class Separators:
    """Units without which another one cannot hang together with a site's home; kept for all models."""

    of_site: dict[int, dict[int, set[tuple[int, ...]]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )

    def absorb(self, other: Separators) -> None:
        """Add all that another one knows."""
        for site, of_unit in other.of_site.items():
            for unit, borders in of_unit.items():
                self.of_site[site][unit] |= borders

    def add_for(self, pieces: Pieces, site: int, at: Ints, allowed: Bools) -> int:
        """Add a separator for every unit that hangs not together with its site's home; return their number.

        Parameters
        ----------
        allowed
            Units that may belong to the site at all.
        """
        loose = np.flatnonzero((at == site) & ~pieces.met_from_home(site, at))
        found, left = 0, set(loose.tolist())
        while left:
            piece = _piece(pieces, left)
            left -= piece
            border = _border(pieces, piece, int(pieces.home[site]), allowed)
            for unit in piece:
                self.of_site[site][unit].add(border)
                found += 1
        return found


def _piece(pieces: Pieces, units: set[int]) -> set[int]:
    """Return one connected piece of some units."""
    waiting = [min(units)]
    piece = set(waiting)
    while waiting:
        for other in pieces.next_to(waiting.pop()).tolist():
            if other in units and other not in piece:
                piece.add(other)
                waiting.append(other)
    return piece


def _border(pieces: Pieces, piece: set[int], home: int, allowed: Bools) -> tuple[int, ...]:
    """Return the units around a piece that can be met from the home without crossing the others around it."""
    around = {int(k) for unit in piece for k in pieces.next_to(unit)} - piece
    met, waiting, border = {home}, [home], set[int]()
    if home in around:
        return (home,)
    while waiting:
        for other in pieces.next_to(waiting.pop()).tolist():
            if other in met or not allowed[other]:
                continue
            met.add(other)
            if other in around:
                border.add(other)
            else:
                waiting.append(other)
    return tuple(sorted(border))


@dataclass(frozen=True, eq=False)
class Part:
    """Sites that may change, the units that they may share out, and the pairs that are tried.

    Parameters
    ----------
    sites, units
        All units of an open one of the sites are among the units.
    pairs
        Units x sites of this part.
    may_open
        Whether which of the sites are open may change.
    effort
        Deterministic seconds of the solver.
    """

    sites: Ints
    units: Ints
    pairs: Bools
    may_open: bool
    effort: float


@dataclass(frozen=True, eq=False)
class Answer:
    """What a model gave: a solution at least as good as the known one, or None; whether that is proven."""

    solution: Solution | None
    is_proven: bool
    is_infeasible: bool = False
    bound: float = -np.inf
    effort: float = 0.0


class PartModel:
    """The model of a part.

    Parameters
    ----------
    known
        The solution as it is: outside the part it stays, inside it is the first guess.
    separators
        What is known of pieces; it grows.
    """

    def __init__(
        self, instance: Instance, known: Solution, part: Part, separators: Separators, seed: int
    ) -> None:
        from ortools.sat.python import cp_model

        self.instance, self.known, self.part, self.separators = instance, known, part, separators
        self._cp: Any = cp_model
        self.model = cp_model.CpModel()
        self.solver = cp_model.CpSolver()
        self.solver.parameters.num_workers = 1
        self.solver.parameters.linearization_level = 2      # the relaxation is strong here
        self.solver.parameters.random_seed = seed
        self.is_opened = self._site_variables()
        self.serves = self._pair_variables()
        self.left = self._left_variables()
        self._limit_loads()
        self._minimize()
        self._known_cuts: set[tuple[int, int, tuple[int, ...]]] = set()
        if instance.pieces is not None:
            self._hang_together(instance.pieces)

    def solve(self, limit_s: Callable[[], float]) -> Answer:
        """Solve, forbid what hangs not together, and solve again; ``limit_s`` returns the seconds left."""
        spent, bound = 0.0, -np.inf
        for _ in range(MOST_CUTS):
            parameters = self.solver.parameters
            parameters.max_deterministic_time = max(1e-3, self.part.effort - spent)
            parameters.max_time_in_seconds = max(1e-3, limit_s())
            status = self.solver.solve(self.model)
            spent += float(self.solver.response_proto.deterministic_time)
            if status == self._cp.INFEASIBLE:
                return Answer(None, True, True, np.inf, spent)
            if status not in (self._cp.OPTIMAL, self._cp.FEASIBLE):
                return Answer(None, False, False, bound, spent)
            bound = max(bound, self.solver.best_objective_bound / self._scale)
            solution = self._read()
            broken = self._broken(solution)
            if not broken:
                return Answer(solution, status == self._cp.OPTIMAL, False, bound, spent)
            if spent >= self.part.effort or limit_s() <= 0:
                break
            self._add_separators(broken)
        return Answer(None, False, False, bound, spent)

    def _site_variables(self) -> list[Any]:
        variables = []
        for site in self.part.sites.tolist():
            variable = self.model.new_bool_var("")
            was_open = bool(self.known.is_open[site])
            if self.instance.must[site]:
                self.model.add(variable == 1)
            elif not self.part.may_open:
                self.model.add(variable == int(was_open))
            self.model.add_hint(variable, was_open)
            variables.append(variable)
        if self.instance.count is not None:
            others = int(self.known.is_open.sum()) - int(self.known.is_open[self.part.sites].sum())
            self.model.add(sum(variables) == self.instance.count - others)
        return variables

    def _pair_variables(self) -> list[dict[int, Any]]:
        """Return of each unit the variables by place of the site."""
        serves: list[dict[int, Any]] = []
        for row, unit in enumerate(self.part.units.tolist()):
            mine = {}
            for place in np.flatnonzero(self.part.pairs[row]).tolist():
                variable = self.model.new_bool_var("")
                self.model.add_implication(variable, self.is_opened[place])
                self.model.add_hint(variable, bool(self.known.at[unit] == self.part.sites[place]))
                mine[place] = variable
            serves.append(mine)
        return serves

    def _left_variables(self) -> dict[int, Any]:
        """Add a variable for being unserved to those that are so now; the others must be served."""
        left: dict[int, Any] = {}
        instance, outside = self.instance, self.known.is_open.copy()
        outside[self.part.sites] = False
        for row, unit in enumerate(self.part.units.tolist()):
            variables = list(self.serves[row].values())
            reached_outside = bool(np.isfinite(instance.cost[unit, outside]).any())
            optional = bool(instance.may_stay[unit]) and not reached_outside
            if self.known.at[unit] == NOBODY or optional:
                left[row] = self.model.new_bool_var("")
                self.model.add_hint(left[row], bool(self.known.at[unit] == NOBODY))
                variables.append(left[row])
            if optional:
                for place in np.flatnonzero(np.isfinite(instance.cost[unit, self.part.sites])).tolist():
                    self.model.add_implication(left[row], ~self.is_opened[place])
            self.model.add_exactly_one(variables)
        return left

    def _limit_loads(self) -> None:
        """Keep the loads within limits; what is outside them now may stay so, at a price."""
        demand, capacity, least = self.instance.whole
        known, parts = self.known, self.instance.parts
        excess = np.ceil(self.instance.excess(known.at, known.is_open)[self.part.sites] * parts)
        most = int(excess.sum())
        self.excess: list[Any] = [self.model.new_int_var(0, most, "") if most else 0 for _ in excess]
        for place, site in enumerate(self.part.sites.tolist()):
            if most:
                self.model.add_hint(self.excess[place], int(excess[place]))
            load = sum(
                int(demand[unit]) * self.serves[row][place]
                for row, unit in enumerate(self.part.units.tolist())
                if place in self.serves[row] and demand[unit]
            )
            self.model.add(load <= int(capacity[site]) * self.is_opened[place] + self.excess[place])
            if least[site] > 0:
                self.model.add(load >= int(least[site]) * self.is_opened[place] - self.excess[place])

    def _minimize(self) -> None:
        instance, part = self.instance, self.part
        inside = np.where(part.pairs, instance.cost[np.ix_(part.units, part.sites)], 0.0)
        greatest = float(inside.max(axis=1, initial=0.0).sum() + instance.fixed[part.sites].sum())
        lost = float(instance.unserved_cost.max(initial=0.0)) * len(self.left)
        lost += float(instance.excess(self.known.at, self.known.is_open).sum()) * instance.excess_price
        self._scale = COST_PARTS / max(greatest + lost, 1e-6)
        whole = np.rint(inside * self._scale).astype(np.int64)
        terms = [
            int(whole[row, place]) * variable
            for row, mine in enumerate(self.serves)
            for place, variable in mine.items()
        ]
        fixed = np.rint(instance.fixed[part.sites] * self._scale).astype(np.int64)
        terms += [int(fixed[place]) * variable for place, variable in enumerate(self.is_opened)]
        price = int(instance.excess_price / instance.parts * self._scale)
        terms += [price * variable for variable in self.excess if price and not isinstance(variable, int)]
        for row, variable in self.left.items():
            if not instance.may_stay[part.units[row]]:
                terms.append(int(instance.unserved_cost[part.units[row]] * self._scale) * variable)
        self.model.minimize(sum(terms))

    def _hang_together(self, pieces: Pieces) -> None:
        """Each unit needs its site's home, one unit beside it, and one of every known separator."""
        self._row = {int(unit): row for row, unit in enumerate(self.part.units)}
        for place, site in enumerate(self.part.sites.tolist()):
            home = int(pieces.home[site])
            for row, unit in enumerate(self.part.units.tolist()):
                if unit == home or place not in self.serves[row]:
                    continue
                self._require(row, place, (home,))
                self._require(row, place, tuple(pieces.next_to(unit).tolist()))
                for border in self.separators.of_site[site][unit]:
                    self._require(row, place, border)

    def _require(self, row: int, place: int, units: Iterable[int]) -> None:
        """Serve a unit from a site only together with one of some others."""
        key = (row, place, tuple(units))
        if key in self._known_cuts:
            return
        self._known_cuts.add(key)
        rows = [self._row[unit] for unit in key[2] if unit in self._row]
        others = [self.serves[other][place] for other in rows if place in self.serves[other]]
        self.model.add_bool_or([*others, ~self.serves[row][place]])

    def _broken(self, solution: Solution) -> list[int]:
        """Return the sites of this part whose catchment is in pieces, of a solution of the model."""
        pieces = self.instance.pieces
        if pieces is None:
            return []
        sites = [int(site) for site in self.part.sites if solution.is_open[site]]
        at = solution.at
        return [site for site in sites if (pieces.met_from_home(site, at) != (at == site)).any()]

    def _add_separators(self, broken: list[int]) -> None:
        pieces, at = self.instance.pieces, self._read().at
        assert pieces is not None
        for site in broken:
            self.separators.add_for(pieces, site, at, np.isfinite(self.instance.cost[:, site]))
        self._hang_together(pieces)

    def _read(self) -> Solution:
        at, is_open = self.known.at.copy(), self.known.is_open.copy()
        for place, site in enumerate(self.part.sites.tolist()):
            is_open[site] = self.solver.boolean_value(self.is_opened[place])
        for row, unit in enumerate(self.part.units.tolist()):
            at[unit] = NOBODY
            for place, variable in self.serves[row].items():
                if self.solver.boolean_value(variable):
                    at[unit] = self.part.sites[place]
        return Solution.of(self.instance, at, is_open)
