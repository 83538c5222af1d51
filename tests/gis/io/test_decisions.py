"""Tables of decisions: taken in whole, or refused with every row named."""

import pytest
from rawcounty import write_csv

from gis.errors import DecisionError, InputError
from gis.io.decisions import DecisionsRefused, read_decisions
from gis.layout import Boarding, Decision, LayoutStatus

HEADERS = ["学校标识码", "学校名称", "学部", "布局决定", "接收学校", "居民点代码", "保留年级", "实施学年",
           "床位", "寄宿起始年级", "校车座位", "备注"]  # fmt: skip


def row(code="", name="", division="", status="保留", receiver="", settlement="", kept="", year="", *more):
    return [code, name, division, status, receiver, settlement, kept, year, *more]


@pytest.fixture
def read(tmp_path, county_plan):
    def read(*rows):
        return read_decisions(
            write_csv(tmp_path / "决定.csv", [HEADERS, *rows]), county_plan, "方案甲"
        ).decisions

    return read


@pytest.fixture
def refused(read):
    def refused(*rows):
        with pytest.raises(DecisionsRefused) as caught:
            read(*rows)
        assert isinstance(caught.value, DecisionError)
        for number, _, sentence in caught.value.problems:
            assert f"第 {number} 行" in str(caught.value)
            assert sentence in str(caught.value)
        return caught.value.problems

    return refused


def test_every_column(read):
    decisions = read(
        row("2141000002", "西沟小学", "", "撤销并入", "东乡中心小学", "", "", 2023, "", "", 19, "听证后"),
        row("", "东乡学校", "初中部", "保留", "", "", "", "2023年", 60, 7),
        row("2141000001", "", "", "变更为教学点", "东乡学校", "", "1-3", 2023),
    )
    assert decisions == {
        "2141000002": Decision(LayoutStatus.MERGE, "2141000001", bus_seats=19, year=2023, note="听证后"),
        "3141000003-J": Decision(boarding=Boarding(60, 7), year=2023),
        "2141000001": Decision(LayoutStatus.TEACHING_POINT, "3141000003-P", grades_kept=(1, 2, 3), year=2023),
    }


def test_a_plain_retain_means_every_division(read):
    assert set(read(row("3141000003"))) == {"3141000003-P", "3141000003-J"}


def test_beds_need_the_division(refused):
    ((number, school, sentence),) = refused(row("3141000003", "东乡学校", "", "保留", "", "", "", "", 60))
    assert (number, school) == (2, "东乡学校")
    assert "学部" in sentence


def test_receivers_of_single_settlements(read):
    decisions = read(
        row("2141000002", "", "", "撤销并入", "东乡中心小学"),
        row("2141000002", "", "", "撤销并入", "东乡学校", "410000100001"),
    )
    assert decisions["2141000002"] == Decision(
        LayoutStatus.MERGE, "2141000001", (("410000100001", "3141000003-P"),)
    )
    reverse = read(
        row("2141000002", "", "", "撤销并入", "东乡学校", "410000100001"),
        row("2141000002", "", "", "撤销并入", "东乡中心小学"),
    )
    assert reverse == decisions


def test_every_refused_row_is_named_and_nothing_is_taken_in(refused):
    problems = refused(
        row("", "没有小学", "", "撤销并入"),
        row("2141000002", "西沟小学", "", "撤销并入", "没有中学"),
        row("2141000001", "东乡中心小学", "", "搬迁"),
        row("3141000003", "东乡学校", "小学部", "撤销并入", "3141000003-P"),
        row("3141000003", "东乡学校", "初中部", "保留"),
    )
    assert [number for number, _, _ in problems] == [2, 3, 4, 5]
    assert [school for _, school, _ in problems] == ["没有小学", "西沟小学", "决定", "东乡学校"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row("", "", "", "保留", "", "", "", "", "", "", "", "备注")], "标识码"),
        ([row("2141000001", "西沟小学")], "东乡中心小学"),
        ([row("2141000001", "", "初中部")], "没有"),
        ([row("2141000001"), row("", "东乡中心小学")], "第 2 行"),
        (
            [
                row("2141000002", "", "", "撤销并入", "东乡中心小学"),
                row("2141000002", "", "", "保留", "东乡学校", "410000100001"),
            ],
            "第 2 行",
        ),
        ([row("2141000002", "", "", "撤销并入", "", "410000100001")], "接收学校"),
        ([row("2141000002", "", "", "撤销并入", "西沟小学")], "自己"),
        ([row("2141000002", "", "", "撤销并入", "东乡学校", "999")], "999"),
        ([row("2141000001", "", "", "保留", "", "", "", "明年")], "明年"),
        ([row("2141000001", "", "", "变更为教学点", "", "", "低年级")], "低年级"),
    ],
)
def test_refusals(refused, rows, words):
    problems = refused(*rows)
    assert any(words in sentence for _, _, sentence in problems)


def test_a_merge_ring_and_a_closed_receiver(refused):
    (ring,) = refused(
        row("2141000002", "", "", "撤销并入", "东乡中心小学"),
        row("2141000001", "", "", "撤销并入", "西沟小学"),
    )
    assert "西沟小学" in ring[2]
    assert "东乡中心小学" in ring[2]


def test_whole_file_faults(tmp_path, county_plan):
    with pytest.raises(InputError, match="没有"):
        read_decisions(tmp_path / "没有.csv", county_plan, "x")
    path = write_csv(tmp_path / "a.csv", [["学校名称", "备注"], ["西沟小学", "x"]])
    with pytest.raises(InputError, match="决定"):
        read_decisions(path, county_plan, "x")
