"""Villages of an attendance table whose code is in no table: by name, by the user's word, or not at all."""

from __future__ import annotations

from rawcounty import ATTENDANCE, PUPIL_HEADERS, PUPILS, SCHOOLS, SETTLEMENTS, find, write_csv

from gis.io.choices import ImportChoices
from gis.io.importer import import_plan
from gis.schema import load_schema, match_headers

HEADERS = ["居民点代码", "村名", "年级", "学校标识码", "就读方式", "学生数"]
KNOWN = [[row[0], "", *row[1:]] for row in ATTENDANCE]
WRONG_CODE = ["410000199991", "中村", "一年级", "2141000001", "走读", 8]
NEAR_MISS = ["410000199992", "西沟头村", "一年级", "2141000002", "走读", 9]


def pupils_of(plan, settlement_id):
    return int(plan.attendance.loc[plan.attendance["settlement_id"] == settlement_id, "pupils"].sum())


def imported(county_files, tmp_path, choices=None):
    files = county_files()
    files["attendance"] = write_csv(tmp_path / "names.csv", [HEADERS, *KNOWN, WRONG_CODE, NEAR_MISS])
    return import_plan(**files, choices=choices or ImportChoices())


def test_the_same_name_is_taken_and_told_and_what_only_resembles_it_is_offered(county_files, tmp_path):
    plan = imported(county_files, tmp_path)
    assert pupils_of(plan, "410000100002") == 7 + 8
    assert find(plan.issues, "name_matched").values["code"] == "410000100002"
    assert pupils_of(plan, "410000100001") == 4, "a name that only resembles another is not taken"
    assert pupils_of(plan, "outside") == 9, "and its pupils are not lost"
    offered = find(plan.issues, "name_candidates").values
    assert (offered["given"], offered["candidate_ids"].split(",")[0]) == ("西沟头村", "410000100001")
    assert find(plan.issues, "pupils_of_unknown_settlement").values["pupils"] == "9"


def test_the_users_word_settles_it(county_files, tmp_path):
    said = ImportChoices(matches={"attendance": {"西沟头村": "410000100001"}})
    plan = imported(county_files, tmp_path, said)
    assert pupils_of(plan, "410000100001") == 4 + 9
    assert pupils_of(plan, "outside") == 0


# ---- tables without any code

BY_NAME = ["乡镇", "村名", "年级", "就读学校", "就读方式", "学生数"]
TWO_TOWNS = [
    *SETTLEMENTS,
    ["410000200001", "西沟村", "西乡", 114.03, 35.9905],
    ["410000200002", "石桥村", "西乡", 114.04, 35.9905],
]


def named_rows(*more):
    villages = {row[0]: (row[2], row[1]) for row in SETTLEMENTS}
    schools = {str(row[0]): row[1] for row in SCHOOLS}
    rows = [[*villages[home], grade, schools[at], *rest] for home, grade, at, *rest in ATTENDANCE]
    return [*rows, *more]


def import_named(county_files, tmp_path, rows, choices=None, headers=BY_NAME, **more):
    files = county_files(settlements=TWO_TOWNS)
    files["attendance"] = write_csv(tmp_path / "names.csv", [headers, *rows])
    return import_plan(**files, choices=choices or ImportChoices(), **more)


def test_names_alone_give_the_same_baseline_as_codes(county_files, county_plan, tmp_path):
    rows = named_rows()
    rows[1][1], rows[1][3] = "中村　村委会", " 东乡 中心小学"
    plan = import_named(county_files, tmp_path, rows)
    key = ["settlement_id", "grade", "school_id", "boarding", "pupils"]
    assert plan.attendance[key].to_numpy().tolist() == county_plan.attendance[key].to_numpy().tolist()
    villages = find(plan.issues, "places_by_name").values
    schools = find(plan.issues, "places_by_exact_name").values
    assert (villages["count"], villages["variants"], schools["count"]) == ("4", "1", "3")
    assert "中村村委会＝中村" in villages["shown"]


def test_near_and_ambiguous_names_are_offered_and_their_pupils_counted(county_files, tmp_path):
    rows = named_rows(
        ["", "西沟村", "一年级", "西沟小学", "走读", 11],
        ["西乡", "石桥头村", "一年级", "西沟小学", "走读", 12],
        ["县外", "县外", "一年级", "西沟小学", "走读", 13],
        ["东乡", "中村", "一年级", "西沟小学校区", "走读", 14],
        ["东乡", "", "一年级", "西沟小学", "走读", 15],
    )
    plan = import_named(county_files, tmp_path, rows)
    offered = {i.values["given"]: i for i in plan.issues if i.code == "name_candidates"}
    assert set(offered["西沟村"].values["candidate_ids"].split(",")) == {"410000100001", "410000200001"}
    assert offered["西乡石桥头村"].values["candidate_ids"] == "410000200002"
    assert offered["西沟小学校区"].values["candidate_ids"].split(",")[0] == "2141000002"
    where = offered["西乡石桥头村"]
    assert (where.file, where.row, where.column, where.severity) == ("names.csv", 8, "居民点名称", "error")
    unknown = [i.values for i in plan.issues if i.code == "pupils_of_unknown_settlement"]
    assert {values["code"]: values["pupils"] for values in unknown} == {"西沟村": "11", "西乡石桥头村": "12"}
    assert find(plan.issues, "pupils_of_unknown_school").values == {"code": "西沟小学校区", "pupils": "14"}
    assert find(plan.issues, "required_value_missing").row == 11
    assert pupils_of(plan, "outside") == 11 + 12 + 13, "they keep their school"


def test_the_users_word_counts_for_a_name_in_its_township(county_files, tmp_path):
    rows = named_rows(
        ["西乡", "石桥头村", "一年级", "西沟小学", "走读", 12],
        ["东乡", "中村", "一年级", "沟小学", "走读", 14],
    )
    said = ImportChoices(matches={"attendance": {"西乡石桥头村": "410000200002", "沟小学": "2141000002"}})
    plan = import_named(county_files, tmp_path, rows, said)
    assert pupils_of(plan, "410000200002") == 12
    assert plan.attendance.groupby("school_id")["pupils"].sum()["2141000002"] == 4 + 12 + 14
    assert not {"name_candidates", "match_unknown"} & {issue.code for issue in plan.issues}


def test_a_wrong_code_of_a_school_is_looked_up_by_its_name(county_files, tmp_path):
    headers = [*HEADERS, "学校名称"]
    rows = [[*row, ""] for row in KNOWN]
    rows[0][3], rows[0][6] = "2141999999", "西沟小学"
    plan = import_named(county_files, tmp_path, rows, headers=headers)
    assert find(plan.issues, "name_matched").values["code"] == "2141000002"
    assert plan.attendance["pupils"].sum() == sum(row[-1] for row in ATTENDANCE)


def test_pupils_zones_and_feeders_by_name(county_files, tmp_path):
    pupils = [[row[1], *row[2:]] for row in PUPILS]
    files = county_files(settlements=TWO_TOWNS)
    files["pupils"] = write_csv(
        tmp_path / "p.csv",
        [["所属乡镇", *PUPIL_HEADERS[1:]], *(["东乡", *row] for row in pupils), ["", "东乡小计", *[9] * 9]],
    )
    files["zones"] = write_csv(
        tmp_path / "z.csv",
        [
            ["乡镇", "村名", "划片学校"],
            ["西乡", "西沟村", "西沟小学、东乡中心小学"],
            ["东乡", "中庄", "西沟小学"],
            ["东乡", "北村", "北小学"],
        ],
    )
    files["feeders"] = write_csv(
        tmp_path / "f.csv", [["毕业学校", "对口学校"], ["东乡中心小学", "东乡学校"], ["西山小学", "东乡学校"]]
    )
    plan = import_plan(**files)
    assert plan.zones["school_id"].tolist() == ["2141000002", "2141000001"]
    assert set(plan.zones["settlement_id"]) == {"410000200001"}
    assert find(plan.issues, "zone_settlement_unknown").values["code"] == "东乡中庄"
    assert find(plan.issues, "zone_school_unknown").values["code"] == "北小学"
    assert plan.feeders.to_numpy().tolist() == [["2141000001", "3141000003-J"]]
    assert find(plan.issues, "feeder_school_unknown").values["code"] == "西山小学"
    told = {issue.code for issue in plan.issues}
    assert "total_row_skipped" in told
    assert not {"pupils_and_attendance_differ", "pupils_of_unknown_settlement"} & told


def test_the_hamlet_of_two_village_columns_counts_wherever_it_stands():
    headers = ["村（居）委会", "自然村", "年级", "就读学校", "人数"]
    found = match_headers(headers, load_schema("attendance"))
    assert (found["name"], found["grade"], found["pupils"]) == (1, 2, 4)
    assert match_headers(headers[:1], load_schema("attendance")) == {"name": 0}
