"""Scenarios as tables: every status, measure and lock there and back, nothing lost, nothing half taken in."""

from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from rawcounty import write_csv

from app.cli import run
from gis.errors import InputError
from gis.io import decisions as decisions_module
from gis.io.decisioncells import decision_rows as table_rows
from gis.io.decisions import DecisionsRefused, read_decisions
from gis.io.digests import scenario_from, scenario_values
from gis.io.evidencetable import evidence_rows as evidence_as_rows
from gis.io.evidencetable import read_evidence
from gis.io.locktable import lock_rows as locks_as_rows
from gis.io.locktable import read_locks
from gis.io.project import open_plan, save_plan
from gis.io.scenariolayers import layers_of, with_layers
from gis.io.scenarioparts import parts_of, with_parts
from gis.io.scenariorecords import (
    SCENARIO_TABLES,
    decision_rows,
    evidence_rows,
    lock_rows,
    scenario_rows,
    scenarios_of,
)
from gis.layout import (
    Boarding,
    Decision,
    Evidence,
    Expansion,
    GateState,
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
from gis.schema import load_schema

# ---- every status and measure

NEW_HEADERS = [
    "学校标识码", "学校名称", "决定", "保留年级", "实施学年", "办学年级", "新增教室", "新增学位",
    "改扩建投资(万元)", "启用年份", "移交", "迁出年份", "逐年过渡", "触发人数", "触发年数", "新标识码",
    "乡镇", "办学类型", "经度", "纬度", "接收学校",
]  # fmt: skip


def full_row(**cells):
    return [cells.get(header, "") for header in NEW_HEADERS]


@pytest.fixture
def read_scenario(tmp_path, county_plan):
    def read(*rows, plan=county_plan, name="方案甲", **more):
        path = write_csv(tmp_path / "决定.csv", [NEW_HEADERS, *rows])
        return read_decisions(path, plan, name, **more)

    return read


def test_every_new_status_and_measure(read_scenario):
    site = {"经度": 114.055, "纬度": 35.995, "乡镇": "东乡", "办学类型": "小学"}
    made = read_scenario(
        full_row(学校名称="新城小学", 决定="拟建", 办学年级="1-6", 实施学年=2025, 新增学位="270", **site),
        full_row(学校名称="西沟小学", 决定="停止招生", 实施学年=2024, 迁出年份=2026, 接收学校="新城小学"),
        full_row(
            学校名称="东乡中心小学", 决定="教学点", 保留年级="1-3", 实施学年="2024", 逐年过渡="是",
            触发人数="30人", 触发年数=3, 新标识码="2141000099", 移交="东乡学校", 新增教室=2,
            **{"改扩建投资(万元)": 120},
        ),
    )  # fmt: skip
    (new,) = made.sites
    assert new == Site("新校1", "新城小学", "东乡", "211", 114.055, 35.995)
    assert made.decisions == {
        "新校1": Decision(
            LayoutStatus.NEW, year=2025, grades_taught=(1, 2, 3, 4, 5, 6), expansion=Expansion(places=270)
        ),
        "2141000002": Decision(LayoutStatus.PHASE_OUT, "新校1", year=2024, moves_year=2026),
        "2141000001": Decision(
            LayoutStatus.TEACHING_POINT, grades_kept=(1, 2, 3), year=2024, gradual=True,
            trigger=Trigger(30, 3), new_code="2141000099", hand_over="3141000003",
            expansion=Expansion(2, 0, 1_200_000),
        ),
    }  # fmt: skip


def test_suspended_and_handed_over_to_a_body_in_words(read_scenario):
    made = read_scenario(
        full_row(学校名称="西沟小学", 决定="停办", 接收学校="东乡中心小学"),
        full_row(学校名称="东乡中心小学", 决定="保留", 移交="县教育集团", 触发人数=20),
    )
    assert made.decisions["2141000002"].status is LayoutStatus.SUSPEND
    assert made.decisions["2141000001"] == Decision(hand_over="县教育集团", trigger=Trigger(20, 2))


def test_drafts_come_in(read_scenario):
    made = read_scenario(
        full_row(学校名称="新城小学", 决定="新建"), full_row(学校名称="西沟小学", 决定="变更为教学点")
    )
    assert [decision.status for decision in made.decisions.values()] == ["new", "teaching_point"]
    assert made.sites == (Site("新校1", "新城小学", "", "", float("nan"), float("nan")),)


def test_a_site_keeps_its_code_and_place(read_scenario, county_plan):
    site = Site("S-7", "新城小学", "东乡", "211", 114.05, 35.99)
    plan = county_plan.with_scenario(Scenario("方案甲", sites=(site,)))
    row = full_row(学校名称="新城小学", 决定="新建", 办学年级="1-2", 办学类型="218")
    made = read_scenario(row, plan=plan)
    assert made.sites == (replace(site, type_code="218"),)
    assert list(made.decisions) == ["S-7"]
    above = read_scenario(
        full_row(学校名称="新城小学", 决定="新建", 办学年级="1"), plan=plan, name="乙", base="方案甲"
    )
    assert (above.base, above.sites, list(above.decisions)) == ("方案甲", (), ["S-7"])
    with pytest.raises(InputError, match="没有的"):
        read_scenario(row, plan=plan, base="没有的")


def test_where_teachers_equipment_and_premises_go(tmp_path, county_plan):
    headers = ["学校名称", "决定", "接收学校", "教师安置", "设备去向", "资产处置"]
    cells = "西沟小学", "撤并", "东乡中心小学", "东乡中心小学 2人；东乡学校", "2141000001", "乡村学前教育"
    path = write_csv(tmp_path / "决定.csv", [headers, cells])
    (made,) = read_decisions(path, county_plan, "方案甲").decisions.values()
    assert made.teachers == (("2141000001", 2), ("3141000003-P", None))
    assert (made.equipment_receiver, made.premises) == ("2141000001", "乡村学前教育")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"学校名称": "新校", "决定": "新建", "经度": 114.05}, "经度或纬度"),
        ({"学校名称": "新校", "决定": "新建", "经度": 35.99, "纬度": 89.0}, "县界外"),
        ({"学校名称": "新校", "决定": "新建", "经度": 35.99, "纬度": 114.05}, "填反"),
        ({"学校名称": "新校", "决定": "新建", "乡镇": "没有的镇", "经度": 114.05, "纬度": 35.99}, "没有的镇"),
        ({"学校名称": "西沟小学", "决定": "停办", "实施学年": 20222}, "20222"),
        ({"学校名称": "西沟小学", "决定": "新建", "办学年级": "1"}, "西沟小学"),
        ({"学校名称": "西沟小学", "决定": "停办", "触发年数": 2}, "少于多少人"),
        ({"学校名称": "西沟小学", "决定": "恢复办学", "办学年级": "1-3"}, "西沟小学"),
        ({"学校名称": "西沟小学", "决定": "停办", "新增教室": "两间"}, "两间"),
        ({"学校名称": "西沟小学", "决定": "停办", "迁出年份": 2026}, "西沟小学"),
    ],
)
def test_impossible_rows_refuse_the_whole_table(read_scenario, cells, words):
    good = full_row(学校名称="东乡中心小学", 决定="保留")
    with pytest.raises(DecisionsRefused, match=words):
        read_scenario(good, full_row(**cells))


# ---- there and back

SCHOOLS = ("2141000001", "2141000002", "3141000003-P", "3141000003-J")
PLACES = ("410000100001", "410000100002", "410000100003", "410000100004")
grades = st.sets(st.integers(1, 9)).map(lambda found: tuple(sorted(found)))
years = st.none() | st.integers(2022, 2040)
words = st.sampled_from(["", "县教育集团", "听证后", "=1+1", "“甲”，乙", "12"])
counts = st.integers(0, 500)
degrees = st.tuples(
    st.integers(114_000_000, 114_090_000), st.integers(35_980_000, 36_030_000)
).map(lambda pair: (pair[0] / 1e6, pair[1] / 1e6))  # fmt: skip
expansions = st.builds(
    Expansion, counts, counts, st.just(float("nan")) | st.integers(0, 10**8).map(lambda c: c / 4), years
)
decisions = st.builds(
    Decision,
    status=st.sampled_from([status for status in LayoutStatus if status != "new"]),
    receiver_id=st.none() | st.sampled_from((*SCHOOLS, "N1")),
    settlement_receivers=st.lists(
        st.tuples(st.sampled_from(PLACES), st.sampled_from((*SCHOOLS, "N1"))), max_size=2
    ).map(tuple),
    grades_kept=grades,
    boarding=st.none() | st.builds(Boarding, counts, st.integers(1, 9)),
    bus_seats=counts,
    year=years,
    note=words,
    grades_taught=grades,
    expansion=st.none() | expansions,
    hand_over=words | st.sampled_from(SCHOOLS),
    moves_year=years,
    gradual=st.booleans(),
    trigger=st.none() | st.builds(Trigger, counts, st.integers(1, 9)),
    new_code=st.sampled_from(["", "2141000099", "0041000099"]),
    teachers=st.lists(st.tuples(st.sampled_from(SCHOOLS), st.none() | counts), max_size=2).map(tuple),
    equipment_receiver=st.sampled_from(("", *SCHOOLS)),
    premises=words,
)
evidence = st.lists(
    st.builds(
        Evidence, st.sampled_from((*SCHOOLS, "N1")), st.sampled_from(["BJ-20", "BJ-22"]),
        st.sampled_from([GateState.FAIL, GateState.PENDING]), words, st.sampled_from(["", "2022-06-01"]),
        words, words, st.just(120) | st.none(), st.none(), st.just("status=merge"),
    ),
    max_size=2, unique_by=lambda one: (one.school_id, one.gate),
).map(tuple)  # fmt: skip
locks = st.builds(
    Locks,
    st.dictionaries(st.sampled_from((*SCHOOLS, "N1")), st.sampled_from(SchoolLock)),
    st.lists(
        st.lists(st.sampled_from(PLACES), min_size=1, unique=True).map(tuple), max_size=2, unique_by=frozenset
    ).map(tuple),
    st.lists(
        st.builds(
            NoCrossing, st.sampled_from(["107国道", "洹河"]),
            st.sampled_from(["LINESTRING (114 36, 114.1 36)", "POLYGON ((114 36, 115 36, 115 37, 114 36))"]),
            st.lists(st.sampled_from(PLACES), unique=True).map(tuple),
        ),
        max_size=2, unique_by=lambda one: one.name,
    ).map(tuple),
    st.none() | counts,
    st.none() | counts,
)  # fmt: skip
edit = NetworkEdit("e1", NetworkEditKind.CLOSE, "北桥", "POINT (114 36)")


@st.composite
def scenarios(draw):
    lon, lat = draw(degrees | st.just((float("nan"), float("nan"))))
    sites = tuple(
        Site(
            code,
            name,
            draw(st.sampled_from(["东乡", ""])),
            draw(st.sampled_from(["211", "218", ""])),
            lon,
            lat,
        )
        for code, name in (("N1", "新校甲"), ("0012", "新校乙"))[: draw(st.integers(1, 2))]
    )
    new = st.builds(
        Decision, st.just(LayoutStatus.NEW), grades_taught=grades, expansion=expansions, note=words
    )
    decided = draw(st.dictionaries(st.sampled_from(SCHOOLS), decisions))
    decided |= {site.school_id: draw(new) for site in sites}
    return Scenario(
        "方案甲", decided, draw(words), draw(st.sampled_from([(), (edit,)])),
        base=draw(st.sampled_from(["baseline", "乙"])), sites=sites, policy=draw(st.sampled_from(Policy)),
        whole_settlements=draw(st.booleans()), locks=draw(locks),
        evidence=draw(evidence),
    )  # fmt: skip


def write_rows(path, table, rows):
    """Write the rows of a table as text under the titles of its columns, much faster than a workbook."""
    columns = load_schema(table).columns
    cells = [
        [
            "" if (cell := row.get(c.name)) is None or cell != cell else "是" if cell is True else cell
            for c in columns
        ]
        for row in rows
    ]
    return write_csv(path, [[column.title for column in columns], *cells], delimiter="\t")


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenario=scenarios())
def test_nothing_of_a_scenario_is_lost(tmp_path, county_plan, monkeypatch, scenario):
    """Whether it can be carried out is another question: the check is left out."""
    monkeypatch.setattr(decisions_module, "check_scenario", lambda *_: ())
    plan = county_plan.with_scenario(Scenario("乙"))
    path = write_rows(tmp_path / "决定.csv", "decisions", table_rows(plan, scenario))
    back = read_decisions(path, plan, "方案甲", base=scenario.base)
    assert (back.decisions, set(back.sites)) == (scenario.decisions, set(scenario.sites))
    if scenario.locks != Locks():
        path = write_rows(tmp_path / "锁定.csv", "locks", locks_as_rows(plan, scenario))
        assert read_locks(path, plan, replace(scenario, locks=Locks())) == scenario.locks
    path = write_rows(tmp_path / "取证.csv", "evidence", evidence_as_rows(plan, scenario))
    if scenario.evidence:
        assert read_evidence(path, plan, replace(scenario, evidence=())) == scenario.evidence
    assert scenario_from("方案甲", scenario_values(scenario)) == scenario
    bare = Scenario("方案甲", scenario.decisions, scenario.note, scenario.network_edits)
    assert with_parts(bare, parts_of(scenario)) == scenario
    rows = (made([scenario]) for made in (scenario_rows, decision_rows, lock_rows, evidence_rows))
    tables = (
        [dict(zip(columns, row, strict=True)) for row in read]
        for columns, read in zip(SCENARIO_TABLES.values(), rows, strict=True)
    )
    stored = with_layers(scenarios_of(*tables), layers_of([scenario]).__getitem__)
    assert stored["方案甲"] == scenario


# ---- by command


LOCKED = [
    ["锁定", "学校名称", "村名", "乡镇", "组", "数值"],
    ["必须保留", "东乡学校", "", "", "", ""],
    ["暂不决定", "西沟小学", "", "", "", ""],
    ["同校", "", "西沟村", "东乡", "1", ""],
    ["同校", "", "中村", "东乡", "1", ""],
    ["不得跨越", "", "西沟村", "", "洹河", '"LINESTRING (114 36, 114.1 36)"'],
    ["最多调整人数", "", "", "", "", "120人"],
]
LOCKS = Locks(
    {"3141000003-P": "must_stay", "3141000003-J": "must_stay", "2141000002": "undecided"},
    (("410000100001", "410000100002"),),
    (NoCrossing("洹河", "LINESTRING (114 36, 114.1 36)", ("410000100001",)),),
    120,
)


def test_a_lock_that_cannot_be_refuses_the_whole_table(tmp_path, county_plan):
    wrong = [
        ["必须撤并", "东乡学校", "", "", "", ""], ["同校", "", "中村", "", "", ""],
        ["必须保留", "没有", "", "", "", ""],
        ["不得跨越", "", "中村", "", "107国道", "POINT"], ["同校", "", "没有村", "", "2", ""],
        ["最多调整人数", "", "", "", "", "很多"],
    ]  # fmt: skip
    path = write_csv(tmp_path / "锁定.csv", [*LOCKED, *wrong])
    with pytest.raises(DecisionsRefused) as caught:
        read_locks(path, county_plan, Scenario("甲"))
    told = {row for row, _, _ in caught.value.problems}
    assert told == set(range(len(LOCKED) + 1, len(LOCKED) + len(wrong) + 1))
    cap = write_csv(tmp_path / "cap.csv", [LOCKED[0], LOCKED[-1]])
    earlier = replace(LOCKS, most_moved=None)
    assert read_locks(cap, county_plan, Scenario("甲", locks=earlier)) == LOCKS, "other kinds stay"


def test_scenario_by_command_there_and_back(tmp_path, county_plan, capsys):
    path, book = tmp_path / "a.gpkg", tmp_path / "出.xlsx"
    earlier = Scenario("甲", note="说明", network_edits=(edit,))
    save_plan(county_plan.with_scenario(earlier).with_scenario(Scenario("乙", base="甲")), path)
    site = {"经度": 114.055, "纬度": 35.995, "乡镇": "东乡", "办学类型": "小学"}
    new = full_row(学校名称="新城小学", 决定="新建", 办学年级="1-6", 新增学位=270, **site)
    merged = full_row(学校名称="西沟小学", 决定="撤销并入", 接收学校="新城小学")
    table = write_csv(tmp_path / "决定.csv", [NEW_HEADERS, new, merged])
    locked = write_csv(tmp_path / "锁定.csv", LOCKED)
    given_ = ["scenario", str(path), "--name", "甲", "--decisions", str(table), "--locks", str(locked)]
    assert run([*given_, "--policy", "nearest", "--whole", "--export", str(book)]) == 0
    again = ["scenario", str(path), "--name", "丙", "--decisions", str(book), "--locks", str(book)]
    assert run(again) == 0
    plan = open_plan(path)
    made = plan.scenarios["甲"]
    assert (made.note, made.network_edits, made.locks) == ("说明", (edit,), LOCKS)
    assert (made.policy, made.whole_settlements) == ("nearest", True)
    same = plan.scenarios["丙"]
    assert (same.decisions, same.sites, same.locks) == (made.decisions, made.sites, made.locks)
    before = path.read_bytes()
    capsys.readouterr()
    rows = [NEW_HEADERS, full_row(学校名称="西沟小学", 决定="停止招生")]
    unfinished = write_csv(tmp_path / "草案.csv", rows)
    draft = tmp_path / "b.gpkg"
    save_plan(county_plan, draft)
    assert run(["scenario", str(draft), "--name", "草案", "--decisions", str(unfinished)]) == 0
    assert "未完成（没有计入）：西沟小学" in capsys.readouterr().out
    assert run(["scenario", str(path), "--name", "甲", "--base", "乙"]) == 2
    assert "乙" in capsys.readouterr().err
    assert path.read_bytes() == before
