"""What did not connect, as Issues with a place that the map can show."""

from __future__ import annotations

from collections.abc import Sequence

from pyproj import CRS, Transformer

from gis.model import STORAGE_CRS, Issue, Severity
from gis.network.linegaps import Crossings, find_near_misses, find_pieces
from gis.network.noding import Floats, Ints, Runs

_OF_NETWORK = "—"                   # a road that was there already


class LineReport:
    """Gathers Issues about drawn lines; ``lon`` and ``lat`` among their values are degrees in EPSG:4490.

    Parameters
    ----------
    runs
        The lines as noded; those of an existing network first.
    names, rows
        Name of each drawn line, and number of its feature in the file.
    plane
        CRS of the nodes.
    """

    def __init__(self, runs: Runs, names: Sequence[str], rows: Ints, plane: CRS, file: str) -> None:
        self._runs, self._names, self._rows, self._file = runs, names, rows, file
        self._back = Transformer.from_crs(plane, STORAGE_CRS, always_xy=True)
        self.issues: list[Issue] = []

    def crossings(self, found: Crossings) -> None:
        """Name the places where lines cross without a common node."""
        for one, other, xy in zip(found.one.tolist(), found.other.tolist(), found.xy, strict=True):
            values = {"line": self._name(other), "other": self._name(one)}
            self._note("warning", "lines_cross", other, xy, **values)

    def near_misses(self, limit_m: float) -> None:
        """Name the ends that meet nothing although another line is within a limit."""
        found = find_near_misses(self._runs, limit_m)
        runs = self._runs
        end_of = dict(zip(runs.node[runs.last].tolist(), range(len(runs.starts)), strict=True))
        end_of |= dict(zip(runs.node[runs.starts].tolist(), range(len(runs.starts)), strict=True))
        for node, run, metres in zip(found.node.tolist(), found.run.tolist(), found.metres, strict=True):
            own = end_of[node]
            values = {"line": self._name(own), "other": self._name(run), "metres": f"{metres:.1f}"}
            self._note("warning", "line_end_not_joined", own, self._runs.xy[node], **values)

    def pieces(self) -> None:
        """Name the pieces with new lines that no way joins to the rest."""
        found = find_pieces(self._runs)
        run_of_vertex = self._runs.run
        is_new = run_of_vertex >= self._runs.fixed_runs
        label = found.label[self._runs.node]
        with_new = set(label[is_new].tolist())
        first_vertex = {piece: vertex for vertex, piece in reversed(list(enumerate(label.tolist())))}
        for k, (xy, gap) in enumerate(zip(found.xy, found.gap_m, strict=True)):
            piece = k + 1
            if piece in with_new:
                own = int(run_of_vertex[first_vertex[piece]])
                values = {"km": f"{found.length_m[piece] / 1000:.2f}", "metres": f"{gap:.0f}"}
                self._note("warning", "roads_in_pieces", own, xy, line=self._name(own), **values)

    def _name(self, run: int) -> str:
        k = run - self._runs.fixed_runs
        return (self._names[k] or f"#{self._rows[k]}") if k >= 0 else _OF_NETWORK

    def _note(self, severity: Severity, code: str, run: int, xy: Floats, **values: str) -> None:
        lon, lat = self._back.transform(float(xy[0]), float(xy[1]))
        about = {**values, "lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}
        k = run - self._runs.fixed_runs
        row = int(self._rows[k]) if k >= 0 else None
        self.issues.append(Issue(severity, code, self._file, row=row, values=about))
