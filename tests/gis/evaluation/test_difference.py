"""Where two scenarios differ, on the county that can be worked out by hand."""

from dataclasses import replace

import pandas as pd
from miniature import merge, miniature_plan

from gis.evaluation import evaluate
from gis.evaluation.difference import difference
from gis.layout import Scenario

COUNTY = miniature_plan()
FIVE = 5.0


def under(**decisions):
    return evaluate(COUNTY, Scenario("方案", decisions))


def test_a_merger_moves_its_pupils_farther():
    found = difference(under(), under(p3=merge("s1")), minutes=FIVE)
    # 西村 walks 720 m instead of none (800 s more), 北沟 2520 m instead of 1800 m (800 s more)
    assert found.most["longer_s"].to_dict() == {"v1": 0, "v2": 800, "v3": 0, "v4": 800}
    assert (found.most["shorter_s"] == 0).all()
    assert found.moves.to_dict("records") == [
        {"settlement_id": "v2", "school_one": "p3", "school_other": "s1", "pupils": 15},
        {"settlement_id": "v4", "school_one": "p3", "school_other": "s1", "pupils": 5},
    ]
    assert found.schools == {"p3": ("retain", "merge")}
    assert found.winners.classes["v2"] == "longer"


def test_the_other_way_round_everything_is_turned():
    there = difference(under(), under(p3=merge("s1")), minutes=FIVE)
    back = difference(under(p3=merge("s1")), under(), minutes=FIVE)
    assert back.most["shorter_s"].to_dict() == there.most["longer_s"].to_dict()
    assert back.moves["school_one"].tolist() == ["s1", "s1"]
    assert back.schools == {"p3": ("merge", "retain")}


def test_two_scenarios_of_one_kind_differ_by_their_receivers():
    found = difference(under(p3=merge("s1")), under(p3=merge("s2-P")), minutes=FIVE)
    assert found.schools == {}
    assert set(found.moves["school_other"]) == {"s2-P"}
    assert found.moves["pupils"].sum() == 20
    # 西村: 1980 m to s2 instead of 720 m to s1 (0.9 m/s): 2200 - 800 s
    assert found.most.loc["v2", "longer_s"] == 1400


def test_a_school_that_only_one_of_them_builds_has_no_status_in_the_other():
    base = under()
    site = base.schools.loc[["p3"]].assign(status="new").set_axis(["拟建-1"], axis=0)
    built = replace(base, schools=pd.concat([base.schools, site]))
    assert difference(base, built, minutes=FIVE).schools == {"拟建-1": ("", "new")}
    assert difference(built, base, minutes=FIVE).schools == {"拟建-1": ("new", "")}
