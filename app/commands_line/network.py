"""The command about a plan's roads: what cuts places off, and how much is walked off the roads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from gis.messages import describe
from gis.model import Issue, Plan

WORDS = {"error": "错误", "warning": "提醒", "info": "说明"}
METRES_PER_KM, SECONDS_PER_MINUTE = 1000, 60
LISTED = 10


def network_report(plan: Plan) -> dict[str, Any]:
    """Return what ``xiaotu network`` tells, in plain values."""
    from dataclasses import replace

    from gis.network.approaches import approach_shares
    from gis.network.components import components
    from gis.network.preflight import preflight

    pieces = components(plan.roads)
    shares = approach_shares(plan)
    found = preflight(replace(plan, issues=()))
    return {
        "roads_km": round(float(plan.roads.edges["length_m"].sum()) / METRES_PER_KM, 3),
        "has_footpaths": plan.roads.has_footpaths,
        "pieces_km": [round(float(length) / METRES_PER_KM, 3) for length in pieces.length_m],
        "issues": [_plain(issue) for issue in found],
        "approach": [
            {key: None if value != value else value for key, value in row.items()}
            for row in shares.reset_index().to_dict("records")
        ],
    }


def _plain(issue: Issue) -> dict[str, Any]:
    what, fix = issue.describe()
    return {
        "severity": issue.severity, "code": issue.code, "subject_id": issue.subject_id,
        "values": dict(issue.values), "what": what, "fix": fix,
    }  # fmt: skip


def print_network(report: Mapping[str, Any], out: Console) -> None:
    """Print pieces, findings and the places with the longest approaches."""
    pieces = report["pieces_km"]
    kind = "有人行路" if report["has_footpaths"] else describe("drive_only_network", {}).what
    out.print(f"道路 {report['roads_km']:,.0f} km，{kind}")
    main = f"，最长的一片 {pieces[0]:,.1f} km" if pieces else ""
    out.print(f"步行路网共 {len(pieces)} 片互不相连{main}")
    for issue in report["issues"]:
        out.print(f"{WORDS[issue['severity']]} {issue['what']}{issue['fix']}")
    known = [row for row in report["approach"] if row["share"] is not None]
    if known:
        mean = sum(row["share"] for row in known) / len(known)
        out.print(f"到最近学校的步行里，路外接入平均占 {mean:.0%}；占得最多的：")
        for row in sorted(known, key=lambda row: -row["share"])[:LISTED]:
            minutes = row["approach_s"] / SECONDS_PER_MINUTE
            out.print(
                f"  {row['name']} → {row['school']}：{row['approach_m']:.0f} 米、{minutes:.0f} 分，"
                f"占 {row['share']:.0%}"
            )
