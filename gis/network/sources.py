"""The roads of a plan from all files that the user has: OpenStreetMap, own lines, heights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gis.errors import InputError
from gis.model import Issue
from gis.network.build import Boundary, RoadReading, load_roads
from gis.progress import Progress, ignore_progress, part_of
from gis.vectors.degrees import ToDegrees
from gis.vectors.formats import is_vector_file


def load_network(
    paths: Sequence[Path],
    *,
    dem: Path | None = None,
    boundary: Boundary = None,
    columns: Mapping[str, str] | None = None,
    layer: str | None = None,
    to_degrees: ToDegrees | None = None,
    tolerance_m: float | None = None,
    join_crossings: bool = False,
    progress: Progress = ignore_progress,
) -> RoadReading:
    """Read road files as one network.

    Parameters
    ----------
    paths
        One file, or several of which at most one is of OpenStreetMap. It comes first and keeps its nodes; own
        lines are joined to it, and to one another, where they meet (:func:`gis.network.lines.merge_lines`).
    dem
        Heights for slopes (:func:`gis.network.terrain.add_slope`).
    boundary, columns, layer, to_degrees, tolerance_m, join_crossings
        See :func:`gis.network.build.load_roads`.

    Raises
    ------
    InputError
        roads_several_osm, and what the reading of each file raises.
    """
    first, *others = sorted(paths, key=is_vector_file)
    for path in others:
        if not is_vector_file(path):
            raise InputError("roads_several_osm", files="、".join((first.name, path.name)))
    own: dict[str, Any] = {"columns": columns, "layer": layer, "to_degrees": to_degrees}
    own |= {"boundary": boundary, "tolerance_m": tolerance_m}
    steps = len(paths) + (dem is not None)
    reading = load_roads(
        first, join_crossings=join_crossings, progress=part_of(progress, 0.0, 1 / steps), **own
    )
    network, issues = reading.network, reading.issues
    for step, path in enumerate(others, start=1):
        from gis.network.lines import join_lines

        network, more = join_lines(
            network, path, progress=part_of(progress, step / steps, (step + 1) / steps), **own
        )
        issues += more
    if dem is not None:
        from gis.network.terrain import add_slope

        network, more = add_slope(network, dem, progress=part_of(progress, (steps - 1) / steps, 1.0))
        issues += more
    return RoadReading(network, _once(issues))


def _once(issues: tuple[Issue, ...]) -> tuple[Issue, ...]:
    """Return issues without repeats: files that are alike say the same of themselves."""
    return tuple({repr(issue): issue for issue in issues}.values())
