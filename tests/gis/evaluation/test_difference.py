"""Where two scenarios differ, on the county that can be worked out by hand."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
from miniature import merge, miniature_plan

from gis.evaluation import difference as module
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


def named(value, order=("v4", "v2", "v1")):
    """Two evaluations' pairs of pupils: in each village two groups, the figures of each given."""
    rows = [(village, *one) for village in order for one in value[village]]
    sides = [f"{name}_{side}" for name in ("school_after", "seconds") for side in ("one", "other")]
    return pd.DataFrame(rows, columns=["settlement_id", *sides[:2], "pupils", *sides[2:]])


def drawn(monkeypatch, pairs, one=None, other=None):
    """What is drawn of pairs of pupils that are written down by hand."""
    monkeypatch.setattr(module, "paired_pupils", lambda *flows: pairs)
    monkeypatch.setattr(module, "winners", lambda *given, minutes: (given, minutes))
    made = [
        SimpleNamespace(flows=None, schools=pd.DataFrame({"status": status or {"s1": "retain"}}))
        for status in (one, other)
    ]
    return difference(*made, minutes=FIVE), made


PAIRS = {
    "v4": [("p3", "s1", 3, 100.0, 160.0), ("p3", "s1", 4, 100.0, 130.0)],
    "v2": [("p3", "s1", 2, 500.0, 300.0), ("s1", "s1", 9, 500.0, 700.0)],
    "v1": [("s1", "", 7, 500.0, float("nan")), ("p3", "s1", 7, 50.0, 50.0004)],
    "outside": [("s1", "p3", 99, 0.0, 1e6)],
}


def test_the_most_that_a_pupil_of_each_village_gains_and_loses(monkeypatch):
    """A way that is lost has no length, and four tenths of a millisecond are none."""
    found, _ = drawn(monkeypatch, named(PAIRS, ("v4", "v2", "v1", "outside")))
    assert list(found.most.index) == ["v1", "v2", "v4"]
    assert found.most["longer_s"].tolist() == [0, 200, 60]
    assert found.most["shorter_s"].tolist() == [0, 200, 0]
    finer = {**PAIRS, "v1": [("s1", "s1", 1, 50.0, 50.0016)]}
    found, _ = drawn(monkeypatch, named(finer))
    assert found.most.loc["v1", "longer_s"] == 0.002


def test_moves_are_summed_up_and_the_most_pupils_stand_first(monkeypatch):
    """Of equals the first village; who stays and who lives outside is in none."""
    found, _ = drawn(monkeypatch, named(PAIRS, ("v4", "v2", "v1", "outside")))
    assert found.moves.to_dict("records") == [
        {"settlement_id": "v1", "school_one": "p3", "school_other": "s1", "pupils": 7},
        {"settlement_id": "v1", "school_one": "s1", "school_other": "", "pupils": 7},
        {"settlement_id": "v4", "school_one": "p3", "school_other": "s1", "pupils": 7},
        {"settlement_id": "v2", "school_one": "p3", "school_other": "s1", "pupils": 2},
    ]
    assert list(found.moves.index) == [0, 1, 2, 3]


def test_the_villages_are_those_of_the_comparison(monkeypatch):
    found, (one, other) = drawn(
        monkeypatch, named(PAIRS), {"s1": "retain", "p3": "retain"}, {"p3": "merge", "s1": "retain"}
    )
    assert found.winners == ((one, other), FIVE)
    assert found.schools == {"p3": ("retain", "merge")}
