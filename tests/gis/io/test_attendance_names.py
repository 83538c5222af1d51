"""Villages of an attendance table whose code is in no table: by name, by the user's word, or not at all."""

from __future__ import annotations

from rawcounty import ATTENDANCE, find, write_csv

from gis.io.choices import ImportChoices
from gis.io.importer import import_plan

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
