"""Figures side by side, on evaluations written by hand: units, differences, and which way is worse."""

from types import SimpleNamespace

import pandas as pd
import pytest
from miniature import merge, miniature_plan

from gis.evaluation import comparing
from gis.evaluation.comparing import Comparison, compare, compared, comparison_figures
from gis.evaluation.winners import COUNTS, Winners
from gis.layout import Scenario
from gis.model import Band

SUMMARY = dict.fromkeys(comparing.TRAVEL_FIGURES, 0)


def made(headline=None, counts=None, **travel):
    """An evaluation with some figures after; ``travel``: of grades 1-3, all others 0."""
    def after(values):
        return {code: SimpleNamespace(before=-7, after=value) for code, value in (values or {}).items()}

    bands = {
        band: {"before": None, "after": SimpleNamespace(**SUMMARY | (travel if band is Band.G1_3 else {}))}
        for band in Band
    }
    return SimpleNamespace(headline=after(headline), counts=after(counts), travel=bands)


def figures(*evaluations):
    return {(one.group, one.code, one.band): one for one in comparison_figures(evaluations)}


def test_each_scenario_stands_against_the_first():
    found = figures(made({"places_short": 5}), made({"places_short": 8}), made({"places_short": 3}))
    short = found["headline", "places_short", ""]
    assert (short.values, short.differences) == ((5, 8, 3), (0, 3, -2))
    assert (short.is_worse, short.unit, short.needs_limit) == ((None, True, False), "places", False)


def test_what_is_not_known_has_no_difference():
    known, unknown = made({"places_short": 5}), made({"places_short": None})
    assert figures(known, unknown)["headline", "places_short", ""].differences == (0, None)
    first = figures(unknown, known)["headline", "places_short", ""]
    assert (first.values, first.differences, first.is_worse) == ((None, 5), (None, None), (None, None))


def test_half_a_second_more_is_more_and_one_scenario_stands_alone():
    assert figures(made(mean_s=60.0), made(mean_s=60.5))["travel", "mean_s", "g1_3"].is_worse == (None, True)
    assert figures(made({"places_short": 5}))["headline", "places_short", ""].differences == (0,)


def test_more_schools_are_neither_better_nor_worse():
    codes = {"schools": 4, "teaching_points": 2, "moved_pupils": 1}
    found = figures(made(counts=dict.fromkeys(codes, 1)), made(counts=codes))
    told = {code: (found["counts", code, ""].unit, found["counts", code, ""].is_worse[1]) for code in codes}
    assert told == {
        "schools": ("schools", None), "teaching_points": ("points", None), "moved_pupils": ("pupils", None)
    }  # fmt: skip
    assert found["counts", "schools", ""].differences == (0, 3)


def test_journeys_by_band():
    found = figures(made(max_s=60.0), made(max_s=90.0, over_limit_pupils=2, pupil_km=1.5))
    longest = found["travel", "max_s", "g1_3"]
    assert (longest.unit, longest.values, longest.is_worse) == ("seconds", (60, 90), (None, True))
    assert found["travel", "max_s", "g4_6"].values == (0, 0)
    over, way = found["travel", "over_limit_pupils", "g1_3"], found["travel", "pupil_km", "g1_3"]
    assert (over.unit, over.needs_limit, over.is_worse) == ("pupils", True, (None, True))
    assert (way.unit, way.needs_limit, way.is_worse) == ("pupil_km", False, (None, None))
    assert [code for _, code, band in found if band == "g7_9"] == list(comparing.TRAVEL_FIGURES)


# ---- what is evaluated, and against what


class Watched:
    """Stands for the evaluation: keeps what was asked, and reports half way and at the end."""

    def __init__(self):
        self.asked = []

    def __call__(self, plan, name, *, year, season, progress):
        self.asked.append((name, year, season))
        for share in (0.5, 1.0):
            progress(share, name)
        return name


@pytest.fixture
def watched(monkeypatch):
    fake = Watched()
    monkeypatch.setattr(comparing, "evaluate", fake)
    monkeypatch.setattr(comparing, "compared", lambda found, *, minutes: (found, minutes))
    return fake


def plan_with(*names):
    plan = miniature_plan()
    for name in names:
        plan = plan.with_scenario(Scenario(name, {"p3": merge("s1")}))
    return plan


def test_the_progress_of_each_scenario_is_its_part_of_the_whole(watched):
    seen = []
    compare(plan_with("甲", "乙", "丙"), ["丙", "甲", "乙"], year=2026, season="winter",
            progress=lambda share, step="": seen.append((share, step)))  # fmt: skip
    assert watched.asked == [(name, 2026, "winter") for name in ("baseline", "丙", "甲", "乙")]
    assert seen == [
        (0.125, "baseline"), (0.25, "baseline"), (0.375, "丙"), (0.5, "丙"), (0.625, "甲"), (0.75, "甲"),
        (0.875, "乙"), (1.0, "乙"),
    ]  # fmt: skip


def test_the_minutes_asked_for_come_before_those_of_the_plan(watched):
    """The plan's own are 5; 0 is an answer, too."""
    plan = plan_with("甲")
    assert [compare(plan, ["甲"], minutes=minutes)[1] for minutes in (None, 0.0, 7.5)] == [
        comparing.same_minutes(plan.rules), 0.0, 7.5
    ]  # fmt: skip
    assert list(compare(plan, ["甲"])[0]) == ["baseline", "甲"]


def test_winners_of_each_scenario_but_the_first(monkeypatch):
    monkeypatch.setattr(comparing, "winners", lambda one, other, *, minutes: (one, other, minutes))
    sides = {"baseline": made(), "甲": made(), "乙": made()}
    found = compared(sides, minutes=4.0)
    assert found.winners == {name: (sides["baseline"], sides[name], 4.0) for name in ("甲", "乙")}
    assert (list(found.evaluations), len(found.figures)) == (list(sides), 3 * len(comparing.TRAVEL_FIGURES))


def test_a_village_is_a_row_with_its_id():
    columns = {"settlement": ["东村"], "township": ["甲镇"], "pupils": [9], "class": ["same"],
               **{name: [index] for index, name in enumerate(COUNTS)}}  # fmt: skip
    villages = pd.DataFrame(columns, index=pd.Index(["v1"], name="settlement_id"))
    first = SimpleNamespace(unit_name="示例县", school_year=2022, blocks=[], marks=("甲",), season="")
    told = Comparison({"baseline": first}, (), {"甲": Winners("baseline", "甲", 300.0, villages)}).to_dict()
    (row,) = told["winners"]["甲"]["villages"]
    assert (row["settlement_id"], row["settlement"], row["pupils"]) == ("v1", "东村", 9)
    assert list(row) == ["settlement_id", *columns]
    assert (told["unit_name"], told["school_year"], told["figures"]) == ("示例县", 2022, [])
    assert told["scenarios"] == [{"name": "baseline", "blocks": [], "marks": ["甲"], "season": ""}]
