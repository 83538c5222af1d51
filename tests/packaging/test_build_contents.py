"""What goes into the frozen program, and the installer's files."""

from __future__ import annotations

import ast
import codecs
import importlib.util
import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGING = PROJECT / "packaging"


def _load(name: str):
    spec = importlib.util.spec_from_file_location(name, PACKAGING / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


contents = _load("contents")


def _imported_qt_modules() -> set[str]:
    names = set()
    for path in (PROJECT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6"):
                names |= {node.module.split(".")[1]} if "." in node.module else {a.name for a in node.names}
            elif isinstance(node, ast.Import):
                names |= {a.name.split(".")[1] for a in node.names if a.name.startswith("PySide6.")}
    return names


def test_every_qt_module_that_the_program_imports_is_kept():
    assert _imported_qt_modules() - contents.QT_MODULES == set()


@pytest.mark.parametrize(
    "target",
    [
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "PySide6/Qt/translations/qtwebengine_locales/zh-CN.pak",
        "PySide6/Qt/translations/qtwebengine_locales/en-US.pak",
        "PySide6/Qt/resources/qtwebengine_resources.pak",
        "PySide6/Qt/libexec/QtWebEngineProcess",
        "PySide6/Qt/lib/libQt6Qml.so.6",
        "resources/fonts/NotoSansSC-Regular.ttf",
        "resources/samples/heshan/schools.xlsx",
        "pyogrio/proj_data/proj.db",
    ],
)
def test_needed_files_stay(target):
    assert contents.is_wanted(target)


@pytest.mark.parametrize(
    "target",
    [
        "PySide6/Qt/qml/QtQuick/Controls/libqtquickcontrols2plugin.so",
        "PySide6\\qml\\QtQuick\\qmldir",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/Qt/plugins/imageformats/libqpdf.so",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/lib/libQt6Pdf.so.6",
        "PySide6\\Qt6Pdf.dll",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/translations/qtwebengine_locales/fr.pak",
        "PySide6/Qt/resources/qtwebengine_devtools_resources.pak",
    ],
)
def test_unused_files_go(target):
    assert not contents.is_wanted(target)


@pytest.mark.parametrize("name", ["xiaotu.iss", "zh_CN.isl"])
def test_installer_files_are_utf8_with_a_mark(name):
    """Without the byte order mark the compiler reads Chinese in the machine's code page."""
    assert (PACKAGING / name).read_bytes().startswith(codecs.BOM_UTF8)


def test_installer_names_files_that_exist():
    script = (PACKAGING / "xiaotu.iss").read_text(encoding="utf-8-sig")
    named = re.findall(r"^(?:LicenseFile|SetupIconFile)=(.+)$", script, re.MULTILINE)
    named += re.findall(r"compiler:Default\.isl,([^\"]+)", script)
    assert len(named) == 3
    assert [name for name in named if not (PACKAGING / name.strip().replace("\\", "/")).is_file()] == []


def test_installer_asks_for_no_administrator_and_takes_no_file_type():
    script = (PACKAGING / "xiaotu.iss").read_text(encoding="utf-8-sig")
    assert "PrivilegesRequired=lowest" in script
    assert "ChangesAssociations=no" in script
    assert "[Registry]" not in script


def test_no_dependency_is_left_out():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[<>=!~ \[;]", line)[0].lower() for line in project["dependencies"]}
    modules = {
        module
        for module, names in packages_distributions().items()
        if needed & {name.lower() for name in names}
    }
    assert {"PIL", "numba", "rasterio", "xlrd", "osmnx"} <= modules
    assert modules & set(contents.UNUSED_PACKAGES) == set()
