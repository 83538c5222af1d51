"""Posts and staff of each school on both sides, ready to be told and summed up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gis.evaluation.fundingitems import is_attached
from gis.evaluation.management import roots_of
from gis.evaluation.schools import Load
from gis.people.placement import Placement, placement_of
from gis.people.staffing import PostsDue, StaffParameters, posts_due
from gis.planning.classes import Rooms
from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.ledger import numbers
from gis.planning.situation import Situation

SIDES = ("before", "after")
COUNTS = ("staff", "full_time_teachers", "established_staff", "contract_staff", "approved_posts")


@dataclass(frozen=True)
class StaffCase:
    """One scenario's posts and staff, one value per school; pairs are before and after.

    Attributes
    ----------
    in_scope
        Who has posts at all: 民办 schools only where the county says so.
    closed
        Open before and not after.
    counts
        The ledger's columns; NaN unknown, 0 of a school that is not there yet.
    placed
        Where teachers of closed schools go, as decided.
    """

    county: County
    load: Load
    given: StaffParameters
    in_scope: Bools
    closed: Bools
    roots: tuple[Ints, Ints]
    small: tuple[Bools, Bools]
    due: tuple[PostsDue, PostsDue]
    counts: Mapping[str, Floats]
    placed: Placement

    @property
    def compared(self) -> Floats:
        """The count that stands against the posts due, before."""
        return self.counts[self.given.compared_with]


def staff_case(county: County, situation: Situation, load: Load, given: StaffParameters) -> StaffCase:
    """Work out the posts due of every school."""
    roots = roots_of(county, situation)
    before = load.before.memory.once(
        ("posts", given), lambda: _posts(county, load.before, county.is_point, roots[0], given)
    )
    after = _posts(county, load.after, situation.is_point, roots[1], given)
    counts = {name: np.where(county.exists, numbers(county.schools, name), 0.0) for name in COUNTS}
    return StaffCase(
        county=county,
        load=load,
        given=given,
        in_scope=np.full(len(county.school_ids), True) if given.with_private else ~county.is_private,
        closed=county.is_open & ~situation.is_open,
        roots=roots,
        small=(before[0], after[0]),
        due=(before[1], after[1]),
        counts=counts,
        placed=placement_of(county, situation),
    )


def _is_small(county: County, side: Rooms, is_point: Bools, roots: Ints, given: StaffParameters) -> Bools:
    """Return teaching points, and schools under the line; 附设班 belong to the school that keeps them."""
    site = np.where(is_attached(county), county.site[roots], county.site)
    total = np.bincount(site, weights=side.enrolment)[site]
    small: Bools = is_point | (total < given.small_school_pupils)
    return small


def _posts(
    county: County, side: Rooms, is_point: Bools, roots: Ints, given: StaffParameters
) -> tuple[Bools, PostsDue]:
    """Return which schools are small, and the posts due."""
    small = _is_small(county, side, is_point, roots, given)
    last = county.last_primary_grade
    by_stage = np.column_stack([side.pupils[:, :last].sum(axis=1), side.pupils[:, last:].sum(axis=1)])
    return small, posts_due(by_stage, side.classes.sum(axis=1), small, given)
