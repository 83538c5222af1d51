"""Clocks of the procedure and money of alliances, with the figures of the reports that they are from."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli import BAD_INPUT, DONE, run
from gis.errors import InputError
from gis.people.alliances import alliance_fund, share_by_score
from gis.planning.deadlines import CONSULTATION, HEARING, clock_of, days_open, earliest_end, latest_delivery
from gis.standards import NATIONAL


def test_a_hearing_and_a_consultation():
    """T-13: 上栗's hearing, 邹平's consultation."""
    assert latest_delivery(date(2025, 7, 25)) == date(2025, 7, 18)
    assert earliest_end(date(2025, 1, 17)) == date(2025, 2, 16)
    assert days_open(date(2025, 1, 17), date(2025, 2, 19)) == 33
    assert earliest_end(date(2025, 1, 17)) <= date(2025, 2, 19)
    with pytest.raises(InputError):
        days_open(date(2025, 2, 19), date(2025, 1, 17))


def test_a_consultation_that_ends_on_the_day_it_begins_ran_for_no_day():
    assert days_open(date(2025, 1, 17), date(2025, 1, 17)) == 0
    assert days_open(date(2025, 1, 17), date(2025, 1, 18)) == 1


def test_a_clock_of_the_rules_given_comes_before_the_shipped_one():
    """A county's 10 days for the papers; what its rules say nothing of is as shipped."""
    entry = {"value": 10.0, "rule": "BJ-93", "document": "县教〔2025〕1号", "article": "第3条"}
    rules = {NATIONAL: {"references": {HEARING: entry}}}
    clock = clock_of(HEARING, rules)
    assert (clock.days, clock.rule) == (10, "BJ-93")
    assert (clock.document, clock.article) == ("县教〔2025〕1号", "第3条")
    assert latest_delivery(date(2025, 7, 25), rules) == date(2025, 7, 15)
    assert clock_of(CONSULTATION, rules) == clock_of(CONSULTATION)
    assert earliest_end(date(2025, 1, 17), rules) == date(2025, 2, 16)
    assert clock_of(CONSULTATION, {}).days == clock_of(CONSULTATION, {NATIONAL: {}}).days == 30


def test_the_money_of_a_countys_alliances():
    """T-11: 27 schools of 20 万; 11 lead and 16 are members; 162 万 are shared out to the 分."""
    fund = alliance_fund(11, 16)
    assert (fund.schools, fund.total, fund.planned) == (27, 540_000_000, 378_000_000)
    assert fund.by_score == 162_000_000
    scores = [90.5, 88.0, 91.2, *([87.7] * 24)]
    parts = share_by_score(fund.by_score, scores)
    assert sum(parts) == 162_000_000
    assert parts[2] == max(parts)
    assert len(set(parts[3:])) == 1


@given(st.integers(0, 10**9), st.lists(st.integers(0, 100), min_size=1, max_size=30).filter(any))
def test_nothing_is_lost_and_the_rest_goes_to_the_best(amount, scores):
    parts = share_by_score(amount, scores)
    assert sum(parts) == amount
    best = scores.index(max(scores))
    for number, (part, score) in enumerate(zip(parts, scores, strict=True)):
        rest = part - amount * score // sum(scores)
        assert rest == 0 or (number == best and 0 < rest < len(scores))


@pytest.mark.parametrize("scores", [[], [0, 0], [-1, 2]])
def test_scores_that_share_nothing_out_are_refused(scores):
    with pytest.raises(InputError):
        share_by_score(100, scores)


def test_the_commands(capsys):
    given_days = ["--hearing", "2025-07-25", "--begun", "2025-01-17", "--ended", "2025-02-19"]
    assert run(["deadlines", *given_days]) == DONE
    told = capsys.readouterr().out
    for words in ("2025-07-18", "2025-02-16", "33 天，合格", "国务院令第713号"):
        assert words in told
    assert run(["deadlines"]) == BAD_INPUT
    assert run(["alliance-fund", "--leading", "11", "--members", "16", "--scores", "2,1"]) == DONE
    assert "540" in capsys.readouterr().out
    assert run(["alliance-fund", "--leading", "1", "--members", "0", "--scores", "x"]) == BAD_INPUT
