"""A county of four villages and three schools, written as a bureau's raw files.

The county is the square 114.00–114.10 °E, 35.95–36.03 °N. One road runs west to east along 35.99 °N, one runs
north from its middle (114.05 °E). Villages 01–03 stand on the roads; 04 stands 4 km from any road.
"""

import json
from pathlib import Path

import xlsxwriter

TITLE = "某县义务教育学校台账(2022—2023学年)"
SCHOOL_HEADERS = [
    "学校标识码", "学校名称", "学部", "办学类型", "所属乡镇", "管理学校标识码", "是否中心校", "举办者",
    "经度", "纬度", "在校生数",
    *[f"{grade}年级在校生" for grade in range(1, 10)],
    *[f"{grade}年级班数" for grade in range(1, 10)],
    "附设幼儿班用房", "建筑面积\n(㎡)",
]  # fmt: skip


def school_row(
    code, name, type_code, grades, lon, lat, *, township="东乡", division="", central="否", **more
):
    """One ledger row with 10 pupils and one class in each grade."""
    pupils = [10 if grade in grades else 0 for grade in range(1, 10)]
    classes = [1 if grade in grades else 0 for grade in range(1, 10)]
    row = [code, name, division, type_code, township, "", central, "公办", lon, lat, sum(pupils)]
    row += [*pupils, *classes, 0, 1200]
    for header, value in more.items():
        row[SCHOOL_HEADERS.index(header)] = value
    return row


SCHOOLS = [
    school_row("2141000001", "东乡中心小学", 211, range(1, 7), 114.05, 35.99, central="是"),
    school_row("2141000002", "西沟小学", 218, range(1, 4), 114.02, 35.99),
    school_row("3141000003", "东乡学校", 312, range(1, 7), 114.08, 35.99, division="小学部"),
    school_row("3141000003", "东乡学校", 312, range(7, 10), 114.08, 35.99, division="初中部"),
]
SETTLEMENT_HEADERS = ["居民点代码", "村名", "所属乡镇", "经度", "纬度"]
SETTLEMENTS = [
    ["410000100001", "西沟村", "东乡", 114.02, 35.9905],
    ["410000100002", "中村", "东乡", 114.05, 35.9905],
    ["410000100003", "北村", "东乡", 114.0505, 36.01],
    ["410000100004", "山顶村", "东乡", 114.01, 36.028],
]
ATTENDANCE_HEADERS = ["居民点代码", "年级", "学校标识码", "就读方式", "学生数"]
ATTENDANCE = [
    ["410000100001", "一年级", "2141000002", "走读", 4],
    ["410000100002", "一年级", "2141000001", "走读", 5],
    ["410000100002", "四年级", "3141000003", "走读", 2],
    ["410000100003", "七年级", "3141000003", "住校", 6],
    ["410000100004", "八年级", "3141000003", "住校", 3],
]
PUPIL_HEADERS = ["居民点代码", "村名", *[f"{digit}年级" for digit in "一二三四五六七八九"]]
PUPILS = [
    ["410000100001", "西沟村", 4, 0, 0, 0, 0, 0, 0, 0, 0],
    ["410000100002", "中村", 5, 0, 0, 2, 0, 0, 0, 0, 0],
    ["410000100003", "北村", 0, 0, 0, 0, 0, 0, 6, 0, 0],
    ["410000100004", "山顶村", 0, 0, 0, 0, 0, 0, 0, 3, 0],
]
ROADS = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" version="1" lat="35.99" lon="114.005"/>
 <node id="2" version="1" lat="35.99" lon="114.05"/>
 <node id="3" version="1" lat="35.99" lon="114.095"/>
 <node id="4" version="1" lat="36.02" lon="114.05"/>
 <way id="10" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="tertiary"/></way>
 <way id="11" version="1"><nd ref="2"/><nd ref="4"/><tag k="highway" v="residential"/></way>
</osm>
"""


def write_xlsx(path: Path, rows, *, titles=(TITLE,), sheet="台账") -> Path:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate([*([title] for title in titles), *rows]):
            page.write_row(number, 0, row)
    return path


def write_csv(path: Path, rows, *, encoding="gb18030", delimiter=",") -> Path:
    text = "\n".join(delimiter.join("" if cell is None else str(cell) for cell in row) for row in rows)
    path.write_bytes((text + "\n").encode(encoding))
    return path


def write_boundary(path: Path, **properties) -> Path:
    ring = [[114.0, 35.95], [114.1, 35.95], [114.1, 36.03], [114.0, 36.03], [114.0, 35.95]]
    feature = {
        "type": "Feature",
        "properties": {"name": "某县", **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def write_county(folder: Path, **tables):
    """Write the raw files, with some tables replaced; ``attendance=None`` leaves that file out."""
    folder.mkdir(exist_ok=True)
    paths = {
        "roads": folder / "roads.osm",
        "boundary": write_boundary(folder / "boundary.geojson", **tables.get("boundary", {})),
        "schools": write_xlsx(folder / "schools.xlsx", [SCHOOL_HEADERS, *tables.get("schools", SCHOOLS)]),
        "settlements": write_csv(
            folder / "settlements.csv", [SETTLEMENT_HEADERS, *tables.get("settlements", SETTLEMENTS)]
        ),
        "pupils": write_csv(folder / "pupils.csv", [PUPIL_HEADERS, *tables.get("pupils", PUPILS)]),
    }
    paths["roads"].write_text(tables.get("roads", ROADS), encoding="utf-8")
    attendance = tables.get("attendance", ATTENDANCE)
    if attendance is not None:
        paths["attendance"] = write_csv(folder / "attendance.csv", [ATTENDANCE_HEADERS, *attendance])
    return paths


def codes(issues, *severities):
    """The codes of issues, of some severities only if any are given."""
    return [issue.code for issue in issues if not severities or issue.severity in severities]


def find(issues, code):
    """The one issue with a code; its sentence can be made."""
    (issue,) = [issue for issue in issues if issue.code == code]
    for language in ("zh", "en"):
        assert issue.describe(language).what
    return issue
