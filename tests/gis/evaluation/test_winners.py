"""Who wins and who loses, on flows written by hand."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from gis.evaluation.winners import paired_pupils, same_minutes, winners

COLUMNS = [
    "settlement_id", "grade", "school_before", "boarding_before", "settlement", "township",
    "pupils", "seconds_after", "verdict_after", "school_after", "boarding_after",
]  # fmt: skip


def flows(*rows):
    """Rows: village, pupils, seconds, verdict, school, boards."""
    return pd.DataFrame(
        [
            (home, 1, "s0", False, f"{home}村", f"{home}镇", pupils, seconds, verdict, school, boards)
            for home, pupils, seconds, verdict, school, boards in rows
        ],
        columns=COLUMNS,
    )


def compared(one, other, minutes=1.0):
    sides = [SimpleNamespace(flows=flows(*rows), scenario=name) for name, rows in (("A", one), ("B", other))]
    return winners(*sides, minutes=minutes)


def one_way(one, other, **more):
    """The one village v, whose 7 pupils go one way in each scenario."""
    return compared([("v", 7, *one)], [("v", 7, *other)], **more).villages.loc["v"]


WALK = (600.0, "within", "s1", False)
BOARDS = (900.0, "boarding", "s1", True)
CUT_OFF = (np.nan, "unreachable", "s1", False)
UNKNOWN = (np.nan, "unknown", "s1", False)
NOWHERE = (np.nan, "unreachable", "", False)
OVER = (2400.0, "over", "s1", False)


@pytest.mark.parametrize(
    ("seconds", "longer", "shorter", "shown"),
    [(660.0, 0, 0, "same"), (660.1, 7, 0, "longer"), (540.0, 0, 0, "same"), (539.9, 0, 7, "shorter")],
)
def test_a_minute_more_or_less_is_the_same(seconds, longer, shorter, shown):
    found = one_way(WALK, (seconds, "within", "s1", False))
    assert found[["longer_pupils", "shorter_pupils", "class"]].tolist() == [longer, shorter, shown]
    assert found["mean_change_s"] == pytest.approx(seconds - 600)
    assert found["most_longer_s"] == pytest.approx(max(seconds - 600, 0))
    assert found[["moved_pupils", "known_pupils", "pupils"]].tolist() == [0, 7, 7]


@pytest.mark.parametrize(
    ("one", "other", "counted", "shown"),
    [
        (WALK, OVER, {"longer", "over_new", "known"}, "over_new"),
        (OVER, WALK, {"shorter", "over_cured", "known"}, "over_cured"),
        (OVER, CUT_OFF, {"longer"}, "longer"),
        (CUT_OFF, OVER, {"shorter"}, "shorter"),
        (CUT_OFF, CUT_OFF, set(), "unknown"),
        (UNKNOWN, CUT_OFF, set(), "unknown"),
        (CUT_OFF, UNKNOWN, set(), "unknown"),
        (UNKNOWN, OVER, set(), "unknown"),
        (OVER, UNKNOWN, set(), "unknown"),
        (WALK, CUT_OFF, {"longer", "over_new"}, "over_new"),
        (CUT_OFF, WALK, {"shorter", "over_cured"}, "over_cured"),
        (WALK, BOARDS, {"boarding_new"}, "same"),
        (BOARDS, WALK, {"boarding_ended"}, "same"),
        (BOARDS, BOARDS, set(), "unknown"),
        (CUT_OFF, NOWHERE, {"moved", "unassigned_new"}, "over_new"),
        (NOWHERE, CUT_OFF, {"moved"}, "moved"),
        (NOWHERE, NOWHERE, set(), "unknown"),
        (WALK, (600.0, "borderline", "s2", False), {"moved", "known"}, "moved"),
        (WALK, (600.0, "no_limit", "s1", False), {"known"}, "same"),
    ],
)
def test_each_change_is_counted_under_its_names_and_shown_as_one(one, other, counted, shown):
    found = one_way(one, other)
    numbers = {name.removesuffix("_pupils"): found[name] for name in found.index if name.endswith("_pupils")}
    assert {name for name, number in numbers.items() if number} == counted
    assert set(numbers.values()) <= {0, 7}
    assert found["class"] == shown
    assert np.isnan(found["mean_change_s"]) == ("known" not in counted)


def test_pupils_are_paired_shortest_with_shortest_and_villages_keep_apart():
    """v: 3 of 600 s and 2 of 900 s become 4 of 600 s and 1 of 1500 s: one gains 300 s, one loses 600 s."""
    before = [("v", 2, 900.0, "within", "s2", False), ("w", 4, *WALK), ("v", 3, *WALK)]
    after = [("w", 4, *OVER), ("v", 1, 1500.0, "within", "s2", False), ("v", 4, *WALK)]
    found = compared(before, after)
    v, w = found.villages.loc["v"], found.villages.loc["w"]
    assert v[["pupils", "longer_pupils", "shorter_pupils", "moved_pupils", "known_pupils"]].tolist() == [
        5, 1, 1, 1, 5
    ]
    assert v["mean_change_s"] == pytest.approx((600 - 300) / 5)
    assert v[["most_longer_s", "class"]].tolist() == [600, "mixed"]
    assert w[["settlement", "township", "pupils", "class"]].tolist() == ["w村", "w镇", 4, "over_new"]
    assert found.villages.index.tolist() == ["v", "w"]
    assert (found.reference, found.scenario, found.same_s) == ("A", "B", 60)
    totals = found.totals
    assert (totals["pupils"], totals["longer_pupils"], totals["over_new_pupils"]) == (9, 5, 4)
    assert (totals["losing_villages"], totals["gaining_villages"]) == (2, 1)


def test_a_journey_of_unknown_change_is_in_no_mean_and_no_greatest():
    """2 of v walk 30 s more; the 3 who board change by nothing that is known."""
    found = compared(
        [("v", 2, *WALK), ("v", 3, *WALK)], [("v", 2, 630.0, "within", "s1", False), ("v", 3, *BOARDS)]
    ).villages.loc["v"]
    assert found[["mean_change_s", "known_pupils", "most_longer_s"]].tolist() == [30, 2, 30]
    board = compared([("v", 3, *WALK)], [("v", 3, *BOARDS)]).villages.loc["v"]
    assert board["most_longer_s"] == 0


def test_a_single_pupil_makes_a_winning_or_losing_village():
    late = (600.0, "over", "s1", False)
    longer, shorter = (720.0, "within", "s1", False), (480.0, "within", "s1", False)
    before = [("a", 1, *WALK), ("b", 1, *WALK), ("c", 1, *WALK), ("d", 1, *late), ("e", 1, *WALK)]
    after = [("a", 1, *longer), ("b", 1, *shorter), ("c", 1, *late), ("d", 1, *WALK), ("e", 1, *WALK)]
    found = compared(before, after)
    assert found.villages["pupils"].tolist() == [1] * 5
    assert found.villages["mean_change_s"].tolist() == [120, -120, 0, 0, 0]
    assert found.villages["class"].tolist() == ["longer", "shorter", "over_new", "over_cured", "same"]
    assert (found.totals["losing_villages"], found.totals["gaining_villages"]) == (2, 2)


def test_villages_that_win_or_lose_only_a_limit_count_too():
    """The same journey is within the limit in one and over it in the other."""
    late = (600.0, "over", "s1", False)
    found = compared([("a", 2, *WALK), ("b", 3, *late)], [("a", 2, *late), ("b", 3, *WALK)])
    assert (found.totals["losing_villages"], found.totals["gaining_villages"]) == (1, 1)
    assert found.classes == {"a": "over_new", "b": "over_cured"}


def test_day_pupils_are_paired_with_day_pupils():
    one, other = flows(("v", 2, *WALK), ("v", 3, *BOARDS)), flows(("v", 3, *BOARDS), ("v", 2, *WALK))
    parts = paired_pupils(one, other)
    assert parts["pupils"].tolist() == [2, 3]
    assert parts["boarding_after_one"].tolist() == parts["boarding_after_other"].tolist() == [False, True]
    np.testing.assert_array_equal(parts["seconds_one"], [600, np.nan])


@pytest.mark.parametrize("other", [("v", 6, *WALK), ("w", 7, *WALK)])
def test_other_pupils_are_not_compared(other):
    with pytest.raises(ValueError, match="not the same pupils"):
        compared([("v", 7, *WALK)], [other])


def test_homes_outside_are_no_part_of_the_map():
    found = compared([("outside", 1, *WALK), ("v", 1, *WALK)], [("outside", 1, *OVER), ("v", 1, *WALK)])
    assert found.classes == {"v": "same"}
    assert found.totals["pupils"] == 2


def test_what_the_plan_does_not_say_is_as_shipped():
    assert same_minutes(None) == same_minutes({}) == same_minutes({"comparing": {"winners": {}}})
    assert same_minutes({"comparing": {"winners": {"same_minutes": {"value": 3}}}}) == 3
