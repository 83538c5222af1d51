"""Figures, findings and marks of an evaluation, on the county that can be worked out by hand."""

import json
from dataclasses import replace

import numpy as np
import pytest
from miniature import ATTENDANCE, merge, miniature_plan, point, with_school, without_way

from gis.errors import Cancelled, InputError
from gis.evaluation import evaluate
from gis.evaluation.result import Change
from gis.evaluation.travel import weighted_quantiles
from gis.layout import Boarding, Decision, Policy, Scenario
from gis.messages import describe
from gis.model import Band


def under(plan=None, **decisions):
    named = {school.replace("_", "-"): decision for school, decision in decisions.items()}
    return evaluate(plan or miniature_plan(), Scenario("方案", named))


def found(evaluation, criterion_id):
    return [finding for finding in evaluation.findings if finding.criterion_id == criterion_id]


# ---- travel


def test_quantiles_count_pupils():
    values, pupils = np.array([30.0, 10.0, 20.0]), np.array([1, 18, 1])
    # 20 pupils: the 19th (95 %) needs 20, the 10th needs 10
    assert weighted_quantiles(values, pupils, (0.5, 0.95, 1.0)) == [10.0, 20.0, 30.0]
    assert weighted_quantiles(np.array([5.0]), np.array([0]), (0.5,)) == [None]
    assert weighted_quantiles(np.array([1.0, 2.0]), np.array([1, 1]), (0.5, 0.95)) == [1.0, 2.0]


def test_travel_of_grades_1_to_3_at_baseline():
    # 15 × 0 s, 54 × 1000 s, 27 × 1200 s, 5 × 2000 s: 96 400 s over 101 pupils; 1 unknown
    summary = evaluate(miniature_plan()).travel[Band.G1_3]["before"]
    assert summary.pupils == 101
    assert summary.mean_s == pytest.approx(96_400 / 101)
    assert (summary.median_s, summary.p95_s, summary.max_s) == pytest.approx((1000, 1200, 2000))
    # 54 × 0.9 + 27 × 1.08 + 5 × 1.8 km
    assert summary.pupil_km == pytest.approx(86.76)
    assert (summary.limit_s, summary.over_limit_pupils, summary.borderline_pupils) == (1800, 5, 0)
    assert (summary.unreachable_pupils, summary.unknown_pupils, summary.boarding_pupils) == (0, 1, 0)


def test_travel_after_a_merge():
    # v2's 15 pupils walk 800 s, v4's 5 walk 2800 s
    summary = under(p3=merge("s1")).travel[Band.G1_3]["after"]
    assert summary.mean_s == pytest.approx((15 * 800 + 54 * 1000 + 27 * 1200 + 5 * 2800) / 101)
    assert (summary.over_limit_pupils, summary.max_s) == (5, 2800)


def test_no_limit_means_not_counted():
    summary = evaluate(miniature_plan()).travel[Band.G4_6]["before"]
    assert (summary.limit_s, summary.over_limit_pupils, summary.borderline_pupils) == (None, None, None)
    assert summary.pupils == 75
    assert summary.boarding_pupils == 5


def test_a_countys_limit_counts_and_is_told():
    plan = miniature_plan()
    plan.rules["county"] = {"criteria": {"over_limit_g7_9": {"value": 40, "document": "县教〔2022〕1号"}}}
    evaluation = evaluate(plan)
    # v1 → s2 2880 s is over 40 min + 10 % = 2640 s (12 pupils); v2 1584 s and v3 864 s are within
    assert evaluation.travel[Band.G7_9]["before"].over_limit_pupils == 12
    (parameter,) = [p for p in evaluation.parameters if p["key"] == "criteria.over_limit_g7_9"]
    assert parameter["overridden"]
    assert parameter["source"] == "县教〔2022〕1号"


def test_all_pupils_stand_somewhere():
    for evaluation in (evaluate(miniature_plan()), under(s1=merge("s2-P")), under(s2_J=merge())):
        for side in ("before", "after"):
            parts = [evaluation.travel[band][side] for band in (*Band, "all")]
            sums = [p.pupils + p.unreachable_pupils + p.unknown_pupils + p.boarding_pupils for p in parts]
            assert sum(sums[:3]) == sums[3] == 221


def test_a_far_school_by_own_choice_is_not_blamed_on_the_plan():
    # v2's 4 first-graders walk 2200 s to s2-P although p3 is in their village
    plan = miniature_plan(attendance=[*ATTENDANCE, ("v2", "s2-P", False, {1: 4})])
    summary = evaluate(plan).travel[Band.G1_3]["before"]
    assert (summary.over_limit_pupils, summary.over_limit_by_choice_pupils) == (9, 4)
    zoned = replace(plan, zones=miniature_plan(zones=[("v2", 1, 6, "s2-P")]).zones)
    assert evaluate(zoned).travel[Band.G1_3]["before"].over_limit_by_choice_pupils == 0
    after = under(plan, p3=merge("s1")).travel[Band.G1_3]["after"]
    assert after.over_limit_by_choice_pupils == 4  # s1 is 800 s away; those whom the plan moves never count


# ---- counts and headline


def test_schools_and_points_are_two_numbers_and_a_site_counts_once():
    baseline = evaluate(miniature_plan()).counts
    assert (baseline["schools"], baseline["teaching_points"]) == (Change(2, 2), Change(1, 1))


@pytest.mark.parametrize(
    ("decisions", "schools", "points"),
    [
        ({"p3": merge("s1")}, 2, 0),
        ({"s2_P": merge("s1")}, 2, 1),  # the 初中部 stays
        ({"s2_P": merge("s1"), "s2_J": merge()}, 1, 1),
        ({"s1": point(1, 2, 3)}, 1, 2),
        ({"s2_P": point(1, 2, 3)}, 2, 1),  # the site is still a school
        ({"s2_P": point(1, 2, 3), "s2_J": merge()}, 1, 2),
    ],
)
def test_counts_after(decisions, schools, points):
    counts = under(**decisions).counts
    assert (counts["schools"].after, counts["teaching_points"].after) == (schools, points)


def test_headline_and_counts_of_a_merge():
    evaluation = under(p3=merge("s1"))
    assert evaluation.headline == {
        "affected_pupils": Change(0, 20),
        "over_limit_g1_3_pupils": Change(5, 5),
        "largest_class_pupils": Change(23, 30),
        "places_short": Change(0, 14),
    }
    assert evaluation.counts["pupils"] == Change(221, 221)
    assert evaluation.counts["moved_pupils"] == Change(0, 20)
    assert evaluation.counts["unassigned_pupils"] == Change(0, 0)
    assert evaluation.counts["cross_township_pupils"] == Change(0, 0)


def test_unassigned_and_cross_township_pupils_are_counted():
    assert under(s2_J=merge()).counts["unassigned_pupils"].after == 39
    # s1's v1 and v2 pupils of grades 4-6 (42 + 12) and the boarders from v4 (5) go to 乙镇
    counts = under(s1=merge("s2-P")).counts
    assert counts["cross_township_pupils"].after == 114 - 1  # the pupil from outside has no township


def test_the_schools_frame():
    evaluation = under(p3=point(1, 2))
    schools = evaluation.schools
    assert schools.index.tolist() == ["s1", "s2-P", "s2-J", "p3"]
    assert schools["site_id"].tolist() == ["s1", "s2", "s2", "p3"]
    assert schools["status"].tolist() == ["retain", "retain", "retain", "teaching_point"]
    assert schools["enrolment_after"].sum() == 221
    row = schools.loc["s1"]
    # day pupils with a known way at s1: v1 54 × 1000 s, v1 42 × 900 / 1.1 s, v2 12 × 720 / 1.1 s
    assert row["mean_s_before"] == pytest.approx((54 * 1000 + (42 * 900 + 12 * 720) / 1.1) / 108)
    assert row["max_s_before"] == pytest.approx(1000)
    assert row["lon"] == pytest.approx(114.165, abs=0.001)


def test_the_baseline_has_no_change():
    evaluation = evaluate(miniature_plan())
    for name in ("enrolment", "classes", "largest_class", "capacity", "beds", "boarders"):
        before, after = evaluation.schools[f"{name}_before"], evaluation.schools[f"{name}_after"]
        np.testing.assert_array_equal(before, after)
    assert evaluation.headline["affected_pupils"] == Change(0, 0)
    assert not evaluation.blocks
    assert all(finding.in_baseline for finding in evaluation.findings)


# ---- findings


def test_a_merge_that_leaves_children_beyond_the_limit_blocks():
    evaluation = under(p3=merge("s1"))
    (gate,) = found(evaluation, "gate_bj22")
    assert (gate.force, gate.in_baseline, gate.subject_id, gate.value) == ("must", False, "p3", 5)
    assert gate.values["settlements"] == "北沟"
    assert evaluation.blocks


def test_a_provided_bus_passes_the_gate():
    evaluation = under(p3=merge("s1", bus_seats=5))
    assert found(evaluation, "gate_bj22") == []
    assert "bus_estimated" in evaluation.marks


def test_too_few_seats_are_told_and_the_gate_stays():
    evaluation = under(p3=merge("s1", bus_seats=4))
    (seats,) = found(evaluation, "bus_seats")
    assert (seats.force, seats.value) == ("should", 1)
    assert found(evaluation, "gate_bj22")


def test_a_child_whose_long_way_gets_shorter_is_not_the_plans_doing():
    # v4's 5 pupils walk 4200 s to s2-P before, 2800 s to s1 after
    attendance = [("v4", "s2-P", False, {1: 5}), ("v1", "s1", False, {1: 5})]
    plan = miniature_plan(attendance=attendance)
    evaluation = under(plan, s2_P=merge("s1"))
    (over,) = found(evaluation, "over_limit_g1_3")
    assert over.in_baseline
    (gate,) = found(evaluation, "gate_bj22")
    assert gate.in_baseline


def test_a_child_whose_long_way_gets_longer_is():
    (over,) = [f for f in found(under(p3=merge("s1")), "over_limit_g1_3") if f.subject_id == "v4"]
    assert not over.in_baseline
    assert over.value == pytest.approx(2800 / 60)
    assert (over.limit, over.unit, over.document) == (30, "min", "国办发〔2018〕27号")


def test_a_way_of_later_grades_without_a_limit_does_not_block():
    evaluation = under(with_school(miniature_plan(), "s2-P", approved_places=500.0), s1=merge("s2-P"))
    (far,) = found(evaluation, "far_walk")
    assert (far.force, far.value) == ("should", 42)  # v1's grades 4-6, 3600 m
    assert far.values["metres"] == "3600"


def test_no_way_blocks_in_every_grade():
    plan = without_way(miniature_plan(), ("v2", "s2-P"))
    (gate,) = found(under(plan, s1=merge("s2-P")), "gate_bj22")
    assert gate.value == 54 + 12  # v1's grades 1-3 over, v2's grades 4-6 cut off


def test_receivers_without_places_block():
    evaluation = under(p3=merge("s1", bus_seats=5))
    (short,) = found(evaluation, "places_short")
    assert (short.force, short.in_baseline, short.value, short.subject_id) == ("must", False, 14, "s1")
    assert evaluation.blocks


def test_a_shortage_of_the_baseline_does_not_block_unless_it_grows():
    plan = with_school(miniature_plan(), "s1", approved_places=110.0)
    assert [f.in_baseline for f in found(evaluate(plan), "places_short")] == [True]
    assert [f.in_baseline for f in found(under(plan, s2_J=merge()), "places_short")] == [True]
    (grown,) = found(under(plan, p3=merge("s1")), "places_short")
    assert (grown.value, grown.in_baseline) == (24, False)


def test_boarders_without_a_bed_block():
    evaluation = under(s1=merge("s2-P"), s2_P=Decision(boarding=Boarding(4)))
    (beds,) = found(evaluation, "gate_bj23")
    assert (beds.force, beds.subject_id, beds.value) == ("must", "s2-P", 1)


def test_unreported_beds_are_to_be_found_out():
    evaluation = under(s1=merge("s2-P"))
    (beds,) = found(evaluation, "beds_unknown")
    assert (beds.force, beds.value) == ("info", 5)
    assert found(evaluation, "gate_bj23") == []


@pytest.mark.parametrize(("pupils", "fails"), [(45, False), (46, True)])
def test_a_primary_class_has_45(pupils, fails):
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: pupils})])
    findings = found(evaluate(plan), "class_size_primary")
    assert bool(findings) is fails
    assert all(f.force == "should" for f in findings)


@pytest.mark.parametrize(("pupils", "fails"), [(50, False), (51, True)])
def test_a_junior_class_has_50(pupils, fails):
    plan = miniature_plan(attendance=[("v1", "s2-J", False, {7: pupils})])
    assert bool(found(evaluate(plan), "class_size_junior")) is fails


@pytest.mark.parametrize(
    ("pupils", "criterion"),
    [(55, "class_size_primary"), (56, "large_class"), (65, "large_class"), (66, "oversize_class")],
)
def test_56_is_a_large_and_66_an_oversize_class(pupils, criterion):
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: pupils})])
    classes = [f for f in evaluate(plan).findings if f.message_code.startswith("finding_class_size")]
    assert [f.criterion_id for f in classes] == [criterion]  # one finding, the heaviest
    assert classes[0].values["limit"] == "45"


def test_a_large_class_that_the_plan_makes_blocks():
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: 50}), ("v2", "p3", False, {1: 6})])
    evaluation = under(plan, p3=merge("s1"))
    (large,) = found(evaluation, "large_class")
    assert (large.force, large.in_baseline, large.value) == ("must", False, 56)
    assert evaluation.blocks


def test_a_large_class_of_the_baseline_does_not_block():
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: 60}), ("v2", "p3", False, {2: 6})])
    plan = with_school(plan, "s1", approved_places=500.0)
    evaluation = under(plan, p3=merge("s1"))
    (large,) = found(evaluation, "large_class")
    assert large.in_baseline
    assert not evaluation.blocks


@pytest.mark.parametrize(("pupils", "fails"), [(2000, False), (2001, True)])
def test_a_school_has_at_most_2000(pupils, fails):
    plan = miniature_plan(attendance=[("v1", "s1", False, {1: pupils})])
    assert bool(found(evaluate(plan), "school_size")) is fails


@pytest.mark.parametrize(("pupils", "fails"), [(1250, False), (1251, True)])
def test_a_combined_school_has_at_most_2500_on_its_site(pupils, fails):
    plan = miniature_plan(attendance=[("v3", "s2-P", False, {1: 1250}), ("v3", "s2-J", False, {7: pupils})])
    evaluation = evaluate(plan)
    assert bool(found(evaluation, "school_size_combined")) is fails
    assert found(evaluation, "school_size") == []


def test_young_boarders_and_young_boarding_grades_are_told():
    plan = miniature_plan(attendance=[("v4", "s1", True, {2: 3})])
    (boarders,) = found(evaluate(plan), "boarding_g1_3")
    assert (boarders.force, boarders.value, boarders.in_baseline) == ("should", 3, True)
    (grade,) = found(under(s1=Decision(boarding=Boarding(20, from_grade=1))), "boarding_from_grade")
    assert (grade.force, grade.value, grade.limit) == ("should", 1, 4)


@pytest.mark.parametrize(("pupils", "told"), [(30, False), (31, True)])
def test_thirty_of_an_incomplete_primary_school_is_information_only(pupils, told):
    """p3 has grades 1-3; a 完小 with as many in a class is told nothing."""
    rows = [row for row in ATTENDANCE if row[1] != "p3"]
    evaluation = evaluate(miniature_plan(attendance=[*rows, ("v2", "p3", False, {1: pupils})]))
    found = [one for one in evaluation.findings if one.criterion_id == "class_size_incomplete"]
    assert [(one.subject_id, one.force, one.in_baseline) for one in found] == (
        [("p3", "info", True)] if told else []
    )
    plan = miniature_plan(attendance=[*ATTENDANCE, ("v3", "s1", False, {1: 1})])
    moved = evaluate(plan, Scenario("点", {"s1": point(1, 2), "p3": merge()}))
    new = [one for one in moved.own_findings if one.criterion_id == "class_size_incomplete"]
    assert [(one.subject_id, one.value, one.force) for one in new] == [("s1", 31, "info")]      # 22 + 9


def test_small_schools_are_information_only():
    (small,) = found(evaluate(miniature_plan()), "small_school")
    assert (small.subject_id, small.force, small.value) == ("p3", "info", 20)
    plan = miniature_plan(attendance=[("v2", "p3", False, {1: 100})])
    assert found(evaluate(plan), "small_school") == []
    urban = with_school(miniature_plan(), "p3", urban_rural="121")
    assert found(evaluate(urban), "small_school") == []


def test_schools_that_must_stay():
    ids = {f.criterion_id for f in under(s1=merge("s2-P")).findings if f.force == "must"}
    assert {"central_school", "only_complete_primary"} <= ids
    (junior,) = found(under(s2_J=merge()), "only_junior")
    assert (junior.force, junior.values["township"]) == ("must", "乙镇")
    (primary,) = found(under(s2_P=point(1, 2, 3)), "only_complete_primary")
    assert primary.subject_id == "s2-P"


def test_another_school_of_the_township_lets_one_close():
    plan = with_school(miniature_plan(), "p3", type_code="211", last_grade=6.0, township="乙镇")
    assert found(under(plan, s2_P=merge("p3")), "only_complete_primary") == []
    private = with_school(plan, "p3", ownership="民办")
    assert found(under(private, s2_P=merge("p3")), "only_complete_primary")


def test_unassigned_pupils_block_by_settlement():
    evaluation = under(s2_J=merge())
    lost = found(evaluation, "unassigned")
    assert sum(f.value for f in lost) == 39
    assert {f.subject_id for f in lost} == {"v1", "v2", "v3", "v4"}
    assert evaluation.blocks


def test_unknown_ways_are_to_be_found_out():
    plan = miniature_plan(attendance=[*ATTENDANCE, ("outside", "p3", False, {2: 7})])
    (unknown,) = found(under(plan, p3=merge("s1")), "way_unknown")
    assert (unknown.force, unknown.value) == ("info", 7)


def test_a_kindergarten_is_never_closed_silently():
    (kindergarten,) = found(under(s1=merge("s2-P")), "kindergarten_undecided")
    assert (kindergarten.force, kindergarten.value) == ("info", 1)


def test_a_rule_in_doubt_produces_nothing():
    plan = miniature_plan()
    plan.rules["national"]["criteria"]["gate_bj22"]["status"] = "存疑"
    plan.rules["national"]["criteria"]["over_limit_g1_3"]["status"] = "已废止"
    evaluation = under(plan, p3=merge("s1"))
    assert found(evaluation, "gate_bj22") == []
    assert evaluation.travel[Band.G1_3]["after"].over_limit_pupils is None


def test_every_finding_can_be_put_into_words():
    attendance = [
        *ATTENDANCE,
        ("outside", "p3", False, {2: 7}),
        ("v1", "s1", True, {2: 60}),
        ("v3", "s2-P", False, {1: 2600}),
    ]
    plan = with_school(miniature_plan(attendance=attendance), "s2-P", classes_g2=0.0)
    cases = [
        under(plan, p3=merge("s1", bus_seats=1)),
        under(plan, s1=merge("s2-P", bus_seats=3), s2_P=Decision(boarding=Boarding(4, from_grade=2))),
        under(plan, s2_J=merge(), s1=merge()),
        under(without_way(plan, ("v4", "s1"), ("v4", "s2-P")), p3=merge()),
        under(s1=merge("s2-P")),
    ]
    codes = set()
    for evaluation in cases:
        for finding in evaluation.findings:
            codes.add(finding.message_code)
            for language in ("zh", "en"):
                message = describe(finding.message_code, finding.values, language)
                assert message.what
                assert "{" not in message.what + message.fix
                assert "nan" not in message.what + message.fix
    assert len(codes) >= 18


# ---- 对账表, marks, parameters, JSON


def test_the_reconciliation_of_a_ledger_that_agrees():
    table = evaluate(miniature_plan()).reconciliation
    assert list(table.columns) == ["item", "subject_id", "subject", "ledger", "attendance", "difference"]
    assert (table["difference"] == 0).all()
    rows = table.set_index("item")["ledger"].to_dict()
    assert (rows["schools"], rows["teaching_points"], rows["pupils"], rows["classes"]) == (2, 1, 221, 18)
    assert (rows["boarders"], rows["pupils_g1"], rows["pupils_g9"]) == (7, 40, 12)


def test_the_reconciliation_names_what_differs():
    plan = with_school(miniature_plan(), "s1", pupils_g2=17.0, enrolment=113.0, boarders=6.0)
    table = evaluate(plan).reconciliation
    differing = table[(table["difference"] != 0) & (table["subject_id"] != "")]
    assert differing[["item", "subject", "ledger", "attendance", "difference"]].to_numpy().tolist() == [
        ["pupils", "甲镇中心小学", 113, 114, 1],
        ["boarders", "甲镇中心小学", 6, 5, -1],
        ["pupils_g2", "甲镇中心小学", 17, 18, 1],
    ]
    totals = table[table["subject_id"] == ""].set_index("item")["difference"]
    assert (totals["pupils"], totals["pupils_g2"], totals["boarders"]) == (1, 1, -1)


def test_a_figure_that_the_ledger_does_not_report_is_not_zero():
    plan = with_school(miniature_plan(), "s1", pupils_g2=np.nan)
    table = evaluate(plan).reconciliation
    (row,) = table[(table["item"] == "pupils_g2") & (table["subject_id"] == "s1")].itertuples()
    assert np.isnan(row.ledger)
    assert np.isnan(row.difference)
    assert row.attendance == 18


def test_marks():
    plan = miniature_plan()
    assert evaluate(plan).marks == ("sample_data", "parameters_unverified")
    roads, attendance = replace(plan.roads, has_footpaths=False), plan.attendance.assign(estimated=True)
    drive_only = replace(plan, roads=roads, attendance=attendance)
    assert evaluate(drive_only).marks == (
        "sample_data",
        "drive_only_network",
        "baseline_estimated",
        "parameters_unverified",
    )
    for code in evaluate(drive_only).marks:
        assert describe(code, {"mark": "示例"}).what


def test_parameters_say_where_they_come_from():
    parameters = {p["key"]: p for p in evaluate(miniature_plan()).parameters}
    limit = parameters["criteria.over_limit_g1_3"]
    assert (limit["value"], limit["unit"], limit["verified"]) == (30, "min", True)
    assert parameters["criteria.over_limit_g4_6"]["value"] is None
    assert parameters["travel.walk.speed_g1_3_mps"]["value"] == 0.9
    assert not parameters["travel.walk.speed_g1_3_mps"]["verified"]


def test_json_is_plain_and_complete():
    evaluation = under(p3=merge("s1"))
    values = evaluation.to_dict()
    text = json.dumps(values, allow_nan=False, ensure_ascii=False)
    assert json.loads(text) == values
    assert sum(row["pupils"] for row in values["flows"]) == 221
    assert values["travel"]["g1_3"]["after"]["limit_s"] == 1800
    assert values["travel"]["g4_6"]["after"]["limit_s"] is None
    assert values["schools"][1]["school_id"] == "s2-P"
    assert values["schools"][1]["capacity_after"] is None
    assert values["headline"]["places_short"] == {"before": 0, "after": 14}
    assert values["blocks"] is True
    assert values["findings"][0]["what"].startswith("西村教学点调整后")


def test_progress_ends_at_one_and_may_cancel():
    seen = []
    evaluate(miniature_plan(), progress=lambda fraction, step="": seen.append(fraction))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0

    def cancel(fraction, step=""):
        raise Cancelled

    with pytest.raises(Cancelled):
        evaluate(miniature_plan(), progress=cancel)


def test_scenarios_by_name_and_by_year():
    plan = miniature_plan(scenarios=[Scenario("方案", {"p3": merge("s1", year=2024)})])
    assert evaluate(plan, "方案").counts["moved_pupils"].after == 20
    early = evaluate(plan, "方案", year=2023)
    assert (early.school_year, early.counts["moved_pupils"].after) == (2023, 0)
    with pytest.raises(InputError):
        evaluate(plan, "没有")


def test_a_plan_without_a_snapshot_uses_the_shipped_rules():
    plan = replace(miniature_plan(), rules={})
    assert evaluate(plan).travel[Band.G1_3]["before"].limit_s == 1800


def test_without_any_journey_nobody_is_called_within_the_limit():
    """All journeys unknown: the pupils over the limit are unknown, not 0."""
    evaluation = evaluate(replace(miniature_plan(), travel={}))
    assert evaluation.headline["over_limit_g1_3_pupils"].before is None
    assert evaluation.travel[Band.G1_3]["before"].unknown_pupils > 0


def test_places_that_no_open_school_reports_are_unknown_and_not_enough():
    plan = miniature_plan()
    nothing = plan.schools.assign(classrooms=np.nan, approved_places=np.nan)
    merged = Scenario("方案", {"p3": merge("s1")})
    short = evaluate(replace(plan, schools=nothing), merged).headline["places_short"]
    assert (short.before, short.after) == (None, None)      # the closed school's 0 places are no answer


def test_moved_pupils_are_told_apart_where_the_policy_re_zones():
    """v3's grades 1-3 (27 pupils) are nearer to p3; nobody else has a nearer school."""
    made = evaluate(miniature_plan(), Scenario("就近", policy=Policy.NEAREST))
    assert made.counts["moved_pupils"] == made.counts["rezoned_pupils"] == Change(0, 27)
    closing = evaluate(miniature_plan(), Scenario("并", {"p3": merge("s2-P")}, policy=Policy.NEAREST))
    assert (closing.counts["moved_pupils"].after, closing.counts["rezoned_pupils"].after) == (20, 0)
    assert "rezoned_pupils" not in evaluate(miniature_plan(), Scenario("并", {"p3": merge("s1")})).counts


def test_an_assignment_that_was_not_proven_to_be_the_best_says_so(monkeypatch):
    scenario = Scenario("最少", policy=Policy.LEAST_TIME, whole_settlements=True)
    assert "assignment_not_proven" not in evaluate(miniature_plan(), scenario).marks
    from gis.planning import leasttime

    real = leasttime.single_source
    monkeypatch.setattr(leasttime, "single_source", lambda *given: (real(*given)[0], False))
    assert "assignment_not_proven" in evaluate(miniature_plan(), scenario).marks
    assert describe("assignment_not_proven", {}).what
