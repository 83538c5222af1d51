"""Catchments in one piece: rows that say so, found where a solution cuts somebody off.

Who is sent to a school has to live on land that is connected to the school's: through villages from which
pupils of the stage go there, before or because of the decisions, and land without any. What is apart today
stays as it is; only who moves is asked about. That no connection is missing cannot be written down beforehand
in few rows: the programme is solved, and for every part that is apart a row is added (nobody of the part
without somebody on its edge). Every row holds in all connected solutions, so bounds stay bounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.model import GRADES
from gis.planning.county import Bools, Floats, Ints
from gis.planning.outcome import Outcome
from gis.proposals.land import Land
from gis.proposals.problem import Pairs, Units

Row = tuple[Ints, Floats]            # pairs and their weights; the sum is 0 at most


@dataclass(frozen=True)
class _Area:
    """The catchment of a school in a stage.

    ``always``: homes whose pupils go there whatever is decided, and free land. ``ground``: the school's own
    village and those beside it. ``pairs``: who may be sent there, with their homes.
    """

    always: Bools
    ground: Bools
    pairs: Ints
    homes: Ints

    @cached_property
    def of_home(self) -> dict[int, list[int]]:
        """Pairs by home."""
        found: dict[int, list[int]] = {}
        for pair, home in zip(self.pairs.tolist(), self.homes.tolist(), strict=True):
            found.setdefault(home, []).append(pair)
        return found


class Connection:
    """What keeps the catchments of a problem in one piece; ``rows`` grow while solutions are looked at."""

    def __init__(self, outcome: Outcome, land: Land, units: Units, pairs: Pairs) -> None:
        self._land = land
        self._beside = _neighbours(land)
        self._areas = list(_areas(outcome, land, units, pairs, self._beside))
        self.rows: list[Row] = []

    def rows_at_first(self) -> Iterator[Row]:
        """Yield a row for every pair that needs somebody else to be sent there, too."""
        for area in self._areas:
            yield from self._cuts(area, area.always, area.pairs, area.homes)

    def part_apart(self, taken: Bools) -> bool:
        """Tell whether a solution has parts apart, and add rows against them.

        Parameters
        ----------
        taken
            Which pairs are in the solution.
        """
        before = len(self.rows)
        for area in self._areas:
            mine = taken[area.pairs]
            if mine.any():
                passable = area.always.copy()
                passable[area.homes[mine]] = True
                self.rows += self._cuts(area, passable, area.pairs[mine], area.homes[mine])
        return len(self.rows) > before

    def _cuts(self, area: _Area, passable: Bools, pairs: Ints, homes: Ints) -> Iterator[Row]:
        part = self._parts(passable)
        whole = set(part[area.ground & passable].tolist())
        for pair, home in zip(pairs.tolist(), homes.tolist(), strict=True):
            mine = {int(part[home])} if passable[home] else set(part[self._beside[home]].tolist()) - {-1}
            if area.ground[home] or mine & whole:
                continue
            inside = np.isin(part, list(mine))
            inside[home] = True
            edge = np.unique(np.concatenate([self._beside[one] for one in np.flatnonzero(inside).tolist()]))
            beside = [other for one in edge[~inside[edge]].tolist() for other in area.of_home.get(one, ())]
            yield np.array([pair, *beside]), np.append(1.0, -np.ones(len(beside)))

    def _parts(self, passable: Bools) -> Ints:
        """Return the part that each home belongs to, -1 = not passable."""
        links = self._land.touching[passable[self._land.touching].all(axis=1)]
        size = len(passable)
        graph = coo_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(size, size))
        _, part = connected_components(graph, directed=False)
        parts: Ints = np.where(passable, part, -1).astype(np.int64)
        return parts


def _neighbours(land: Land) -> list[Ints]:
    both = np.concatenate([land.touching, land.touching[:, ::-1]])
    order = np.argsort(both[:, 0], kind="stable")
    edges = np.searchsorted(both[order, 0], np.arange(len(land.owned) + 1))
    return [both[order[first:last], 1] for first, last in pairwise(edges.tolist())]


def _areas(
    outcome: Outcome, land: Land, units: Units, pairs: Pairs, beside: list[Ints]
) -> Iterator[_Area]:
    """Yield the catchments that somebody may be sent to."""
    county, moves = outcome.county, outcome.movement
    home = units.home[pairs.unit]
    on_land = (home >= 0) & land.owned[home] & (land.school_home[pairs.receiver] >= 0)
    junior = np.array(GRADES) > county.last_primary_grade
    for stage in (junior, ~junior):
        inside = (moves.settlement >= 0) & (moves.after >= 0) & stage[moves.grade - 1]
        free = land.owned.copy()
        free[moves.settlement[inside & county.by_default[moves.after]]] = False
        of_stage = on_land & (units.grades[:, stage].sum(axis=1) > 0)[pairs.unit]
        for school in np.unique(pairs.receiver[of_stage]).tolist():
            always, ground = free.copy(), np.zeros(len(free), dtype=bool)
            goes = moves.settlement[inside & (moves.after == school)]
            always[goes[land.owned[goes]]] = True
            own = int(land.school_home[school])
            ground[[own, *beside[own].tolist()]] = True
            mine = np.flatnonzero(of_stage & (pairs.receiver == school))
            yield _Area(always, ground, mine, home[mine])
