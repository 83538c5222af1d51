"""Blank workbooks to fill in, one per schema; what is filled in imports as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gis.errors import InputError
from gis.model import GRADES
from gis.resources import load_toml
from gis.schema import TABLES, Column, Schema, load_schema

HEADER_ROW = 4  # 0-based; title, how to fill in, meaning and example of each column stand above it
LONGEST_PROMPT = 250
LONGEST_LIST = 255
_CHINESE_DIGITS = "一二三四五六七八九"


def write_templates(folder: Path) -> list[Path]:
    """Write the blank workbook of every schema into a folder.

    Returns
    -------
    list of Path
        The files, in the order of :data:`gis.schema.TABLES`.

    Raises
    ------
    InputError
        template_exists: a file of that name is there (it may be filled in; nothing is written then);
        output_not_writable.
    """
    titles: Mapping[str, str] = load_toml("schemas", "templates.toml")["tables"]
    paths = {table: folder / f"{titles[table]}.xlsx" for table in TABLES}
    for path in paths.values():
        if path.exists():
            raise InputError("template_exists", file=path.name, folder=str(folder))
    for table, path in paths.items():
        write_template(table, path)
    return list(paths.values())


def write_template(table: str, path: Path, rows: Iterable[Mapping[str, object]] = ()) -> None:
    """Write the workbook of one schema, with rows filled in if some are given.

    Parameters
    ----------
    table
        One of :data:`gis.schema.TABLES`.
    path
        The .xlsx file to write; replaced if it is there.
    rows
        Column name → value; a missing or empty value leaves the cell blank.

    Raises
    ------
    InputError
        output_not_writable.
    """
    write_tables({table: rows}, path)


def write_tables(tables: Mapping[str, Iterable[Mapping[str, object]]], path: Path) -> None:
    """Write a workbook with a sheet for each of several schemas, as :func:`write_template` does.

    Raises
    ------
    InputError
        output_not_writable.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            for table, rows in tables.items():
                _fill_in(book, load_schema(table), rows)
            words = load_toml("schemas", "templates.toml")
            for number, table in enumerate(tables, start=1):
                _write_explanations(book, load_schema(table), _looks(book), words, number)
    except (FileCreateError, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError("output_not_writable", path=str(path), reason=reason) from error


def _fill_in(book: Any, schema: Schema, rows: Iterable[Mapping[str, object]]) -> None:
    words = load_toml("schemas", "templates.toml")
    title = words["tables"][schema.table]
    page = book.add_worksheet(title[:31])
    looks = _looks(book)
    gap = words["words"]["year_gap"] if schema.table == "schools" else ""
    page.write_string(0, 0, f"{title}{gap}", looks["title"])
    page.write_string(1, 0, words["words"]["how_to"], looks["remark"])
    for position, column in enumerate(schema.columns):
        _write_column(page, position, column, looks, words)
    for line, row in enumerate(rows, start=HEADER_ROW + 1):
        for position, column in enumerate(schema.columns):
            _write_value(page, line, position, row.get(column.name), looks[_look(column)])
    page.freeze_panes(HEADER_ROW + 1, 2)
    page.set_row(HEADER_ROW - 2, 60)
    page.protect("", dict.fromkeys(_ALLOWED, True))


# everything but typing over the explanations, the example and the header
_ALLOWED = (
    "format_cells",
    "format_columns",
    "format_rows",
    "insert_rows",
    "delete_rows",
    "sort",
    "autofilter",
    "select_locked_cells",
    "select_unlocked_cells",
)


def _looks(book: Any) -> dict[str, Any]:
    grey = {"font_color": "#566273", "italic": True, "text_wrap": True, "valign": "top"}
    head = {"bold": True, "bg_color": "#E9ECF1", "border": 1, "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "locked": False}),
        "remark": book.add_format({"font_color": "#566273"}),
        "grey": book.add_format(grey),
        "head": book.add_format(head),
        "text": book.add_format({"num_format": "@", "locked": False}),
        "value": book.add_format({"locked": False}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _look(column: Column) -> str:
    """Return the look of a column's cells: text, where a spreadsheet would spoil what is typed."""
    return "text" if column.kind in ("text", "code", "choice", "grades") else "value"


def _write_column(
    page: Any, position: int, column: Column, looks: Mapping[str, Any], all_words: Mapping[str, Any]
) -> None:
    words = all_words["words"]
    page.set_column(position, position, all_words["column_width"], looks[_look(column)])
    unit = f"\n{words['unit']}{column.unit}" if column.unit else ""
    # with these words in front no such cell can be taken for a header
    meaning, example = (
        f"{words['meaning']}{column.description_zh}{unit}",
        f"{words['example']}{column.example}",
    )
    page.write_string(HEADER_ROW - 2, position, meaning, looks["grey"])
    page.write_string(HEADER_ROW - 1, position, example if column.example else "", looks["grey"])
    mark = "*" if column.required else ""
    page.write_string(HEADER_ROW, position, f"{mark}{column.title}", looks["head"])
    rule = _validation(column)
    if rule:
        told = f"{column.description_zh}{unit}"[:LONGEST_PROMPT]
        texts = {"input_title": column.title[:32], "input_message": told, "error_type": "warning"}
        errors = {"error_title": words["error_title"], "error_message": words["error_message"]}
        last = all_words["last_row"]
        page.data_validation(HEADER_ROW + 1, position, last, position, {**rule, **texts, **errors})


def _validation(column: Column) -> dict[str, Any]:
    """Return what the cells of a column may hold, {} for free text."""
    values = allowed_values(column)
    if values:
        return {"validate": "list", "source": values} if len(",".join(values)) <= LONGEST_LIST else {}
    if column.kind == "integer":
        return {"validate": "integer", "criteria": ">=", "value": 0}
    if column.kind == "number":
        limits = load_toml("schemas", "reading.toml")["position"]
        if column.name in ("lon", "lat"):
            low, high = limits[f"{column.name}_min"], limits[f"{column.name}_max"]
            return {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
        return {"validate": "decimal", "criteria": ">=", "value": 0}
    return {}


def allowed_values(column: Column) -> list[str]:
    """Return the values to choose from in a column, [] if it has no list."""
    if column.kind == "boolean":
        return ["是", "否"]
    if column.kind == "grade":
        return [f"{_CHINESE_DIGITS[grade - 1]}年级" for grade in GRADES]
    return [_chinese(value, others) for value, others in column.choices.items()]


def _chinese(value: str, others: tuple[str, ...]) -> str:
    """Return the way to write a choice: codes as they are, an English key by its first Chinese word."""
    return others[0] if value.isascii() and not value.isdigit() and others else value


def _write_value(page: Any, line: int, position: int, value: object, look: Any) -> None:
    if value is None or value == "" or value != value:
        return
    if isinstance(value, bool):
        page.write_string(line, position, "是" if value else "否", look)
    elif isinstance(value, int | float):
        page.write_number(line, position, value, look)
    else:
        page.write_string(line, position, str(value), look)


def _write_explanations(
    book: Any, schema: Schema, looks: Mapping[str, Any], words: Mapping[str, Any], number: int = 1
) -> None:
    page = book.add_worksheet(f"{words['words']['explanations']}{number if number > 1 else ''}")
    for position, (name, heading) in enumerate(words["explanations"].items()):
        page.set_column(position, position, 40 if name in ("values", "zh", "en") else 18)
        page.write_string(0, position, heading, looks["head"])
    for line, column in enumerate(schema.columns, start=1):
        told = {
            "title": f"“{column.title}”",  # in quotes: this sheet holds no header either
            "required": "是" if column.required else "",
            "unit": column.unit,
            "values": _choices_in_words(column) or words["kinds"].get(column.kind, ""),
            "zh": f"{words['words']['meaning']}{column.description_zh}",
            "en": column.description_en,
        }
        for position, name in enumerate(words["explanations"]):
            page.write_string(line, position, told[name], looks["wrap"])
    page.freeze_panes(1, 1)


def _choices_in_words(column: Column) -> str:
    """Return the choices with what they mean: 211 小学、218 小学教学点 …"""
    named = []
    for value, others in column.choices.items():
        shown = _chinese(value, others)
        meaning = others[0] if others and value.isdigit() else ""
        named.append(f"{shown} {meaning}".strip())
    return "、".join(named)
