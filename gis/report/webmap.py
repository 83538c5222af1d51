"""The offline web map: one file for a browser, made to be passed on, so small counts are withheld."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from pathlib import Path
from typing import Any

from gis.evaluation.result import Evaluation
from gis.model import BASELINE, Plan
from gis.report.journeys import SIDES
from gis.report.layers import MapLayers
from gis.resources import load_toml, resource_path

WITHHELD = "不公开"
Count = int | str | None
START = """
const data = JSON.parse(document.getElementById("data").textContent);
const map = L.map("map", {preferCanvas: true, zoomControl: false, attributionControl: false, zoomSnap: 0.25,
  zoomDelta: 0.5, wheelPxPerZoomLevel: 100, maxZoom: 18});
xiaotuMap.init({map, style: data.style, words: data.words});
xiaotuMap.setMark(data.mark, data.attribution);
xiaotuMap.setGeometry(data.geometry);
xiaotuMap.setProperties(data.properties);
xiaotuMap.openPanel(document.getElementById("panel"));
"""


def write_web_map(plan: Plan, evaluation: Evaluation, path: Path) -> Path:
    """Write one self-contained .html that works from a disk without a network.

    Parameters
    ----------
    path
        The file to write; its folder must exist.

    Returns
    -------
    Path
        ``path``.

    Notes
    -----
    Holds village and school totals only; counts under the limit in ``resources/web/map.toml`` are withheld
    together with enough others that they cannot be recovered from the totals.
    """
    style = load_toml("web", "map.toml")
    layers = MapLayers(plan)
    geometry, properties = public_layers(
        layers.geometry(), layers.properties(evaluation), style["public"]["smallest_count"]
    )
    data = {
        "style": style,
        "words": load_toml("web", "words.toml")["zh"],
        "mark": plan.meta.mark,
        "attribution": plan.meta.attribution,
        "geometry": geometry,
        "properties": properties,
    }
    path.write_text(_page(plan, evaluation, data), encoding="utf-8")
    return path


def public_layers(
    geometry: dict[str, Any], properties: dict[str, Any], smallest: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the layers without counts that could point at a child.

    Villages keep their total, schools their enrolment, both with small counts withheld; per village and
    band only the school that most pupils go to, the minutes and the verdict remain.
    """
    features = geometry["settlements"]["features"]
    totals = withhold([f["properties"]["pupils"] for f in features], smallest)
    villages = [
        {**f, "properties": {**f["properties"], "pupils": total}}
        for f, total in zip(features, totals, strict=True)
    ]
    bands = {
        band: {
            "limit_min": of_band["limit_min"],
            "settlements": {
                place: {side: _public_journey(j, smallest) for side, j in sides.items()}
                for place, sides in of_band["settlements"].items()
            },
            "schools": {
                school: {side: {"teaches": of_side["teaches"]} for side, of_side in sides.items()}
                for school, sides in of_band["schools"].items()
            },
        }
        for band, of_band in properties["bands"].items()
    }
    shown = {**geometry, "settlements": {**geometry["settlements"], "features": villages}}
    return shown, {
        "scenario": properties["scenario"],
        "public": True,
        "schools": _public_schools(properties["schools"], smallest),
        "bands": bands,
    }


def withhold(counts: list[int | None], smallest: int) -> list[Count]:
    """Hide counts under a limit, and enough others that the total does not give them away.

    Parameters
    ----------
    counts
        Whole numbers whose total is known to the reader; None = not known.
    smallest
        Counts from 1 to ``smallest - 1`` become ``"<smallest>"``.

    Returns
    -------
    list
        As ``counts``; the smallest of the rest become 不公开 until the hidden ones can be shared out of
        their sum in more than one way, whichever of them one looks at.
    """
    result: list[Count] = list(counts)
    small = [i for i, n in enumerate(counts) if n is not None and 0 < n < smallest]
    for i in small:
        result[i] = f"<{smallest}"
    rest = sorted((n, i) for i, n in enumerate(counts) if n is not None and n >= smallest)
    spare = 0
    for n, i in rest if small else []:
        result[i] = WITHHELD
        spare += n - smallest
        if spare >= smallest:
            break
    return result


def _public_journey(journey: dict[str, Any], smallest: int) -> dict[str, Any]:
    school, pupils, minutes = journey["to"][0]
    # That the one or two children of a village board at school is nobody's business.
    private = journey["flag"] == "boarding" and pupils < smallest
    whole = None if private or minutes is None else round(minutes)
    return {
        "to": [[school, None, whole]],
        "pupils": None,
        "minutes": whole,
        "step": None if private else journey["step"],
        "flag": "" if private else journey["flag"],
        **({"exclave": True} if journey.get("exclave") else {}),
    }


def _public_schools(schools: dict[str, Any], smallest: int) -> dict[str, Any]:
    shown = {side: withhold([s[side]["enrolment"] for s in schools.values()], smallest) for side in SIDES}
    result = {}
    for place, (school_id, school) in enumerate(schools.items()):
        result[school_id] = {
            "status": school["status"],
            "colour": school["colour"],
            "receivers": [[receiver, None] for receiver, _ in school["receivers"]],
            **{
                side: {
                    "open": school[side]["open"],
                    "point": school[side]["point"],
                    "enrolment": shown[side][place],
                    "boarding": school[side]["boarding"],
                }
                for side in SIDES
            },
        }
    return result


def _page(plan: Plan, evaluation: Evaluation, data: dict[str, Any]) -> str:
    scenario = "现状" if evaluation.scenario == BASELINE else evaluation.scenario
    heading = f"{evaluation.unit_name}学校布局:{scenario}"
    year = evaluation.school_year
    note = f"{year}—{year + 1}学年。点地图上的村或学校,看现状与方案各在哪里上学、路上多少分钟。"
    scripts = {
        "leaflet_js": _text("vendor", "leaflet", "leaflet.js"),
        "map_js": _text("map.js"),
        "start_js": START,
    }
    hashes = " ".join(f"'sha256-{_digest(text)}'" for text in scripts.values())
    parts = {
        **scripts,
        "policy": f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:",
        "title": html.escape(heading),
        "heading": html.escape(heading),
        "note": html.escape(note),
        "leaflet_css": _without_images(_text("vendor", "leaflet", "leaflet.css")),
        "map_css": _text("map.css"),
        # "<" inside data must not end the script element.
        "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
    }
    pieces = re.split(r"\[\[(\w+)\]\]", _text("webmap.html"))
    return "".join(parts[piece] if i % 2 else piece for i, piece in enumerate(pieces))


def _text(*parts: str) -> str:
    return resource_path("web", *parts).read_text(encoding="utf-8")


def _without_images(css: str) -> str:
    """Drop the style sheet's references to image files, which one file does not have."""
    return re.sub(r"url\((?!data:)[^)]*\)", "none", css)


def _digest(script: str) -> str:
    # A browser sees line ends as \n, whatever the file has.
    return base64.b64encode(hashlib.sha256(script.replace("\r\n", "\n").encode()).digest()).decode()
