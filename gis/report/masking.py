"""The public version: village and school totals and age bands, no count that could point at a child.

Counts that are printed together are masked together (``gis.report.suppression``). The ways to school that
the public version prints are statements, too: whoever reads that the first three grades of a village go to a
school knows of a child in both. So a village with a small total shows one age band at most, and nothing is
printed that leads to or from a school with a small total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from gis.evaluation.result import Evaluation
from gis.model import Band, Plan
from gis.report.journeys import SIDES
from gis.report.suppression import Counts, State, suppress
from gis.standards import load_rules

Version = Literal["internal", "public"]
VERSIONS: tuple[Version, ...] = ("internal", "public")
WITHHELD = "不公开"
TOTALS = ("pupils", "moved_pupils", "cross_township_pupils", "unassigned_pupils")
Shown = int | str
Statement = tuple[str, str]


@dataclass(frozen=True)
class PublicFigures:
    """What the public version prints.

    Attributes
    ----------
    villages
        Pupils per settlement: a number, ``"<5"`` or 不公开.
    schools
        Per side ("before", "after") pupils per school.
    bands
        Pupils per age band.
    totals
        The county's, by the names in ``Evaluation.counts``.
    over
        Per side pupils over the limit by band and ``"all"``; None = 未设标准.
    statements
        (settlement, band) whose ways to school are printed.
    """

    smallest: int
    villages: Mapping[str, Shown]
    schools: Mapping[str, Mapping[str, Shown]]
    bands: Mapping[str, Shown]
    totals: Mapping[str, Shown]
    over: Mapping[str, Mapping[str, Shown | None]]
    statements: frozenset[Statement]


def smallest_count(plan: Plan) -> int:
    """Return the least number of pupils that a public count may show, from the plan's rules."""
    rules = plan.rules.get("disclosure") or load_rules()["disclosure"]
    return int(rules["small_count"]["value"])


def public_figures(plan: Plan, evaluation: Evaluation, properties: Mapping[str, Any]) -> PublicFigures:
    """Mask the figures of an evaluation.

    Parameters
    ----------
    properties
        :meth:`gis.report.layers.MapLayers.properties`: who goes mainly where, by village and band.
    """
    smallest = smallest_count(plan)
    flows = evaluation.flows
    villages = _village_totals(plan, flows)
    schools = {side: _school_totals(evaluation, side) for side in SIDES}
    statements = _statements(properties, villages, schools, smallest)
    shown_villages = _mask_villages(villages, statements, smallest)
    shown_schools, bands, totals = _mask_schools(evaluation, schools, statements, properties, smallest)
    return PublicFigures(
        smallest=smallest,
        villages=shown_villages,
        schools=shown_schools,
        bands=bands,
        totals=totals,
        over={
            side: _mask_over(evaluation, side, _proven_over(statements, properties, side), smallest)
            for side in SIDES
        },
        statements=frozenset(statements),
    )


def _village_totals(plan: Plan, flows: pd.DataFrame) -> dict[str, int]:
    totals = flows.groupby("settlement_id")["pupils"].sum()
    return {str(i): int(totals.get(i, 0)) for i in plan.settlements.index}


def _school_totals(evaluation: Evaluation, side: str) -> dict[str, int]:
    totals = evaluation.flows.groupby(f"school_{side}")["pupils"].sum()
    return {str(i): int(totals.get(i, 0)) for i in evaluation.schools.index}


# ---- which ways to school may be printed


def _statements(
    properties: Mapping[str, Any],
    villages: Mapping[str, int],
    schools: Mapping[str, Mapping[str, int]],
    smallest: int,
) -> list[Statement]:
    """Return the (settlement, band) that may be printed; of a small village the band with most pupils."""
    small = {
        side: {school for school, pupils in totals.items() if 0 < pupils < smallest}
        for side, totals in schools.items()
    }
    found: dict[str, list[tuple[int, str]]] = {}
    for band, of_band in properties["bands"].items():
        for place, sides in of_band["settlements"].items():
            if not any(_main(sides, side) in small[side] for side in SIDES):
                pupils = max(journey["pupils"] for journey in sides.values())
                found.setdefault(str(place), []).append((-pupils, band))
    return [
        (place, band)
        for place, bands in found.items()
        for _, band in (sorted(bands)[:1] if villages.get(place, 0) < smallest else bands)
    ]


def _main(sides: Mapping[str, Any], side: str) -> str:
    """Return the school that most pupils of a village and band go to, "" if they have none."""
    journey = sides.get("both") or sides.get(side)
    return str(journey["to"][0][0]) if journey else ""


# ---- counts that add up with each other


def _mask_villages(
    villages: Mapping[str, int], statements: Iterable[Statement], smallest: int
) -> dict[str, Shown]:
    """Mask the villages; their sum counts as known: all pupils less those from outside the county."""
    proven = Counter(place for place, _ in statements)
    n = len(villages)
    values = [*villages.values(), sum(villages.values())]
    members = [*([k] for k in range(n)), range(n)]
    counts = Counts.of(values, members, n, [*(proven[place] for place in villages), 0])
    states = suppress(counts, smallest)[:n]
    return dict(_printed(villages, states, smallest))


def _mask_schools(
    evaluation: Evaluation,
    schools: Mapping[str, Mapping[str, int]],
    statements: Iterable[Statement],
    properties: Mapping[str, Any],
    smallest: int,
) -> tuple[dict[str, dict[str, Shown]], dict[str, Shown], dict[str, Shown]]:
    """Mask schools before and after, age bands and the county's totals together: they share their pupils."""
    keys = ["school_before", "school_after", "band", "moved", "cross_township"]
    groups = evaluation.flows.groupby(keys, sort=True)["pupils"].sum().reset_index()
    sets = {
        "pupils": groups.index,
        "moved_pupils": groups.index[groups["moved"].astype(bool)],
        "cross_township_pupils": groups.index[groups["cross_township"].astype(bool)],
        "unassigned_pupils": groups.index[groups["school_after"] == ""],
    }
    cells: list[tuple[str, str, list[int]]] = []
    for side in SIDES:
        of_school = groups.groupby(f"school_{side}").indices
        cells += [(side, school, list(of_school.get(school, []))) for school in schools[side]]
    of_band = groups.groupby("band").indices
    cells += [("band", band.value, list(of_band.get(band.value, []))) for band in Band]
    cells += [("total", name, list(sets[name])) for name in TOTALS]
    proven = _proven_schools(statements, properties)
    counts = Counts.of(
        [int(groups["pupils"].iloc[members].sum()) for _, _, members in cells],
        [members for _, _, members in cells],
        len(groups),
        [proven[kind, name] for kind, name, _ in cells],
    )
    states = suppress(counts, smallest)
    printed: dict[str, dict[str, Shown]] = {kind: {} for kind in (*SIDES, "band", "total")}
    for (kind, name, _), value, state in zip(cells, counts.values.tolist(), states, strict=True):
        printed[kind][name] = _shown(int(value), int(state), smallest, proven[kind, name])
    return {side: printed[side] for side in SIDES}, printed["band"], printed["total"]


def _proven_schools(
    statements: Iterable[Statement], properties: Mapping[str, Any]
) -> Counter[tuple[str, str]]:
    """Return what the printed ways prove: a pupil of each school, of the band, and moved where it changes."""
    proven: Counter[tuple[str, str]] = Counter()
    for place, band in statements:
        sides = properties["bands"][band]["settlements"][place]
        schools = [_main(sides, side) for side in SIDES]
        proven.update([*zip(SIDES, schools, strict=True), ("band", band), ("total", "pupils")])
        if schools[0] != schools[1]:
            proven["total", "moved_pupils"] += 1
    return proven


def _proven_over(statements: Iterable[Statement], properties: Mapping[str, Any], side: str) -> Counter[str]:
    """Return how many villages are printed as over the limit, by band."""
    proven: Counter[str] = Counter()
    for place, band in statements:
        sides = properties["bands"][band]["settlements"][place]
        journey = sides.get("both") or sides.get(side)
        if journey and journey["flag"] == "over":
            proven.update([band, "all"])
    return proven


def _mask_over(
    evaluation: Evaluation, side: str, proven: Mapping[str, int], smallest: int
) -> dict[str, Shown | None]:
    """Mask the pupils over the limit: the bands with a limit add up to all."""
    found = {str(band): sides[side].over_limit_pupils for band, sides in evaluation.travel.items()}
    known = {band: int(n) for band, n in found.items() if n is not None}
    parts = [band for band in known if band != "all"]
    cells = [*parts, *(["all"] if "all" in known else [])]
    members = [[k] for k in range(len(parts))] + ([list(range(len(parts)))] if "all" in known else [])
    if any(0 < known[cell] < smallest and proven[cell] > 1 for cell in cells):
        return {band: None if n is None else WITHHELD for band, n in found.items()}
    states = suppress(Counts.of([known[c] for c in cells], members, len(parts)), smallest)
    printed = dict(_printed({c: known[c] for c in cells}, states, smallest))
    return {band: printed.get(band) for band in found}


def _printed(values: Mapping[str, int], states: Any, smallest: int) -> Iterator[tuple[str, Shown]]:
    for (name, value), state in zip(values.items(), states, strict=True):
        yield name, _shown(value, int(state), smallest)


def _shown(value: int, state: int, smallest: int, proven: int = 0) -> Shown:
    """Return what to print; a small count of which more than one pupil is proven does not name its class."""
    if state == State.SHOWN:
        return value
    return f"<{smallest}" if state == State.SMALL and proven <= 1 else WITHHELD
