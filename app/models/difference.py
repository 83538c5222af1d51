"""Where two scenarios differ, in the form that the map page draws (``resources/web/difference.js``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from PySide6.QtCore import QCoreApplication

from app import labels
from app.outcome_words import outcome_word
from gis.evaluation.difference import Difference
from gis.evaluation.result import Evaluation

translate = QCoreApplication.translate
MOST_WAYS_TOLD = 3


def difference_json(
    names: Mapping[str, str], sites: Iterable[Mapping[str, Any]], scenario: Evaluation, found: Difference
) -> str:
    """Return what the map page draws.

    Parameters
    ----------
    names
        Of all schools, those that one of the two builds among them.
    sites
        Features of the schools that one of the two builds.
    scenario
        The evaluation that is compared with the reference.
    found
        Where it differs from it.
    """
    ways = _ways(found.moves)
    pairs = pd.DataFrame(
        found.moves.groupby(["school_one", "school_other"], sort=False).sum(numeric_only=True)
    )
    moves = pairs.sort_values("pupils", ascending=False, kind="stable").reset_index()
    status = scenario.schools["status"].astype(str)
    first, second = (labels.scenario_name(name) for name in (found.winners.reference, found.winners.scenario))
    return json.dumps(
        {
            "title": translate("difference", "“{scenario}”与“{reference}”相比 · 全部年级").format(
                scenario=second, reference=first
            ),
            "same_min": found.winners.same_s / 60,
            "villages": {key: _village(key, row, found, ways, names) for key, row in _changed(found)},
            "ways": ways,
            "moves": [
                [one, other, int(count)]
                for one, other, count in moves.itertuples(index=False)
                if one and other
            ],
            "status": {str(key): value for key, value in status.items() if value != "retain"},
            "differs": {key: {"lines": _school(pair, first, second)} for key, pair in found.schools.items()},
            "sites": list(sites),
        },
        ensure_ascii=False,
    )


def _changed(found: Difference) -> list[tuple[str, pd.Series]]:
    villages = found.winners.villages
    inside = (villages["class"] != "same") & (villages.index.astype(str) != "outside")
    return [(str(key), row) for key, row in villages[inside].iterrows()]


def _ways(moves: pd.DataFrame) -> dict[str, list[list[Any]]]:
    ways: dict[str, list[list[Any]]] = {}
    for key, one, other, pupils in moves.itertuples(index=False):
        ways.setdefault(key, []).append([one, other, int(pupils)])
    return ways


def _village(
    key: str, row: pd.Series, found: Difference, ways: Mapping[str, list[list[Any]]], names: Mapping[str, str]
) -> dict[str, Any]:
    most = found.most[["longer_s", "shorter_s"]].reindex([key], fill_value=0.0).to_numpy()[0]
    longer, shorter = (round(float(seconds) / 60, 1) for seconds in most)
    lines = [outcome_word("class", row["class"])]
    for name, text in _texts().items():
        if row[name]:
            lines.append(text.format(count=labels.pupils(row[name]), longer=longer, shorter=shorter))
    lines += [_way(one, other, count, names) for one, other, count in ways.get(key, [])[:MOST_WAYS_TOLD]]
    return {"class": row["class"], "longer": longer, "shorter": shorter, "lines": lines}


def _texts() -> dict[str, str]:
    return {
        "longer_pupils": translate("difference", "远了 {count}，最多 {longer:g} 分"),
        "shorter_pupils": translate("difference", "近了 {count}，最多 {shorter:g} 分"),
        "over_new_pupils": translate("difference", "新超时 {count}"),
        "over_cured_pupils": translate("difference", "不再超时 {count}"),
        "boarding_new_pupils": translate("difference", "新寄宿 {count}"),
    }


def _way(one: str, other: str, pupils: int, names: Mapping[str, str]) -> str:
    nowhere = translate("difference", "没有去处")
    told = translate("difference", "{pupils}：{one} → {other}")
    schools = (names.get(key, key) if key else nowhere for key in (one, other))
    return told.format(pupils=labels.pupils(pupils), **dict(zip(("one", "other"), schools, strict=True)))


def _school(pair: tuple[str, str], one: str, other: str) -> list[str]:
    told = translate("difference", "{scenario}：{status}")
    none = translate("difference", "没有这所学校")
    return [
        told.format(scenario=name, status=labels.word("status", status) if status else none)
        for name, status in zip((one, other), pair, strict=True)
    ]
