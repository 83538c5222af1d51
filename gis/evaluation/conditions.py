"""Criteria that both the baseline and a scenario are held against."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from gis.codes import first_of
from gis.evaluation.counted import combined_sites
from gis.evaluation.failures import Case, Failure, Side, fails
from gis.model import Band
from gis.planning.county import Bools, County
from gis.planning.journeys import BANDS, band_codes
from gis.planning.ledger import POINT

CLASS_TIERS = ("oversize_class", "large_class")
URBAN = "1"                         # 城乡类型 1xx is urban, 2xx rural (GB/T 33782)


def condition_failures(case: Case, side: Side, among: Bools | None = None) -> Iterator[Failure]:
    """Return what one side does not meet.

    Parameters
    ----------
    among
        Which schools are asked about, with all that share a site with them; None = all. Of their classes only
        those that are larger or smaller than before.
    """
    asked = np.ones(len(side.is_open), dtype=bool) if among is None else among
    cells = np.ones_like(side.teaches) if among is None else case.other_classes
    yield from _class_sizes(case, side, cells)
    yield from _school_sizes(case, side, asked)
    yield from _places(case, side, asked)
    yield from _young_boarders(case, side, asked)
    yield from _small_schools(case, side, asked)
    yield from _design_classes(case, side, asked)


def _class_sizes(case: Case, side: Side, cells: Bools) -> Iterator[Failure]:
    """One failure per school and grade, of the heaviest tier."""
    schools, columns = np.nonzero(cells & (side.rooms.classes > 0))
    largest = side.rooms.largest[schools, columns]
    junior = columns + 1 > case.county.last_primary_grade
    stages = [case.rules[f"class_size_{stage}"] for stage in ("primary", "junior")]
    tiers = [*(case.rules[tier] for tier in CLASS_TIERS), *stages]
    at_stage = [np.ones_like(junior), np.ones_like(junior), ~junior, junior]
    of_tiers = [fails(rule, largest) & at for rule, at in zip(tiers, at_stage, strict=True)]
    tier = first_of(of_tiers, range(len(tiers)), -1)
    found = np.flatnonzero(tier >= 0)
    at = schools[found], columns[found]
    limits = [f"{rule.value:g}" for rule in stages]
    for school, column, kind, stage, pupils, total, classes, rooms in zip(
        *(one.tolist() for one in at), tier[found].tolist(), junior[found].tolist(),
        largest[found].tolist(), side.rooms.in_classes[at].tolist(), side.rooms.classes[at].tolist(),
        side.rooms.rooms_free[at[0]].tolist(), strict=True,
    ):  # fmt: skip
        rule = tiers[kind]
        values = {
            "school": case.school(school), "grade": str(column + 1), "pupils": f"{pupils:.0f}",
            "total": f"{total:.0f}", "classes": f"{classes:.0f}", "rooms": f"{rooms:.0f}",
            "kind": rule.name, "limit": limits[stage], "document": rule.document,
        }
        code = "finding_class_size_rooms_unknown" if math.isnan(rooms) else "finding_class_size"
        yield Failure(rule, "school", school, code, pupils, values, part=str(column + 1), badness=pupils)


def _design_classes(case: Case, side: Side, asked: Bools) -> Iterator[Failure]:
    """非完全小学 with a class above the design value: information only, one failure per school."""
    rule = case.rules.get("class_size_incomplete")        # rules of before it was there have none
    if rule is None:
        return
    county, last = case.county, case.county.last_primary_grade
    incomplete = asked & side.is_open & county.is_primary & ~side.teaches[:, last - 1]
    largest = np.where(incomplete, side.rooms.largest_class, np.nan)
    for school in np.flatnonzero(fails(rule, largest)):
        pupils = float(largest[school])
        values = {
            "school": case.school(school), "pupils": f"{pupils:.0f}", "limit": f"{rule.value:g}",
            "document": rule.document,
        }
        yield Failure(rule, "school", int(school), "finding_class_size_incomplete", pupils, values,
                      badness=pupils)  # fmt: skip


def _school_sizes(case: Case, side: Side, asked: Bools) -> Iterator[Failure]:
    """One failure per site; a combined school has one limit for both divisions."""
    county = case.county
    totals = np.bincount(county.site, weights=side.rooms.enrolment).astype(float)
    combined = combined_sites(county)
    of_asked = np.bincount(county.site, weights=asked) > 0
    for name, sites in (("school_size", ~combined), ("school_size_combined", combined)):
        rule = case.rules[name]
        for site in np.flatnonzero(sites & of_asked & fails(rule, totals)):
            school, pupils = int(np.flatnonzero(county.site == site)[0]), float(totals[site])
            values = {
                "school": case.school(school), "pupils": f"{pupils:.0f}", "limit": f"{rule.value:g}",
                "document": rule.document,
            }
            yield Failure(rule, "school", school, "finding_school_size", pupils, values, badness=pupils)


def _places(case: Case, side: Side, asked: Bools) -> Iterator[Failure]:
    rule, short = case.rules["places_short"], side.rooms.places_short
    for school in np.flatnonzero(asked & fails(rule, short)):
        values = {
            "school": case.school(school), "pupils": f"{side.rooms.enrolment[school]:.0f}",
            "places": f"{side.rooms.places[school]:.0f}", "short": f"{short[school]:.0f}",
            "document": rule.document,
        }
        value = float(short[school])
        yield Failure(rule, "school", int(school), "finding_places_short", value, values, badness=value)


def _young_boarders(case: Case, side: Side, asked: Bools) -> Iterator[Failure]:
    rule, moves = case.rules["boarding_g1_3"], case.moves
    boards, schools = np.flatnonzero(side.boards), len(side.is_open)
    young = band_codes(moves.grade[boards]) == BANDS.index(Band.G1_3)
    rows = boards[young & (side.school[boards] >= 0)]
    counts = np.bincount(side.school[rows], weights=moves.pupils[rows], minlength=schools).astype(float)
    for school in np.flatnonzero(asked & fails(rule, counts)):
        pupils = float(counts[school])
        values = {"school": case.school(school), "pupils": f"{pupils:.0f}", "document": rule.document}
        yield Failure(rule, "school", int(school), "finding_young_boarders", pupils, values, badness=pupils)


def _small_schools(case: Case, side: Side, asked: Bools) -> Iterator[Failure]:
    """村小学 and 教学点 under the line: information, never an argument for closing."""
    rule, county, enrolment = case.rules["small_school"], case.county, side.rooms.enrolment
    rural_village = county.memory.once("rural villages", lambda: _rural_villages(county))
    small = rural_village & side.is_open & (enrolment > 0) & fails(rule, enrolment)
    for school in np.flatnonzero(small & asked):
        pupils = float(enrolment[school])
        values = {
            "school": case.school(school), "pupils": f"{pupils:.0f}", "limit": f"{rule.value:g}",
            "document": rule.document,
        }
        yield Failure(rule, "school", int(school), "finding_small_school", pupils, values, badness=-pupils)


def _rural_villages(county: County) -> Bools:
    village = (county.type_code == POINT) | ((county.type_code == "211") & ~county.is_central)
    rural_village: Bools = ~np.char.startswith(county.urban_rural, URBAN) & village
    return rural_village
