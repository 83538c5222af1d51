"""Everything that is shipped or installed is named in the third-party notices."""

from __future__ import annotations

import re
import tomllib
from collections import deque
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from gis.resources import resource_path

PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
PLATFORMS = (
    {"sys_platform": "linux", "platform_system": "Linux"},
    {"sys_platform": "win32", "platform_system": "Windows"},
)


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _needed(requirement: Requirement) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": "", **platform}) for platform in PLATFORMS)


def _installed_requirements(name: str) -> list[Requirement]:
    try:
        return [Requirement(text) for text in requires(name) or []]
    except PackageNotFoundError:  # a Windows-only dependency
        return []


def _direct_requirements() -> list[Requirement]:
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    return [Requirement(text) for text in project["dependencies"]]


def _dependencies() -> set[str]:
    found: set[str] = set()
    waiting = deque(_direct_requirements())
    while waiting:
        requirement = waiting.popleft()
        name = _canonical(requirement.name)
        if _needed(requirement) and name not in found:
            found.add(name)
            waiting.extend(_installed_requirements(name))
    return found


def _listed() -> set[str]:
    text = resource_path("licenses", "THIRD-PARTY.md").read_text(encoding="utf-8")
    return {_canonical(row.split("|")[1].strip()) for row in text.splitlines() if row.startswith("|")}


def test_every_dependency_is_listed() -> None:
    assert _dependencies() - _listed() == set()


@pytest.mark.parametrize(
    ("folder", "licence"),
    [
        ("fonts", "NotoSansSC-OFL.txt"),
        ("fonts", "NotoSerifSC-OFL.txt"),
        ("fonts", "LXGWWenKai-OFL.txt"),
        ("web/vendor/leaflet", "LICENSE"),
        ("web/vendor/qwebchannel", "LICENSE.LGPL3"),
        ("icons", "LICENSE"),
        ("licenses", "LGPL-3.0.txt"),
        ("licenses", "GPL-3.0.txt"),
    ],
)
def test_vendored_files_carry_their_licence(folder: str, licence: str) -> None:
    assert resource_path(*folder.split("/"), licence).stat().st_size > 500


def test_vendored_styles_have_every_picture_they_name() -> None:
    folder: Path = resource_path("web", "vendor", "leaflet")
    pictures = re.findall(r"url\((images/[^)]+)\)", (folder / "leaflet.css").read_text(encoding="utf-8"))
    assert pictures
    assert [name for name in pictures if not (folder / name).is_file()] == []
