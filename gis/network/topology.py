"""From drawn segments to topological edges between intersections, dead ends and changes of attribute.

The rules are those of osmnx's ``simplify_graph(edge_attrs_differ=…)``, worked out on arrays. Two differences:
a ring that touches nothing else is kept as one loop (osmnx drops it), and a node where two drawn ways lie
exactly on one another always stays a node.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Paths:
    """Topological edges as runs of nodes.

    Attributes
    ----------
    nodes
        Node numbers of all edges, one run after the other.
    starts
        Where each run starts in ``nodes``; shape (edges,).
    first_segment
        A segment of each edge, whose attributes are those of the whole edge; shape (edges,).
    """

    nodes: Ints
    starts: Ints
    first_segment: Ints

    @property
    def ends(self) -> Ints:
        """Position of the last node of each run."""
        return np.append(self.starts[1:], len(self.nodes)) - 1


def merge_segments(tail: Ints, head: Ints, group: Ints, oneway: NDArray[np.bool_]) -> Paths:
    """Merge segments into edges that end where more or fewer than two segments meet or attributes change.

    Parameters
    ----------
    tail, head
        Node numbers 0…n-1 of the two ends; shape (segments,). No segment joins a node to itself.
    group
        Attribute code: only segments of one group are merged. One-way and two-way segments need different
        codes.
    oneway
        True where the segment is used from tail to head only.

    Returns
    -------
    Paths
        One-way edges run in the direction of travel.
    """
    partner = _joints(tail, head, group, oneway)
    is_joint: NDArray[np.bool_] = partner[:, 0] >= 0
    walker = _Walker(tail.tolist(), head.tolist(), partner.tolist(), is_joint.tolist())
    for segment in np.flatnonzero(~is_joint[tail]).tolist():
        walker.walk(segment, forward=True)
    for segment in np.flatnonzero(~is_joint[head] & ~oneway).tolist():
        walker.walk(segment, forward=False)
    for segment in range(len(tail)):        # what is left are rings
        walker.walk(segment, forward=True)
    return Paths(
        np.array(walker.nodes, dtype=np.int64),
        np.array(walker.starts, dtype=np.int64),
        np.array(walker.first_segment, dtype=np.int64),
    )


def _joints(tail: Ints, head: Ints, group: Ints, oneway: NDArray[np.bool_]) -> Ints:
    """Return the two segments that meet at each node that is no end of an edge, else -1; shape (nodes, 2)."""
    count = len(tail)
    node = np.concatenate([tail, head])
    segments = np.bincount(node)
    order = np.argsort(node, kind="stable")
    first = np.cumsum(segments) - segments
    candidates = np.flatnonzero(segments == 2)
    end = np.stack([order[first[candidates]], order[first[candidates] + 1]], axis=1)
    segment, at_head = end % count, end >= count
    neighbour = np.where(at_head, tail[segment], head[segment])
    passes = (
        (neighbour[:, 0] != neighbour[:, 1])
        & (group[segment[:, 0]] == group[segment[:, 1]])
        & (~oneway[segment[:, 0]] | (at_head[:, 0] != at_head[:, 1]))
    )
    partner = np.full((len(segments), 2), -1, dtype=np.int64)
    partner[candidates[passes]] = segment[passes]
    return partner


class _Walker:
    """Follows segments through joints and notes the runs of nodes."""

    def __init__(
        self, tail: list[int], head: list[int], partner: list[list[int]], is_joint: list[bool]
    ) -> None:
        self.tail, self.head, self.partner, self.is_joint = tail, head, partner, is_joint
        self.seen = bytearray(len(tail))
        self.nodes: list[int] = []
        self.starts: list[int] = []
        self.first_segment: list[int] = []

    def walk(self, segment: int, *, forward: bool) -> None:
        """Note the edge that starts with a segment, unless it was noted before."""
        if self.seen[segment]:
            return
        self.starts.append(len(self.nodes))
        self.first_segment.append(segment)
        node = self.tail[segment] if forward else self.head[segment]
        self.nodes.append(node)
        while not self.seen[segment]:
            self.seen[segment] = 1
            node = self.head[segment] if self.tail[segment] == node else self.tail[segment]
            self.nodes.append(node)
            if not self.is_joint[node]:
                return
            one, other = self.partner[node]
            segment = other if one == segment else one
