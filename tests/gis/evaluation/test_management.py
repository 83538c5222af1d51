"""Under which school a school is shown before and after, by hand."""

from miniature import merge, miniature_plan

from gis.evaluation.management import roots_of
from gis.layout import Decision, Scenario
from gis.planning.assignment import work_out


def roots(**decisions):
    named = {key.replace("_", "-"): one for key, one in decisions.items()}
    outcome = work_out(miniature_plan(), Scenario("方案", named))
    ids = outcome.county.school_ids.tolist()
    return [
        {ids[code]: ids[root] for code, root in enumerate(side)}
        for side in roots_of(outcome.county, outcome.situation)
    ]


NOW = {"s1": "s1", "s2-P": "s2-P", "s2-J": "s2-J", "p3": "s1"}


def test_without_a_handover_nothing_changes():
    assert roots() == [NOW, NOW]
    assert roots(p3=merge("s1")) == [NOW, NOW]          # a closed point stays under its 中心校


def test_a_point_handed_over_to_another_school():
    assert roots(p3=Decision(hand_over="s2-P")) == [NOW, {**NOW, "p3": "s2-P"}]
    # a closed point stays where it was when another school is handed over
    assert roots(p3=merge("s1"), s2_J=Decision(hand_over="s2-P"))[1]["p3"] == "s1"


def test_a_body_outside_the_ledger_leaves_a_school_to_itself():
    before, after = roots(p3=Decision(hand_over="某某公司"))
    assert before == NOW
    assert after == {**NOW, "p3": "p3"}


def test_the_first_school_of_the_ledger_takes_over_like_any_other():
    assert roots(s2_P=Decision(hand_over="s1"))[1] == {**NOW, "s2-P": "s1"}
