"""All outputs into one folder, or nothing."""

import os
import sys

import pytest

from gis.errors import Cancelled, InputError
from gis.messages import message_codes
from gis.report import bundle
from gis.report.bundle import write_reports


def test_files_and_progress(county, tmp_path):
    seen = []
    out = tmp_path / "成果" / "方案"
    paths = write_reports(county.plan, county.evaluation, out, progress=lambda f, s="": seen.append((f, s)))
    assert [p.name for p in paths] == [
        "鹤山区布局调整方案汇总.pdf",
        "一校一案_龙宫小学.pdf",
        "一校一案_杨邑小学.pdf",
        "鹤山区学校台账与分流表.xlsx",
        "鹤山区布局地图.html",
    ]
    assert sorted(p.name for p in out.iterdir()) == sorted(p.name for p in paths)
    fractions = [f for f, _ in seen]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert {s for _, s in seen if s} <= message_codes()


def test_equal_and_awkward_names_get_files_of_their_own(make_county, tmp_path):
    county = make_county(龙宫小学='中心/小学:"甲"?', 杨邑小学="中心_小学__甲__")
    paths = write_reports(county.plan, county.evaluation, tmp_path)
    cases = [p.name for p in paths if p.name.startswith("一校一案_")]
    assert cases == ["一校一案_中心_小学__甲__.pdf", "一校一案_中心_小学__甲___3141000002.pdf"]


def test_cancelling_leaves_what_was_there(county, tmp_path):
    kept = tmp_path / "鹤山区布局调整方案汇总.pdf"
    kept.write_text("old")

    def stop_at_the_third(fraction, step=""):
        if fraction > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_reports(county.plan, county.evaluation, tmp_path, progress=stop_at_the_third)
    assert [p.name for p in tmp_path.iterdir()] == [kept.name]
    assert kept.read_text() == "old"


def test_a_file_in_the_place_of_the_folder(county, tmp_path):
    blocked = tmp_path / "x"
    blocked.write_text("")
    with pytest.raises(InputError) as error:
        write_reports(county.plan, county.evaluation, blocked)
    assert str(blocked) in str(error.value)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user whom permissions bind")
def test_a_folder_that_cannot_be_written(county, tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(InputError):
        write_reports(county.plan, county.evaluation, tmp_path / "x")


def test_a_file_that_is_open_elsewhere_is_named(county, tmp_path, monkeypatch):
    """Windows refuses to replace a document that a reader has open."""

    def refuse(self, target):
        raise PermissionError(13, "in use", str(target))

    monkeypatch.setattr(bundle.Path, "replace", refuse)
    with pytest.raises(InputError) as error:
        write_reports(county.plan, county.evaluation, tmp_path)
    assert "汇总.pdf" in str(error.value)
    assert not list(tmp_path.iterdir())


def test_a_damaged_installation_is_not_blamed_on_the_disk(county, tmp_path, monkeypatch):
    def missing(path):
        raise FileNotFoundError(2, "gone", str(bundle.ROOT / "fonts"))

    monkeypatch.setattr(bundle, "_jobs", lambda *_: [("a.pdf", "report_documents", missing)])
    with pytest.raises(FileNotFoundError):
        write_reports(county.plan, county.evaluation, tmp_path)
