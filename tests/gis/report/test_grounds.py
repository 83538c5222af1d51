"""Gates and findings of one changed school."""

from dataclasses import replace

import pytest

from gis.report.grounds import gate_results, school_findings

CLOSING, CENTRAL, JUNIOR = "3141000001", "3141000003", "3141000004"


def finding(county, **changes):
    return replace(county.evaluation.findings[1], **changes)


def results(county, *findings):
    gates = gate_results(replace(county.evaluation, findings=findings), CLOSING)
    return [gate["result"] for gate in gates]


def test_without_findings_the_computed_gates_pass(county):
    assert results(county) == ["待取证", "待取证", "通过", "通过", "通过"]


@pytest.mark.parametrize(
    ("criterion", "force", "subject", "gate", "result"),
    [
        ("gate_bj22", "must", CLOSING, 2, "不通过"),
        ("way_unknown", "info", CLOSING, 2, "待取证"),
        ("gate_bj23", "must", CENTRAL, 3, "不通过"),
        ("beds_unknown", "info", CENTRAL, 3, "待取证"),
        ("large_class", "must", CENTRAL, 4, "不通过"),
        ("school_size", "must", CENTRAL, 4, "不通过"),
    ],
)
def test_a_finding_decides_its_own_gate_only(county, criterion, force, subject, gate, result):
    found = finding(county, criterion_id=criterion, force=force, subject_id=subject)
    expected = ["待取证", "待取证", "通过", "通过", "通过"]
    expected[gate] = result
    assert results(county, found) == expected


def test_what_was_there_before_or_elsewhere_does_not_count(county):
    old = finding(county, criterion_id="large_class", subject_id=CENTRAL, in_baseline=True)
    elsewhere = finding(county, criterion_id="large_class", subject_id=JUNIOR)
    assert results(county, old, elsewhere)[4] == "通过"


def test_only_what_concerns_the_school_is_listed(county):
    here = finding(county, subject_id=CENTRAL, subject_name="接收校")
    elsewhere = finding(county, subject_id=JUNIOR, subject_name="别处")
    way = replace(
        county.evaluation.findings[0],
        subject_id="410602001002",
        subject_name="西沟村",
        values={"school": "实验中学"},
    )
    evaluation = replace(county.evaluation, findings=(elsewhere, way, here))
    assert [row["subject"] for row in school_findings(county.plan, evaluation, CLOSING)] == ["接收校"]
