"""Decisions as another program writes them."""

import pytest
from miniature import merge, miniature_plan

from gis.evaluation import evaluate
from gis.layout import Decision, LayoutStatus, Scenario


def test_a_status_may_be_given_by_its_value():
    assert Decision("merge", receiver_id="s1") == merge("s1")
    assert Decision("merge").status is LayoutStatus.MERGE
    evaluation = evaluate(miniature_plan(), Scenario("方案", {"p3": Decision("merge", receiver_id="s1")}))
    assert evaluation.counts["moved_pupils"].after == 20


def test_an_unknown_status_is_no_decision():
    with pytest.raises(ValueError, match="fly"):
        Decision("fly")
