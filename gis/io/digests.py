"""Fingerprints of what a plan holds: they tell whether two figures rest on the same things.

A digest does not change by saving and opening. Columns without any value are left out, so that a column
that a later version of the program adds does not change the digest of an old plan.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, asdict
from enum import Enum
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.io.scenariovalues import decision_from as decision_from
from gis.io.scenariovalues import decision_values as decision_values
from gis.io.scenariovalues import scenario_from as scenario_from
from gis.io.scenariovalues import scenario_values as scenario_values
from gis.layout import ADDED_LATER, BASELINE, Scenario
from gis.model import Plan

if TYPE_CHECKING:
    from gis.evaluation.result import Change, Evaluation

FIGURE_DIGITS = 9  # significant: the last bits of a sum depend on the processor
_COMPARED = ("criterion_id", "force", "subject_kind", "subject_id", "value", "limit", "in_baseline")
FORECAST_INPUTS = ("population", "enrolment_history", "housing")
INPUTS = ("boundary", "settlements", "schools", "attendance", "zones", "feeders", "reported_travel")


def plan_digests(plan: Plan) -> dict[str, str]:
    """Return the SHA-256 of each part of a plan.

    Returns
    -------
    dict
        ``inputs`` (what it is about, boundary, places, schools, attendance, zones …), ``standards``,
        ``network``, ``travel``, ``scenarios`` and ``records`` (sources, issues, observations).
    """
    return {
        **_base_digests(plan),
        "scenarios": digest_of({name: scenario_values(s) for name, s in plan.scenarios.items()}),
        "records": digest_of([plan.sources, plan.issues, plan.observations]),
    }


def evaluation_digest(plan: Plan, scenario: str | Scenario) -> dict[str, str]:
    """Return the SHA-256 of everything that the figures of a scenario rest on.

    Parameters
    ----------
    plan
        The plan that was evaluated.
    scenario
        The name of one of its scenarios, or a scenario itself.

    Returns
    -------
    dict
        ``inputs``, ``standards``, ``network``, ``travel`` and ``decisions``.
    """
    made = plan.scenario(scenario) if isinstance(scenario, str) else scenario
    if made.base != BASELINE:  # what it builds on may change without it
        from gis.planning.patches import effective

        made = effective(plan, made)
    decided = {name: value for name, value in scenario_values(made).items() if name != "note"}
    # where there are only decisions they stand alone, as they always did
    what = decided if len(decided) > 1 else decided["decisions"]
    return {**_base_digests(plan), "decisions": digest_of(what)}


def _base_digests(plan: Plan) -> dict[str, str]:
    inputs = [asdict(plan.meta), *(_frame_digest(getattr(plan, name)) for name in INPUTS)]
    if len(plan.bus_stops):  # a plan without public buses keeps the digest that its log tells
        inputs.append(_frame_digest(plan.bus_stops))
    # by name: an empty one and one that came later look the same
    later = {name: _frame_digest(getattr(plan, name)) for name in FORECAST_INPUTS if len(getattr(plan, name))}
    if later:
        inputs.append(later)
    return {
        "inputs": digest_of(inputs),
        "standards": digest_of(plan.rules),
        "network": plan.roads.digest,
        "travel": _travel_digest(plan),
    }


def digest_of(value: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON; unknown, NaN and "" are the same."""
    text = json.dumps(canonical(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any) -> Any:
    """Return a value in JSON's own types, the same for equal values of different Python types."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Mapping):
        return {str(key): canonical(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [canonical(entry) for entry in value]
    if hasattr(value, "__dataclass_fields__"):
        return dict(_told(value))
    if isinstance(value, np.generic):
        value = value.item()
    return _scalar(value)


def _told(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a value; one that came later only where it says something (``ADDED_LATER``)."""
    for name, about in value.__dataclass_fields__.items():
        told = getattr(value, name)
        default = about.default if about.default_factory is MISSING else about.default_factory()
        if not (about.metadata.get(ADDED_LATER) and told == default):
            yield name, canonical(told)


def _scalar(value: Any) -> Any:
    if value is None or value is pd.NA or value == "":
        return None
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return int(value) if value.is_integer() else value
    return value


def _frame_digest(frame: pd.DataFrame, digits: int | None = None) -> str:
    """Return the digest of a table, column by column; ``digits`` significant digits of its numbers count."""
    table = frame.reset_index() if frame.index.name else frame
    digest = hashlib.sha256()
    for name in sorted(map(str, table.columns)):
        content = _column_bytes(table[name], digits)
        if content is not None:
            digest.update(f"{name}\n{len(content)}\n".encode() + content)
    return digest.hexdigest()


def _column_bytes(column: pd.Series[Any], digits: int | None) -> bytes | None:
    """Return a column's values as bytes, the same whatever its dtype; None if it has no value at all."""
    if isinstance(column, gpd.GeoSeries):
        shapes = ["" if wkb is None else wkb.hex() for wkb in column.to_wkb()]
        return "\n".join(shapes).encode() if any(shapes) else None
    if pd.api.types.is_numeric_dtype(column.dtype):
        numbers = column.to_numpy(dtype="float64", na_value=np.nan)
        return None if np.isnan(numbers).all() else _number_bytes(numbers, digits)
    if isinstance(column.dtype, pd.StringDtype):
        return _text_bytes(column)
    values = canonical(column.tolist())
    if all(value is None for value in values):
        return None
    return json.dumps(values, ensure_ascii=False).encode()


def _text_bytes(column: pd.Series[Any]) -> bytes | None:
    """Return the JSON of a column of texts; each different text is written once."""
    places, texts = pd.factorize(column, use_na_sentinel=False)
    values = canonical(list(texts))
    if all(value is None for value in values):
        return None
    written = np.array([json.dumps(value, ensure_ascii=False) for value in values], dtype=object)
    return f"[{', '.join(written[places])}]".encode()


def _number_bytes(numbers: NDArray[np.float64], digits: int | None) -> bytes:
    known = np.nan_to_num(numbers, nan=-np.inf) + 0.0  # -0 is 0
    if digits is None:
        return known.astype("<f8").tobytes()
    texts = [f"{number:.{digits}g}" for number in known.tolist()]
    return "\n".join(texts).encode()


def _travel_digest(plan: Plan) -> str:
    digest = hashlib.sha256()
    for mode, times in sorted(plan.travel.items()):
        ids = (times.origin_ids, times.destination_ids, times.unplaced_origins, times.unplaced_destinations)
        digest.update(json.dumps([str(mode), times.network_digest, ids]).encode())
        for matrix in (times.seconds, times.metres):
            digest.update(np.ascontiguousarray(np.nan_to_num(matrix, nan=-1.0), dtype="<f8").tobytes())
    return digest.hexdigest()


# ---- figures


def figures_of(evaluation: Evaluation) -> dict[str, Any]:
    """Return the main figures of an evaluation and the digest of all of them.

    Returns
    -------
    dict
        ``headline`` and ``counts`` (name → [before, after]), ``findings`` (force → how many) and ``digest``:
        SHA-256 of every figure at nine significant digits, without the words of the findings.
    """
    forces = [finding.force for finding in evaluation.findings]
    frames = (evaluation.schools, evaluation.school_grades, evaluation.flows, evaluation.reconciliation)
    findings = [[getattr(finding, name) for name in _COMPARED] for finding in evaluation.findings]
    others = (evaluation.headline, evaluation.counts, evaluation.travel, findings)
    return {
        "headline": {name: _pair(change) for name, change in evaluation.headline.items()},
        "counts": {name: _pair(change) for name, change in evaluation.counts.items()},
        "findings": {force: forces.count(force) for force in sorted(set(forces))},
        "digest": digest_of(
            [*(_frame_digest(frame, FIGURE_DIGITS) for frame in frames), _rounded(canonical(others))]
        ),
    }


def _pair(change: Change) -> list[Any]:
    return [_rounded(canonical(value)) for value in (change.before, change.after)]


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_rounded(entry) for entry in value]
    return float(f"{value:.{FIGURE_DIGITS}g}") if isinstance(value, float) else value
