"""The public version in print: one summary, one workbook, made from masked figures only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gis.evaluation.result import Evaluation
from gis.model import Band, Plan
from gis.report.figures import district_maps
from gis.report.journeys import SIDES
from gis.report.mapsource import MapSource
from gis.report.masking import PublicFigures, Shown
from gis.report.overview import travel_rows
from gis.report.parametertable import parameter_row, parameter_rows, public_parameters
from gis.report.pdf import Typesetter
from gis.report.promises import progress_words
from gis.report.roadchanges import public_edit_rows
from gis.report.schools import adjustment, changed_schools, frame_words, school_label
from gis.report.sheets import road_sheets
from gis.report.stage import Stage, stamped
from gis.report.tables import Column, Sheet
from gis.report.words import NOTHING, UNKNOWN, full_width, number, place, word

LABEL = "公开版：小人数不公开"
COUNTS = ("pupils", "moved_pupils", "cross_township_pupils", "unassigned_pupils")


def public_pdf(
    typesetter: Typesetter, plan: Plan, evaluation: Evaluation, source: MapSource, figures: PublicFigures,
    properties: Mapping[str, Any], stage: Stage = Stage.DRAFT,
) -> bytes:  # fmt: skip
    """Return the summary for the public."""
    data = {
        "frame": frame_words(plan, evaluation, stage),
        "label": stamped(LABEL, stage),
        "smallest": figures.smallest,
        "progress": progress_words(plan, evaluation),
        "counts": _count_rows(evaluation, figures),
        "travel": _travel_rows(evaluation, figures),
        "roads": public_edit_rows(plan, evaluation),
        "changed": [_changed_row(plan, evaluation, figures, s) for s in changed_schools(evaluation)],
        "maps": district_maps(public_source(source, figures, properties)),
        "parameters": parameter_rows(public_parameters(evaluation)),
    }
    return typesetter.typeset("public.typ", data, evaluation.school_year)


def public_sheets(
    plan: Plan, evaluation: Evaluation, figures: PublicFigures, properties: Mapping[str, Any]
) -> list[Sheet]:
    """Return the sheets of the public workbook."""
    frame = frame_words(plan, evaluation)
    about = [
        ("单位", frame["unit"]), ("学年", frame["year"]), ("方案", frame["scenario"]),
        ("道路", frame["season"]),
        ("使用范围", LABEL), ("标注", frame["mark"]),
        ("说明", f"少于 {figures.smallest} 人的数写作“<{figures.smallest}”。"),
        ("说明", "能由合计与其他数推出小人数的数写作“不公开”。"),
        ("说明", "人数很少的村只列一个年级段的去向；与人数很少的学校有关的去向不列。"),
        *(("说明", words) for words in frame["notes"]), ("数据许可", frame["attribution"]),
    ]  # fmt: skip
    return [
        _schools(plan, evaluation, figures),
        _villages(plan, figures),
        _ways(plan, figures, properties),
        *road_sheets(public_edit_rows(plan, evaluation)),
        Sheet("参数", [Column("参数", 44), Column("取值", 40), Column("来源", 60), Column("核实", 8)],
              [parameter_row(p) for p in public_parameters(evaluation)]),
        Sheet("说明", [Column("项目", 16), Column("内容", 110)], [row for row in about if row[1]]),
    ]  # fmt: skip


def public_source(source: MapSource, figures: PublicFigures, properties: Mapping[str, Any]) -> MapSource:
    """Return what the public map is drawn from: printed ways, dots and schools of one size where masked."""
    flows = source.flows
    keys = list(zip(flows["settlement_id"].astype(str), flows["band"], strict=True))
    main = {
        key: tuple(_main_school(properties, key, side) for side in SIDES)
        for key in set(keys) & figures.statements
    }
    ways = zip(flows["school_before"], flows["school_after"], strict=True)
    kept = [main.get(key) == way for key, way in zip(keys, ways, strict=True)]
    shown = flows[kept].assign(pupils=1)
    sites = {
        site_id: {**site, **{f"pupils_{side}": _drawn(source, figures, site_id, side) for side in SIDES}}
        for site_id, site in source.sites.items()
    }
    return replace(source, flows=shown, sites=sites)


def _main_school(properties: Mapping[str, Any], key: tuple[str, str], side: str) -> str:
    sides = properties["bands"][key[1]]["settlements"][key[0]]
    journey = sides.get("both") or sides.get(side)
    return str(journey["to"][0][0]) if journey else ""


def _drawn(source: MapSource, figures: PublicFigures, site_id: str, side: str) -> int:
    """Return the pupils that a site's symbol stands for; one masked division makes it a plain symbol."""
    counts = [figures.schools[side][s] for s, site in source.site_of.items() if site == site_id]
    return sum(int(n) for n in counts) if all(isinstance(n, int) for n in counts) else figures.smallest


def _printed(value: Shown | None, unknown: str = UNKNOWN) -> str:
    return number(value, unknown=unknown) if value is None or isinstance(value, int) else value


def _count_rows(evaluation: Evaluation, figures: PublicFigures) -> list[list[str]]:
    rows = []
    for code in ("schools", "teaching_points"):
        change = evaluation.counts[code]
        title = f"{word('counts', code)}（{word('counts_unit', code)}）"
        rows.append([title, number(change.before), number(change.after)])
    for code in COUNTS:
        title = f"{word('counts', code)}（{word('counts_unit', code)}）"
        before = _printed(figures.totals["pupils"]) if code == "pupils" else NOTHING
        rows.append([title, before, _printed(figures.totals[code])])
    return rows


def _travel_rows(evaluation: Evaluation, figures: PublicFigures) -> list[list[str]]:
    """Return per band and side pupils, minutes and pupils over the limit; masked bands show no minutes."""
    names = {word("band", band.value): band.value for band in Band}
    rows = []
    for title, sides in travel_rows(evaluation):
        band = names.get(title)
        pupils = figures.totals["pupils"] if band is None else figures.bands[band]
        for side, row in zip(SIDES, sides, strict=True):
            times = [row[key] if isinstance(pupils, int) else NOTHING for key in ("mean", "median", "p95")]
            over = _printed(figures.over[side].get(band or "all"), unknown="未设标准")
            rows.append([title, row["side"], _printed(pupils), *times, row["limit"], over])
    return rows


def _changed_row(plan: Plan, evaluation: Evaluation, figures: PublicFigures, school_id: str) -> list[str]:
    row = evaluation.schools.loc[school_id]
    before = figures.schools["before"][school_id]
    words = adjustment(plan, evaluation, school_id)
    return [school_label(plan, school_id), str(row["township"]), _printed(before), words]


def _schools(plan: Plan, evaluation: Evaluation, figures: PublicFigures) -> Sheet:
    columns = [Column("学校", 30), Column("乡镇（街道）", 16), Column("办学类型", 16), Column("调整方式", 40),
               Column("学生 现状", 12), Column("学生 调整后", 12)]  # fmt: skip
    rows = [
        [
            school_label(plan, str(school_id)), row["township"], word("type", row["type_code"]),
            adjustment(plan, evaluation, str(school_id)),
            *(_printed(figures.schools[side][str(school_id)]) for side in SIDES),
        ]
        for school_id, row in evaluation.schools.iterrows()
    ]  # fmt: skip
    return Sheet("学校", columns, rows)


def _villages(plan: Plan, figures: PublicFigures) -> Sheet:
    columns = [Column("居民点", 20), Column("乡镇（街道）", 16), Column("学生", 12)]
    rows = [
        [place(row["name"]), row["township"], _printed(figures.villages[str(settlement_id)])]
        for settlement_id, row in plan.settlements.iterrows()
    ]
    return Sheet("居民点", columns, rows)


def _ways(plan: Plan, figures: PublicFigures, properties: Mapping[str, Any]) -> Sheet:
    columns = [Column("居民点", 20), Column("年级", 12), Column("现状就读学校", 28), Column("单程（分）", 10),
               Column("调整后就读学校", 28), Column("单程（分）", 10)]  # fmt: skip
    rows = []
    for settlement_id, band in sorted(figures.statements):
        sides = properties["bands"][band]["settlements"][settlement_id]
        cells: list[str] = []
        for side in SIDES:
            journey = sides.get("both") or sides.get(side)
            school, pupils, minutes = journey["to"][0] if journey else ("", 0, None)
            hidden = journey is not None and journey["flag"] == "boarding" and pupils < figures.smallest
            cells += [
                school_label(plan, school) if journey else NOTHING,
                NOTHING if minutes is None or hidden else f"{minutes:.0f}",
            ]
        rows.append([place(plan.settlements.at[settlement_id, "name"]), word("band", band), *cells])
    return Sheet("主要去向", columns, rows)


def file_names(unit: str) -> dict[str, str]:
    """Return the names of the files of the public version by kind."""
    return {
        "pdf": full_width(f"{unit}布局调整方案(公开版)"),
        "xlsx": full_width(f"{unit}学校与去向表(公开版)"),
        "html": f"{unit}布局地图",
    }
