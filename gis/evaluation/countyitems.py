"""The items of the government's guarantee (政府保障程度) that can be worked out, before and after.

YZ-43 music and art rooms, YZ-44 size, YZ-45 class size, YZ-46 funding of small schools, YZ-51 exchange of
teachers, YZ-53 nearby admission. The relaxations of single provinces are off unless the county turns them on.
Something unknown never makes an item 达标: it is 待补, with the schools that have to fill in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from gis.evaluation.balancerules import STAGES, BalanceRules, balance_rules
from gis.evaluation.combined import Sharing, sharing_of, site_value
from gis.evaluation.counted import combined_sites, stage_codes
from gis.evaluation.failures import fails
from gis.evaluation.provision import RURAL, State
from gis.evaluation.schools import Load
from gis.evaluation.spread import TOLERANCE
from gis.memory import Memory
from gis.planning.classes import Rooms
from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.ledger import numbers, read_with
from gis.planning.outcome import Outcome
from gis.standards import Criterion, criterion

UNKNOWN = float("nan")
SPECIAL_ROOMS = {"music": ("music_rooms", "music_rooms_area_m2"), "art": ("art_rooms", "art_rooms_area_m2")}


@dataclass(frozen=True, slots=True)
class ItemSide:
    """An item on one side: ``state`` is met, unmet, missing or excluded (nothing to judge).

    ``failing`` and ``missing`` name schools; ``relaxed`` those whose limit is a relaxed one.
    """

    value: float | None
    state: str
    failing: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CountyItem:
    """One item of one stage ("" = all stages together).

    ``value`` of the sides: schools that meet it as a share (YZ-43), pupils of the largest school (YZ-44) or
    class (YZ-45), pupils that the smallest school is funded for (YZ-46), shares (YZ-51, YZ-53).
    """

    rule: str
    criterion_id: str
    name: str
    stage: str
    operator: str
    limit: float | None
    unit: str
    verified: bool
    document: str
    before: ItemSide
    after: ItemSide


@dataclass(frozen=True)
class _View:
    """One side of the county as the items look at it."""

    county: County
    rules: BalanceRules
    sharing: Sharing
    stages: Ints
    rooms: Rooms
    memory: Memory

    @cached_property
    def taught(self) -> Bools:
        taught: Bools = self.rooms.enrolment > 0
        return taught

    def names(self, rows: Bools) -> tuple[str, ...]:
        return tuple(map(str, self.county.school_ids[rows].tolist()))


def county_items(
    outcome: Outcome,
    load: Load,
    *,
    nearby: Mapping[str, tuple[float, float]] | None = None,
    funding_floor_pupils: float = UNKNOWN,
) -> tuple[CountyItem, ...]:
    """Work out the items, by stage where they are asked for by stage.

    Parameters
    ----------
    outcome, load
        The scenario as it was worked out, and the schools' pupils and classes on both sides.
    nearby
        Stage (primary, junior) → share of pupils whose home is in the catchment of their school, before and
        after; NaN or left out = unknown.
    funding_floor_pupils
        The pupils that the county funds a small school for at least; NaN = unknown.
    """
    county, rules, memory = outcome.county, balance_rules(outcome.rules), outcome.memory
    sharing = sharing_of(county)
    stages = stage_codes(county)
    before = _View(county, rules, sharing, stages, load.before, memory)
    after = _View(county, rules, sharing, stages, load.after, Memory())
    return (
        *_room_items(before, after),
        *_size_items(before, after, outcome.rules),
        *_class_items(before, after, outcome.rules),
        _funding_item(before, after, funding_floor_pupils),
        *_exchange_items(before),
        *_nearby_items(rules, nearby or {}),
    )


def _item(rule: Criterion, number: str, stage: str, before: ItemSide, after: ItemSide) -> CountyItem:
    return CountyItem(
        number, rule.id, rule.name, stage, rule.operator, rule.value, rule.unit, rule.verified, rule.document,
        before, after,
    )  # fmt: skip


def _judged(
    view: _View, asked: Bools, failing: Bools, unknown: Bools, value: float, relaxed: Bools | None = None
) -> ItemSide:
    """Return a side of an item that asks something of every school in ``asked``."""
    failing, unknown = failing & asked & ~unknown, unknown & asked
    state = State.UNMET if failing.any() else State.MISSING if unknown.any() else State.MET
    return ItemSide(
        value=None if np.isnan(value) else float(value),
        state=(state if asked.any() else State.EXCLUDED).name.lower(),
        failing=view.names(failing),
        missing=view.names(unknown),
        relaxed=view.names(asked & relaxed) if relaxed is not None else (),
    )


# ---- YZ-43: rooms for music and art


def _room_items(before: _View, after: _View) -> Iterator[CountyItem]:
    for subject in SPECIAL_ROOMS:
        rule = before.rules.criterion(f"special_rooms_{subject}")
        for stage, name in enumerate(STAGES):
            sides = [
                view.memory.once(("YZ-43", subject, stage), partial(_special_rooms, view, subject, stage))
                for view in (before, after)
            ]
            yield _item(rule, "YZ-43", name, *sides)


def _special_rooms(view: _View, subject: str, stage: int) -> ItemSide:
    """Every school has a room per so many classes, of so many square metres on average."""
    county, rules, sharing = view.county, view.rules, view.sharing
    rooms_column, area_column = SPECIAL_ROOMS[subject]
    classes = view.memory.once("classes together", partial(_classes_together, view))
    needed = np.ceil(classes / rules.number("classes_per_special_room"))
    rooms, area = _of_site(county, sharing, rooms_column), _of_site(county, sharing, area_column)
    relaxed = _built_by(county, rules.number("special_rooms_relaxed_built_by"))
    relaxed &= rules.is_on("relax_special_rooms")
    full = rules.criterion(f"{subject}_room_area").value or 0.0
    least = np.where(relaxed, rules.number(f"{subject}_room_area_relaxed"), full)
    apart = view.memory.once("counted apart", partial(_counted_apart, view))
    asked = view.taught & (view.stages == stage) & ~apart
    short = (rooms < needed) | (area < needed * least - TOLERANCE)
    unknown = ~short & (np.isnan(needed) | np.isnan(rooms) | np.isnan(area)) | sharing.is_unclear
    known = asked & ~unknown
    value = float((~short[known]).mean()) if known.any() else UNKNOWN
    return _judged(view, asked, short, unknown, value, relaxed)


def _of_site(county: County, sharing: Sharing, column: str) -> Floats:
    values = numbers(county.schools, column)
    return read_with(
        county.schools, ("of site", column), lambda: site_value(county.site, values, sharing.is_shared)
    )


def _classes_together(view: _View) -> Floats:
    """Return the classes that use a row's rooms: its site's where they are common; with a 高中部 NaN."""
    county, sharing, own = view.county, view.sharing, view.rooms.classes.sum(axis=1)
    together = np.bincount(county.site, weights=np.where(sharing.is_shared, own, 0.0))[county.site]
    together = np.where(sharing.senior_pupils == 0, together, np.nan)
    return np.where(sharing.is_shared, together, own)


def _built_by(county: County, year: float) -> Bools:
    built: Bools = numbers(county.schools, "built_year") <= year
    return built


def _counted_apart(view: _View) -> Bools:
    """Small rural schools with small classes only are 另计, where the county uses the relaxations."""
    rules, schools = view.rules, view.county.schools
    if not rules.is_on("relax_special_rooms") or "urban_rural" not in schools:
        return np.zeros(len(schools), dtype=bool)
    rural = schools["urban_rural"].astype(str).str.startswith(RURAL).to_numpy(dtype=bool)
    apart: Bools = rural & (view.rooms.largest_class < rules.number("special_rooms_small_class"))
    return apart


# ---- YZ-44, YZ-45: sizes of schools and classes


def _size_items(before: _View, after: _View, rules: Mapping[str, Any]) -> Iterator[CountyItem]:
    county = before.county
    combined, stages = combined_sites(county)[county.site], before.stages
    kinds = {
        "primary": ("school_size", ~combined & (stages == 0)),
        "junior": ("school_size", ~combined & (stages == 1)),
        "combined": ("school_size_combined", combined),
    }
    for kind, (key, rows) in kinds.items():
        rule = criterion(rules, key)
        sides = [
            view.memory.once(("YZ-44", kind), partial(_sizes, view, rule, rows, kind))
            for view in (before, after)
        ]
        yield _item(rule, "YZ-44", kind, *sides)


def _sizes(view: _View, rule: Criterion, rows: Bools, kind: str) -> ItemSide:
    county, rules, enrolment = view.county, view.rules, view.rooms.enrolment
    pupils = np.bincount(county.site, weights=enrolment)[county.site]
    migrants = numbers(county.schools, "migrant_pupils")
    with np.errstate(invalid="ignore", divide="ignore"):
        many = migrants / numbers(county.schools, "enrolment") > rules.number("size_relaxed_migrant_share")
    relaxed = _built_by(county, rules.number("size_relaxed_built_by")) | many
    relaxed &= rules.is_on("relax_size")
    eased = "size_combined_relaxed" if kind == "combined" else "size_single_relaxed"
    limit = np.where(relaxed, rules.number(eased), np.inf if rule.value is None else rule.value)
    asked = view.taught & rows
    value = float(pupils[asked].max()) if asked.any() else UNKNOWN
    return _judged(view, asked, pupils > limit, np.zeros_like(asked), value, relaxed)


def _class_items(before: _View, after: _View, rules: Mapping[str, Any]) -> Iterator[CountyItem]:
    for stage in STAGES:
        rule = criterion(rules, f"class_size_{stage}")
        sides = [
            view.memory.once(("YZ-45", stage), partial(_classes, view, rule, stage))
            for view in (before, after)
        ]
        yield _item(rule, "YZ-45", stage, *sides)


def _classes(view: _View, rule: Criterion, stage: str) -> ItemSide:
    last = view.county.last_primary_grade
    grades = slice(0, last) if stage == STAGES[0] else slice(last, None)
    is_taught, largest = view.rooms.pupils[:, grades] > 0, view.rooms.largest[:, grades]
    asked = np.logical_or.reduce(is_taught, axis=1)
    unknown = np.logical_or.reduce(is_taught & np.isnan(largest), axis=1)
    too_large = np.logical_or.reduce(fails(rule, largest), axis=1)
    known = largest[~np.isnan(largest)]
    value = float(known.max()) if len(known) else UNKNOWN
    return _judged(view, asked, too_large, unknown & ~too_large, value)


# ---- YZ-46, YZ-51, YZ-53: what comes from elsewhere


def _funding_item(before: _View, after: _View, floor: float) -> CountyItem:
    rule = before.rules.criterion("small_school_funding")
    return _item(rule, "YZ-46", "", *(_funding(view, rule, floor) for view in (before, after)))


def _funding(view: _View, rule: Criterion, floor: float) -> ItemSide:
    of_site = np.bincount(view.county.site, weights=view.rooms.enrolment).astype(float)[view.county.site]
    small = view.taught & (view.stages >= 0) & fails(rule, of_site)
    funded = np.maximum(of_site, floor)
    value = float(funded[small].min()) if small.any() else UNKNOWN
    return _judged(view, small, fails(rule, funded), np.isnan(funded), value)


def _exchange_items(view: _View) -> Iterator[CountyItem]:
    """Of the year that the ledger tells about: no plan changes it, so both sides are the same."""
    schools = view.county.schools
    eligible, moved, backbone = (
        numbers(schools, f"{name}_teachers")
        for name in ("exchange_eligible", "exchanged", "exchanged_backbone")
    )
    for key, part, whole in (
        ("exchanged_teachers", moved, eligible),
        ("exchanged_backbone", backbone, moved),
    ):
        rule = view.rules.criterion(key)
        side = view.memory.once(("YZ-51", key), partial(_share, view, rule, part, whole))
        yield _item(rule, "YZ-51", "", side, side)


def _share(view: _View, rule: Criterion, part: Floats, whole: Floats) -> ItemSide:
    unknown = view.taught & (np.isnan(part) | np.isnan(whole))
    if unknown.any():
        return ItemSide(None, State.MISSING.name.lower(), missing=view.names(unknown))
    total = float(whole[view.taught].sum())
    if total <= 0:
        return ItemSide(None, State.EXCLUDED.name.lower())
    return _rated(rule, float(part[view.taught].sum()) / total)


def _nearby_items(rules: BalanceRules, nearby: Mapping[str, tuple[float, float]]) -> Iterator[CountyItem]:
    for stage in STAGES:
        rule = rules.criterion(f"nearby_{stage}")
        before, after = (_rated(rule, share) for share in nearby.get(stage, (UNKNOWN, UNKNOWN)))
        yield _item(rule, "YZ-53", stage, before, after)


def _rated(rule: Criterion, share: float) -> ItemSide:
    if np.isnan(share):
        return ItemSide(None, State.MISSING.name.lower())
    return ItemSide(share, (State.MET if rule.is_met(share + TOLERANCE) else State.UNMET).name.lower())
