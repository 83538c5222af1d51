"""A plan made ready for the window: its arrays, and what the map needs of it once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from gis.model import Plan

if TYPE_CHECKING:
    from gis.report.layers import MapLayers


@dataclass(frozen=True)
class DrawnPlan:
    """A plan with what the map needs of it once."""

    plan: Plan
    layers: MapLayers
    geometry_json: str


def hold_arrays(plan: Plan) -> None:
    """Hold what every edit and card of a plan reads, unless it is held already. Call it in a job."""
    from app.models.receivers import read_attendance
    from gis.planning.county import is_kept, keep_arrays

    if not is_kept(plan):
        keep_arrays(plan)
    read_attendance(plan)


def draw(plan: Plan) -> DrawnPlan:
    """Make ready what every edit will use: arrays and the map's geometry. Call it in a job."""
    from gis.report.layers import MapLayers

    import_module("gis.io.field")  # the window asks it about every plan, and its import takes a moment
    hold_arrays(plan)
    layers = MapLayers(plan)
    return DrawnPlan(plan, layers, _geometry_json(layers.geometry()))


def _geometry_json(layers: Mapping[str, Mapping[str, Any]]) -> str:
    """Write feature by feature: one call for a county's roads would hold up the window."""
    texts = []
    for name, collection in layers.items():
        rest = {key: value for key, value in collection.items() if key != "features"}
        features = ",".join(to_json(feature) for feature in collection["features"])
        texts.append(f'{to_json(name)}:{{{to_json(rest)[1:-1]},"features":[{features}]}}')
    return "{" + ",".join(texts) + "}"


def to_json(value: Mapping[str, Any] | str) -> str:
    """Return a value as the map page takes it: JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
