"""What goes into the frozen program and what stays out; the spec only puts it together."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement

DISTRIBUTION = "xiaotu"

# the Qt modules that app/ imports, and those they need at the level of the bindings
QT_MODULES = frozenset({
    "QtCore", "QtGui", "QtNetwork", "QtPrintSupport", "QtSvg", "QtWebChannel", "QtWebEngineCore",
    "QtWebEngineWidgets", "QtWidgets",
})

# optional partners of the dependencies, and tools of the development environment
UNUSED_PACKAGES = (
    "IPython", "PyInstaller", "_pytest", "cartopy", "contextily", "fiona", "hypothesis", "ipykernel",
    "jupyter", "lxml", "mapclassify", "matplotlib", "mypy", "notebook", "odf", "openpyxl", "osgeo",
    "pip", "psycopg", "pyarrow", "pypdfium2", "pypdfium2_raw", "pytest", "pytestqt", "pyxlsb", "rio_vrt",
    "setuptools", "sklearn", "sphinx", "sqlalchemy", "tables", "tkinter", "wheel", "xarray",
)

# loaded by compiled code or by name, so that the import graph does not show them
DYNAMIC_PACKAGES = ("osmium", "pyogrio", "rasterio", "rich._unicode_data")
# packages with data files beside their code
DATA_PACKAGES = ("branca", "folium", "pyogrio", "rasterio", "xyzservices")
# packages that ask for their own version at run time
VERSIONED_PACKAGES = (DISTRIBUTION, "folium", "osmnx", "rasterio", "xyzservices")

KEPT_LANGUAGES = ("zh_CN", "zh-CN", "en", "en-US")
KEPT_PLUGIN_FOLDERS = frozenset({
    "iconengines", "imageformats", "platforminputcontexts", "platforms", "platformthemes", "styles", "tls",
    "wayland-decoration-client", "wayland-graphics-integration-client", "wayland-shell-integration",
    "xcbglintegrations",
})
UNUSED_FILES = re.compile(
    r"PySide6/(Qt/)?qml/"
    r"|qtwebengine_devtools_resources.*\.pak$"  # the page inspector
    r"|(^|/)(lib)?Qt6?Pdf\w*\.|imageformats/(lib)?qpdf\."
    r"|qtvirtualkeyboardplugin|Qt6(VirtualKeyboard|EglF[Ss])"
    r"|platforms/libq(eglfs|linuxfb|minimal|minimalegl|vkkhrdisplay|vnc)\."
    r"|opengl32sw\.dll$"  # software OpenGL, 20 MB; Chromium brings its own
    r"|(^|/)tests?/.*\.(py|pyc|csv|json|gpkg|parquet)$"
)


def list_unused_qt_modules() -> list[str]:
    """Return the names of the installed PySide6 modules that the program does not use."""
    spec = find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("PySide6 is not installed")
    folder = Path(next(iter(spec.submodule_search_locations)))
    installed = {path.name.split(".")[0] for path in folder.glob("Qt*.*") if path.suffix in (".so", ".pyd")}
    return [f"PySide6.{name}" for name in sorted(installed - QT_MODULES)]


def is_wanted(target: str) -> bool:
    """Say whether a collected file belongs into the build, by its path in it."""
    path = PurePosixPath(target.replace("\\", "/"))
    if UNUSED_FILES.search(str(path)):
        return False
    parts = path.parts
    if "PySide6" in parts and "plugins" in parts:
        return parts[parts.index("plugins") + 1] in KEPT_PLUGIN_FOLDERS
    if "PySide6" in parts and "translations" in parts:
        return _language(path) in KEPT_LANGUAGES
    return True


def _language(path: PurePosixPath) -> str:
    if "qtwebengine_locales" in path.parts:
        return path.stem
    return path.stem.split("_", 1)[-1]


def keep_wanted(collected: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return the entries of a PyInstaller table of contents that belong into the build."""
    return [entry for entry in collected if is_wanted(entry[0])]


def list_distributions() -> Iterator[Distribution]:
    """Yield the program's distribution and everything it depends on, as installed here."""
    seen, waiting = {DISTRIBUTION}, deque([DISTRIBUTION])
    while waiting:
        try:
            found = distribution(waiting.popleft())
        except PackageNotFoundError:  # for another system
            continue
        yield found
        for text in found.requires or []:
            requirement = Requirement(text)
            applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            if applies and requirement.name.lower() not in seen:
                seen.add(requirement.name.lower())
                waiting.append(requirement.name)


def list_licences() -> list[tuple[str, str]]:
    """Return (file, folder in the build) of every dependency's own licence texts."""
    pairs = []
    for found in list_distributions():
        name = found.metadata["Name"]
        for file in found.files or []:
            if ".dist-info" in str(file) and re.search(r"licen[cs]e|copying|notice|authors", str(file), re.I):
                folder = PurePosixPath("licenses", name, *PurePosixPath(str(file)).parts[1:-1])
                pairs.append((str(found.locate_file(file)), str(folder)))
    return pairs
