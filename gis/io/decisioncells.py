"""The cells of a row of decisions, read as a decision and written again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from gis.errors import DecisionError
from gis.layout import Boarding, Decision, Expansion, LayoutStatus, Scenario, Site, Trigger
from gis.model import Plan
from gis.planning.ledger import without_kindergartens
from gis.planning.patches import effective
from gis.schema import normalise

STATUS = {
    "保留": LayoutStatus.RETAIN,
    "撤销并入": LayoutStatus.MERGE,
    "变更为教学点": LayoutStatus.TEACHING_POINT,
    "停止招生、逐年过渡": LayoutStatus.PHASE_OUT,
    "新建": LayoutStatus.NEW,
    "停办": LayoutStatus.SUSPEND,
    "恢复办学": LayoutStatus.REOPEN,
}
WORDS = {status: word for word, status in STATUS.items()}
BETWEEN = re.compile(r"[、；;，,\n]")
COUNTED = re.compile(r"(.*?(?:[\s:：]+|\D))(\d+)\s*[人名]?")      # 甲校 5人, 2141000001 5
# of one division alone, where a row names a school of several
OF_ONE_DIVISION = (
    "beds", "rooms", "places", "cost_yuan", "expansion_year", "moves_year", "trigger_pupils",
    "trigger_years", "grades_kept", "grades_taught", "hand_over", "new_code", "gradual", "teachers",
    "equipment_receiver", "premises",
)  # fmt: skip


def is_given(cell: Any) -> bool:
    """Whether a cell of a row as read says anything; a number 0 does."""
    if isinstance(cell, bool | np.bool_ | str | tuple):
        return bool(cell)
    return bool(cell == cell)


# ---- reading


def decision_of(
    entry: pd.Series[Any], receiver_id: str | None, schools: pd.DataFrame, find: Callable[[str], str]
) -> Decision:
    """Return the decision of a row.

    Parameters
    ----------
    entry
        The row as read by ``resources/schemas/decisions.csv``.
    receiver_id
        The receiver that it names, looked up.
    schools
        What a row may name: ``school_id`` as index, ``site_id``, ``name``.
    find
        Gives the code of a school that is called so, or raises.

    Raises
    ------
    DecisionError
        decision_trigger_incomplete: for how many years, but not under how many pupils.
    """
    beds = _whole(entry["beds"])
    return Decision(
        status=STATUS[entry["status"]],
        receiver_id=receiver_id,
        grades_kept=entry["grades_kept"],
        boarding=None if beds is None else Boarding(beds, int(entry["boarding_from_grade"])),
        bus_seats=_whole(entry["bus_seats"]) or 0,
        year=_whole(entry["year"]),
        note=entry["note"],
        grades_taught=entry["grades_taught"],
        expansion=_expansion(entry),
        hand_over=_manager(str(entry["hand_over"]), schools),
        moves_year=_whole(entry["moves_year"]),
        gradual=bool(entry["gradual"]),
        trigger=_trigger(_whole(entry["trigger_pupils"]), _whole(entry["trigger_years"])),
        new_code=entry["new_code"],
        teachers=tuple(_teachers(str(entry["teachers"]), schools, find)),
        equipment_receiver=find(str(entry["equipment_receiver"])) if entry["equipment_receiver"] else "",
        premises=entry["premises"],
    )


def _teachers(
    text: str, schools: pd.DataFrame, find: Callable[[str], str]
) -> Iterator[tuple[str, int | None]]:
    """Yield where teachers go, from a cell like 甲校 5、乙校: a school without a number takes all others."""
    for part in filter(None, (one.strip() for one in BETWEEN.split(text))):
        counted = COUNTED.fullmatch(part)
        if counted is None or not schools_called(part, schools).empty:
            yield find(part), None
        else:
            yield find(counted[1].strip()), int(counted[2])


def _whole(cell: Any) -> int | None:
    return None if pd.isna(cell) else int(cell)


def _expansion(entry: pd.Series[Any]) -> Expansion | None:
    rooms, places, year = (_whole(entry[name]) for name in ("rooms", "places", "expansion_year"))
    cost = float(entry["cost_yuan"])
    if rooms is None and places is None and year is None and cost != cost:
        return None
    return Expansion(rooms or 0, places or 0, cost, year)


def _trigger(pupils: int | None, years: int | None) -> Trigger | None:
    if pupils is None:
        if years is not None:
            raise DecisionError("decision_trigger_incomplete")
        return None
    return Trigger(pupils) if years is None else Trigger(pupils, years)


def _manager(text: str, schools: pd.DataFrame) -> str:
    """Return the school that takes over, by its code, or the words as they stand where they name none."""
    found = schools_called(text, schools)
    sites = set(found["site_id"])
    if not text or len(sites) != 1:
        return text
    return str(found.index[0]) if len(found) == 1 else str(sites.pop())


def schools_called(text: str, schools: pd.DataFrame) -> pd.DataFrame:
    """Return the schools (or divisions) with a code or, failing that, a name; none if none is called so."""
    by_code = schools[(schools.index == text) | (schools["site_id"] == text)]
    return by_code if not by_code.empty else schools[schools["name"].map(normalise) == normalise(text)]


def nameable_schools(plan: Plan, scenario: Scenario) -> pd.DataFrame:
    """Return the schools that a row about a scenario may name, its sites among them.

    Returns
    -------
    pandas.DataFrame
        ``school_id`` as index, ``name``, ``site_id``.
    """
    built = [[one.school_id, one.name, one.school_id] for one in effective(plan, scenario).sites]
    sites = pd.DataFrame(built, columns=["school_id", "name", "site_id"]).set_index("school_id")
    return pd.concat([pd.DataFrame(without_kindergartens(plan.schools)[["name", "site_id"]]), sites])


# ---- writing


def decision_rows(plan: Plan, scenario: Scenario) -> Iterator[dict[str, object]]:
    """Yield the rows of a scenario's own decisions, column by column of ``resources/schemas/decisions.csv``.

    Every school goes by its code and its name; receivers of single settlements stand in rows of their own.
    Sites without a decision stand as 新建.
    """
    built = {site.school_id: site for site in effective(plan, scenario).sites}
    own = {site.school_id: site for site in scenario.sites}
    names = {key: site.name for key, site in built.items()} | plan.schools["name"].to_dict()
    undecided = {key: Decision(LayoutStatus.NEW) for key in own if key not in scenario.decisions}
    for school_id, decision in {**scenario.decisions, **undecided}.items():
        about = {"school_id": school_id, "name": names.get(school_id, ""), "status": WORDS[decision.status]}
        yield {**about, **_cells(decision), **_place(own.get(school_id))}
        for settlement_id, receiver_id in decision.settlement_receivers:
            yield {**about, "settlement_id": settlement_id, "receiver": receiver_id}


def _place(site: Site | None) -> dict[str, object]:
    names = ("township", "type_code", "lon", "lat")
    return {} if site is None else {name: getattr(site, name) for name in names}


def _cells(decision: Decision) -> dict[str, object]:
    boarding, expansion, trigger = decision.boarding, decision.expansion, decision.trigger
    cells: dict[str, object] = {
        "receiver": decision.receiver_id,
        "grades_kept": _listed(decision.grades_kept),
        "bus_seats": decision.bus_seats or None,
        "year": decision.year,
        "note": decision.note,
        "grades_taught": _listed(decision.grades_taught),
        "hand_over": decision.hand_over,
        "moves_year": decision.moves_year,
        "gradual": decision.gradual or None,
        "new_code": decision.new_code,
        "teachers": "、".join(
            school if count is None else f"{school} {count}" for school, count in decision.teachers
        ),
        "equipment_receiver": decision.equipment_receiver,
        "premises": decision.premises,
    }
    if boarding is not None:
        cells |= {"beds": boarding.beds, "boarding_from_grade": boarding.from_grade}
    if expansion is not None:
        cells |= {"rooms": expansion.rooms, "places": expansion.places, "cost_yuan": expansion.cost_yuan,
                  "expansion_year": expansion.year}  # fmt: skip
    if trigger is not None:
        cells |= {"trigger_pupils": trigger.pupils, "trigger_years": trigger.years}
    return cells


def _listed(grades: tuple[int, ...]) -> str:
    return "、".join(map(str, grades))
