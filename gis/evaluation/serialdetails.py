"""The further consequences of a scenario as plain JSON values.

Keys
----
``drafts``
    ``{school_id: [{"code", "what", "fix"}]}``: decisions that are not finished and were left out.
``ways, histogram``
    Pupils by band and way; day pupils by band and five minutes (``from_s`` < journey ≤ ``to_s``).
``equity``
    ``{band | "all": {side: {…}}}``: Gini (shares of 1), standard deviation (``_s``, ``_m``), worst township.
``groups``
    Journeys of left-behind, migrant and disabled pupils; ``is_told`` false = not in the data.
``nearby``
    就近划片入学 by stage: ``share`` of 1 and what it leaves out.
``by_township, by_settlement, by_central``
    Pupils, mean and longest journey, verdicts and moves, before and after.
``links``
    Villages split among schools by stage, and 对口 links that break.
``facilities``
    Square metres and canteen seats per pupil, by school.
``balance``
    The seven indicators: ``schools`` (6 of 7 and 85 %), ``indicators`` (L1…L7 by school), ``spread``
    (weighted coefficient of variation in both scopes), ``stages`` (YZ-04), ``unplaced, missing``.
``county_items``
    Items of 政府保障程度: limit, value and state (met, unmet, missing, excluded) on both sides.
``must_stay``
    ``schools`` (with ``reasons``), ``receivers``, ``no_bus`` (villages that no bus serves in time),
    ``candidates`` (to look at first; empty unless the county set how few pupils are too few).
``lineage``
    Codes that end and begin.
``staff``
    ``rows`` by school, 中心校, township and county; ``placed`` (who goes where), ``unplaced, missing,
    classes, issues``. Posts, no yuan.
``closed_schools``
    What becomes of equipment and premises; ``equipment_receiver`` and ``premises`` are "" until decided.
``funding``
    ``items`` and ``totals``: ``one_off_yuan`` and ``yearly_yuan`` apart; what is not computed says why.
``phase_errors, lock_faults``
    先建后撤 that is not kept; promises that the plan breaks.

States are ``met``, ``unmet``, ``missing`` (待补) or ``excluded``. Unknown figures are null, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import pandas as pd

from gis.errors import PlanningError
from gis.evaluation.details import Details
from gis.messages import describe
from gis.model import Issue


def details_to_dict(details: Details) -> dict[str, Any]:
    """Return the further consequences as plain values (numbers may be NaN: the caller writes null)."""
    balance, stay, staff, funding = details.balance, details.must_stay, details.staff, details.funding
    return {
        "drafts": {key: [error_dict(one) for one in found] for key, found in details.outcome.drafts.items()},
        "ways": rows_of(details.ways),
        "histogram": rows_of(details.histogram),
        "equity": {
            str(band): {side: asdict(one) for side, one in sides.items()}
            for band, sides in details.spreads.items()
        },
        "groups": [asdict(one) for one in details.groups],
        "nearby": [asdict(one) for one in details.nearby],
        "by_township": _indexed(details.townships),
        "by_settlement": _indexed(details.settlements),
        "by_central": _indexed(details.centrals),
        "links": asdict(details.links),
        "facilities": _indexed(details.facilities),
        "balance": {
            "schools": _indexed(balance.schools),
            **{
                name: rows_of(getattr(balance, name))
                for name in ("indicators", "spread", "stages", "unplaced", "missing")
            },
        },
        "county_items": [asdict(one) for one in details.county_items],
        "must_stay": {
            "schools": _indexed(stay.schools),
            "receivers": rows_of(stay.receivers),
            "no_bus": rows_of(stay.no_bus),
            "candidates": details.candidates,
        },
        "lineage": rows_of(details.lineage),
        "staff": {
            **{name: rows_of(getattr(staff, name)) for name in ("rows", "placed", "unplaced", "missing")},
            "classes": asdict(staff.classes),
            "issues": issues_of(staff.issues),
        },
        "closed_schools": rows_of(details.closed_schools),
        "funding": {
            "items": rows_of(funding.items),
            "totals": rows_of(funding.totals),
            "issues": issues_of(funding.issues),
        },
        "phase_errors": [{**asdict(one), **_told(one.describe())} for one in details.phase_errors],
        "lock_faults": [asdict(one) for one in details.lock_faults],
    }


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame, without its index."""
    columns = {str(name): frame[name].tolist() for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _indexed(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return rows_of(frame.reset_index())


def issues_of(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    """Return issues with their sentences in Chinese."""
    return [
        {"severity": one.severity, "code": one.code, "values": dict(one.values), **_told(one.describe())}
        for one in issues
    ]


def error_dict(error: PlanningError) -> dict[str, Any]:
    """Return what is wrong and what to do."""
    return {"code": error.code, **_told(describe(error.code, error.values))}


def _told(message: tuple[str, str]) -> dict[str, str]:
    what, fix = message
    return {"what": what, "fix": fix}
