"""Vector files made readable without touching them: zips unpacked, missing parts of Shapefiles made good.

Whatever has to be changed is changed in a copy in a temporary folder; the user's folder may be read-only.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pyproj import CRS
from pyproj.exceptions import CRSError

from gis.errors import InputError
from gis.model import Issue
from gis.vectors.dbf import TextEncoding, detect, mended
from gis.vectors.formats import SHAPEFILE_PARTS, Format, member_format, recognise

_COPIED_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_UTF8_NAMES = 0x800                         # flag of a zip entry
_NAMES_WITHOUT_FLAG = "cp437"               # how the library reads others; a Chinese PC writes GBK


@dataclass(frozen=True)
class Part:
    """One readable file.

    Attributes
    ----------
    stem
        Its name without suffix, as the user knows it.
    encoding
        Encoding of its attribute texts; None = what the format says.
    """

    path: Path
    form: Format
    stem: str
    encoding: str | None = None
    issues: tuple[Issue, ...] = ()


@contextmanager
def opened(path: Path) -> Iterator[list[Part]]:
    """Yield the readable files that a path stands for: one, or those in a zip.

    Raises
    ------
    InputError
        vector_wrong_format, shapefile_without_shp, vector_zip_password, vector_encoding_unknown,
        file_damaged.
    """
    with tempfile.TemporaryDirectory(prefix="xiaotu-", ignore_cleanup_errors=True) as folder:
        form = recognise(path)
        if form is None:
            raise InputError("vector_wrong_format", file=path.name)
        files = _unpacked(path, Path(folder)) if form is Format.ARCHIVE else [(path, form)]
        copies = [Path(folder) / str(k) for k in range(len(files))]
        yield [
            _readable(file, kind, path.name, copy) for (file, kind), copy in zip(files, copies, strict=True)
        ]


def _readable(path: Path, form: Format, shown: str, folder: Path) -> Part:
    if form is Format.SHAPEFILE:
        return _shapefile(path, shown, folder)
    return Part(path, form, path.stem)


# ---- Shapefiles


def _shapefile(path: Path, shown: str, folder: Path) -> Part:
    parts = _parts(path)
    if ".shp" not in parts:
        raise InputError("shapefile_without_shp", file=shown, needed=f"{path.stem}.shp")
    issues: list[Issue] = []
    if ".dbf" not in parts:
        issues.append(Issue("warning", "shapefile_without_dbf", shown, values={"file": shown}))
        encoding, table = None, None
    else:
        found = _detected(parts, shown)
        issues += _encoding_issues(found, shown)
        encoding, table = found.name, mended(parts[".dbf"], found.name)
    if ".shx" not in parts:
        issues.append(Issue("info", "shapefile_without_shx", shown, values={"file": shown}))
    is_placed = ".prj" not in parts or _is_crs(parts[".prj"])
    if not is_placed:
        del parts[".prj"]                       # one that says nothing is as good as none: it is asked
    is_whole = is_placed and table is None and ".shx" in parts
    target = parts[".shp"] if is_whole else _copied(parts, folder, table)
    return Part(target, Format.SHAPEFILE, path.stem, encoding, tuple(issues))


def _parts(path: Path) -> dict[str, Path]:
    """Return the parts of a Shapefile by suffix, whatever the case of their names."""
    stem = path.stem.casefold()
    siblings = (file for file in path.parent.iterdir() if file.stem.casefold() == stem and file.is_file())
    parts: dict[str, Path] = {}
    for file in sorted(siblings, key=lambda file: file.stem != path.stem):
        if file.suffix.lower() in SHAPEFILE_PARTS and file.stat().st_size:
            parts.setdefault(file.suffix.lower(), file)
    return parts


def _is_crs(text: Path) -> bool:
    try:
        CRS.from_wkt(text.read_text(encoding="utf-8-sig"))
    except (CRSError, UnicodeDecodeError):
        return False
    return True


def _detected(parts: dict[str, Path], shown: str) -> TextEncoding:
    found = detect(parts[".dbf"], parts.get(".cpg"))
    if not found.name:
        counts = {"cells": found.cells, "as_utf8": found.as_utf8, "as_gbk": found.as_gbk}
        raise InputError("vector_encoding_unknown", file=shown, **counts)
    return found


def _encoding_issues(found: TextEncoding, shown: str) -> list[Issue]:
    """Say how texts were read where the file does not say it, or says it wrongly."""
    if not found.cells or found.declared == found.name:
        return []
    values = {
        "file": shown,
        "encoding": found.name,
        "cells": str(found.cells),
        "as_utf8": str(found.as_utf8),
        "as_gbk": str(found.as_gbk),
    }
    if found.declared:
        values["declared"] = found.declared
        return [Issue("warning", "vector_encoding_contradicts", shown, values=values)]
    return [Issue("info", "vector_encoding_detected", shown, values=values)]


def _copied(parts: dict[str, Path], folder: Path, table: bytes | None) -> Path:
    folder.mkdir(exist_ok=True)
    for suffix in _COPIED_PARTS:
        if suffix in parts:
            shutil.copyfile(parts[suffix], folder / f"copy{suffix}")
    if table is not None:
        (folder / "copy.dbf").write_bytes(table)
    if ".shx" not in parts:
        _write_index(folder / "copy.shp")
    return folder / "copy.shp"


def _write_index(shapes: Path) -> None:
    """Write the .shx of a .shp: its header, then offset and length of every record, in 16-bit words.

    Format: ESRI Shapefile Technical Description (1998), pages 4 and 23.
    """
    data = shapes.read_bytes()
    entries = bytearray()
    at, header_bytes = 100, 100
    while at + 8 <= len(data):
        words = int.from_bytes(data[at + 4 : at + 8], "big")
        if at + 8 + 2 * words > len(data):
            break
        entries += (at // 2).to_bytes(4, "big") + words.to_bytes(4, "big")
        at += 8 + 2 * words
    length = ((header_bytes + len(entries)) // 2).to_bytes(4, "big")
    shapes.with_suffix(".shx").write_bytes(data[:24] + length + data[28:header_bytes] + entries)


# ---- zips


def _unpacked(path: Path, folder: Path) -> list[tuple[Path, Format]]:
    """Unpack the vector files of a zip, each inner folder into a folder of its own."""
    folders: dict[str, Path] = {}
    found: list[tuple[Path, Format]] = []
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                inner = PurePosixPath(_entry_name(entry).replace("\\", "/"))
                form = member_format(inner.name)
                if entry.is_dir() or "__MACOSX" in inner.parts:
                    continue
                if form is None and inner.suffix.lower() not in SHAPEFILE_PARTS:
                    continue
                target = folders.setdefault(str(inner.parent), folder / f"zip{len(folders)}")
                target.mkdir(exist_ok=True)
                with archive.open(entry) as source, (target / inner.name).open("wb") as copy:
                    shutil.copyfileobj(source, copy)
                if form is not None:
                    found.append((target / inner.name, form))
    except RuntimeError as error:               # the library's word for a password
        raise InputError("vector_zip_password", file=path.name) from error
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise InputError("file_damaged", file=path.name) from error
    return found


def _entry_name(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & _UTF8_NAMES:
        return entry.filename
    try:
        return entry.filename.encode(_NAMES_WITHOUT_FLAG).decode("gb18030")
    except UnicodeError:
        return entry.filename
