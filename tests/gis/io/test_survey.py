"""The first look at files: of a roster only values of known columns are shown."""

from __future__ import annotations

from rawcounty import write_csv

from gis.io.survey import survey_files

HEADERS = ["姓名", "身份证号", "居民点代码", "年级", "学校标识码", "就读方式", "甲栏"]
ROWS = [
    ["王小明", "410602201501011234", "410000100001", "一年级", "2141000002", "走读", "赵大壮"],
    ["李小红", "410602201502021234", "410000100002", "一年级", "2141000001", "走读", "钱二妞"],
]


def test_values_of_strange_columns_of_a_roster_are_not_shown(county_files, tmp_path):
    files = county_files(attendance=None)
    files["pupils"] = write_csv(tmp_path / "roster.csv", [HEADERS, *ROWS])
    roster = next(one for one in survey_files(files) if one.role == "pupils")
    assert roster.schema.table == "roster"
    samples = {guess.header: guess.samples for guess in roster.table.columns}
    assert samples["居民点代码"] == ("410000100001", "410000100002")
    assert samples["甲栏"] == ()
    shown = repr(roster)
    assert not [name for row in ROWS for name in (row[0], row[1], row[6]) if name in shown]
