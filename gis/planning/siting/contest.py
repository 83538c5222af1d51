"""Sets of open sites against each other: annealed, their good solutions merged; the best go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from gis.planning.siting.capacitated import Instance, Solution
from gis.planning.siting.regions import solve_together
from gis.planning.siting.sharing import Sharing
from gis.planning.siting.submodel import Part, PartModel, Separators
from gis.planning.siting.together import WORKERS, run_flagged
from gis.planning.siting.watch import Watch

Bools = NDArray[np.bool_]

AT_ONCE = 8                         # annealings between two looks at what they found
MOST_MERGED = 10                    # solutions of one set
MOST_PAIRS = 3000                   # of a model that merges


@dataclass
class Round:
    """How many sets take part, how often and how long each is annealed, how hard it is merged.

    Parameters
    ----------
    effort
        Deterministic seconds of a merge; 0 = none.
    polished
        How many of the best sets' solutions are bettered region by region.
    repaired
        So many of those that are not within all limits.
    """

    sets: int
    times: int
    moves_per_unit: int
    effort: float = 0.0
    polished: int = 0
    repaired: int = 0


@dataclass(eq=False)
class Entrant:
    """A set of open sites, a bound of its solutions, and its best ones so far, the best first."""

    bound: float
    sharing: Sharing
    found: list[Solution] = field(default_factory=list)

    @property
    def value(self) -> float:
        """Of the best; what is outside limits costs."""
        return self.found[0].value if self.found else np.inf

    def add(self, solutions: Sequence[Solution]) -> None:
        """Add solutions, each once."""
        known = {solution.at.tobytes() for solution in self.found}
        for solution in solutions:
            if solution.at.tobytes() not in known:
                known.add(solution.at.tobytes())
                self.found.append(solution)
        self.found.sort(key=lambda solution: solution.value)
        del self.found[MOST_MERGED:]


class Contest:
    """Anneals and merges solutions of several sets of sites.

    Parameters
    ----------
    keep
        Told of each solution that may be better than any before.
    separators
        What is known of pieces; it grows.
    """

    def __init__(
        self, instance: Instance, watch: Watch, keep: Callable[[Solution], None], separators: Separators
    ) -> None:
        self.instance, self.watch, self.keep, self.separators = instance, watch, keep, separators
        self._count = 0

    def anneal(self, entrants: Sequence[Entrant], times: int, moves: int, seed: int) -> None:
        """Anneal each some times, some of them at once.

        Raises
        ------
        SearchEnded
            It was stopped.
        """
        calls = [
            (entrant, partial(entrant.sharing.anneal, moves, seed + 1000 * n + k, is_free=self._is_free(k)))
            for n, entrant in enumerate(entrants)
            for k in range(times)
        ]
        for start in range(0, len(calls), AT_ONCE):
            some = calls[start : start + AT_ONCE]
            for (entrant, _), solution in zip(
                some, run_flagged([call for _, call in some], self.watch), strict=True
            ):
                entrant.add([solution])
                self.keep(solution)
            self.watch.look()

    def merge(self, entrants: Sequence[Entrant], effort: float) -> None:
        """Find the best solution that gives each unit to a site that one of a set's solutions gives it to.

        Raises
        ------
        SearchEnded
            It was stopped.
        """
        some = [entrant for entrant in entrants if len(entrant.found) > 1] if effort else []
        for start in range(0, len(some), WORKERS):
            pair = some[start : start + WORKERS]
            merged = self._merged([entrant.found for entrant in pair], effort, may_open=False)
            for entrant, solution in zip(pair, merged, strict=True):
                if solution is not None:
                    entrant.add([solution])

    def merge_across(self, solutions: Sequence[Solution], effort: float) -> Solution:
        """Merge solutions with different open sites; return the best.

        Raises
        ------
        SearchEnded
            It was stopped.
        """
        ranked = sorted(solutions, key=lambda solution: solution.value)
        merged = self._merged([ranked], effort, may_open=True)[0] if len(ranked) > 1 else None
        return min(ranked[0], merged or ranked[0], key=lambda solution: solution.value)

    def _merged(
        self, groups: Sequence[Sequence[Solution]], effort: float, *, may_open: bool
    ) -> list[Solution | None]:
        """Merge groups of solutions, at the same time; None where the first of a group stays the best."""
        models = []
        for group in groups:
            self._count += 1
            part = _common_part(self.instance, group, effort, may_open=may_open)
            own = Separators()          # models that run at the same time must not see each other's
            own.absorb(self.separators)
            models.append(PartModel(self.instance, group[0], part, own, self._count))
        found: list[Solution | None] = []
        answers = solve_together(models, self.watch)
        for model in models:
            self.separators.absorb(model.separators)
        for group, answer in zip(groups, answers, strict=True):
            is_better = answer.solution is not None and answer.solution.value < group[0].value
            found.append(answer.solution if is_better else None)
            if answer.solution is not None:
                self.keep(answer.solution)
        self.watch.look()
        return found

    def _is_free(self, turn: int) -> bool:
        """Whether an annealing is of the free kind: of pieces always, else every other one."""
        return self.instance.pieces is not None or turn % 2 == 1


def _common_part(
    instance: Instance, solutions: Sequence[Solution], effort: float, *, may_open: bool
) -> Part:
    """Return a part of everything in which each unit may go where one of the solutions lets it go."""
    sites = np.flatnonzero(np.any([solution.is_open for solution in solutions], axis=0))
    pairs = np.zeros((len(instance.demand), len(sites)), dtype=bool)
    for solution in solutions:
        more = pairs | (solution.at[:, None] == sites)
        if more.sum() > MOST_PAIRS and pairs.any():
            break
        pairs = more
    return Part(sites, np.arange(len(instance.demand)), pairs, may_open, effort)
