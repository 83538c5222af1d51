"""Spoilt files: what a disk, an e-mail program, a spreadsheet or a hurried person makes of a good one.

Every mutation takes a random generator and gives a new file; the same generator gives the same file.
"""

import csv
import io
import json
import random
import re
import shutil
import sqlite3
import zipfile
from contextlib import closing
from html import escape
from pathlib import Path

import openpyxl
import xlwt
from python_calamine import load_workbook

ODD_TEXTS = [
    "", " ", "　", "0", "-1", "1e400", "-1e308", "NaN", "inf", "nan", "１２３", "1,234", "1.5", "十二",
    "#REF!", "#N/A", "=1+1", "'007", "2022—2023学年", "2022-13-45", "一年级", "99年级", "是", "否", "outside",
    "x" * 40000, "\x00\x01", "😀" * 20, "𠮷野小学", "a\nb\rc", "\u202e倒写", "210" * 8, "2.141E+09", "true",
    "NULL", "None", "'; DROP TABLE", "{0}", "{name}", "%s", "<b>", "[red]", "9" * 400, "114°03′",
    "114.05;35.99", "县外",
]  # fmt: skip
ODD_VALUES = [None, True, 0, -1, 1e308, -1e308, 1e-320, 2**63, 10**30, 1.5, *ODD_TEXTS]
ENCODINGS = [
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "big5", "utf-32", "latin-1",
]  # fmt: skip


# ---- any file


def flip(data, rng):
    made = bytearray(data)
    for _ in range(rng.choice([1, 3, 30, 300])):
        if made:
            made[rng.randrange(len(made))] = rng.randrange(256)
    return bytes(made)


def truncate(data, rng):
    return data[: rng.randrange(len(data) + 1)]


def cut_block(data, rng):
    start = rng.randrange(len(data) + 1)
    return data[:start] + data[start + rng.choice([1, 16, 512, 4096]) :]


def repeat_block(data, rng):
    start, size = rng.randrange(len(data) + 1), rng.choice([1, 16, 512, 4096])
    return data[: start + size] + data[start:]


def zero_block(data, rng):
    start, size = rng.randrange(len(data) + 1), rng.choice([1, 16, 512, 4096])
    return (data[:start] + bytes(size) + data[start + size :])[: len(data)]


def noise(data, rng):
    return rng.randbytes(rng.choice([0, 1, 100, 5000]))


def headed_noise(data, rng):
    return data[: rng.choice([4, 16, 100])] + rng.randbytes(3000)


def appended(data, rng):
    return data + rng.randbytes(rng.choice([1, 100, 5000]))


BYTES = [flip, flip, truncate, truncate, cut_block, repeat_block, zero_block, noise, headed_noise, appended]


# ---- text


def recode(data, rng):
    text = data.decode("gb18030", errors="replace")
    return text.encode(rng.choice(ENCODINGS), errors=rng.choice(["replace", "ignore"]))


def other_separators(data, rng):
    text = data.decode("gb18030", errors="replace")
    return text.replace(",", rng.choice(["\t", ";", "，", "|", " "])).encode("gb18030", errors="replace")


def sprinkle(data, rng):
    text = data.decode("utf-8", errors="replace")
    for _ in range(rng.choice([1, 5, 50])):
        place = rng.randrange(len(text) + 1)
        text = (
            text[:place]
            + rng.choice(['"', "\x00", "\n", "\r", ",", "\ufeff", "<", "&", "{", "]"])
            + text[place:]
        )
    return text.encode("utf-8", errors="replace")


# ---- cells of a table


def spoil_rows(rows, rng):
    """Change cells, headers, rows and columns of a table (a list of lists)."""
    rows = [list(row) for row in rows]
    for _ in range(rng.choice([1, 2, 5, 20])):
        kind = rng.randrange(10)
        row = rows[rng.randrange(len(rows))] if rows else []
        if kind <= 4 and row:
            row[rng.randrange(len(row))] = rng.choice(ODD_VALUES)
        elif kind == 5:
            rng.shuffle(row)
        elif kind == 6 and rows:
            rows.insert(rng.randrange(len(rows)), rng.choice([[], [None] * 5, ["合计", 99], list(row)]))
        elif kind == 7 and rows:
            del rows[rng.randrange(len(rows))]
        elif kind == 8:
            column = rng.randrange(30)
            rows = [line[:column] + line[column + 1 :] for line in rows]
        else:
            column, value = rng.randrange(30), rng.choice(ODD_VALUES)
            rows = [
                [*line[:column], value, *line[column + 1 :]] if len(line) > column else line for line in rows
            ]
    return rows


def rows_of(path):
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return [list(row) for row in book.active.iter_rows(values_only=True)]
    if path.suffix in (".xls", ".ods"):
        return load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return list(csv.reader(io.StringIO(path.read_bytes().decode("gb18030"))))


def write_rows(path, rows, rng):
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                _set_cell(book.active, number, column, value)
        if rng.random() < 0.3 and len(rows) > 2:
            book.active.merge_cells(start_row=1, end_row=rng.randint(1, 3), start_column=1, end_column=4)
        book.save(path)
    elif path.suffix == ".xls":
        write_old_workbook(path, rows)
    elif path.suffix == ".ods":
        write_open_document(path, rows)
    else:
        stream = io.StringIO()
        clean = [["" if cell is None else str(cell).replace("\x00", "") for cell in row] for row in rows]
        csv.writer(stream).writerows(clean)
        path.write_bytes(stream.getvalue().encode(rng.choice(ENCODINGS[:7]), errors="replace"))


def _set_cell(sheet, row, column, value):
    try:
        sheet.cell(row, column, value[:32000] if isinstance(value, str) else value)
    except (openpyxl.utils.exceptions.IllegalCharacterError, ValueError):
        sheet.cell(row, column, "?")


def write_old_workbook(path, rows):
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("表")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(number, column, value[:30000] if isinstance(value, str) else value)
    book.save(str(path))
    return path


_ODS = "urn:oasis:names:tc:opendocument:xmlns:"
_NOT_IN_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def write_open_document(path, rows):
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    spaces = " ".join(f'xmlns:{name}="{_ODS}{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="表">'
        f"{lines}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{_ODS}manifest:1.0"/>')
        archive.writestr("content.xml", content)
    return path


def _ods_cell(value):
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = escape(_NOT_IN_XML.sub("?", str(value)))
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def spoil_zip(data, rng):
    """Change the parts inside a zip (a workbook, a zipped shapefile): bytes, names, claims about its size."""
    target = io.BytesIO()
    try:
        source = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        return data
    with source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        chosen = rng.choice(source.namelist())
        for name in source.namelist():
            part = source.read(name)
            if name == chosen:
                part = rng.choice([flip, truncate, sprinkle, _swollen, _wide, _repeated, noise])(part, rng)
                if rng.random() < 0.1:
                    continue
            made.writestr(name, part)
        if rng.random() < 0.1:
            made.writestr("../../outside.txt", b"x")
    return target.getvalue()


def _swollen(part, rng):
    """A part that unpacks to 20 MB: far more than it says, far less than would hurt."""
    return part + b" " * 20_000_000


def _wide(part, rng):
    return part.replace(b"<dimension ref=", b'<dimension ref="A1:XFD1048576" old=').replace(
        b'r="A', b'r="XFA', 2
    )


def _repeated(part, rng):
    """An OpenDocument cell or row that claims to stand there very often."""
    kind, times = rng.choice(["columns", "rows"]), rng.choice([0, -1, 16_384, 1_048_576, 10**9, 10**30])
    tag = b"<table:table-cell " if kind == "columns" else b"<table:table-row"
    more = f'{tag.decode().rstrip()} table:number-{kind}-repeated="{times}" '.encode().rstrip()
    return part.replace(tag, more + (b" " if kind == "columns" else b""), rng.choice([1, 1, 5]))


# ---- shapes and roads


def spoil_json(data, rng):
    """Replace nodes of a JSON document."""
    try:
        document = json.loads(data)
    except ValueError:
        return data
    for _ in range(rng.choice([1, 1, 3, 10])):
        parent, key = _random_place(document, rng)
        if parent is None:
            break
        odd = rng.choice(
            [None, [], {}, "x", -1, 1e308, 200.0, True, [[0, 0]], {"type": "Point"}, "GeometryCollection"]
        )
        if rng.random() < 0.2:
            del parent[key]
        else:
            parent[key] = odd
    return json.dumps(document, ensure_ascii=rng.random() < 0.5, allow_nan=True).encode()


def _random_place(document, rng):
    places, waiting = [], [document]
    while waiting:
        node = waiting.pop()
        keys = node.keys() if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            places.append((node, key))
            waiting.append(node[key])
    return rng.choice(places) if places else (None, None)


def spoil_osm(data, rng):
    """Change numbers, references and tags of an OSM document."""
    lines = data.decode("utf-8", errors="replace").split("\n")
    for _ in range(rng.choice([1, 2, 5])):
        number = rng.randrange(len(lines))
        choice = rng.randrange(6)
        if choice == 0:
            del lines[number]
            lines = lines or [""]
        elif choice == 1:
            lines[number] = lines[number].replace("35.99", rng.choice(["95", "-200", "x", "", "1e99", "NaN"]))
        elif choice == 2:
            lines[number] = lines[number].replace('ref="2"', f'ref="{rng.choice(["99", "-5", "x", 10**30])}"')
        elif choice == 3:
            lines[number] = (
                lines[number]
                .replace('"highway"', '"maxspeed"')
                .replace("tertiary", rng.choice(ODD_TEXTS[:30]))
            )
        elif choice == 4:
            lines.insert(number, lines[rng.randrange(len(lines))])
        else:
            lines[number] = lines[number].replace("114.05", rng.choice(["114.0500001", "0", "180", "114,05"]))
    return "\n".join(lines).encode("utf-8", errors="replace")


# ---- plans


def spoil_plan(path, rng):
    """Change a plan by SQL, as another program (or a person who knows one) can."""
    with closing(sqlite3.connect(path)) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for _ in range(rng.choice([1, 1, 2, 4])):
            try:
                with connection:
                    connection.execute(*_random_statement(connection, rng.choice(names), rng))
            except (sqlite3.Error, OverflowError, ValueError):
                continue


def _random_statement(connection, table, rng):
    columns = [row[1] for row in connection.execute("SELECT * FROM pragma_table_info(?)", (table,))]
    column = rng.choice(columns or ["x"])
    odd = rng.choice(
        [*ODD_VALUES, "[]", "{}", "[1", '{"a": 1}', b"", b"GP\x00\x01", rng.randbytes(40), 2**62]
    )
    where = rng.choice(["", " WHERE rowid = 1", " WHERE rowid % 2 = 0"])
    kind = rng.randrange(10)
    if kind <= 5:
        return f'UPDATE "{table}" SET "{column}" = ?{where}', (odd,)
    if kind == 6:
        return (f'DELETE FROM "{table}"{where}',)
    if kind == 7:
        return (f'DROP TABLE "{table}"',)
    if kind == 8:
        return (f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "other"',)
    return f"UPDATE xiaotu_meta SET value = ? WHERE key = '{rng.choice(_META)}'", (str(odd),)


_META = ["schema_version", "school_year", "unit_name", "network_crs", "history_head", "mark"]


# ---- cases

KINDS = ("table", "table", "table", "roster", "vector", "vector", "plan", "plan")


def spoilt_copy(base, folder, rng):
    """Copy the files of a good county into a folder, one of them spoilt.

    Returns
    -------
    tuple
        What was done in words, role → path of every file, role of the spoilt one.
    """
    kind = rng.choice(KINDS)
    roles = {
        "table": ["schools", "settlements", "pupils", "attendance", "zones", "decisions"],
        "roster": ["roster"],
        "vector": ["roads", "boundary"],
        "plan": ["plan"],
    }[kind]
    role = rng.choice([role for role in roles if role in base])
    source = rng.choice(base[role])
    files = {name: paths[0] for name, paths in base.items() if name != "roster"}
    target = files[role] = folder / rng.choice(
        [source.name, source.name, "错" + source.suffix, "a" + source.suffix]
    )
    shutil.copyfile(source, target)
    done = _spoil(target, rng)
    if rng.random() < 0.05:
        other = target.with_suffix(
            rng.choice([".csv", ".xlsx", ".xls", ".geojson", ".osm", ".pbf", ".gpkg", ""])
        )
        if not other.exists():
            files[role] = target.rename(other)
    if role == "roster":
        files["pupils"] = files.pop("roster")
        files.pop("attendance")
    return f"{role} {source.name}: {done}", files, role


def _spoil(path, rng):
    if path.suffix == ".gpkg" and rng.random() < 0.6:
        spoil_plan(path, rng)
        return "SQL"
    if path.suffix in (".csv", ".xlsx", ".xls", ".ods") and rng.random() < 0.6:
        write_rows(path, spoil_rows(rows_of(path), rng), rng)
        return "cells"
    ways = list(BYTES)
    ways += {
        ".csv": [recode, recode, other_separators, sprinkle] * 3,
        ".xlsx": [spoil_zip] * 10,
        ".ods": [spoil_zip] * 10,
        ".zip": [spoil_zip] * 10,
        ".geojson": [spoil_json] * 15 + [sprinkle],
        ".osm": [spoil_osm] * 15 + [sprinkle],
        ".kml": [sprinkle] * 8,
    }.get(path.suffix, [])
    way = rng.choice(ways)
    path.write_bytes(way(path.read_bytes(), rng))
    return way.__name__


def generator(seed, number):
    """Return the generator of one case."""
    return random.Random(f"{seed}:{number}")


def base_files(folder, plan=None):
    """Write a good county in several formats, imported once; role → its files, the first one the usual."""
    import geopandas as gpd
    from rawcounty import ATTENDANCE, ATTENDANCE_HEADERS, write_county, write_csv, write_xlsx
    from rawroster import HEADERS, ROSTER, write_roster

    from gis.io.decisions import read_decisions
    from gis.io.history import record_changes
    from gis.io.importer import import_plan
    from gis.io.project import save_plan

    raw = write_county(folder / "raw")
    plan = plan or import_plan(**raw)
    base = {role: [path] for role, path in raw.items()}
    more = folder / "more"
    more.mkdir()
    base["attendance"].append(write_xlsx(more / "attendance.xlsx", [ATTENDANCE_HEADERS, *ATTENDANCE]))
    _add_other_workbooks(base, more)
    base["roster"] = [write_roster(more / "roster.xlsx", ROSTER)]
    base["roster"].append(write_csv(more / "roster.csv", [["某县学生(2022—2023学年)"], HEADERS, *ROSTER]))
    zones = [["居民点代码", "学校标识码", "年级"], ["410000100001", "2141000001", "1-6"]]
    base["zones"] = [write_csv(more / "zones.csv", zones)]
    decisions = [["学校名称", "决定", "接收学校"], ["西沟小学", "撤销并入", "东乡中心小学"]]
    base["decisions"] = [
        write_csv(more / "decisions.csv", decisions),
        write_xlsx(more / "decisions.xlsx", decisions, titles=()),
    ]
    boundary = gpd.read_file(raw["boundary"])
    boundary.to_file(more / "boundary.gpkg")
    boundary.to_file(more / "boundary.kml", driver="KML")
    boundary.to_file(more / "boundary.shp", encoding="utf-8")
    with zipfile.ZipFile(more / "boundary.zip", "w") as made:
        for part in sorted(more.glob("boundary.*")):
            if part.suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
                made.write(part, part.name)
    base["boundary"] += [
        more / "boundary.gpkg",
        more / "boundary.kml",
        more / "boundary.zip",
        more / "boundary.shp",
    ]
    _write_pbf(raw["roads"], more / "roads.osm.pbf")
    base["roads"] += [more / "roads.osm.pbf"]
    with_scenario = plan.with_scenario(read_decisions(base["decisions"][0], plan, "方案"))
    save_plan(record_changes(plan, with_scenario), more / "plan.gpkg")
    base["plan"] = [more / "plan.gpkg"]
    return base


def _add_other_workbooks(base, more):
    """Write the tables of a county as .xls and .ods as well."""
    for role in ("schools", "settlements", "pupils", "attendance"):
        rows = rows_of(base[role][0])
        base[role].append(write_old_workbook(more / f"{role}.xls", rows))
        base[role].append(write_open_document(more / f"{role}.ods", rows))


def _write_pbf(source: Path, target: Path):
    import osmium

    with osmium.SimpleWriter(target) as writer:
        for thing in osmium.FileProcessor(source):
            writer.add(thing)
