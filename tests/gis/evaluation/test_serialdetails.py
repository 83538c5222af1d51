"""The further consequences as plain values: every key has what it is named after."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd

from gis.errors import PlanningError
from gis.evaluation.serialdetails import details_to_dict, error_dict, rows_of
from gis.evaluation.serialise import plain
from gis.messages import describe
from gis.model import Band, Issue


@dataclass
class One:
    """Stands for what a key holds."""

    name: str


@dataclass
class Early(One):
    """Stands for a closure before its time."""

    def describe(self):
        return f"{self.name}?", f"{self.name}!"


def table(name):
    return pd.DataFrame({"what": [name, f"{name} 2"]}, index=["x", "y"])


def by_school(name):
    return pd.DataFrame({"what": [name]}, index=pd.Index(["s1"], name="school_id"))


def rows(name):
    return [{"what": name}, {"what": f"{name} 2"}]


def indexed(name):
    return [{"school_id": "s1", "what": name}]


def tables(*names, **more):
    return SimpleNamespace(**{name: table(name) for name in names}, **more)


DRAFT = PlanningError("decision_school_unknown", school_id="s9")
ISSUE = Issue("warning", "staff_due_above_total", values={"posts": "12", "total": "10", "over": "2"})
DETAILS = SimpleNamespace(
    outcome=SimpleNamespace(drafts={"s1": (DRAFT,), "s2": ()}),
    ways=table("ways"), histogram=table("histogram"),
    spreads={Band.G1_3: {"before": One("0.1"), "after": One("0.2")}, "all": {"before": One("0.3")}},
    groups=(One("left_behind"), One("migrant")), nearby=(One("primary"),),
    townships=by_school("townships"), settlements=by_school("settlements"), centrals=by_school("centrals"),
    links=One("links"), facilities=by_school("facilities"),
    balance=tables("indicators", "spread", "stages", "unplaced", "missing", schools=by_school("balanced")),
    county_items=(One("item"),),
    must_stay=tables("receivers", "no_bus", schools=by_school("staying")), candidates=["p3"],
    lineage=table("lineage"),
    staff=SimpleNamespace(
        rows=table("staff rows"), placed=table("placed"), unplaced=table("staff unplaced"),
        missing=table("staff missing"), classes=One("classes"), issues=(ISSUE,),
    ),
    closed_schools=table("closed"),
    funding=tables("items", "totals", issues=()),
    phase_errors=(Early("early"),), lock_faults=(One("broken"),),
)  # fmt: skip


def test_every_key_has_what_it_is_named_after():
    told = details_to_dict(DETAILS)
    what, fix = describe("decision_school_unknown", {"school_id": "s9"})
    draft = {"code": "decision_school_unknown", "what": what, "fix": fix}
    assert told.pop("drafts") == {"s1": [draft], "s2": []}
    [issue] = told["staff"].pop("issues")
    assert (issue["code"], issue["severity"]) == ("staff_due_above_total", "warning")
    assert told == {
        "ways": rows("ways"), "histogram": rows("histogram"),
        "equity": {"g1_3": {"before": {"name": "0.1"}, "after": {"name": "0.2"}},
                   "all": {"before": {"name": "0.3"}}},
        "groups": [{"name": "left_behind"}, {"name": "migrant"}], "nearby": [{"name": "primary"}],
        "by_township": indexed("townships"), "by_settlement": indexed("settlements"),
        "by_central": indexed("centrals"), "links": {"name": "links"}, "facilities": indexed("facilities"),
        "balance": {"schools": indexed("balanced"), "indicators": rows("indicators"),
                    "spread": rows("spread"), "stages": rows("stages"), "unplaced": rows("unplaced"),
                    "missing": rows("missing")},
        "county_items": [{"name": "item"}],
        "must_stay": {"schools": indexed("staying"), "receivers": rows("receivers"),
                      "no_bus": rows("no_bus"), "candidates": ["p3"]},
        "lineage": rows("lineage"),
        "staff": {"rows": rows("staff rows"), "placed": rows("placed"), "unplaced": rows("staff unplaced"),
                  "missing": rows("staff missing"), "classes": {"name": "classes"}},
        "closed_schools": rows("closed"),
        "funding": {"items": rows("items"), "totals": rows("totals"), "issues": []},
        "phase_errors": [{"name": "early", "what": "early?", "fix": "early!"}],
        "lock_faults": [{"name": "broken"}],
    }  # fmt: skip


def test_an_error_says_what_is_wrong_and_what_to_do():
    told = error_dict(DRAFT)
    what, fix = describe("decision_school_unknown", {"school_id": "s9"})
    assert told == {"code": "decision_school_unknown", "what": what, "fix": fix}
    assert what != fix


def test_numbers_of_frames_become_jsons_own():
    frame = pd.DataFrame({"pupils": np.array([3], dtype=np.int64), "share": [np.nan], 7: [True]})
    made = plain(rows_of(frame))
    assert made == [{"pupils": 3, "share": None, "7": True}]
    assert type(made[0]["pupils"]) is int
