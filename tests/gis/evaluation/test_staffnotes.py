"""What is said beside figures of posts and staff, at each line: a county of two schools written by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from gis.evaluation.staffnotes import _beyond_total, _told


def county_of(total, *, due=(6.0, 4.0), approved=(7.0, 2.0), in_scope=(True, True)):
    return SimpleNamespace(
        given=SimpleNamespace(county_posts=total), in_scope=np.array(in_scope),
        due=(SimpleNamespace(due=np.array([99.0, 99.0])), SimpleNamespace(due=np.array(due))),
        counts={"approved_posts": np.array(approved)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("total", "told"),
    [
        (None, {}),
        (10.0, {}),                                         # 6 + 4 due, 7 + 2 approved
        (9.0, {"staff_due_above_total": ("10", "9", "1")}),
        (8.0, {"staff_due_above_total": ("10", "8", "2"), "staff_approved_above_total": ("9", "8", "1")}),
    ],
)
def test_posts_are_held_against_the_countys_total(total, told):
    found = {issue.code: tuple(issue.values[key] for key in ("posts", "total", "over"))
             for issue in _beyond_total(county_of(total))}  # fmt: skip
    assert found == told


def test_unknown_posts_and_schools_without_posts_are_left_out():
    unknown = county_of(5.0, due=(6.0, np.nan), approved=(np.nan, 6.0))
    assert [issue.values["posts"] for issue in _beyond_total(unknown)] == ["6", "6"]
    private = county_of(5.0, in_scope=(True, False))
    assert [issue.values["posts"] for issue in _beyond_total(private)] == ["6", "7"]


@pytest.mark.parametrize(
    ("schools", "names"), [(1, "甲0"), (5, "甲0、甲1、甲2、甲3、甲4"), (6, "甲0、甲1、甲2、甲3、甲4…")]
)
def test_the_first_five_names_are_told(schools, names):
    """Two divisions at each site count once."""
    sites = np.arange(14) // 2
    names_of = np.array([f"甲{k}" for k in sites])
    case = SimpleNamespace(county=SimpleNamespace(site=sites, school_names=names_of))
    assert _told(case, sites < schools) == {"schools": str(schools), "names": names}
