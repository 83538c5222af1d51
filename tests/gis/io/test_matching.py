"""Villages and schools by code and name: variants are found and told, near-misses offered and not taken."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.io.issuelog import IssueLog
from gis.io.matching import note_match, resolve
from gis.io.names import plain_name, plain_township, village_of_school

KNOWN = pd.DataFrame(
    [
        ("410000100001", "西沟村", "东乡镇"),
        ("410000100002", "王家庄村", "东乡镇"),
        ("410000100003", "王庄", "西山乡"),
        ("410000100004", "李庄", "东乡镇"),
        ("410000100005", "李庄", "西山乡"),
        ("410000100006-01", "上河组", "西山乡"),
        ("410000100006-02", "下河组", "西山乡"),
        ("410000100007", "中村", "西山乡"),
    ],
    columns=["id", "name", "township"],
).set_index("id")


def one(name, township="", **choices):
    return resolve([name], [township], KNOWN, choices)[0]


@pytest.mark.parametrize(
    "name",
    ["西沟", "西沟村", "西沟村委会", "西沟村村委会", "西沟村民委员会", "西沟自然村", "西沟行政村",
     "西沟居委会", "西沟社区居民委员会", " 西 沟 村 ", "东乡镇西沟村", "某县东乡镇西沟村"],
)  # fmt: skip
def test_variants_of_a_village(name):
    for township in ("东乡镇", "东乡", ""):
        if township or not name.startswith(("东乡", "某县")):
            assert one(name, township).subject_id == "410000100001"


@pytest.mark.parametrize(
    "code", ["410000100001", "４１００００１００００１", " 410000100001 ", "'410000100001", "410000100001.0"]
)
def test_codes_however_they_are_written(code):
    assert (one(code).subject_id, one(code).how) == ("410000100001", "code")


def test_a_near_miss_is_offered_with_its_score_and_not_taken():
    match = one("王庄", "东乡镇")
    assert (match.subject_id, match.how) == ("", "")
    assert [(c.name, c.township, round(c.score, 2)) for c in match.candidates] == [
        ("王庄", "西山乡", 1.0),
        ("王家庄村", "东乡镇", 0.8),
    ]
    log = IssueLog("attendance.csv")
    note_match(match, log, KNOWN, row=5, column="村名")
    (issue,) = log.issues
    assert (issue.severity, issue.row) == ("error", 5)
    for language in ("zh", "en"):
        assert "王家庄村" in issue.describe(language).what
        assert "0.80" in issue.describe(language).what


@pytest.mark.parametrize("name", ["梁裕", "梁裕村", "粱峪"])
def test_one_character_of_two_is_enough_to_be_offered_where_nothing_is_nearer(name):
    known = pd.DataFrame({"name": ["梁峪村", "东沟村"], "township": "东乡镇"}, index=["1", "2"])
    (match,) = resolve([name], ["东乡镇"], known)
    assert (match.subject_id, [c.subject_id for c in match.candidates]) == ("", ["1"])
    nearer = pd.concat([known, pd.DataFrame({"name": ["大梁裕村"], "township": "东乡镇"}, index=["3"])])
    assert [c.subject_id for c in resolve(["梁裕"], ["东乡镇"], nearer)[0].candidates] == ["3"]


def test_a_part_of_a_village_is_not_the_village():
    match = one("西沟村（北）", "东乡镇")
    assert (match.subject_id, match.candidates[0].name) == ("", "西沟村")


def test_a_name_of_two_townships_needs_its_township():
    assert one("李庄").subject_id == ""
    assert [c.township for c in one("李庄").candidates] == ["东乡镇", "西山乡"]
    assert one("李庄村", "西山").subject_id == "410000100005"


def test_an_unknown_township_is_not_ignored():
    match = one("西沟", "南岭乡")
    assert (match.subject_id, match.candidates[0].name) == ("", "西沟村")


def test_the_village_code_of_hamlets_offers_them():
    assert [c.name for c in one("410000100006").candidates] == ["上河组", "下河组"]
    assert [c.name for c in one("410000100007-03").candidates] == ["中村"]
    assert one("410000199999").candidates == ()


def test_the_user_decides():
    answers = {"王庄": "410000100002", "西山乡/王庄": "410000100003", "东乡镇石桥": "410000100001"}
    answers |= {"老村": "", "鬼村": "9"}
    towns = ["东乡镇", "西山乡", "东乡镇", "", ""]
    found = resolve(["王庄", "王庄", "石桥", "老村", "鬼村"], towns, KNOWN, answers)
    assert [m.subject_id for m in found] == ["410000100002", "410000100003", "410000100001", "", "9"]
    assert {m.how for m in found} == {"choice"}
    log = IssueLog("a.csv")
    for match in found:
        note_match(match, log, KNOWN)
    assert [issue.code for issue in log.issues] == ["match_unknown"]


def test_a_match_by_name_is_told():
    log = IssueLog("a.csv")
    for name in ("西沟村委会", "西沟村", "410000100001", "完全不同"):
        note_match(one(name), log, KNOWN)
    assert [issue.code for issue in log.issues] == ["name_matched"] * 2


def test_names_of_one_character_keep_their_mark():
    assert plain_name("中村") == plain_name("中村村委会") == plain_name("中村委会") == "中村"
    assert plain_township("东乡") == "东乡"
    assert plain_township("东山镇") == plain_township("东山") == "东山"
    assert plain_township("城关街道办事处") == plain_township("城关街道") == "城关"


@pytest.mark.parametrize(
    ("school", "township", "village"),
    [("西沟小学", "东乡镇", "西沟"), ("东乡镇西沟村完全小学", "东乡镇", "西沟"), ("西沟教学点", "", "西沟"),
     ("西沟小学教学点", "", "西沟"), ("东乡小学", "东乡", "东乡"), ("西沟", "", "")],
)  # fmt: skip
def test_the_village_of_a_school(school, township, village):
    assert village_of_school(school, township) == village


def test_kinds_of_schools_are_kept_apart():
    assert plain_name("西沟完小") == plain_name("西沟小学") != plain_name("西沟中学")
    assert plain_name("西沟初级中学") == plain_name("西沟初中") == plain_name("西沟中学")


@given(st.lists(st.text(alphabet="王李家庄村西沟乡镇 组（）()1", max_size=8), max_size=6))
def test_only_the_same_name_is_ever_taken(names):
    for match in resolve(names, None, KNOWN):
        if match.subject_id:
            name, township = KNOWN.loc[match.subject_id, ["name", "township"]]
            assert plain_name(match.given) == plain_name(name, township)
        assert all(0 < c.score <= 1 and c.subject_id in KNOWN.index for c in match.candidates)
