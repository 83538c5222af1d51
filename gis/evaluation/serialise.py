"""An evaluation as plain JSON values: what ``xiaotu evaluate --json`` writes.

Top-level keys
--------------
``unit_name, scenario, school_year, network_digest``
    Which plan and scenario; the digest of the network that the times after were measured on.
``season, network_edits, road_issues, rerouted``
    Time of year asked for; the changes to the roads in force; what of them could not be done; day pupils who
    stay at their school and have a longer, a shorter, no longer any or only now a way (``…_pupils``).
``blocks``
    Whether a ``must`` finding is the plan's doing.
``headline, counts``
    ``{name: {"before", "after"}}``: pupils, schools, teaching points.
``travel``
    ``{"g1_3" | "g4_6" | "g7_9" | "all": {"before" | "after": {…}}}`` with ``pupils, mean_s, median_s, p90_s,
    p95_s, max_s`` (seconds, one way), ``pupil_km`` (km a day, one way), ``limit_s`` (null = 未设标准),
    ``over_limit_pupils, borderline_pupils, over_limit_by_choice_pupils`` (null = no limit),
    ``unreachable_pupils, unknown_pupils, boarding_pupils``.
``schools, school_grades, flows, reconciliation``
    Lists of rows with the columns of :class:`gis.evaluation.result.Evaluation`; ``schools`` starts with
    ``school_id``. Names end in their unit: ``_s`` seconds, ``_m`` metres, ``_yuan``; ``metres_*`` and
    ``seconds_*`` are one way; ``utilisation`` is a share of 1; other numbers count pupils, classes, places,
    beds or rooms.
``findings``
    Rows of :class:`gis.evaluation.result.Finding`, with ``what`` and ``fix`` in Chinese; each with its
    ``cures`` (:class:`gis.evaluation.result.Cure`, with ``what``).
``gates``
    Rows of :func:`gis.evaluation.gates.gate_frame`: the five gates of each closed or converted school.
``derivations``
    By path (``headline.places_short.after``): value, unit, formula, inputs and rules of every figure of the
    county (:class:`gis.evaluation.derivation.Derivation`); ``closes``: the inputs give the value again.
``marks, parameters``
    Codes of the sentences that must be shown; every limit and parameter used, with unit and source.

Further keys: :mod:`gis.evaluation.serialdetails`.

Unknown figures are null, never 0.
"""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gis.evaluation.serialdetails import details_to_dict, issues_of, rows_of
from gis.messages import describe

if TYPE_CHECKING:
    from gis.evaluation.result import Evaluation, Finding


def evaluation_to_dict(evaluation: Evaluation) -> dict[str, Any]:
    """Return the evaluation as plain values that ``json.dumps(..., allow_nan=False)`` accepts."""
    result: dict[str, Any] = plain(
        {
            "unit_name": evaluation.unit_name,
            "scenario": evaluation.scenario,
            "school_year": evaluation.school_year,
            "network_digest": evaluation.network_digest,
            "season": evaluation.season,
            "network_edits": list(evaluation.network_edits),
            "road_issues": issues_of(evaluation.road_issues),
            "rerouted": dict(evaluation.rerouted),
            "blocks": evaluation.blocks,
            "headline": {key: asdict(change) for key, change in evaluation.headline.items()},
            "counts": {key: asdict(change) for key, change in evaluation.counts.items()},
            "travel": {
                str(band): {side: asdict(summary) for side, summary in sides.items()}
                for band, sides in evaluation.travel.items()
            },
            "schools": rows_of(evaluation.schools.reset_index()),
            "school_grades": rows_of(evaluation.school_grades),
            "flows": rows_of(evaluation.flows),
            "reconciliation": rows_of(evaluation.reconciliation),
            "findings": [_finding(finding) for finding in evaluation.findings],
            "gates": rows_of(evaluation.gates),
            "derivations": _derivations(evaluation),
            "marks": list(evaluation.marks),
            "parameters": list(evaluation.parameters),
            **(details_to_dict(evaluation.details) if evaluation.details else {}),
        }
    )
    return result


def _derivations(evaluation: Evaluation) -> dict[str, Any]:
    from gis.evaluation.derivation import Deriver, derivation_to_dict

    opened = Deriver(evaluation).of_county()
    return {path: derivation_to_dict(found) for path, found in opened.items()}


def plain(value: Any) -> Any:
    """Return a value in JSON's own types; NaN and infinities become None."""
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is not pd.NA else None


def _finding(finding: Finding) -> dict[str, Any]:
    message = describe(finding.message_code, finding.values)
    cures = [
        {**asdict(cure), "what": describe(cure.message_code, cure.values).what} for cure in finding.cures
    ]
    return {**asdict(replace(finding, cures=())), "cures": cures, "what": message.what, "fix": message.fix}
