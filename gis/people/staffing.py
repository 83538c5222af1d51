"""Posts that pupils and classes call for: 生师比 and, for small schools, 班师比.

Posts due = max(pupils / ratio, classes × k, m), rounded as the county rounds. The first is summed by stage;
the other two hold for small schools and teaching points alone and have no national value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis.codes import Code, first_of
from gis.people.parameters import parameter_entries
from gis.standards import read_once

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

STAFF = "staff"                     # the file, and its key in a snapshot of the rules
TOLERANCE = 1e-9                    # 1.1 × 10 is not 11.000000000000002 posts
HALF = 0.5


class Rounding(StrEnum):
    """How a county makes whole posts."""

    UP = "up"
    NEAREST = "nearest"             # a half counts as one


class Basis(Code):
    """What decided the posts due."""

    NONE = 0                        # no pupils, no posts
    RATIO = 1                       # 生师比
    CLASSES = 2                     # 班师比
    LEAST = 3                       # the least number of a small school
    UNKNOWN = 4                     # a small school whose classes are not known
    PRIVATE = 5                     # 民办: no 编制 is given


@dataclass(frozen=True)
class StaffParameters:
    """What posts are counted by; ``resources/standards/staff.toml`` says where each value comes from.

    Attributes
    ----------
    pupils_per_staff
        Primary, junior, senior.
    small_school_pupils
        Schools of fewer pupils are small.
    staff_per_class, least_staff
        Of small schools: k and m; NaN and 0 where they are not used.
    is_documented
        Whether both k and m carry a document number, so that they may say whether a small school has enough.
    compared_with
        Which count stands against the posts due: a column of the ledger.
    with_private
        Whether 民办 schools have posts too.
    county_posts
        编制总量 that the posts of all schools together may not exceed; None = not told.
    """

    pupils_per_staff: tuple[float, float, float]
    rounding: Rounding
    small_school_pupils: float
    staff_per_class: float
    least_staff: float
    is_documented: bool
    compared_with: str
    with_private: bool
    county_posts: float | None = None


def staff_parameters(rules: Mapping[str, Any]) -> StaffParameters:
    """Return the parameters of a snapshot of the rules."""
    return read_once(rules, "staffing", lambda: _staff_parameters(rules))


def _staff_parameters(rules: Mapping[str, Any]) -> StaffParameters:
    entries = parameter_entries(rules, STAFF)
    value = {key: entry["value"] for key, entry in entries.items()}
    small = entries["staff_per_class_small"], entries["least_staff_small"]
    return StaffParameters(
        pupils_per_staff=(
            value["pupils_per_staff_primary"],
            value["pupils_per_staff_junior"],
            value["pupils_per_staff_senior"],
        ),
        rounding=Rounding(value["posts_rounding"]),
        small_school_pupils=value["small_school_pupils"],
        staff_per_class=float(value["staff_per_class_small"] or "nan"),
        least_staff=float(value["least_staff_small"] or 0),
        is_documented=all(entry.get("document") for entry in small),
        compared_with=value["posts_compared_with"],
        with_private=value["posts_for_private_schools"],
        county_posts=value["county_posts"] or None,
    )


def whole_posts(posts: ArrayLike, rounding: Rounding) -> Floats:
    """Return whole posts; NaN stays NaN."""
    given = np.asarray(posts, dtype=float)
    whole = np.ceil(given - TOLERANCE) if rounding is Rounding.UP else np.floor(given + HALF + TOLERANCE)
    return whole + 0.0      # no -0


@dataclass(frozen=True)
class PostsDue:
    """Posts per school.

    Attributes
    ----------
    by_ratio
        By 生师比, each stage rounded for itself.
    by_class
        By 班师比; NaN where the school is not small, or its classes are unknown.
    due
        The larger one, for small schools not under their least number; 0 without pupils, NaN unknown.
    basis
        :class:`Basis` of each school.
    """

    by_ratio: Floats
    by_class: Floats
    due: Floats
    basis: Ints


def posts_due(pupils: ArrayLike, classes: ArrayLike, small: ArrayLike, given: StaffParameters) -> PostsDue:
    """Return the posts that schools should have (BZ-01, BZ-05, BZ-11).

    Parameters
    ----------
    pupils
        Schools × stages (primary, junior and, if asked for, senior).
    classes
        Per school; NaN unknown.
    small
        Which schools have posts by class as well.
    """
    by_stage, is_small = np.atleast_2d(np.asarray(pupils, dtype=float)), np.asarray(small, dtype=bool)
    ratios = np.array(given.pupils_per_staff[: by_stage.shape[-1]])
    by_ratio = whole_posts(by_stage / ratios, given.rounding).sum(axis=-1)
    by_classes = is_small & (given.staff_per_class > 0)
    counted = np.where(by_classes, np.asarray(classes, dtype=float), np.nan)
    by_class = whole_posts(counted * given.staff_per_class, given.rounding)
    least = np.broadcast_to(given.least_staff, by_ratio.shape)
    candidates = np.stack([by_ratio, np.where(by_classes, by_class, 0.0), least])
    largest = candidates.argmax(axis=0)         # the first of equal ones
    basis = first_of(
        [by_stage.sum(axis=-1) <= 0, ~is_small, by_classes & np.isnan(by_class)],
        [Basis.NONE, Basis.RATIO, Basis.UNKNOWN],
        Basis.RATIO + largest,
    )
    due = first_of(
        [basis == Basis.NONE, ~is_small, basis == Basis.UNKNOWN],
        [0.0, by_ratio, np.nan],
        candidates.max(axis=0),
    )
    return PostsDue(by_ratio, by_class, due, basis.astype(np.int64))


def staff_range(
    pupils: ArrayLike, classes: ArrayLike, small: ArrayLike, given: StaffParameters
) -> tuple[int, int]:
    """Return the staff that ratios allow at all: everybody a primary pupil, everybody a junior one.

    The upper end has the posts of small schools by their classes as well.

    Parameters
    ----------
    pupils, classes, small
        Per school; classes NaN = unknown.
    """
    enrolment, is_small = np.asarray(pupils, dtype=float), np.asarray(small, dtype=bool)
    primary, junior, *_ = given.pupils_per_staff
    least = whole_posts(enrolment.sum() / primary, given.rounding)
    most = whole_posts(enrolment[~is_small].sum() / junior, given.rounding)
    as_junior = np.column_stack([np.zeros_like(enrolment), enrolment])
    by_class = posts_due(as_junior, np.nan_to_num(np.asarray(classes, dtype=float)), is_small, given)
    return int(least), int(most + by_class.due[is_small].sum())


@dataclass(frozen=True, slots=True)
class ClassBalance:
    """Classes that go and come; ``unknown_schools`` have grades without reported classes."""

    closed: float
    opened: float
    unknown_schools: int = 0

    @property
    def net(self) -> float:
        """Classes fewer: closed less opened."""
        return self.closed - self.opened


def class_balance(before: ArrayLike, after: ArrayLike) -> ClassBalance:
    """Return the classes that schools (rows) lose and gain, grade by grade; NaN = unknown."""
    change = np.asarray(after, dtype=float) - np.asarray(before, dtype=float)
    unknown = np.isnan(np.atleast_2d(change)).any(axis=-1).sum()
    known = np.nan_to_num(change)
    return ClassBalance(float(-known[known < 0].sum()), float(known[known > 0].sum()), int(unknown))
