"""报批稿: refused with names while a gate waits or a decision is a draft; made without the mark of drafts."""

import re
from dataclasses import replace

import pypdfium2
import pytest
from miniature import merge, miniature_plan, point

from gis.errors import InputError
from gis.evaluation import evaluate
from gis.layout import Evidence, GateState, Locks, Scenario, SchoolLock
from gis.planning.evidence import set_evidence
from gis.report import bundle
from gis.report.approval import ApprovalRefused, approval_obstacles, require_approvable
from gis.report.bundle import write_reports
from gis.report.stage import Stage

CLOSES = Scenario("并", {"p3": merge("s2-P", bus_seats=20)})
READY = CLOSES
for gate in ("BJ-20", "BJ-21"):
    READY = set_evidence(READY, Evidence("p3", gate, GateState.PASS, "会议记录"))


def obstacles(scenario, year=None):
    plan = miniature_plan(scenarios=[scenario])
    evaluation = evaluate(plan, "并", year=year)
    return plan, evaluation, [(one.code, one.gate) for one in approval_obstacles(plan, evaluation)]


def test_what_stands_in_the_way_is_told_by_school_and_gate():
    waits = [("approval_pending", "BJ-20"), ("approval_pending", "BJ-21")]
    assert obstacles(CLOSES)[2] == waits
    assert obstacles(READY)[2] == []
    moved_on = replace(READY, decisions={"p3": merge("s1", bus_seats=20)})
    assert obstacles(moved_on)[2][:2] == waits, "what was said of another receiver is not enough"
    against = set_evidence(READY, Evidence("p3", "BJ-20", GateState.FAIL, asked=9, against=5))
    plan, evaluation, found = obstacles(against)
    assert found == [("approval_fail", "BJ-20")]
    (said,) = approval_obstacles(plan, evaluation)
    assert said.words().startswith("西村教学点：BJ-20 多数家长同意，不通过。")
    assert "is not passed" in said.words("en")
    unfinished = replace(READY, decisions={**READY.decisions, "s1": point()})
    assert obstacles(unfinished)[2] == [("approval_decision", "")]
    undecided = replace(READY, locks=Locks({"s1": SchoolLock.UNDECIDED}))
    assert obstacles(undecided)[2] == [("approval_undecided", "")]
    later = set_evidence(Scenario("并", {"p3": merge("s2-P", year=2024)}), READY.evidence[0])
    assert obstacles(later, 2023)[2] == [("approval_not_in_force", "")]


def test_the_version_for_approval_has_no_mark_of_a_draft(tmp_path):
    plan, evaluation, _ = obstacles(CLOSES)
    for version in ("internal", "public"):
        with pytest.raises(ApprovalRefused, match="西村教学点：BJ-20 多数家长同意，待取证"):
            write_reports(plan, evaluation, tmp_path / "无", version=version, stage="approval")
    with pytest.raises(InputError, match="final"):
        write_reports(plan, evaluation, tmp_path / "无", stage="final")
    assert not (tmp_path / "无").exists()
    plan, evaluation, _ = obstacles(READY)
    require_approvable(plan, evaluation)
    for name, step, write in bundle._jobs(plan, evaluation, Stage.APPROVAL):
        assert "（报批稿）" in name
        if step == "report_documents":
            write(tmp_path / name)
            with pypdfium2.PdfDocument(tmp_path / name) as document:
                pages = [page.get_textpage().get_text_range() for page in document]
            assert all("报批稿" in page and not re.search(r"草\s*稿", page) for page in pages)
