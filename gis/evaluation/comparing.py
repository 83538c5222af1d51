"""Scenarios side by side: figures and their differences, 维持现状 always first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from gis.errors import InputError
from gis.evaluation.engine import evaluate
from gis.evaluation.result import Evaluation
from gis.evaluation.serialise import plain
from gis.evaluation.winners import Winners, same_minutes, winners
from gis.layout import BASELINE
from gis.model import Band, Plan
from gis.progress import Progress, ignore_progress, part_of

HEADLINE, COUNTS, TRAVEL = "headline", "counts", "travel"
TIMES = ("mean_s", "median_s", "p90_s", "p95_s", "max_s")
TRAVEL_FIGURES = (
    "pupils", *TIMES, "over_limit_pupils", "borderline_pupils", "boarding_pupils", "unreachable_pupils",
    "unknown_pupils", "pupil_km",
)  # fmt: skip
NEEDS_LIMIT = ("over_limit_pupils", "borderline_pupils")         # None of them is 未设标准, not unknown
MORE_IS_WORSE = frozenset(
    ("affected_pupils", "over_limit_g1_3_pupils", "largest_class_pupils", "places_short", "moved_pupils",
     "cross_township_pupils", "unassigned_pupils", "over_limit_pupils", "unreachable_pupils",
     "unknown_pupils", *TIMES)
)  # fmt: skip
UNITS = {"schools": "schools", "teaching_points": "points", "places_short": "places", "pupil_km": "pupil_km"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of every scenario, in their order.

    Attributes
    ----------
    group, code, band
        "headline", "counts" or "travel"; the figure there; the age band of a travel figure, else "".
    unit
        "pupils", "schools", "points", "places", "seconds" or "pupil_km".
    values
        Each scenario's own "after"; the first is the state as it is. None = not known, or 未设标准 where
        ``needs_limit``.
    differences
        From the first; None where either is not known.
    is_worse
        Whether a scenario is worse off than the first: False = better; None = the same, or neither.
    """

    group: str
    code: str
    band: str
    unit: str
    values: tuple[float | None, ...]
    differences: tuple[float | None, ...]
    is_worse: tuple[bool | None, ...]
    needs_limit: bool = False


@dataclass(frozen=True)
class Comparison:
    """Scenarios of a plan, the reference (维持现状) first, and who wins and loses in each other one."""

    evaluations: Mapping[str, Evaluation]
    figures: tuple[Figure, ...]
    winners: Mapping[str, Winners]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values: what ``xiaotu compare --json`` writes.

        ``scenarios``: names with ``blocks`` and ``marks``; ``figures``: see :class:`Figure`, one value per
        scenario in their order; ``winners``: by scenario ``same_s, totals``, ``villages`` (rows) and
        ``classes`` (settlement → class, for the map).
        """
        first = next(iter(self.evaluations.values()))
        result: dict[str, Any] = plain(
            {
                "unit_name": first.unit_name,
                "school_year": first.school_year,
                "scenarios": [
                    {"name": name, "blocks": made.blocks, "marks": list(made.marks), "season": made.season}
                    for name, made in self.evaluations.items()
                ],
                "figures": [asdict(figure) for figure in self.figures],
                "winners": {name: _winners_dict(found) for name, found in self.winners.items()},
            }
        )
        return result


def _winners_dict(found: Winners) -> dict[str, Any]:
    rows = found.villages.reset_index()
    return {
        "same_s": found.same_s,
        "totals": found.totals,
        "villages": [dict(zip(rows.columns, row, strict=True)) for row in rows.itertuples(index=False)],
        "classes": found.classes,
    }


def compare(
    plan: Plan,
    names: Sequence[str],
    *,
    year: int | None = None,
    season: str = "",
    minutes: float | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Evaluate scenarios of a plan and put them side by side with 维持现状.

    Parameters
    ----------
    names
        Scenarios; 维持现状 comes first whether it is among them or not.
    year, season
        As in :func:`gis.evaluation.evaluate`.
    minutes
        A journey that differs by no more is the same; None = the plan's.

    Raises
    ------
    gis.errors.InputError
        comparison_alone: no scenario but 维持现状; no scenario of a name.
    gis.errors.DecisionError
        A scenario holds a decision that cannot be carried out.
    """
    chosen = list(dict.fromkeys([BASELINE, *names]))
    if len(chosen) == 1:
        raise InputError("comparison_alone", known="、".join(plan.scenarios))
    for name in chosen:
        plan.scenario(name)
    report = progress or ignore_progress
    made = {
        name: evaluate(
            plan, name, year=year, season=season,
            progress=part_of(report, index / len(chosen), (index + 1) / len(chosen)),
        )
        for index, name in enumerate(chosen)
    }  # fmt: skip
    return compared(made, minutes=same_minutes(plan.rules) if minutes is None else minutes)


def compared(evaluations: Mapping[str, Evaluation], *, minutes: float) -> Comparison:
    """Put evaluations of one plan and year side by side; the first is the reference."""
    first, *others = evaluations.items()
    found = {name: winners(first[1], made, minutes=minutes) for name, made in others}
    return Comparison(dict(evaluations), comparison_figures(list(evaluations.values())), found)


def comparison_figures(evaluations: Sequence[Evaluation]) -> tuple[Figure, ...]:
    """Return the figures of scenarios in their order, the reference first."""
    first = evaluations[0]
    rows = [
        _figure(HEADLINE, code, "", [made.headline[code].after for made in evaluations])
        for code in first.headline
    ]
    rows += [
        _figure(COUNTS, code, "", [made.counts[code].after for made in evaluations]) for code in first.counts
    ]
    for band in Band:
        sides = [made.travel[band]["after"] for made in evaluations]
        rows += [
            _figure(TRAVEL, code, band.value, [getattr(side, code) for side in sides])
            for code in TRAVEL_FIGURES
        ]
    return tuple(rows)


def _figure(group: str, code: str, band: str, values: list[float | None]) -> Figure:
    differences = tuple(_difference(values[0], value) for value in values)
    unit = "seconds" if code in TIMES else UNITS.get(code, "pupils")
    worse = tuple(change > 0 if change and code in MORE_IS_WORSE else None for change in differences)
    return Figure(group, code, band, unit, tuple(values), differences, worse, code in NEEDS_LIMIT)


def _difference(first: float | None, value: float | None) -> float | None:
    return None if first is None or value is None else value - first
