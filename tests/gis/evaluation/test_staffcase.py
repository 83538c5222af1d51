"""Which schools are small, by the pupils of the whole site."""

from dataclasses import replace

import numpy as np
import pytest
from miniature import merge, miniature_plan, with_school

from gis.evaluation.schools import load_of
from gis.evaluation.staffcase import staff_case
from gis.layout import Scenario
from gis.people.staffing import staff_parameters
from gis.planning.assignment import work_out
from gis.standards import load_rules

RULES = load_rules()


def case_of(small_below, decisions=None, plan=None):
    outcome = work_out(replace(plan or miniature_plan(), rules=RULES), Scenario("调整", decisions or {}))
    given = replace(staff_parameters(outcome.rules), small_school_pupils=small_below)
    return staff_case(outcome.county, outcome.situation, load_of(outcome), given)


def small(case, side=0):
    return set(np.array(case.county.school_ids)[case.small[side]].tolist())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (87, {"p3"}),                                   # s2: 48 + 39 = 87 are not fewer; points always are
        (88, {"p3", "s2-P", "s2-J"}),
        (114, {"p3", "s2-P", "s2-J"}),
        (115, {"p3", "s1", "s2-P", "s2-J"}),
    ],
)
def test_a_school_is_small_below_the_line_and_divisions_count_together(line, expected):
    assert small(case_of(line)) == expected


def test_each_side_has_its_own_pupils():
    """With the 20 of p3 s1 has 134."""
    case = case_of(120, {"p3": merge("s1")})
    assert "s1" in small(case, 0)
    assert "s1" not in small(case, 1)
    assert np.array(case.county.school_ids)[case.closed].tolist() == ["p3"]


def test_who_has_no_posts_is_out_of_scope():
    case = case_of(100, plan=with_school(miniature_plan(), "s2-J", ownership="民办"))
    assert np.array(case.county.school_ids)[~case.in_scope].tolist() == ["s2-J"]
