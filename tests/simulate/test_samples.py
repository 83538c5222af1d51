"""The committed sample is what it says it is, and the generator still makes it.

T-07, derived from the published report: schools 19 and points 4, less 2 schools and
4 points, 5 schools turned into points, give 12 schools (8 of them boarding) and 5 points.
"""

import csv
import importlib.util
import json
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest
import shapely
from python_calamine import CalamineWorkbook
from shapely.geometry import LineString, Point, shape

PROJECT = Path(__file__).resolve().parents[2]
SAMPLE = PROJECT / "resources/samples/heshan"
MARK = "示例数据:除区界、村名和报道所载校名、调整结构外,道路、河流、村位、学校位置、学生、教师、面积均为模拟"
GRADES = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级")
REAL_NAMES = {
    "运输队小学", "龙宫小学", "东头小学", "大周寨小学", "杨邑小学", "嵩山小学",
    "中山小学", "实验中学", "竹林学校", "北辰中学", "中新小学",
}  # fmt: skip


def read_csv(name, folder=SAMPLE):
    with (folder / name).open(encoding="gb18030", newline="") as file:
        return list(csv.DictReader(file))


def read_ledger(folder=SAMPLE):
    book = CalamineWorkbook.from_path(folder / "schools.xlsx")
    assert book.sheet_names == ["学校台账"]
    title, mark, header, *rows = book.get_sheet_by_name("学校台账").to_python()
    return title[0], mark[0], [dict(zip(header, row, strict=True)) for row in rows]


def read_boundary():
    feature = json.loads((SAMPLE / "boundary.geojson").read_text(encoding="utf-8"))["features"][0]
    return shape(feature["geometry"]), feature["properties"]


@pytest.fixture(scope="module")
def ledger():
    return read_ledger()[2]


@pytest.fixture(scope="module")
def ways():
    root = ET.parse(SAMPLE / "roads.osm").getroot()
    nodes = {node.get("id"): (float(node.get("lon")), float(node.get("lat"))) for node in root.iter("node")}
    return [
        (
            {tag.get("k"): tag.get("v") for tag in way.iter("tag")},
            LineString([nodes[nd.get("ref")] for nd in way.iter("nd")]),
            [nd.get("ref") for nd in way.iter("nd")],
        )
        for way in root.iter("way")
    ]


def load_script():
    spec = importlib.util.spec_from_file_location("make_samples", Path(__file__).with_name("make_samples.py"))
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


def test_published_structure_before_and_after(ledger):
    kind = {row["学校标识码"]: row["办学类型代码"] for row in ledger}
    points = {code for code, type_code in kind.items() if type_code == "218"}
    schools = set(kind) - points
    assert (len(schools), len(points)) == (19, 4)
    decisions = {}
    for row in read_csv("decisions_2022.csv"):
        assert decisions.setdefault(row["学校标识码"], row["布局决定"]) == row["布局决定"]
    assert set(decisions) == set(kind), "every school and point has its decision"
    closed = {code for code, decision in decisions.items() if decision == "撤销并入"}
    turned = {code for code, decision in decisions.items() if decision == "变更为教学点"}
    assert len(closed & schools) == 2
    assert closed & points == points
    assert len(turned) == 5
    assert turned <= schools
    assert len(schools - closed - turned) == 19 - 2 - 5 == 12
    assert len(points - closed | turned) == 4 - 4 + 5 == 5


def test_eight_of_the_twelve_retained_board():
    beds = {row["学校标识码"] for row in read_csv("decisions_2022.csv") if row["寄宿床位"]}
    assert len(beds) == 8
    kept = {row["学校标识码"] for row in read_csv("decisions_2022.csv") if row["布局决定"] == "保留"}
    assert beds <= kept


def test_receivers_stay_open():
    rows = read_csv("decisions_2022.csv")
    decision = {row["学校名称"]: row["布局决定"] for row in rows}
    for row in rows:
        assert not row["接收学校"] or decision[row["接收学校"]] != "撤销并入"


def test_a_point_may_be_called_a_school(ledger):
    """The name misleads, the type code counts."""
    types = {row["学校名称"]: row["办学类型代码"] for row in ledger}
    assert types["东头小学"] == types["大周寨小学"] == "218"


def test_invented_names_can_be_seen(ledger):
    names = {row["学校名称"] for row in ledger}
    assert names >= REAL_NAMES
    assert all(name.startswith("示例") for name in names - REAL_NAMES)
    hamlets = [row for row in read_csv("settlements.csv") if len(row["代码"]) > 12]
    assert hamlets
    assert all(row["名称"].startswith("示例") for row in hamlets)
    assert all("位置虚构" in row["备注"] for row in ledger if row["学校名称"] in ("嵩山小学", "大周寨小学"))


def test_refused_decisions_are_on_invented_schools_only():
    rows = read_csv("decisions_refused.csv")
    assert rows
    for row in rows:
        assert row["学校名称"].startswith("示例")
        assert row["接收学校"].startswith("示例") or not row["接收学校"]
        assert row["备注"].startswith("应拒绝")


def test_sums_close(ledger):
    """Settlement × grade sums to pupils.csv, school × 部 × grade to the ledger; nobody beside."""
    by_settlement, by_school, boarders = Counter(), Counter(), Counter()
    for row in read_csv("attendance.csv"):
        count = int(row["学生数"])
        assert count > 0
        by_settlement[row["居民点代码"], row["年级"]] += count
        by_school[row["学校标识码"], row["学部"], row["年级"]] += count
        if row["就读方式"] == "住校":
            boarders[row["学校标识码"], row["学部"]] += count
            assert GRADES.index(row["年级"]) >= 3, "nobody boards below grade 4"
    outside = sum(by_settlement.pop(("县外", grade), 0) for grade in GRADES)
    assert outside == 12
    expected = {(r["代码"], g): int(r[g]) for r in read_csv("pupils.csv") for g in GRADES if int(r[g])}
    assert dict(by_settlement) == expected
    for row in ledger:
        key = row["学校标识码"], row["学部"]
        rolls = [int(row[f"{grade}在校生"]) for grade in GRADES]
        assert rolls == [by_school[*key, grade] for grade in GRADES]
        assert sum(rolls) == int(row["在校生数"])
        assert int(row["寄宿生数"] or 0) == boarders[key] <= int(row["床位数"] or 0)
    assert sum(by_school.values()) == sum(expected.values()) + outside


def test_grades_and_classes_agree(ledger):
    for row in ledger:
        for number, grade in enumerate(GRADES, 1):
            taught = row["最低年级"] <= number <= row["最高年级"]
            assert (row[f"{grade}在校生"] > 0) == (row[f"{grade}班数"] > 0) == taught


def test_settlements_are_the_same_in_both_tables():
    keys = ("代码", "名称", "所属乡镇", "经度", "纬度")
    settlements, pupils = (
        [tuple(row[k] for k in keys) for row in read_csv(n)] for n in ("settlements.csv", "pupils.csv")
    )
    assert settlements == pupils
    assert len({s[0] for s in settlements}) == len(settlements)
    assert sum(len(s[0]) == 12 for s in settlements) == 77, "all official villages and communities"


def test_everything_stands_inside_the_district(ledger):
    boundary, _ = read_boundary()
    for row in [*ledger, *read_csv("settlements.csv")]:
        assert boundary.contains(Point(float(row["经度"]), float(row["纬度"]))), row


def test_roads_cross_the_river_on_the_two_bridges_only(ways):
    river = shapely.union_all([line for tags, line, _ in ways if tags.get("waterway") == "river"])
    crossing = [tags for tags, line, _ in ways if "highway" in tags and line.intersects(river)]
    assert len(crossing) == 2
    assert all(tags.get("bridge") == "yes" for tags in crossing)
    assert sum("bridge" in tags for tags, _, _ in ways) == 2


def test_crossing_roads_share_a_node_and_all_hang_together(ways):
    roads = [(line, set(refs)) for tags, line, refs in ways if "highway" in tags]
    lines = [line for line, _ in roads]
    for i, j in zip(*shapely.STRtree(lines).query(lines, predicate="intersects"), strict=True):
        assert i == j or roads[i][1] & roads[j][1], (i, j)
    parent = {}

    def root(node):
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for _, refs in roads:
        first = next(iter(refs))
        for ref in refs:
            parent[root(ref)] = root(first)
    assert len({root(node) for node in list(parent)}) == 1


def test_road_classes_of_a_rural_district(ways):
    kinds = Counter(tags["highway"] for tags, _, _ in ways if "highway" in tags)
    assert {"trunk", "secondary", "tertiary", "unclassified", "residential", "track", "path"} <= set(kinds)
    assert any(tags.get("oneway") == "yes" for tags, _, _ in ways)
    assert all("示例" in tags["name"] for tags, _, _ in ways if "name" in tags), "names are visibly invented"


def test_mark_travels_with_the_data_and_nothing_looks_official():
    title, mark, _ = read_ledger()
    assert "模拟" in title
    assert mark == MARK
    _, properties = read_boundary()
    assert properties["mark"] == MARK
    assert properties["name"] == "鹤山区"
    assert "天地图" in properties["attribution"]
    for path in SAMPLE.iterdir():
        if path.suffix in (".csv", ".osm", ".geojson"):
            text = path.read_text(encoding="gb18030" if path.suffix == ".csv" else "utf-8")
            assert not any(word in text for word in ("文号", "印章", "红头", "OpenStreetMap"))


def test_tables_are_gb18030():
    for path in SAMPLE.glob("*.csv"):
        raw = path.read_bytes()
        raw.decode("gb18030")
        with pytest.raises(UnicodeDecodeError):
            raw.decode("utf-8")


def test_generator_makes_the_committed_files(tmp_path):
    """From boundary and village names read back out of the sample; the ledger by its cells."""
    script = load_script()
    geometry, official = script.read_sample(SAMPLE)
    paths = script.simulate_heshan(geometry, official, tmp_path)
    for path in paths.values():
        if path.suffix == ".xlsx":
            assert read_ledger(tmp_path) == read_ledger()
        else:
            assert path.read_bytes() == (SAMPLE / path.name).read_bytes(), path.name


def test_what_the_assessment_asks_of_schools_is_there_and_fits(ledger):
    """Simulated like the rest: no part beyond its whole, and some schools have too little."""
    parts = {
        "高于规定学历教师数": "专任教师数",
        "县级以上骨干教师数": "专任教师数",
        "体育艺术专任教师数": "专任教师数",
        "交流轮岗教师数": "符合交流条件教师数",
        "交流轮岗骨干教师数": "交流轮岗教师数",
        "随迁子女数": "在校生数",
        "室内体育用房面积": "教学及辅助用房面积",
        "食堂面积": "校舍建筑面积",
    }
    for row in ledger:
        for part, whole in parts.items():
            assert 0 <= int(row[part]) <= int(row[whole]), (row["学校名称"], part)
        assert row["资源口径"] == ("本部" if row["学部"] else "")
        assert (row["音乐专用教室间数"] > 0) == (row["音乐专用教室面积"] > 0)
    larger = [row for row in ledger if row["在校生数"] >= 100]
    per_hundred = [row["县级以上骨干教师数"] / row["在校生数"] * 100 for row in larger]
    assert min(per_hundred) < 1 < max(per_hundred)
