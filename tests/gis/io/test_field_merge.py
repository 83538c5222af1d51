"""Three states of a plan, compared by id: what is proposed, what is a conflict, what is taken over."""

import csv
from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from miniature import CRS, NODES, ORIGIN, merge, miniature_plan, point
from pyproj import Transformer
from shapely.geometry import LineString, Point

from gis.errors import InputError
from gis.io.digests import canonical, plan_digests
from gis.io.field import Conflict, Take, apply, merge_back
from gis.io.field.items import items_of
from gis.io.field.journeys import compared_walks
from gis.io.field.listing import read_choices, write_list
from gis.io.field.observing import (
    RoadCorrection,
    observe_blocked_road,
    observe_note,
    observe_position,
    observe_road,
    observe_walk,
    with_observations,
)
from gis.io.field.wording import observation_text, subject_words, value_words, what_words
from gis.layout import Locks, NoCrossing, Policy, Scenario, SchoolLock, Site
from gis.model import STORAGE_CRS, Issue, IssueState, Mode, Observation, ObservationKind, Walker
from gis.network.build import assemble
from gis.network.travel import travel_matrix

TO_DEGREES = Transformer.from_crs(CRS, STORAGE_CRS, always_xy=True)
SCENARIO = "调整"


def degrees(x, y):
    return TO_DEGREES.transform(ORIGIN[0] + x, ORIGIN[1] + y)


def measured(plan):
    """Return the plan with the digest and the journeys that its roads really give."""
    roads = assemble(plan.roads.nodes, plan.roads.edges, plan.roads.barriers)
    travel = travel_matrix(roads, plan.settlements, plan.schools, parameters=plan.rules["travel"])
    return replace(plan, roads=roads, travel={str(mode): times for mode, times in travel.items()})


@pytest.fixture(scope="module")
def base():
    return measured(miniature_plan(scenarios=[Scenario(SCENARIO, {"p3": merge("s1")})]))


def moved(plan, table, name, x, y):
    """Return the plan with one place elsewhere, as an edit of the table itself."""
    frame = getattr(plan, table).copy()
    lon, lat = degrees(x, y)
    geometry = frame.geometry.copy()
    geometry.loc[name] = Point(lon, lat)
    frame = frame.set_geometry(geometry)
    frame.loc[name, ["lon", "lat"]] = lon, lat
    return replace(plan, **{table: frame})


def with_cell(plan, table, name, column, value):
    frame = getattr(plan, table).copy()
    frame.loc[name, column] = value
    return replace(plan, **{table: frame})


def decided(plan, school_id, decision):
    scenario = plan.scenarios[SCENARIO]
    decisions = {key: old for key, old in scenario.decisions.items() if key != school_id}
    if decision is not None:
        decisions[school_id] = decision
    return plan.with_scenario(replace(scenario, decisions=decisions))


def contents(plan):
    """Return everything that a merge may bring, the journeys included."""
    seconds = {
        mode: np.nan_to_num(times.seconds, nan=-1).round(6).tolist() for mode, times in plan.travel.items()
    }
    return items_of(plan), seconds, plan.roads.digest


# ---- single cases


def test_nothing_changed(base):
    found = merge_back(base, base, base)
    assert list(found) == []
    assert found.same == ()


def test_position_moved_in_the_field_is_proposed_and_its_journeys_are_new(base):
    theirs = with_observations(base, *observe_position(base, "v1", *degrees(450, 0), author="李"))
    assert contents(theirs)[1] == contents(base)[1], "no figure changes in the field"
    found = merge_back(base, base, theirs)
    (change,) = found.changes
    assert (change.id, str(change.what), found.conflicts) == ("v1", "position", ())
    assert contents(apply(found, {})) == contents(base), "nothing is applied silently"
    plan = apply(found, found.proposed())
    walk = plan.travel[Mode.WALK_G1_3]
    assert walk.seconds[0] == pytest.approx([450 / 0.9, 3150 / 0.9, 3150 / 0.9, 1170 / 0.9], rel=1e-3)
    whole = travel_matrix(plan.roads, plan.settlements, plan.schools, parameters=plan.rules["travel"])
    for mode, times in plan.travel.items():
        np.testing.assert_allclose(times.seconds, whole[mode].seconds, rtol=1e-12)
        np.testing.assert_allclose(times.metres, whole[mode].metres, rtol=1e-12)
    row = plan.settlements.loc["v1"]
    assert (row["lon"], row["lat"]) == (row.geometry.x, row.geometry.y)
    assert [seen.kind for seen in plan.observations] == [ObservationKind.POSITION], "the evidence comes along"
    assert plan.history[-1].action == "history_field_merged"
    assert base.observations == ()


def test_all_divisions_of_a_site_move_together(base):
    theirs = with_observations(base, *observe_position(base, "s2-P", *degrees(3000, 0)))
    plan = apply(merge := merge_back(base, base, theirs), merge.proposed())
    assert plan.schools.geometry["s2-P"].equals(plan.schools.geometry["s2-J"])
    assert plan.travel[Mode.WALK_G1_3].metres[2, 1:3] == pytest.approx([480, 480], rel=1e-3)


def test_both_moved_is_a_conflict_and_each_side_can_be_chosen(base):
    ours = moved(base, "settlements", "v1", 100, 0)
    theirs = with_observations(base, *observe_position(base, "v1", *degrees(450, 0)))
    found = merge_back(base, ours, theirs)
    (conflict,) = found.conflicts
    assert isinstance(conflict, Conflict)
    assert found.changes == ()
    assert conflict.base != conflict.ours != conflict.theirs
    assert items_of(apply(found, found.proposed())) == items_of(ours), "an open conflict changes nothing"
    assert items_of(apply(found, {conflict.key: "ours"})) == items_of(ours)
    taken = apply(found, {conflict.key: "theirs"}).settlements.geometry["v1"]
    assert [taken.x, taken.y] == conflict.theirs


def test_same_edit_on_both_sides_is_nothing_to_do(base):
    ours, theirs = (decided(base, "p3", point(1, 2)) for _ in range(2))
    found = merge_back(base, ours, theirs)
    assert list(found) == []
    assert [change.id for change in found.same] == ["p3"]


def test_deleted_here_edited_there(base):
    seen = observe_note("桥窄", subject_id="v1")
    before = with_observations(base, seen)
    gone = replace(before, observations=())
    edited = replace(before, observations=(replace(seen, text="桥已修"),))
    (conflict,) = merge_back(before, gone, edited).conflicts
    assert (conflict.ours, conflict.theirs["text"]) == (None, "桥已修")
    assert (
        apply(merge_back(before, gone, edited), {conflict.key: "theirs"}).observations == edited.observations
    )
    (conflict,) = merge_back(before, edited, gone).conflicts
    assert conflict.theirs is None
    assert apply(merge_back(before, edited, gone), {conflict.key: "theirs"}).observations == ()
    assert apply(merge_back(before, edited, gone), {conflict.key: "ours"}).observations == edited.observations


def test_school_gone_from_the_plan_cannot_be_moved(base):
    ours = replace(base, schools=base.schools.drop("p3"))
    theirs = with_observations(base, *observe_position(base, "p3", *degrees(1600, 0)))
    (conflict,) = merge_back(base, ours, theirs).conflicts
    plan = apply(merge_back(base, ours, theirs), {conflict.key: "theirs"})
    assert [issue.code for issue in plan.issues] == ["field_subject_gone"]
    assert "p3" not in plan.schools.index


def test_rows_dropped_or_added_in_the_field_are_told_and_left_alone(base):
    theirs = replace(base, settlements=base.settlements.drop("v4").rename(index={"v3": "v9"}))
    found = merge_back(base, base, theirs)
    assert list(found) == []
    assert sorted(issue.code for issue in found.issues) == [
        "field_record_added", "field_record_dropped", "field_record_dropped",
    ]  # fmt: skip
    assert list(apply(found, found.proposed()).settlements.index) == list(base.settlements.index)


def test_position_outside_the_county_is_not_taken_over(base):
    theirs = with_observations(base, *observe_position(base, "v1", *degrees(60_000, 0)))
    found = merge_back(base, base, theirs)
    plan = apply(found, found.proposed())
    assert [issue.code for issue in plan.issues] == ["field_position_outside"]
    assert items_of(plan) == items_of(base)


def test_unplaced_village_is_found_and_its_issue_settled(base):
    frame = base.settlements.copy()
    geometry = frame.geometry.copy()
    geometry.loc["v4"] = None
    lost = measured(replace(base, settlements=frame.set_geometry(geometry)))
    lost = lost.with_issues(
        [Issue("error", "settlement_without_position", subject_id="v4", values={"name": "北沟"})]
    )
    found = merge_back(
        lost, lost, with_observations(lost, *observe_position(lost, "v4", *degrees(1620, 1800)))
    )
    (change,) = found.changes
    assert change.ours is None
    plan = apply(found, found.proposed())
    assert plan.issues[0].state is IssueState.FIXED
    assert np.isfinite(plan.travel[Mode.WALK_G1_3].seconds[3]).all()


def test_the_latest_of_two_observed_positions_counts(base):
    first, second = (observe_position(base, "v1", *degrees(x, 0))[0] for x in (300, 600))
    first, second = replace(first, when="2026-01-01T08:00:00Z"), replace(second, when="2026-01-01T09:00:00Z")
    found = merge_back(base, base, with_observations(base, second, first))
    (change,) = found.changes
    assert found.positions[change.item] == second


def test_decision_that_the_plan_no_longer_allows_is_refused_with_its_reason(base):
    ours = decided(base, "s1", merge("s2-P"))
    theirs = decided(base, "s2-P", merge("s1"))
    found = merge_back(base, ours, theirs)
    plan = apply(found, found.proposed())
    assert plan.scenarios == ours.scenarios
    (issue,) = plan.issues
    assert issue.code == "field_decision_refused"
    assert issue.describe().what


def test_scenario_made_in_the_field_comes_in_whole(base):
    theirs = base.with_scenario(Scenario("外业", {"p3": point(1)}, note="村里的意见"))
    found = merge_back(base, base, theirs)
    assert apply(found, found.proposed()).scenarios == theirs.scenarios
    back = merge_back(theirs, theirs, base)
    assert apply(back, back.proposed()).scenarios == base.scenarios


def test_attribute_of_either_side_and_of_both(base):
    theirs = with_cell(base, "schools", "s1", "classrooms", 10.0)
    found = merge_back(base, base, theirs)
    assert apply(found, found.proposed()).schools.loc["s1", "classrooms"] == 10
    ours = with_cell(base, "schools", "s1", "classrooms", 9.0)
    (conflict,) = merge_back(base, ours, theirs).conflicts
    assert (conflict.base, conflict.ours, conflict.theirs, conflict.column) == (8, 9, 10, "classrooms")


def test_column_of_a_later_version_is_no_change(base):
    earlier = {
        key: value for key, value in items_of(base).items() if key.column not in ("is_central", "note")
    }
    found = merge_back(earlier, with_cell(base, "schools", "s1", "is_central", False), base)
    assert [(change.id, change.column) for change in found] == [("s1", "is_central")], "a value set is one"
    assert found.same == ()


def test_other_county_is_refused(base):
    other = replace(base, meta=replace(base.meta, unit_name="邻县"))
    with pytest.raises(InputError) as fault:
        merge_back(base, base, other)
    assert fault.value.code == "field_other_plan"


# ---- roads and walks


def test_blocked_road_is_cut_and_all_journeys_are_new(base):
    theirs = with_observations(base, observe_blocked_road(base, *degrees(2070, 5), text="塌方"))
    found = merge_back(base, base, theirs)
    plan = apply(found, found.proposed())
    walk = plan.travel[Mode.WALK_G1_3]
    assert np.isnan(walk.metres[0, 1]), "east and west are cut apart"
    assert walk.metres[0, 0] == pytest.approx(900, rel=1e-3)
    assert len(plan.roads.edges) == len(base.roads.edges) + 1
    assert plan.roads.edges["length_m"].sum() == pytest.approx(base.roads.edges["length_m"].sum())
    assert walk.network_digest == plan.roads.digest != base.roads.digest
    again = merge_back(base, plan, theirs)
    assert list(again) == [], "what was merged is not merged twice"


def test_cut_at_a_junction_leaves_the_other_roads(base):
    theirs = with_observations(base, observe_blocked_road(base, *degrees(2520, 0)))
    plan = apply(found := merge_back(base, base, theirs), found.proposed())
    assert len(plan.roads.edges) == len(base.roads.edges)
    assert np.isnan(plan.travel[Mode.WALK_G1_3].metres[0, 1])


def test_class_and_speed_of_a_road(base):
    line = LineString([degrees(*NODES[4]), degrees(*NODES[5])])
    seen = observe_road(RoadCorrection("attributes", road_class="track", speed_kph=15), line)
    plan = apply(found := merge_back(base, base, with_observations(base, seen)), found.proposed())
    edge = plan.roads.edges.iloc[3]
    assert (edge["highway"], edge["maxspeed_kph"]) == ("track", 15)
    assert plan.issues == ()
    gone = replace(seen, wkt=LineString([degrees(0, 900), degrees(800, 900)]).wkt)
    plan = apply(found := merge_back(base, base, with_observations(base, gone)), found.proposed())
    assert [issue.code for issue in plan.issues] == ["field_road_not_merged"]
    assert plan.observations == (), "it can be merged once the road is there"


def test_surveyed_line_shortens_the_way(base):
    line = LineString([degrees(2520, 0), degrees(2520, 1800), degrees(1620, 1800)])
    seen = observe_road(RoadCorrection("new", road_class="track", name="新测路"), line, author="李")
    plan = apply(found := merge_back(base, base, with_observations(base, seen)), found.proposed())
    assert plan.roads.edges["length_m"].sum() == pytest.approx(5400 + 2700, rel=1e-3)
    nearest = observe_road(
        RoadCorrection("new", road_class="track"), LineString([degrees(1620, 1800), degrees(2520, 0)])
    )
    plan = apply(found := merge_back(base, base, with_observations(base, nearest)), found.proposed())
    shortcut = np.hypot(900, 1800)
    assert plan.travel[Mode.WALK_G1_3].metres[3, 1] == pytest.approx(shortcut + 1080, rel=1e-3)
    assert plan.travel[Mode.WALK_G1_3].metres[3, 0] == pytest.approx(2520, rel=1e-3)
    with pytest.raises(InputError):
        observe_road(RoadCorrection("new"), line)


def test_measured_walk_far_from_the_computed_one_is_told(base):
    near, far = (observe_walk(base, "v1", "s1", minutes) for minutes in (17, 40))
    plan = apply(found := merge_back(base, base, with_observations(base, near, far)), found.proposed())
    (issue,) = plan.issues
    assert (issue.code, issue.values["measured"]) == ("field_walk_counts", "40"), "there are no footpaths"
    with_paths = replace(plan, roads=replace(plan.roads, has_footpaths=True))
    (issue,) = compared_walks(with_paths, plan.observations)
    assert (issue.code, issue.values["measured"]) == ("field_walk_differs", "40")
    assert contents(plan)[1] == contents(base)[1]
    with pytest.raises(InputError):
        observe_walk(base, "v1", "s1", 0)


def test_a_measured_walk_is_compared_with_that_of_who_walked(base):
    """Computed: grades 1-3 900 m at 0.9 m/s, an adult the same at 1.4."""
    plan = replace(base, roads=replace(base.roads, has_footpaths=True))
    metres = plan.travel[Mode.WALK_G1_3].metres[0, 0]
    child, adult = metres / 0.9 / 60, metres / 1.4 / 60

    def told(minutes, walker):
        (seen,) = with_observations(plan, observe_walk(plan, "v1", "s1", minutes, walker=walker)).observations
        issues = list(compared_walks(plan, [seen]))
        assert all("按走的人的步速" in issue.describe("zh").what for issue in issues)
        return [float(issue.values["computed"]) for issue in issues]

    assert told(child, Walker.G1_3) == told(adult, Walker.ADULT) == []
    assert told(adult, Walker.G1_3) == [pytest.approx(child, abs=0.5)]
    assert told(child, Walker.ADULT) == [pytest.approx(adult, abs=0.5)]


def test_who_walked_is_said_and_a_copy_without_it_is_the_same(base):
    unknown, child = (observe_walk(base, "v1", "s1", 20, walker=one) for one in (Walker.UNKNOWN, Walker.G1_3))
    assert "walker" not in canonical(unknown), "as it was before anybody asked"
    assert canonical(child)["walker"] == "g1_3"
    assert "低年级孩子走到" in observation_text(base, child)
    assert "走到" not in observation_text(base, unknown)


# ---- lists


def test_list_is_filled_in_and_read(base, tmp_path):
    ours = decided(with_cell(base, "schools", "s1", "classrooms", 9.0), "p3", point(1, 2))
    theirs = decided(with_cell(base, "schools", "s1", "note", "=1+1"), "p3", point(1))
    theirs = with_observations(theirs, observe_note("路面\n结冰", subject_id="v1", author="王"))
    found = merge_back(base, ours, theirs)
    path = tmp_path / "清单.csv"
    write_list(found, path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert len(rows) == 1 + 3
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert read_choices(found, path) == found.proposed()
    (conflict,) = found.conflicts
    for row in rows[1:]:
        row[-1] = "外业" if row[0] == conflict.key else "OURS"
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows(rows)
    choices = read_choices(found, path)
    assert choices == {change.key: Take.OURS for change in found.changes} | {conflict.key: Take.THEIRS}
    path.write_text(path.read_text("gb18030").replace("外业\n", "都要\n"), encoding="utf-8")
    with pytest.raises(InputError) as fault:
        read_choices(found, path)
    assert fault.value.code == "field_choice_unknown"


# ---- any edits


EDITS = {
    "move": st.tuples(
        st.sampled_from([("settlements", n) for n in ("v1", "v2", "v3", "v4")] + [("schools", "s1")]),
        st.integers(0, 3500), st.integers(0, 1500),
    ),
    "cell": st.tuples(
        st.sampled_from(["s1", "s2-P", "p3"]), st.sampled_from(["classrooms", "beds"]), st.integers(0, 40)
    ),
    "decide": st.tuples(
        st.just("p3"), st.sampled_from([None, merge("s1"), merge("s2-P"), point(1), point(1, 2)])
    ),
    "note": st.tuples(st.uuids().map(str), st.sampled_from(["v1", "s1", ""]), st.text("桥路雪", max_size=3)),
}  # fmt: skip


def edited(plan, edits):
    for kind, values in edits:
        if kind == "move":
            (table, name), x, y = values
            plan = moved(plan, table, name, x, y)
        elif kind == "cell":
            plan = with_cell(plan, "schools", values[0], values[1], float(values[2]))
        elif kind == "decide":
            plan = decided(plan, *values)
        else:
            note = Observation(values[0], ObservationKind.NOTE, subject_id=values[1], text=values[2])
            plan = with_observations(plan, note)
    return plan


def subject(edit):
    kind, values = edit
    return kind, values[:2] if kind == "cell" else values[0]


sequences = st.lists(
    st.one_of(*(st.tuples(st.just(kind), values) for kind, values in EDITS.items())),
    max_size=5,
    unique_by=subject,
)
lenient = settings(deadline=None, max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])


@lenient
@given(edits=sequences)
def test_merging_one_sided_edits_equals_making_them(base, edits):
    theirs = edited(base, edits)
    found = merge_back(base, base, theirs)
    assert found.conflicts == ()
    plan = apply(found, found.proposed())
    assert contents(plan) == contents(measured(theirs))
    assert plan_digests(plan)["scenarios"] == plan_digests(theirs)["scenarios"]
    here = merge_back(base, theirs, base)
    assert contents(apply(here, here.proposed())) == contents(theirs), "only ours changed: nothing happens"
    assert list(here) == []


@lenient
@given(edits=sequences, split=st.integers(0, 5))
def test_two_copies_of_different_things_merge_in_either_order(base, edits, split):
    first, second = edited(base, edits[:split]), edited(base, edits[split:])

    def merged(*copies):
        plan = base
        for copy in copies:
            found = merge_back(base, plan, copy)
            assert found.conflicts == ()
            plan = apply(found, dict(reversed(found.proposed().items())))
        return plan

    assert (
        contents(merged(first, second))
        == contents(merged(second, first))
        == contents(measured(edited(base, edits)))
    )


# ---- parts of scenarios


def with_scenario(plan, **parts):
    return plan.with_scenario(replace(plan.scenarios[SCENARIO], **parts))


def test_sites_locks_and_policies_are_merged_by_what_they_are_about(base):
    old = Site("n1", "新校", "镇", "211", 114.0, 36.0)
    crossing = NoCrossing("河", "LINESTRING (114 36, 114.1 36)", ("v1",))
    start = with_scenario(base, sites=(old,), locks=Locks({"s1": SchoolLock.UNDECIDED}, most_moved=50))
    ours = with_scenario(
        start, locks=Locks({"s1": SchoolLock.MUST_STAY}, most_moved=60), policy=Policy.NEAREST
    )
    schools = {"s1": SchoolLock.MUST_STAY, "p1": SchoolLock.MUST_CLOSE}
    locks = Locks(schools, (("v1", "v2"),), (crossing,), 70)
    sites = replace(old, lon=114.05), replace(old, school_id="n2")
    theirs = with_scenario(start, sites=sites, whole_settlements=True, locks=locks)
    found = merge_back(start, ours, theirs)
    assert sorted((change.column, change.id) for change in found.changes) == [
        ("no_crossing", "河"), ("school_lock", "p1"), ("setting", "whole_settlements"), ("site", "n1"),
        ("site", "n2"), ("together", "v1、v2"),
    ]  # fmt: skip
    assert [(c.id, c.ours, c.theirs) for c in found.conflicts] == [("most_moved", 60, 70)]
    assert [change.id for change in found.same] == ["s1"]
    for change in found:
        for language in ("zh", "en"):
            assert subject_words(found, change)
            assert what_words(change, language)
            assert value_words(found, change, change.theirs, language)
    merged = apply(found, found.proposed()).scenarios[SCENARIO]
    assert merged.locks.most_moved == 60, "a conflict stays as the plan has it"
    expected = replace(theirs.scenarios[SCENARIO], policy=Policy.NEAREST)
    assert merged == replace(expected, locks=replace(locks, most_moved=60))
    conflict = found.conflicts[0]
    both = apply(found, {**found.proposed(), conflict.key: Take.THEIRS}).scenarios[SCENARIO]
    assert both.locks == locks


def test_a_base_that_is_not_taken_over_is_refused(base):
    theirs = with_scenario(base.with_scenario(Scenario("甲", note="基础")), base="甲")
    found = merge_back(base, base, theirs)
    assert sorted(change.id for change in found.changes) == ["base", "甲"]
    only = {change.key: Take.THEIRS for change in found.changes if change.id == "base"}
    refused = apply(found, only)
    assert refused.scenarios == base.scenarios
    assert [issue.code for issue in refused.issues][-1] == "field_base_refused"
    assert apply(found, found.proposed()).scenarios == theirs.scenarios
    back = merge_back(theirs, theirs, base)
    drop = {change.key: Take.THEIRS for change in back.changes if change.id == "甲"}
    kept = apply(back, drop)
    assert kept.scenarios == theirs.scenarios
    assert [issue.code for issue in kept.issues][-1] == "field_base_needed"
    assert apply(back, back.proposed()).scenarios == base.scenarios
