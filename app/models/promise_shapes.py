"""What a scenario has promised, in the form that the map page draws (``resources/web/promises.js``)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from gis.layout import Locks, NoCrossing
from gis.model import Plan

translate = QCoreApplication.translate


def promises_json(plan: Plan, locks: Locks) -> str:
    """Return the lines not to be crossed, the groups that stay together, and the schools that are settled."""
    if locks == Locks():
        return "null"
    ids, names = plan.settlements.index.astype(str), plan.settlements["name"].astype(str)
    named = dict(zip(ids, names, strict=True))
    return json.dumps(
        {
            "lines": [_line(one, named) for one in locks.no_crossing],
            "groups": [_group(one, named) for one in locks.together],
            "schools": {school_id: str(lock) for school_id, lock in locks.schools.items()},
        },
        ensure_ascii=False,
    )


def listed(ids: Iterable[str], names: Mapping[str, str]) -> str:
    """Return the names of settlements, one after the other."""
    return translate("promise_shapes", "、").join(names.get(key, key) for key in ids)


def _line(line: NoCrossing, names: Mapping[str, str]) -> dict[str, Any]:
    from shapely import from_wkt
    from shapely.geometry import mapping

    told = translate("promise_shapes", "不得跨越：{name}").format(name=line.name)
    bound = translate("promise_shapes", "约束的村：{names}").format(names=listed(line.settlement_ids, names))
    shape = mapping(from_wkt(line.wkt))
    settlements = list(line.settlement_ids)
    return {"name": line.name, "shape": shape, "settlements": settlements, "lines": [told, bound]}


def _group(ids: tuple[str, ...], names: Mapping[str, str]) -> dict[str, Any]:
    told = translate("promise_shapes", "须去同一所学校：{names}").format(names=listed(ids, names))
    return {"settlements": list(ids), "lines": [told]}
