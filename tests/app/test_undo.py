"""Undo, redo, undo over any sequence of edits brings back exactly what was there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from miniature import miniature_plan

from app.document import Document
from app.drawing import DrawnPlan
from gis.errors import InputError
from gis.layout import (
    BASELINE,
    Boarding,
    Decision,
    Expansion,
    LayoutStatus,
    Locks,
    NetworkEdit,
    NetworkEditKind,
    Policy,
    Scenario,
    SchoolLock,
    Site,
    Trigger,
)
from gis.planning.scenario import clear_network_edit, clear_site, set_decision, set_network_edit, set_site

NAMES = ["甲", "乙", "丙"]
decisions = st.builds(
    Decision,
    status=st.sampled_from(list(LayoutStatus)),
    receiver_id=st.sampled_from([None, "s1", "s2-P"]),
    boarding=st.none() | st.builds(Boarding, st.integers(1, 60)),
    note=st.text(max_size=3),
    year=st.none() | st.integers(2022, 2030),
    expansion=st.none() | st.builds(Expansion, places=st.integers(1, 90)),
    gradual=st.booleans(),
    trigger=st.none() | st.builds(Trigger, st.integers(1, 100)),
)
sites = st.builds(
    Site, school_id=st.just(""), name=st.sampled_from(["东小学", "西小学"]), township=st.just("甲镇"),
    type_code=st.just("211"), lon=st.just(114.16) | st.just(float("nan")), lat=st.just(35.95),
)  # fmt: skip
locks = st.builds(
    Locks,
    schools=st.dictionaries(st.sampled_from(["s1", "p3"]), st.sampled_from(SchoolLock), max_size=2),
    together=st.sampled_from([(), (("v1", "v2"),)]),
    most_moved=st.none() | st.integers(0, 99),
)
roads = st.builds(
    NetworkEdit,
    edit_id=st.just(""),
    kind=st.sampled_from([NetworkEditKind.CLOSE, NetworkEditKind.DANGER]),
    name=st.sampled_from(["桥", "坡"]),
    wkt=st.sampled_from(["POINT (114.155 35.95)", "LINESTRING (114.155 35.95, 114.16 35.95)"]),
    season=st.sampled_from(["", "汛期"]),
)
edits = st.lists(
    st.one_of(
        st.tuples(st.just("decide"), st.sampled_from(["s1", "s2-P", "p3"]), decisions),
        st.tuples(st.just("add"), st.sampled_from(NAMES), st.none()),
        st.tuples(st.just("rename"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
        st.tuples(st.just("delete"), st.sampled_from(NAMES), st.none()),
        st.tuples(st.just("road"), st.sampled_from(["e1", "e2"]), roads),
        st.tuples(st.just("unroad"), st.sampled_from(["e1", "e2"]), st.none()),
        st.tuples(st.just("build"), st.sampled_from(["拟建-1", "拟建-2"]), sites),
        st.tuples(st.just("unbuild"), st.sampled_from(["拟建-1", "拟建-2"]), st.none()),
        st.tuples(st.just("promise"), st.just(""), locks),
        st.tuples(st.just("policy"), st.just(""), st.sampled_from(Policy)),
        st.tuples(st.just("base"), st.sampled_from([BASELINE, *NAMES]), st.none()),
        st.tuples(st.just("year"), st.just(""), st.none() | st.integers(2022, 2037)),
        st.tuples(st.just("activate"), st.sampled_from([BASELINE, *NAMES]), st.none()),
    ),
    max_size=12,
)


@pytest.fixture
def quiet(document: Document, monkeypatch: pytest.MonkeyPatch) -> Document:
    """A document that computes nothing and accepts every decision: only the edits are looked at."""
    monkeypatch.setattr(document, "evaluate", lambda wait_s=0.0: None)
    monkeypatch.setattr("app.document.refusals_of", lambda plan, scenario: ())
    return document


def apply(document: Document, kind: str, name: str, value: Any) -> None:
    assert document.plan is not None
    known = document.plan.scenarios
    if kind in ("build", "unbuild", "promise", "policy", "base"):
        if document.active != BASELINE:
            shape(document, kind, name, value)
    elif kind == "year":
        document.show_year(value)
    elif kind == "decide" and document.active != BASELINE:
        document.decide(name, value, "")
    elif kind == "road" and document.active != BASELINE:
        changed = set_network_edit(document.scenario, replace(value, edit_id=name))
        document.replace_scenario(changed, "", season=value.season)
    elif kind == "unroad" and document.active != BASELINE:
        document.replace_scenario(clear_network_edit(document.scenario, name), "")
    elif kind == "add" and name not in known:
        document.add_scenario(Scenario(name), "")
    elif kind == "rename" and name in known and value not in known:
        document.rename_scenario(name, value, "")
    elif kind == "delete" and name in known:
        with suppress(InputError):  # others rest on it
            document.delete_scenario(name, "")
    elif kind == "activate" and (name == BASELINE or name in known):
        document.activate(name)


def shape(document: Document, kind: str, name: str, value: Any) -> None:
    """Edit what the active scenario is made of, its decisions apart."""
    scenario = document.scenario
    if kind == "build":
        made = set_site(scenario, replace(value, school_id=name))
        scenario = set_decision(made, name, Decision(LayoutStatus.NEW))
    elif kind == "unbuild":
        scenario = clear_site(scenario, name)
    elif kind == "policy":
        scenario = replace(scenario, policy=value)
    elif kind == "base" and (name == BASELINE or name in document.plan.scenarios):  # type: ignore[union-attr]
        scenario = replace(scenario, base=name)
    if kind == "promise":
        document.set_locks(value, "")
    else:
        document.replace_scenario(scenario, "")


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=edits)
def test_undo_redo_undo(quiet: Document, sequence: list[tuple[str, str, Any]]) -> None:
    quiet.show(DrawnPlan(miniature_plan(scenarios=[Scenario("甲")]), None, "{}"), None)  # type: ignore[arg-type]
    stack, states = quiet.undo_stack, [quiet.scenario_state().scenarios]
    for edit in sequence:
        before = stack.count()
        apply(quiet, *edit)
        if stack.count() > before:
            states.append(quiet.scenario_state().scenarios)
    for _ in range(2):
        for expected in reversed(states[:-1]):
            stack.undo()
            assert list(quiet.scenario_state().scenarios.items()) == list(expected.items())
        assert quiet.active == BASELINE or quiet.active in quiet.scenario_state().scenarios
        assert quiet.season in ("", *quiet.seasons)
        for expected in states[1:]:
            stack.redo()
            assert list(quiet.scenario_state().scenarios.items()) == list(expected.items())
        assert not stack.canRedo()
