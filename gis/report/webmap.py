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
from gis.layout import BASELINE
from gis.model import Plan
from gis.report.journeys import SIDES
from gis.report.layers import MapLayers
from gis.report.masking import PublicFigures, public_figures
from gis.report.roadchanges import road_words
from gis.report.roadshapes import web_edits
from gis.report.schools import printed_plan
from gis.report.stage import Stage
from gis.report.webfont import embedded_fonts
from gis.report.words import word
from gis.resources import load_toml, resource_path

START = """
const data = JSON.parse(document.getElementById("data").textContent);
const map = L.map("map", {preferCanvas: true, zoomControl: false, attributionControl: false, zoomSnap: 0.25,
  zoomDelta: 0.5, wheelPxPerZoomLevel: 100, maxZoom: 18});
xiaotuMap.init({map, style: data.style, words: data.words});
xiaotuMap.setMark(data.mark, data.attribution);
xiaotuMap.setGeometry(data.geometry);
xiaotuMap.setProperties(data.properties);
xiaotuMap.setEdits(data.edits);
xiaotuMap.openPanel(document.getElementById("panel"));
"""


def write_web_map(
    plan: Plan, evaluation: Evaluation, path: Path, figures: PublicFigures | None = None,
    stage: Stage = Stage.DRAFT,
) -> Path:  # fmt: skip
    """Write one self-contained .html that works from a disk without a network.

    Parameters
    ----------
    path
        The file to write; its folder must exist.
    figures
        What may be published, where it has been worked out already.
    stage
        Told in the heading.

    Returns
    -------
    Path
        ``path``.

    Notes
    -----
    Made to be passed on, so it is the public version in every bundle: village and school totals, masked
    together with what else is published (``gis.report.masking``).
    """
    style = load_toml("web", "map.toml")
    layers = MapLayers(plan)
    properties = layers.of(printed_plan(plan, evaluation)).properties(evaluation)
    figures = figures or public_figures(plan, evaluation, properties)
    geometry, properties = public_layers(layers.geometry(), properties, figures)
    data = {
        "style": style,
        "words": load_toml("web", "words.toml")["zh"],
        "mark": plan.meta.mark,
        "attribution": plan.meta.attribution,
        "geometry": geometry,
        "properties": properties,
        "edits": web_edits(plan, evaluation),
    }
    path.write_text(_page(plan, evaluation, data, stage), encoding="utf-8")
    return path


def public_layers(
    geometry: dict[str, Any], properties: dict[str, Any], figures: PublicFigures
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the layers without counts that could point at a child.

    Villages keep their total, schools their enrolment, both masked; per village and band only the school that
    most pupils go to, the minutes and the verdict remain, and those only where they give nothing away.
    """
    features = geometry["settlements"]["features"]
    villages = [
        {**f, "properties": {**f["properties"], "pupils": figures.villages[f["properties"]["id"]]}}
        for f in features
    ]
    bands = {
        band: {
            "limit_min": of_band["limit_min"],
            "settlements": {
                place: {side: _public_journey(j, figures.smallest) for side, j in sides.items()}
                for place, sides in of_band["settlements"].items()
                if (place, band) in figures.statements
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
        "schools": _public_schools(properties["schools"], figures),
        "bands": bands,
        "sites": properties["sites"],
    }


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


def _public_schools(schools: dict[str, Any], figures: PublicFigures) -> dict[str, Any]:
    return {
        school_id: {
            "status": school["status"],
            "colour": school["colour"],
            "receivers": [[receiver, None] for receiver, _ in school["receivers"]],
            **{
                side: {
                    "open": school[side]["open"],
                    "point": school[side]["point"],
                    "enrolment": figures.schools[side][school_id],
                    "boarding": school[side]["boarding"],
                }
                for side in SIDES
            },
        }
        for school_id, school in schools.items()
    }


def _page(plan: Plan, evaluation: Evaluation, data: dict[str, Any], stage: Stage) -> str:
    scenario = "现状" if evaluation.scenario == BASELINE else evaluation.scenario
    heading = f"{evaluation.unit_name}学校布局:{scenario}"
    year = evaluation.school_year
    note = f"{year}—{year + 1}学年。点地图上的村或学校,看现状与方案各在哪里上学、路上多少分钟。"
    note += road_words(plan, evaluation)
    heading += f"（{word('stage_name', stage.value)}）"
    scripts = {
        "leaflet_js": _text("vendor", "leaflet", "leaflet.js"),
        "map_js": _text("map.js"),
        "start_js": START,
    }
    hashes = " ".join(f"'sha256-{_digest(text)}'" for text in scripts.values())
    parts = {
        **scripts,
        "policy": (
            f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
            "img-src data:; font-src data:"
        ),
        "title": html.escape(heading),
        "heading": html.escape(heading),
        "note": html.escape(note),
        "leaflet_css": _without_images(_text("vendor", "leaflet", "leaflet.css")),
        "map_css": _text("map.css"),
        # "<" inside data must not end the script element.
        "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
    }
    parts["fonts_css"] = embedded_fonts([*parts.values(), _text("webmap.html")])
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
