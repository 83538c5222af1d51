"""A missing system library is named, with the command that installs it, before Qt is loaded."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from app import libraries
from gis.errors import PlanningError

# part of every Linux that runs Python, or brought by the C++ runtime that numpy needs too
ALWAYS_THERE = {
    "ld-linux-x86-64.so.2", "libc.so.6", "libdl.so.2", "libgcc_s.so.1", "libm.so.6",
    "libpthread.so.0", "libresolv.so.2", "librt.so.1", "libstdc++.so.6", "libz.so.1",
}
# come in the same package as a listed one
SAME_PACKAGE = {"libbrotlicommon.so.1", "libnssutil3.so", "libgthread-2.0.so.0", "libplc4.so", "libplds4.so"}
QT_LIBRARIES = (
    "Core", "Gui", "Network", "Svg", "WebChannel", "WebEngineCore", "WebEngineWidgets", "Widgets", "XcbQpa",
)

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system libraries of Linux")


@pytest.fixture
def no_nss(monkeypatch):
    monkeypatch.setattr(libraries, "_can_load", lambda name: name not in ("libnss3.so", "libsmime3.so"))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")


@linux_only
@pytest.mark.usefixtures("no_nss")
def test_missing_library_is_named_with_its_package_once():
    with pytest.raises(PlanningError) as caught:
        libraries.require_libraries()
    sentence = str(caught.value)
    assert "libnss3.so、libsmime3.so" in sentence
    assert "apt-get install libnss3\uff08" in sentence


@linux_only
def test_offscreen_does_not_ask_for_the_screen(monkeypatch):
    monkeypatch.setattr(libraries, "_can_load", lambda name: "xcb-cursor" not in name)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    libraries.require_libraries()
    monkeypatch.delenv("QT_QPA_PLATFORM")
    with pytest.raises(PlanningError, match="libxcb-cursor0"):
        libraries.require_libraries()


def test_other_systems_need_nothing(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert libraries.find_missing_libraries(with_screen=True) == []


@linux_only
@pytest.mark.skipif(shutil.which("readelf") is None, reason="readelf is not installed")
def test_the_list_covers_what_the_installed_qt_links_to():
    pyside = find_spec("PySide6")
    assert pyside is not None
    qt = Path(next(iter(pyside.submodule_search_locations))) / "Qt"
    files = [qt / "lib" / f"libQt6{name}.so.6" for name in QT_LIBRARIES]
    files += [qt / "libexec" / "QtWebEngineProcess"]
    files += [qt / "plugins" / "platforms" / f"libq{name}.so" for name in ("offscreen", "xcb")]
    needed = set()
    for file in files:
        dynamic = subprocess.run(["readelf", "-d", file], capture_output=True, text=True, check=True).stdout
        needed |= set(re.findall(r"\(NEEDED\).*\[(.+)\]", dynamic))
    brought = {path.name for path in (qt / "lib").iterdir()}
    listed = {entry.library for entry in libraries.list_libraries()}
    assert needed - brought - listed - ALWAYS_THERE - SAME_PACKAGE == set()
