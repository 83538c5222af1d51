"""Write the raw files a bureau would have: .osm, .geojson, .xlsx and GB18030 .csv, always the same bytes."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import quoteattr

GRADE_WORDS = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级")
LEDGER_SHEET = "学校台账"


def write_csv(path: Path, header: list[str], rows: list[list]) -> Path:
    """Write a table in GB18030, as Excel on a Chinese desktop saves it."""
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def write_boundary(path: Path, geometry: dict, properties: dict) -> Path:
    """Write the county as GeoJSON in CGCS2000 degrees."""
    collection = {
        "type": "FeatureCollection",
        "name": path.stem,
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
        "features": [{"type": "Feature", "properties": properties, "geometry": geometry}],
    }
    path.write_text(
        json.dumps(collection, ensure_ascii=False, separators=(", ", ": ")) + "\n",
        encoding="utf-8",
        newline="\n",
    )
    return path


def write_osm(path: Path, ways, frame, mark: str) -> Path:
    """Write ways in local metres as OSM XML; equal positions become one node."""
    ids: dict[tuple[float, float], int] = {}
    for way in ways:
        for x, y in way.points:
            ids.setdefault((float(x), float(y)), len(ids) + 1)
    lon, lat = frame.to_lonlat(*zip(*ids, strict=True))
    lines = [
        "<?xml version='1.0' encoding='UTF-8'?>",
        f"<!-- {mark} -->",
        '<osm version="0.6" generator="tests/simulate">',
        f'  <bounds minlat="{lat.min():.7f}" minlon="{lon.min():.7f}" maxlat="{lat.max():.7f}" '
        f'maxlon="{lon.max():.7f}"/>',
    ]
    lines += [
        f'  <node id="{k}" version="1" lat="{b:.7f}" lon="{a:.7f}"/>'
        for k, a, b in zip(ids.values(), lon, lat, strict=True)
    ]
    for number, way in enumerate(ways, 1):
        lines.append(f'  <way id="{number}" version="1">')
        lines += [f'    <nd ref="{ids[float(x), float(y)]}"/>' for x, y in way.points]
        lines += [f"    <tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in way.tags.items()]
        lines.append("  </way>")
    lines.append("</osm>")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return path


def write_ledger(path: Path, title: str, mark: str, header: list[str], rows: list[list]) -> Path:
    """Write the school ledger: title, mark, header, then one row per 部."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"title": title, "comments": mark, "created": datetime(2022, 9, 1)})
    sheet = book.add_worksheet(LEDGER_SHEET)
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#EEF2F6"}
    )
    text = book.add_format({"num_format": "@"})
    sheet.write_string(0, 0, title, bold)
    sheet.write_string(1, 0, mark)
    for column, label in enumerate(header):
        sheet.write_string(2, column, label, head)
    for r, row in enumerate(rows, 3):
        for c, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(r, c, value, text)
            else:
                sheet.write_number(r, c, value)
    sheet.freeze_panes(3, 2)
    sheet.set_column(0, 1, 16)
    sheet.set_row(2, 32)
    book.close()
    return path


def write_settlements(path: Path, places, lonlat) -> Path:
    rows = [[p.code, p.name, p.village, p.township, *lonlat(p.xy), p.note] for p in places]
    return write_csv(path, ["代码", "名称", "行政村", "所属乡镇", "经度", "纬度", "备注"], rows)


def write_pupils(path: Path, places, pupils, lonlat) -> Path:
    rows = [[p.code, p.name, p.township, *lonlat(p.xy), *map(int, pupils[k])] for k, p in enumerate(places)]
    return write_csv(path, ["代码", "名称", "所属乡镇", "经度", "纬度", *GRADE_WORDS], rows)


def write_attendance(path: Path, rows) -> Path:
    """Rows: settlement code, name, grade 1-9, school code, 部, day or boarding, pupils."""
    return write_csv(
        path,
        ["居民点代码", "居民点名称", "年级", "学校标识码", "学部", "就读方式", "学生数"],
        [
            [code, name, GRADE_WORDS[g - 1], school, part, how, count]
            for code, name, g, school, part, how, count in rows
        ],
    )
