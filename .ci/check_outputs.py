"""Open everything that ``xiaotu demo`` wrote; exit with a sentence at the first thing that is wrong."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import pyogrio
import pypdfium2
import pypdfium2.raw as pdfium
from python_calamine import CalamineWorkbook

CHINESE = re.compile(r"[\u4e00-\u9fff]")
REMOTE = re.compile(r"^\s*(https?:)?//", re.IGNORECASE)
REMOTE_IN_CSS = re.compile(r"(url\(\s*['\"]?|@import\s+['\"])(https?:)?//", re.IGNORECASE)
TILE_ADDRESS = re.compile(r"https?://[^\s'\"]*\{[zxy]\}", re.IGNORECASE)
MINIMUM_FILES = {".gpkg": 1, ".json": 2, ".pdf": 2, ".xlsx": 1, ".html": 1}


def check_pdf(path: Path) -> str:
    """Require selectable Chinese text on every page and embedded fonts."""
    with closing(pypdfium2.PdfDocument(path)) as document:
        for number, page in enumerate(document, start=1):
            text = page.get_textpage().get_text_range()
            if not CHINESE.search(text):
                raise ValueError(f"page {number} has no selectable Chinese text")
            for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
                if pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(item.raw)) != 1:
                    raise ValueError(f"page {number} uses a font that is not embedded")
        return f"{len(document)} pages"


def check_workbook(path: Path) -> str:
    """Require that every sheet opens and has rows."""
    workbook = CalamineWorkbook.from_path(path)
    for name in workbook.sheet_names:
        if len(workbook.get_sheet_by_name(name).to_python()) < 2:
            raise ValueError(f"sheet {name} has no rows")
    return f"{len(workbook.sheet_names)} sheets"


def check_plan(path: Path) -> str:
    """Require a sound database and that GDAL reads every layer."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        (state,) = connection.execute("pragma integrity_check").fetchone()
    if state != "ok":
        raise ValueError(f"integrity_check: {state}")
    layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    rows = {}
    for name in layers:
        rows[name] = pyogrio.read_info(path, layer=name, force_feature_count=True)["features"]
    for name in ("schools", "settlements"):
        if not rows.get(name):
            raise ValueError(f"layer {name} is missing or empty")
    return f"{len(layers)} layers"


class _Loads(HTMLParser):
    """Collects what a browser would fetch for a page; a link to click is not fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the addresses of scripts, styles, pictures and frames."""
        wanted = {"src", "data", "srcset", "poster"} | ({"href"} if tag == "link" else set())
        self.addresses += [value for name, value in attrs if name in wanted and value]


def check_web_map(path: Path) -> str:
    """Require that the page loads nothing, neither from the network nor from beside it."""
    text = path.read_text(encoding="utf-8")
    loads = _Loads()
    loads.feed(text)
    remote = [address for address in loads.addresses if REMOTE.match(address)]
    remote += [match.group() for match in REMOTE_IN_CSS.finditer(text)]
    remote += TILE_ADDRESS.findall(text)
    if remote:
        raise ValueError(f"loads from the network: {remote[0]}")
    local = [address for address in loads.addresses if not address.startswith(("data:", "#"))]
    if local:
        raise ValueError(f"is not self-contained: {local[0][:80]}")
    return f"{len(text) / 1e6:.1f} MB"


def check_json(path: Path) -> str:
    """Require strict JSON: no NaN, no Infinity."""

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    figures = json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
    for key in ("counts", "headline"):
        if not figures.get(key):
            raise ValueError(f"has no {key}")
    return f"{len(figures)} keys"


CHECKS = {
    ".gpkg": check_plan,
    ".json": check_json,
    ".pdf": check_pdf,
    ".xlsx": check_workbook,
    ".html": check_web_map,
}


def find_files(paths: list[Path]) -> Iterator[Path]:
    """Yield the files, and those in the folders, that there is a check for."""
    for path in paths:
        yield from (p for p in sorted(path.rglob("*")) if p.suffix in CHECKS) if path.is_dir() else [path]


def main(arguments: list[str]) -> int:
    """Check files and folders and return the exit code."""
    files = list(find_files([Path(argument) for argument in arguments]))
    for suffix, minimum in MINIMUM_FILES.items():
        found = sum(path.suffix == suffix for path in files)
        if found < minimum:
            print(f"{found} {suffix} files where {minimum} are expected", file=sys.stderr)
            return 1
    for path in files:
        try:
            print(f"{path}: {CHECKS[path.suffix](path)}")
        except Exception as error:
            print(f"{path}: {type(error).__name__}: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
