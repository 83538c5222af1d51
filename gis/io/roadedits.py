"""Changes of scenarios to the roads: a layer of a plan file that QGIS shows, plain values, and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.layout import NetworkEdit, NetworkEditKind, Scenario
from gis.messages import describe, message_codes
from gis.model import STORAGE_CRS
from gis.network.editshapes import plain_wkt, shape_of

EDIT_COLUMNS = (
    "scenario", "edit_id", "kind", "name", "road_class", "running_kph", "walk", "drive", "season", "note",
)  # fmt: skip
_DTYPES = {"running_kph": "float64", "walk": "bool", "drive": "bool"}
_DEFAULTS = {field.name: field.default for field in fields(NetworkEdit)}
_SHOWN = ("season", "road_class", "running_kph", "note")


def edit_layer(scenarios: Iterable[Scenario]) -> gpd.GeoDataFrame:
    """Return the changes of all scenarios as a frame in EPSG:4490, in their order."""
    pairs = [(scenario.name, edit) for scenario in scenarios for edit in scenario.network_edits]
    cells: dict[str, list[Any]] = {
        name: [getattr(edit, name) for _, edit in pairs] for name in EDIT_COLUMNS[1:]
    }
    cells["kind"] = [edit.kind.value for _, edit in pairs]
    cells["scenario"] = [name for name, _ in pairs]
    columns = {name: pd.Series(cells[name], dtype=_DTYPES.get(name, "object")) for name in EDIT_COLUMNS}
    shapes = [shape_of(edit) for _, edit in pairs]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=STORAGE_CRS)


def edits_of(layer: gpd.GeoDataFrame) -> dict[str, tuple[NetworkEdit, ...]]:
    """Return the changes by name of scenario, from the frame of :func:`edit_layer`.

    Raises
    ------
    ValueError
        A row is no change: no shape, or of an unknown kind.
    """
    found: dict[str, list[NetworkEdit]] = {}
    names = [name for name in EDIT_COLUMNS if name in layer]
    cells = zip(*(layer[name].tolist() for name in names), strict=True)
    for shape, row in zip(layer.geometry.tolist(), cells, strict=True):
        values = {name: value for name, value in zip(names, row, strict=True) if not pd.isna(value)}
        scenario = str(values.pop("scenario", ""))
        if shape is None or shape.is_empty:
            raise ValueError(f"network_edits: {values.get('name', '')}")
        found.setdefault(scenario, []).append(edit_from({**values, "wkt": plain_wkt(shape)}))
    return {scenario: tuple(edits) for scenario, edits in found.items()}


# ---- plain values


def edit_values(edit: NetworkEdit) -> dict[str, Any]:
    """Return what a change says beyond the default, in JSON's own types."""
    plain = {**asdict(edit), "kind": edit.kind.value, "wkt": plain_wkt(shape_of(edit))}
    return {name: value for name, value in plain.items() if not _is_default(name, value)}


def _is_default(name: str, value: Any) -> bool:
    return bool(value == _DEFAULTS[name] or value != value)  # NaN is the only one unlike itself


def edit_from(values: Mapping[str, Any]) -> NetworkEdit:
    """Return the change that :func:`edit_values` described.

    Raises
    ------
    ValueError, TypeError
        The values describe no change.
    """
    made = {**values, "kind": NetworkEditKind(values["kind"])}
    if made.get("running_kph") is not None:
        made["running_kph"] = float(made["running_kph"])
    for name in ("walk", "drive"):
        made[name] = bool(made.get(name, _DEFAULTS[name]))
    return NetworkEdit(**made)


# ---- words


def edit_words(values: Mapping[str, Any] | None, language: str = "zh") -> str:
    """Return a change as :func:`edit_values` gave it, in words.

    Parameters
    ----------
    values
        The values, None = there is no such change.
    language
        ``"zh"`` or ``"en"``.
    """
    if values is None:
        return _say("history_word_none", {}, language)
    kind = f"edit_kind_{values['kind']}"
    parts = [_say(kind, {}, language) if kind in message_codes() else str(values["kind"])]
    parts += [_say(f"edit_{name}", {"value": values[name]}, language) for name in _SHOWN if name in values]
    shut_out = [name for name in ("walk", "drive") if not values.get(name, True)]
    kept = {"close": "edit_open", "add": "edit_shut"}.get(str(values["kind"]), "")
    parts += [_say(f"{kept}_{name}", {}, language) for name in shut_out if kept]
    return (", " if language == "en" else "，").join(parts)


def _say(code: str, values: Mapping[str, Any], language: str) -> str:
    return describe(code, values, language).what.strip()
