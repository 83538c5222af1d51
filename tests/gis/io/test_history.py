"""The log of a plan: what it says, that no change of it goes unnoticed, that it is never shortened."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from gis.errors import PlanFileError
from gis.io.changes import changes_between
from gis.io.digests import (
    decision_from,
    decision_values,
    evaluation_digest,
    plan_digests,
    scenario_from,
    scenario_values,
)
from gis.io.history import (
    append_entry,
    broken_links,
    continued,
    history_on_disk,
    record_changes,
    record_report,
    take_place_of,
)
from gis.io.historywords import entry_lines, entry_sentence
from gis.io.project import open_plan, save_plan
from gis.layout import (
    Boarding,
    Decision,
    Expansion,
    LayoutStatus,
    Locks,
    NetworkEdit,
    NetworkEditKind,
    NoCrossing,
    Policy,
    Scenario,
    SchoolLock,
    Site,
    Trigger,
)
from gis.model import IssueState, Observation, ObservationKind

MERGED = Decision(
    LayoutStatus.MERGE,
    "2141000001",
    (("410000100001", "3141000003-P"),),
    boarding=Boarding(12, 4),
    bus_seats=19,
    year=2023,
    note="听证后",
)
SCENARIO = Scenario("方案甲", {"2141000002": MERGED})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "某县.gpkg"


def actions(plan):
    return [entry.action for entry in plan.history]


def sentences(plan, language="zh"):
    return "\n".join(
        text
        for entry in plan.history
        for text in (entry_sentence(entry, language), *entry_lines(entry, language))
    )


def test_import_names_every_file_with_size_digest_and_rows(county_plan):
    (entry,) = county_plan.history
    assert entry.action == "history_import"
    files = {file["role"]: file for file in entry.values["files"]}
    assert set(files) >= {"roads", "schools", "settlements", "pupils", "attendance"}
    assert all(len(file["sha256"]) == 64 and file["size_bytes"] > 0 for file in files.values())
    assert files["settlements"]["rows"] == 4
    assert files["settlements"]["sha256"] in sentences(county_plan)
    assert "居民点 4 个" in sentences(county_plan)


def test_one_entry_for_the_decisions_of_a_change_set(county_plan):
    changed = record_changes(county_plan, county_plan.with_scenario(SCENARIO))
    assert actions(changed) == ["history_import", "history_decisions"]
    text = sentences(changed)
    assert "新建方案“方案甲”（1 条决定）" in text
    assert "西沟小学：无 → 撤销、并入，接收学校 东乡中心小学，按村指定 西沟村 → 东乡学校" in text
    assert "19 座" in text
    assert "12 张（4年级起）" in text
    again = record_changes(changed, changed)
    assert again is changed, "nothing changed, nothing to log"
    other = replace(MERGED, bus_seats=35)
    edited = record_changes(changed, changed.with_scenario(Scenario("方案甲", {"2141000002": other})))
    (change,) = edited.history[-1].values["changes"]
    assert (change["before"]["bus_seats"], change["after"]["bus_seats"]) == (19, 35)
    assert decision_from(change["after"]) == other
    assert "35 bus seats" in sentences(edited, "en")


@pytest.mark.parametrize(
    "decision", [MERGED, Decision(), Decision(LayoutStatus.TEACHING_POINT, grades_kept=(1, 2))]
)
def test_decisions_come_back_from_the_log(decision):
    assert decision_from(json.loads(json.dumps(decision_values(decision)))) == decision


def test_renamed_and_deleted_scenarios(county_plan):
    before = county_plan.with_scenario(SCENARIO)
    renamed = replace(before, scenarios={"乙": replace(SCENARIO, name="乙")})
    (change,) = dict(changes_between(before, renamed))["history_decisions"]["changes"]
    assert (change["kind"], change["before"], change["scenario"]) == ("scenario_renamed", "方案甲", "乙")
    deleted = dict(changes_between(before, county_plan))["history_decisions"]["changes"]
    assert [change["kind"] for change in deleted] == ["scenario_removed", "decision"]
    assert deleted[1]["before"]["status"] == "merge"


def test_rules_inputs_issues_and_observations(county_plan):
    rules = json.loads(json.dumps(county_plan.rules))
    key, parameter = next(iter(rules["national"]["parameters"].items()))
    parameter["value"] = 4321
    schools = county_plan.schools.copy()
    schools.loc["2141000002", "enrolment"] = 31.0
    issue = replace(county_plan.issues[0], state=IssueState.ACCEPTED, reason="已与学校核对")
    seen = Observation("u-1", ObservationKind.NOTE, "2141000002", text="桥断了", author="张某")
    after = replace(
        county_plan,
        rules=rules,
        schools=schools,
        issues=(issue, *county_plan.issues[1:]),
        observations=(seen,),
        attendance=county_plan.attendance.iloc[1:].reset_index(drop=True),
    )
    logged = record_changes(county_plan, after)
    assert set(actions(logged)) == {
        "history_import", "history_rules", "history_inputs", "history_issues", "history_observations",
    }  # fmt: skip
    text = sentences(logged)
    assert f"national.parameters.{key}.value" in text
    assert "西沟小学（2141000002）的 在校生数：30 → 31" in text
    assert "：5 行 → 4 行" in text
    assert "待处理 → 已接受" in text
    assert "已与学校核对" in text
    assert "桥断了" not in text, "what was seen stands in the plan, not in its log"


def test_an_edit_that_nobody_lists_is_still_logged(county_plan):
    swapped = replace(county_plan, issues=tuple(reversed(county_plan.issues)))
    logged = record_changes(county_plan, swapped)
    assert actions(logged)[-1] == "history_outside"
    assert "来源、问题和实地记录" in sentences(logged)


def test_a_plan_of_before_the_log_begins_one(county_plan):
    old = replace(county_plan, history=())
    assert actions(record_changes(old, old.with_scenario(SCENARIO))) == ["history_begun", "history_decisions"]


def test_digests_survive_saving_and_opening(county_plan, path):
    plan = record_changes(county_plan, county_plan.with_scenario(SCENARIO))
    save_plan(plan, path)
    opened = open_plan(path)
    assert opened.history == plan.history
    assert plan_digests(opened) == plan_digests(plan)
    assert record_changes(opened, opened) is opened


@pytest.mark.parametrize("part", ["when", "program", "action", "values"])
def test_a_changed_entry_breaks_the_chain(county_plan, part):
    plan = append_entry(append_entry(county_plan, "history_a", {"n": 1}), "history_b", {"n": 2})
    assert broken_links(plan.history) == []
    for number in (0, 1):
        entry = plan.history[number]
        forged = replace(entry, **{part: {**entry.values, "n": 9} if part == "values" else "x"})
        history = [*plan.history]
        history[number] = forged
        assert broken_links(history) == [number + 2]
    assert broken_links([plan.history[0], plan.history[2]]) == [2], "an entry taken out"
    assert broken_links([plan.history[1], plan.history[0], plan.history[2]]) != [], "entries exchanged"


def test_saving_never_shortens_the_log_of_a_file(county_plan, path):
    longer = record_changes(county_plan, county_plan.with_scenario(SCENARIO))
    save_plan(longer, path)
    bytes_before = path.read_bytes()
    for shorter in (county_plan, replace(county_plan, history=())):
        with pytest.raises(PlanFileError) as refusal:
            save_plan(shorter, path)
        assert refusal.value.code == "plan_history_lost"
    diverged = append_entry(county_plan, "history_network", {"changes": []})
    with pytest.raises(PlanFileError, match="只增不减"):
        save_plan(diverged, path)
    with pytest.raises(PlanFileError):
        save_plan(take_place_of(diverged, path), path)
    assert path.read_bytes() == bytes_before
    save_plan(append_entry(longer, "history_network", {"changes": []}), path)
    assert len(history_on_disk(path)) == 3


def test_a_file_given_to_another_plan_keeps_its_log(county_plan, path):
    save_plan(record_changes(county_plan, county_plan.with_scenario(SCENARIO)), path)
    other = append_entry(replace(county_plan, history=()), "history_import", {"files": []})
    save_plan(take_place_of(other, path), path)
    found = history_on_disk(path)
    assert [e.action for e in found] == [
        "history_import", "history_decisions", "history_replaced", "history_import",
    ]  # fmt: skip
    assert broken_links(found) == []


def test_entries_are_not_taken_back_with_the_changes(county_plan):
    saved = record_changes(county_plan, county_plan.with_scenario(SCENARIO))
    assert continued(county_plan, saved.history).history == saved.history, "undone after saving"
    other = append_entry(county_plan, "history_network", {"changes": []})
    joined = continued(other, saved.history)
    assert actions(joined) == ["history_import", "history_decisions", "history_network"]
    assert broken_links(joined.history) == []
    assert continued(other, joined.history).history == joined.history, "redone: not logged twice"


def test_printed_figures_name_what_they_rest_on(county_plan, tmp_path):
    from gis.evaluation import evaluate

    simple = Decision(LayoutStatus.MERGE, "2141000001")
    plan = county_plan.with_scenario(Scenario("方案甲", {"2141000002": simple}))
    printed = tmp_path / "报告.pdf"
    printed.write_bytes(b"%PDF")
    logged = record_report(plan, "方案甲", evaluate(plan, "方案甲"), [printed])
    values = logged.history[-1].values
    assert set(values["digests"]) == {"inputs", "standards", "network", "travel", "decisions"}
    assert values["digests"]["network"] == plan.roads.digest
    assert values["figures"]["headline"]["affected_pupils"] == [0, 4]
    assert values["files"][0]["file"] == "报告.pdf"
    assert "受影响学生 4 人" in sentences(logged)


def test_a_file_without_log_has_none(tmp_path, path):
    assert history_on_disk(path) == ()
    path.write_bytes(b"not a database")
    assert history_on_disk(path) == ()
    with closing(sqlite3.connect(tmp_path / "empty.gpkg")) as connection:
        connection.execute("CREATE TABLE t (a)")
    assert history_on_disk(tmp_path / "empty.gpkg") == ()


def test_changes_of_roads_are_logged_and_come_back(county_plan):
    bridge = NetworkEdit("e1", NetworkEditKind.CLOSE, "北桥", "POINT (114 36)", season="汛期")
    path = NetworkEdit("e2", NetworkEditKind.ADD, "小路", "LINESTRING (114 36, 114.1 36)", road_class="path",
                       drive=False)  # fmt: skip
    before = county_plan.with_scenario(Scenario("甲", network_edits=(bridge,)))
    after = county_plan.with_scenario(Scenario("甲", network_edits=(replace(bridge, season=""), path)))
    ((action, values),) = changes_between(before, after)
    assert [change["kind"] for change in values["changes"]] == ["road_edit_changed", "road_edit_added"]
    logged = sentences(append_entry(after, action, values))
    assert "修改道路改动“北桥”：封闭，只在汛期 → 封闭" in logged
    assert "新增道路改动“小路”：新增道路，道路等级 path，不能行车" in logged
    assert "closed, only in 汛期" in sentences(append_entry(after, action, values), "en")
    ((_, values),) = changes_between(after, county_plan.with_scenario(Scenario("甲", network_edits=(path,))))
    assert [change["kind"] for change in values["changes"]] == ["road_edit_removed"]
    for scenario in after.scenarios.values():
        assert scenario_from("甲", json.loads(json.dumps(scenario_values(scenario)))) == scenario
    assert plan_digests(before)["scenarios"] != plan_digests(after)["scenarios"]


def test_every_part_of_a_scenario_is_logged_in_words_and_comes_back(county_plan):
    ids = ("410000100001", "410000100002")
    before = county_plan.with_scenario(Scenario("乙")).with_scenario(
        Scenario("甲", sites=(Site("2141000077", "新城小学", "东乡", "211", 114.1, 36),))
    )
    crossing = NoCrossing("107国道", "LINESTRING (114 36, 114.1 36)", ids[:1])
    changed = Scenario(
        "甲",
        {
            "2141000077": Decision(
                LayoutStatus.NEW, grades_taught=(1, 2), expansion=Expansion(6, 270, 2e6, 2025)
            ),
            "2141000001": Decision(
                LayoutStatus.PHASE_OUT, year=2024, moves_year=2027, hand_over="3141000003-P", new_code="2189",
                trigger=Trigger(30, 3),
            ),
            "2141000002": Decision(LayoutStatus.TEACHING_POINT, grades_kept=(1,), gradual=True),
        },
        base="乙",
        sites=(
            Site("2141000077", "新城小学", "东乡", "211", 114.2, 36),
            Site("2141000078", "待定小学", "东乡", "211", float("nan"), float("nan")),
        ),
        policy=Policy.NEAREST,
        whole_settlements=True,
        locks=Locks({"2141000001": SchoolLock.MUST_STAY}, (ids,), (crossing,), 100, 0),
    )
    after = county_plan.with_scenario(Scenario("乙")).with_scenario(changed)
    ((action, values),) = changes_between(before, after)
    assert all(change["kind"] in ("scenario_part", "decision") for change in values["changes"])
    logged = append_entry(after, action, values)
    told = sentences(logged)
    for words in (
        "以哪个方案为基础：现状 → “乙”", "分配办法：只调整方案涉及的学生 → 就近", "同村同年级不拆分：否 → 是",
        "经度 114.1，纬度 36） → 新城小学（东乡，类别 211，经度 114.2", "锁定 东乡中心小学：无 → 必须保留",
        "新建学校 待定小学：无 → 待定小学（东乡，类别 211，位置待定）",
            "同校的村组：无 → 西沟村、", "不得跨越 107国道：无 → 西沟村", "最多调整多少学生：无 → 100 人",
        "再次调整：无 → 0 人", "新城小学：无 → 新建，办学年级 1、2，改扩建，增加教室 6 间，增加学位 270 个，"
        "投资 2000000 元，2025年启用", "停止招生、逐年过渡，2024年起，移交 东乡学校，2027年迁出，"
        "连续 3 年少于 30 人时，新标识码 2189", "变更为教学点，保留年级 1，逐年过渡",
    ):  # fmt: skip
        assert words in told, words
    english = sentences(logged, "en")
    for words in (
        "builds on: the present state → “乙”", "270 places", "phased out", "once under 30 pupils for 3 years",
        "lock on 东乡中心小学: none → must stay",
    ):  # fmt: skip
        assert words in english, words
    stored = json.loads(json.dumps(scenario_values(changed), allow_nan=False))
    assert scenario_from("甲", stored) == changed
    assert scenario_values(Scenario("丙")) == {"note": "", "decisions": {}}, "digests of old scenarios hold"
    renamed = replace(changed, name="丁")
    ((_, values),) = changes_between(after, county_plan.with_scenario(Scenario("乙")).with_scenario(renamed))
    assert [change["kind"] for change in values["changes"]] == ["scenario_renamed"]


def test_what_a_scenario_builds_on_is_part_of_its_figures(county_plan):
    merged = Decision(LayoutStatus.MERGE, "2141000001")
    top = Scenario("上", base="下")
    plans = [
        county_plan.with_scenario(Scenario("下", decided)).with_scenario(top)
        for decided in ({}, {"2141000002": merged})
    ]
    digests = [evaluation_digest(plan, "上")["decisions"] for plan in plans]
    assert digests[0] != digests[1]


def test_counted_children_are_inputs_and_an_empty_table_is_none(county_plan):
    counted = county_plan.population.assign().loc[[]]
    counted.loc[0] = ["survey", "county", "", 2022, 3, 7]
    after = replace(county_plan, population=counted)
    ((_, values),) = changes_between(county_plan, after)
    assert values["changes"] == [
        {"kind": "table", "table": "population", "rows_before": 0, "rows_after": 1}
    ]
    assert plan_digests(after)["inputs"] != plan_digests(county_plan)["inputs"]
