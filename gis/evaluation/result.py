"""What an evaluation holds: every figure of the window, the reports and ``evaluate --json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from gis.evaluation.deferred import Deferred, all_made, made_later
from gis.model import Band, Issue

if TYPE_CHECKING:
    from gis.evaluation.details import Details


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before (baseline) and after (scenario); None = not known."""

    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class TravelSummary:
    """Daily journeys of one age band in the verdict mode, pupil-weighted, one way, seconds.

    ``pupils`` are day pupils with a known way; boarders, unreachable and unknown pupils are counted apart
    and never averaged in. ``over_limit_pupils`` / ``borderline_pupils`` are None where no limit is set
    (未设标准). ``p90_s`` and ``p95_s``: the smallest time that at least this share of the pupils does not
    exceed, nothing interpolated. ``over_limit_by_choice_pupils``: those of the over-limit pupils whose zoned
    or nearest school would not be over the limit (自主择校), so that their way is not blamed on the plan;
    moved pupils are never among them.
    """

    pupils: int
    mean_s: float | None
    median_s: float | None
    p95_s: float | None
    max_s: float | None
    pupil_km: float
    limit_s: float | None
    over_limit_pupils: int | None
    borderline_pupils: int | None
    unreachable_pupils: int
    unknown_pupils: int
    boarding_pupils: int
    over_limit_by_choice_pupils: int | None = None
    p90_s: float | None = None


@dataclass(frozen=True, slots=True)
class Cure:
    """One way to make a finding go away.

    Attributes
    ----------
    kind
        ``bus``, ``beds``, ``receiver``, ``teaching_point``, ``rooms``, ``places``, ``classes``, ``posts``,
        ``fewer``, ``year``, ``retain``, ``grade``, ``day``, ``evidence``; of the assessment ``teachers``,
        ``area``, ``equipment``, ``rooms``, and ``resources`` for several of them.
    amount, unit
        How much of it, None = not known (the ledger does not say what is there).
    subject_id
        The school at which it is to be done.
    message_code, values
        The sentence through ``gis.messages``.
    steps
        What it consists of, all of it together; () where it is one thing.
    """

    kind: str
    amount: float | None
    unit: str
    subject_id: str
    message_code: str
    values: Mapping[str, str]
    steps: tuple[Cure, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A criterion that a subject does not meet (or that cannot be decided), quoting its rule.

    ``force``: must, should or info. ``subject_id``: school or settlement id, "" for the county.
    ``in_baseline``: the baseline has the same finding, so it is not the plan's doing.
    ``message_code`` / ``values`` give the sentence through ``gis.messages``. ``rule``: numbers of the rule in
    the compilation of rules; ``layer``: national, province, city or county. ``cures``: what would make it go
    away, worked out when looked at.
    """

    criterion_id: str
    force: str
    subject_kind: str
    subject_id: str
    subject_name: str
    value: float | None
    limit: float | None
    unit: str
    document: str
    article: str
    verified: bool
    in_baseline: bool
    message_code: str
    values: dict[str, str]
    rule: str = ""
    verification: str = ""
    status: str = ""
    layer: str = ""
    cures: Sequence[Cure] = ()


@made_later("schools", "school_grades", "flows", "reconciliation")
@dataclass(frozen=True)
class Evaluation:
    """Consequences of one scenario against the baseline.

    Attributes
    ----------
    headline
        ``affected_pupils``, ``over_limit_g1_3_pupils``, ``largest_class_pupils``, ``places_short``.
    counts
        ``schools``, ``teaching_points`` (always two numbers), ``pupils``, ``unassigned_pupils``,
        ``moved_pupils`` (another school than the baseline's), ``rezoned_pupils`` (those of them whose
        school and grade stay; only under a policy that re-zones), ``cross_township_pupils``.
    schools
        Index ``school_id`` (divisions are rows of their own): ``site_id, name, township, type_code,
        status`` (LayoutStatus value), ``open_before, open_after, is_point_before, is_point_after, lon, lat,
        enrolment_before/after, classes_before/after, largest_class_before/after,
        capacity_before/after`` (NaN unknown), ``utilisation_before/after, places_short_before/after,
        rooms_free_after, beds_before/after, boarders_before/after, mean_s_before/after,
        max_s_before/after``.
    school_grades
        One row per school and grade taught before or after: ``school_id, grade, pupils_before/after,
        classes_before/after, largest_class_before/after, multigrade_before/after, taught_after``.
        ``multigrade``: the grades that sit in one class ("1,2"; 复式), "" where a grade has its own; that
        class is counted at the lowest of them.
    flows
        Every pupil exactly once. One row per settlement, grade, school before, school after, boarding
        before and after: ``settlement_id, settlement, township, grade, band, school_before, school_after``
        ("" = unassigned), ``pupils, boarding_before, boarding_after, estimated, moved, reason``
        ("stay", "school_closed", "grade_closed"), ``rule`` ("stay", "named", "zone", "managing_school",
        "same_township", "other_township", "none"), ``unassigned_reason`` ("" or a message code),
        ``cross_township, mode_before/after, seconds_before/after, metres_before/after`` (one way),
        ``measured_before/after`` (the walk was measured in the field),
        ``verdict_before/after`` ("within", "borderline", "over", "no_limit", "boarding", "unreachable",
        "unknown").
    travel
        ``{band: {"before": TravelSummary, "after": TravelSummary}}``, plus the key ``"all"``.
    reconciliation
        对账表: ``item`` (code), ``subject_id, subject, ledger, attendance, difference`` - county totals
        first, then every school and grade that differs, by name.
    findings
        Findings of the scenario; those of the baseline are marked.
    marks
        Codes of sentences every output must show: ``sample_data``, ``drive_only_network``,
        ``walks_measured``, ``bus_estimated``, ``baseline_estimated``, ``parameters_unverified``,
        ``roads_edited``, ``pupils_forecast``, ``pupils_not_forecast``,
        ``assignment_not_proven`` (the policy least_time stopped before it was proven).
    parameters
        Each parameter used: ``{key, value, unit, verified, source}``.
    network_digest
        Of the network that the journeys after were measured on.
    season
        Time of year that it was asked for, "" = none.
    network_edits
        The scenario's changes to the roads in force: ``edit_id, kind, name, season, length_m`` (of the roads
        that it made different).
    road_issues
        What of them could not be done, or does what a drawing does not show.
    rerouted
        Day pupils who stay at their school and whose way the changed roads made different: ``longer_pupils``,
        ``shorter_pupils``, ``cut_off_pupils`` (no way any more), ``reached_pupils`` (only now a way); empty
        without changes to the roads.
    rules
        The rules that it was held against, with the school year.
    details
        Indicators, staff, money and all else that follows, worked out when it is asked for; None for figures
        that were put together by hand.
    """

    unit_name: str
    scenario: str
    school_year: int
    headline: dict[str, Change]
    counts: dict[str, Change]
    schools: pd.DataFrame
    school_grades: pd.DataFrame
    flows: pd.DataFrame
    travel: dict[Band | str, dict[str, TravelSummary]]
    reconciliation: pd.DataFrame
    findings: Sequence[Finding]
    marks: tuple[str, ...]
    parameters: tuple[dict[str, Any], ...]
    network_digest: str
    season: str = ""
    network_edits: tuple[dict[str, Any], ...] = ()
    road_issues: tuple[Issue, ...] = ()
    rerouted: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict, repr=False)
    details: Details | None = field(default=None, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        return all_made(self)

    @cached_property
    def gates(self) -> pd.DataFrame:
        """The gates BJ-20 … BJ-24 of every closed or converted school (:mod:`gis.evaluation.gates`)."""
        from gis.evaluation.gates import gate_frame

        return gate_frame(self.gate_rows)

    @cached_property
    def gate_rows(self) -> tuple[tuple[Any, ...], ...]:
        """The same as plain rows: a frame takes longer to make than they do."""
        from gis.evaluation.gates import facts_of, facts_of_tables, gate_rows
        from gis.planning.evidence import unconfirmed

        if self.details is not None:
            facts = facts_of(self.details.outcome, self.details.load)
        else:
            tables = {"schools": self.schools, "school_grades": self.school_grades, "flows": self.flows}
            facts = facts_of_tables(tables)
        if self.details is None:
            return gate_rows(facts, self.own_findings, self.rules)
        made = self.details.outcome.scenario
        return gate_rows(
            facts, self.own_findings, self.rules, evidence=made.evidence,
            unconfirmed=frozenset(unconfirmed(made)),
        )  # fmt: skip

    @property
    def blocks(self) -> bool:
        """Whether the scenario has a ``must`` finding that the baseline does not have."""
        return any(finding.force == "must" for finding in self.own_findings)

    @property
    def own_findings(self) -> tuple[Finding, ...]:
        """The findings that the baseline does not have; cheaper than to look through all."""
        if isinstance(self.findings, Deferred):
            return self.findings.first
        return tuple(finding for finding in self.findings if not finding.in_baseline)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values, equal to ``xiaotu evaluate --json``; keys carry their units."""
        from gis.evaluation.serialise import evaluation_to_dict

        return evaluation_to_dict(self)
