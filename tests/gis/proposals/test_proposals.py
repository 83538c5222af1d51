"""Proposals: the best of all plans tried one by one through the evaluation; what they must not do."""

import itertools
import sys
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from miniature import CRS, ORIGIN, miniature_plan, with_school
from scipy.sparse import csr_array
from shapely.geometry import Point

from gis.errors import Cancelled, PlanningError
from gis.evaluation import evaluate
from gis.layout import Decision, Expansion, LayoutStatus, Locks, Scenario, SchoolLock, Site
from gis.messages import describe
from gis.model import STORAGE_CRS
from gis.planning.scenario import check_scenario
from gis.planning.siting.watch import Watch
from gis.proposals import firstsolution
from gis.proposals.alternatives import front, near_best
from gis.proposals.conflict import Relaxed, barred_words, conflict_words, find_conflict, with_choice
from gis.proposals.land import Land
from gis.proposals.options import Extension, Group, Objective, ProposalOptions, Widening
from gis.proposals.problem import Kind
from gis.proposals.programme import Expression, Programme, solve
from gis.proposals.proposal import details_of, measured, propose
from gis.proposals.robust import least_regret
from gis.proposals.robustwords import robust_rows, robust_words
from gis.proposals.search import search
from gis.proposals.serialise import proposal_to_dict
from gis.proposals.why import binding_words, explain, opposite_words
from gis.proposals.words import notes_of

sys.path.insert(0, str(Path(__file__).parent))
from hamlets import SCHOOLS, hamlets

AFRAID = ("gate_bj22", "gate_bj23", "far_walk", "unassigned", "over_limit_g1_3")
EVERYTHING = frozenset(Widening)
MOST_IN_CLASS = 14


def land(*touching):
    """Return land on which a school stands in each village."""
    return Land(np.array(touching), np.ones(4, dtype=bool), np.arange(4))


LAND = land((0, 2), (1, 3), (2, 3))


def options(objective="travel", **others):
    asked = {"also": ("a1", "p3"), "widen": EVERYTHING, "connected": False}
    return ProposalOptions(objective, **asked | others)


def is_sound(evaluation):
    """Whether a plan keeps within places and classes and brings nobody beyond a limit; by the evaluation."""
    details = details_of(evaluation)
    moves, after = details.outcome.movement, details.load.after
    coming = np.zeros_like(after.pupils)
    np.add.at(coming, (moves.after[moves.moved], moves.grade[moves.moved] - 1), moves.pupils[moves.moved])
    receives = coming.any(axis=1)
    fits = (after.enrolment <= after.places)[receives].all()
    fits &= not ((coming > 0) & (after.largest > MOST_IN_CLASS)).any()
    return bool(fits) and not any(one.criterion_id in AFRAID for one in evaluation.own_findings)


def every_plan():
    """Return every decision about a1 (to 2 villages) and p3 (1 village) with every receiver."""
    choices = {}
    for school, homes in (("a1", ("v1", "v2")), ("p3", ("v3",))):
        receivers = [one for one in SCHOOLS if one != school]
        choices[school] = [None]
        for status, kept in ((LayoutStatus.MERGE, ()), (LayoutStatus.TEACHING_POINT, (1, 2, 3))):
            if school == "p3" and kept:
                continue
            for to in itertools.product(receivers, repeat=len(homes)):
                named = tuple(zip(homes, to, strict=True))
                choices[school].append(Decision(status, settlement_receivers=named, grades_kept=kept))
    for pair in itertools.product(*choices.values()):
        decided = {school: one for school, one in zip(choices, pair, strict=True) if one}
        yield Scenario("试", decided)


def is_connected(evaluation):
    """Whether whoever moves lives on land that others who go there connect to the school's."""
    county, moves = details_of(evaluation).outcome.county, details_of(evaluation).outcome.movement
    beside = {home: {home} for home in range(4)}
    for one, other in LAND.touching.tolist():
        beside[one].add(other)
        beside[other].add(one)
    for home, school in {*zip(moves.settlement[moves.moved].tolist(), moves.after[moves.moved], strict=True)}:
        goes = {*moves.settlement[moves.after == school].tolist()}
        reached, waiting = set(), [home]
        while waiting:
            here = waiting.pop()
            reached.add(here)
            waiting += [one for one in beside[here] & goes if one not in reached]
        if not reached & beside[int(LAND.school_home[school])]:
            return False
    return len(county.school_ids) == len(LAND.school_home)


def test_nothing_that_the_evaluation_finds_sound_is_better():
    plan = hamlets(5)
    asked = {"most_class_pupils": MOST_IN_CLASS, "close_at_least": 1}
    made = {one: propose(plan, options(one, **asked)) for one in Objective}
    joined = propose(plan, options(connected=True, **asked), land=LAND)
    gathered = propose(plan, options(most_receivers=1, **asked))
    problem = made[Objective.TRAVEL].problem
    best, best_joined, best_gathered = dict.fromkeys(Objective, np.inf), np.inf, np.inf
    for scenario in every_plan():
        closes = any(one.status is LayoutStatus.MERGE for one in scenario.decisions.values())
        if not closes or check_scenario(plan, scenario):
            continue
        evaluation = evaluate(plan, scenario)
        if is_sound(evaluation):
            values = measured(details_of(evaluation), problem)
            best = {one: min(best[one], values[one]) for one in Objective}
            if is_connected(evaluation):
                best_joined = min(best_joined, values[Objective.TRAVEL])
            sent = [{*dict(one.settlement_receivers).values()} for one in scenario.decisions.values()]
            if all(len(receivers) == 1 for receivers in sent):
                best_gathered = min(best_gathered, values[Objective.TRAVEL])
    assert np.isfinite(best[Objective.TRAVEL])
    for one, proposal in made.items():
        assert proposal.status == "optimal"
        assert proposal.differences == ()
        assert proposal.after[one] == pytest.approx(best[one])
        assert proposal.lower_bound == pytest.approx(best[one])
        assert is_sound(proposal.evaluation)
    assert is_connected(joined.evaluation)
    assert joined.lower_bound == pytest.approx(joined.after["travel"]) == pytest.approx(best_joined)
    assert best_joined > best[Objective.TRAVEL]                            # this land does matter
    assert gathered.lower_bound == pytest.approx(gathered.after["travel"]) == pytest.approx(best_gathered)


def test_villages_that_have_only_each_other_are_apart():
    asked = options("moved", also=("b2",), close_at_least=1, unknown_places=True, bus=True)
    plan = hamlets(5)
    assert propose(plan, asked).status == "optimal"
    made = propose(plan, replace(asked, connected=True), land=land((0, 1), (2, 3)))    # v2 and v3 leave b2
    assert made.status == "infeasible"
    assert made.model.connection.rows                                       # each may go where the other goes
    assert Group.CONNECTED in find_conflict(Relaxed(made.model), Watch(20)).groups
    with pytest.raises(PlanningError) as refusal:
        propose(replace(plan, boundary=plan.boundary.iloc[:0]), replace(asked, connected=True))
    assert refusal.value.code == "proposal_no_land"


def test_nothing_is_closed_that_nobody_let_in():
    plan = hamlets(3)
    with pytest.raises(PlanningError) as refusal:
        propose(plan, ProposalOptions("travel"))
    assert refusal.value.code == "proposal_threshold_missing"
    made = propose(plan, ProposalOptions("cost", below_pupils=1000))
    ids = made.problem.outcome.county.school_ids
    assert "c0" not in {ids[one.code] for one in made.schools}             # the 中心校
    why = {str(ids[code]): reason.value for code, reason in made.problem.candidates.fixed.items()}
    assert why["c0"] == "central"
    table = details_of(evaluate(plan)).must_stay.schools
    closed = {str(ids[one.code]) for one in made.schools if one.kind is Kind.CLOSE}
    assert not table.loc[sorted(closed), "must_stay"].any()


def test_locks_of_the_scenario_hold():
    plan = hamlets(3)
    locks = Locks(schools={"a1": SchoolLock.MUST_STAY, "b2": SchoolLock.MUST_CLOSE})
    made = propose(plan, ProposalOptions("moved", widen=EVERYTHING), base=Scenario("底", locks=locks))
    assert {key: one.status for key, one in made.scenario.decisions.items()} == {"b2": LayoutStatus.MERGE}
    assert made.scenario.base == "底"


def test_who_moves_twice_is_counted_and_capped():
    plan = hamlets(5)
    first = Decision(LayoutStatus.MERGE, receiver_id="b2", year=2022)
    base = Scenario("底", {"p3": first})                  # v3's grades 1-3 go to b2, which closes later
    asked = options("moved", also=("b2",), close_at_least=1, year=2023, unknown_places=True, bus=True)
    unasked = propose(plan, replace(asked, widen=EVERYTHING - {Widening.RECEIVES}), base=base)
    assert not unasked.problem.candidates.schools
    made = propose(plan, asked, base=base)
    assert made.status == "optimal"
    assert made.differences == ()
    taken = made.found.columns[made.model.columns.pair(np.arange(made.model.columns.pairs))] > 0.5
    again = int(made.problem.units.again[made.problem.pairs.unit][taken].sum())
    assert again == details_of(made.evaluation).moved_twice.pupils > 0
    capped = propose(plan, replace(asked, most_moved_twice=again - 1), base=base)
    assert capped.status == "infeasible"
    assert set(find_conflict(Relaxed(capped.model), Watch(20)).groups) == {
        Group.MOST_MOVED_TWICE, Group.CLOSE_AT_LEAST,
    }  # fmt: skip
    lock = replace(base, locks=Locks(most_moved_twice=again - 1))
    assert propose(plan, asked, base=lock).status == "infeasible"
    assert propose(plan, replace(asked, most_moved_twice=again), base=base).status == "optimal"
    early = propose(plan, replace(asked, year=2022), base=base)          # they would never have been at b2
    assert not early.problem.candidates.schools


def test_villages_stay_together_where_they_are_asked_to():
    plan = hamlets(5)
    alone = propose(plan, options(also=("a1",), close_at_least=1))
    joined = propose(plan, options(also=("a1",), close_at_least=1, villages_together=True))
    receivers = {one.receiver for school in joined.schools for one in school.sendings}
    assert len(receivers) == 1
    assert joined.objective >= alone.objective - 1e-9


def test_the_years_are_spread_over_the_phases():
    made = propose(hamlets(3), options(close_at_least=2, phases=(2023, 2024), bus=True))
    assert sorted(one.year for one in made.scenario.decisions.values()) == [2023, 2024]


LOOSER = (
    {"close_at_least": 1}, {"bus": True}, {"most_class_pupils": 99}, {"also": ("a1", "b2", "p3")},
    {"most_moved": 500},
)  # fmt: skip


def test_loosening_never_worsens():
    plan = hamlets(8, rooms=6.0)
    strict = {"close_at_least": 2, "most_class_pupils": 20, "most_moved": 60}
    tight = propose(plan, options(**strict))
    for one in LOOSER:
        assert propose(plan, options(**strict | one)).objective <= tight.objective + 1e-6


def test_a_conflict_is_as_small_as_it_can_be():
    plan = hamlets(3)
    asked = options(close_at_least=2, most_moved=10)
    made = propose(plan, asked)
    assert made.status == "infeasible"
    assert made.scenario is None
    found = find_conflict(Relaxed(made.model), Watch(20))
    assert set(found.groups) == {Group.CLOSE_AT_LEAST, Group.MOST_MOVED}
    for group in found.groups:
        easier = propose(plan, replace(asked, **{group.value: None}))
        assert easier.scenario is not None
        moved = easier.after["moved"]
        assert moved >= found.reached[Group.MOST_MOVED] or group is Group.CLOSE_AT_LEAST
    assert "10" not in "".join(conflict_words(found, "en")[:1])
    assert len(conflict_words(found)) == 4


def test_who_may_not_be_closed_is_told_with_the_reason():
    asked = ProposalOptions("moved", below_pupils=1000, close_at_least=9)
    made = propose(hamlets(3), asked)
    problem, candidates = made.problem, made.problem.candidates
    found = find_conflict(Relaxed(made.model), Watch(20))
    assert found.groups == (Group.CLOSE_AT_LEAST,)
    few = [one for one in candidates.schools if one.may_close]
    assert len(few) >= found.reached[Group.CLOSE_AT_LEAST] > 0
    county = problem.outcome.county
    free = tuple(str(county.school_names[one.code]) for one in few)
    barred = sum(not one.may_close for one in candidates.schools) + len(candidates.fixed)
    for language, first in (("zh", "这一条达不到"), ("en", "This cannot be met")):
        plain = conflict_words(found, language)
        assert plain[0].startswith(first)
        told = conflict_words(found, language, problem=problem)[len(plain):]
        assert len(told) == barred > 0
        central = describe("proposal_fixed_central", {}, language).what
        name = str(county.school_names[county.school_code("c0")])
        assert [line for line in told if central in line and line.startswith(name)]
        assert not [line for line in told if line.startswith(free)]
    forbidden = propose(hamlets(3), replace(asked, may_close=False))
    assert barred_words(forbidden.problem) == [describe("proposal_barred_all", {}).what]


def test_each_decision_can_be_turned_round():
    plan = hamlets(3)
    made = propose(plan, options(close_at_least=1, connected=True), land=LAND)
    why = explain(made)
    turned = {(one.school, one.kind): one for one in why.opposites}
    for one in made.schools:
        for kind in (Kind.RETAIN, Kind.CLOSE):
            if kind is not one.kind:
                opposite = turned[one.code, kind]
                afresh = search(with_choice(made.model, one.code, kind), Watch(20))
                assert (afresh.columns is None) == bool(opposite.blocked_by)
                if afresh.columns is not None:
                    assert opposite.price == pytest.approx(afresh.objective - made.objective)
                    assert opposite.price_least <= opposite.price
                assert opposite.blocked_by or opposite.price >= -1e-6
                assert opposite_words(made, opposite)
                assert opposite_words(made, opposite, "en")
    gains = {one.group: one.gain for one in why.binding}
    for group in Relaxed(made.model).in_force:
        freely = search(Relaxed(made.model).without([group]), Watch(20))
        assert gains.get(group, 0.0) == pytest.approx(made.objective - freely.objective, abs=1e-4)
    assert binding_words(made, why)


def test_the_front_has_nothing_that_another_one_beats():
    made = propose(hamlets(5), options("cost", close_at_least=1))
    found = front(made, steps=1)
    table = np.array([[one.measures[aim] for aim in ("cost", "travel", "moved", "equity")] for one in found])
    for row in table:
        assert not ((table <= row + 1e-9).all(axis=1) & (table < row - 1e-6).any(axis=1)).any()
    for one in near_best(made, share=0.5, count=2):
        assert one.different
        assert one.found.objective >= made.objective - 1e-6


def test_the_least_regret_is_looked_for_among_all_plans_at_hand():
    plan = hamlets(5)
    made = propose(plan, options(close_at_least=1))
    tight = propose(plan, options(close_at_least=1, most_class_pupils=MOST_IN_CLASS))
    models = {"low": made.model, "high": tight.model}
    mine = {one.code: one.kind for one in made.schools}
    nothing = dict.fromkeys(mine, Kind.RETAIN)                   # breaks the condition that one is closed
    others = [("near", {**mine, **one.different}) for one in near_best(made, share=0.9, count=3)]
    found = least_regret(models, others=[("proposed", mine), *others, ("front", mine), ("near", nothing)])
    assert found.sources[0] == "proposed"
    assert len(found.plans) == len({tuple(sorted(one.items())) for one in found.plans}) > 2
    assert found.regret[0, 0] == 0
    assert np.isinf(found.regret[found.plans.index(nothing)]).all()
    worst = found.regret.max(axis=1)
    assert worst[found.chosen] == worst.min() < np.inf
    for decisions, regret in zip(found.plans, found.regret, strict=True):
        for best, model, lost in zip((made, tight), models.values(), regret, strict=True):
            if np.isfinite(lost):
                held = model
                for school, kind in decisions.items():
                    held = with_choice(held, school, kind)
                assert search(held, Watch(20)).objective - best.objective == pytest.approx(lost, abs=1e-6)
    for language in ("zh", "en"):
        rows = robust_rows(made, found, language)
        assert len(rows) == len(found.plans)
        assert robust_words(made, found, language)


class Stopping:
    """A progress that hears values and bounds, and cancels after a while."""

    def __init__(self, after_s):
        self.after_s, self.heard = after_s, []

    def __call__(self, fraction, step=""):
        if self.heard[-1][2] > self.after_s:
            raise Cancelled

    def found(self, objective, lower_bound, seconds):
        self.heard.append((objective, lower_bound, seconds))


def hard_programme(rows=5, items=50):
    """Return a market split: share the items out so that every customer gets half, as nearly as can be."""
    rng = np.random.default_rng(1)
    amounts = rng.integers(0, 100, (rows, items)).astype(float)
    half = np.floor(amounts.sum(axis=1) / 2)
    count = items + 2 * rows
    upper = np.append(np.ones(items), np.full(2 * rows, np.inf))
    miss = Expression(np.append(np.zeros(items), np.ones(2 * rows)))
    matrix = csr_array(np.hstack([amounts, np.eye(rows), -np.eye(rows)]))
    return Programme(upper, np.arange(count) < items, matrix, half, half), miss


def test_a_cancelled_search_ends_within_a_second_and_keeps_the_best():
    programme, miss = hard_programme()
    progress = Stopping(0.4)
    watch = Watch(30, progress)
    found = solve(programme, miss, watch)
    assert found.status == "cancelled"
    assert watch.seconds < 0.4 + 1
    assert miss.value(found.columns) == pytest.approx(found.objective)
    assert found.bound <= found.objective
    np.testing.assert_allclose(programme.matrix @ found.columns, programme.row_lower, atol=1e-5)
    assert progress.heard[-1][0] < np.inf


def test_the_clock_is_kept():
    programme, miss = hard_programme()
    watch = Watch(0.3)
    assert solve(programme, miss, watch).status == "time_limit"
    assert watch.seconds < 0.3 + 1


def test_the_same_seed_gives_the_same_plan():
    plan = hamlets(8)
    first, second = (propose(plan, options(close_at_least=1)) for _ in range(2))
    assert first.scenario == second.scenario
    assert proposal_to_dict(first)["objective"] == proposal_to_dict(second)["objective"]


def test_what_large_problems_begin_with_changes_no_value(monkeypatch):
    plan = hamlets(5)
    asked = {"most_class_pupils": MOST_IN_CLASS, "close_at_least": 1}
    ways = [{"kind": Objective.TRAVEL}, {"kind": Objective.MOVED}, {"connected": True, "land": LAND}]

    def values():
        for way in ways:
            kind, land = way.get("kind", Objective.TRAVEL), way.get("land")
            made = propose(plan, options(kind, connected=way.get("connected"), **asked), land=land)
            assert made.status == "optimal"
            assert made.differences == ()
            yield made.objective

    expected = list(values())
    monkeypatch.setattr(firstsolution, "MANY_COLUMNS", 1)
    assert list(values()) == pytest.approx(expected)


def test_the_figures_are_the_evaluations():
    plan = miniature_plan()
    made = propose(plan, ProposalOptions("moved", also=("p3",), widen=EVERYTHING, unknown_places=True))
    evaluation = evaluate(plan, made.scenario)
    assert made.after["moved"] == evaluation.counts["moved_pupils"].after
    told = proposal_to_dict(made)
    assert told["objective"]["value"] == told["measures"]["moved"]["after"] == 0
    assert told["schools"][0]["decision"] == "retain"


def test_nobody_is_paid_for_who_need_not_be():
    made = propose(hamlets(1), options(close_at_least=1))
    model, columns = made.model, made.found.columns
    accounts = slice(model.columns.account_at, model.columns.spread_at)
    assert accounts.stop > accounts.start
    loose = columns.copy()
    loose[accounts] += np.arange(1.0, accounts.stop - accounts.start + 1)
    np.testing.assert_allclose(model.paid_for(loose), columns, atol=1e-6)
    assert model.measures["cost"].value(loose) > model.measures["cost"].value(columns)
    assert made.differences == ()


def with_room(plan):
    return with_school(plan, "s1", approved_places=300.0)


def test_a_site_of_the_scenario_is_built_where_it_helps():
    spot = gpd.GeoSeries([Point(ORIGIN[0] + 1620, ORIGIN[1] + 1800)], crs=CRS).to_crs(STORAGE_CRS)[0]
    built = Decision(LayoutStatus.NEW, grades_taught=(1, 2, 3), expansion=Expansion(rooms=6, places=200))
    site = Site("n1", "北沟小学", "甲镇", "211", spot.x, spot.y)
    base = Scenario("底", {"n1": built}, sites=(site,))
    asked = ProposalOptions("travel", also=("p3",), widen=EVERYTHING, close_at_least=1)
    made = propose(with_room(miniature_plan()), asked, base=base)
    assert made.scenario.decisions["p3"].settlement_receivers == (("v4", "n1"),)     # 1800 m nearer than s1
    assert made.differences == ()


def test_what_may_be_built_is_built_within_the_budget():
    plan = with_school(miniature_plan(), "s1", approved_places=115.0)
    asked = ProposalOptions(
        "moved", also=("p3",), widen=EVERYTHING, close_at_least=1, bus=True,
        extensions=(Extension("s1", 2, 90, 500_000.0),),
    )  # fmt: skip
    made = propose(plan, asked)
    assert made.scenario.decisions["s1"].expansion == Expansion(2, 90, 500_000.0)
    assert made.scenario.decisions["p3"].bus_seats == 5
    assert propose(plan, replace(asked, most_one_off_yuan=1000.0)).status == "infeasible"


def test_who_is_brought_beyond_the_limit_at_a_price_is_told():
    asked = ProposalOptions("travel", also=("p3",), widen=EVERYTHING, close_at_least=1, over_limit_price=10.0)
    made = propose(with_room(miniature_plan()), asked)
    assert made.objective == pytest.approx(made.after["travel"] + 10 * 5)             # v4, 2000 s now
    assert made.evaluation.blocks
    assert {code for code, _ in notes_of(made)} >= {"proposal_note_soft", "proposal_note_must"}
