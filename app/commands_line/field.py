"""Commands about field copies: taking a part of a plan out, and bringing back what was seen there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from gis.errors import InputError
from gis.messages import describe
from gis.progress import Progress

if TYPE_CHECKING:
    from gis.io.field import Area, Merge, Take
    from gis.model import Plan

ROWS_SHOWN = 40


@dataclass(frozen=True)
class AreaOptions:
    """The area as given on the command line, in one of three ways; none = the whole county.

    Attributes
    ----------
    box
        "west,south,east,north" in degrees.
    radius_km
        Around ``schools``; None = as usual.
    """

    townships: Sequence[str] = ()
    schools: Sequence[str] = ()
    radius_km: float | None = None
    box: str = ""

    def read(self, plan: Plan) -> Sequence[str] | Area | None:
        """Return the area of a plan.

        Raises
        ------
        InputError
            field_areas_several, field_radius_alone, field_box_unreadable; as the functions of
            :mod:`gis.io.field.areas`.
        """
        from gis.io.field.areas import area_around, area_of_box, usual_radius_km

        if sum(map(bool, (self.townships, self.schools, self.box))) > 1:
            raise InputError("field_areas_several")
        if self.radius_km is not None and not self.schools:
            raise InputError("field_radius_alone")
        if self.schools:
            radius_km = usual_radius_km() if self.radius_km is None else self.radius_km
            return area_around(plan, self.schools, radius_km)
        return area_of_box(*self._bounds()) if self.box else self.townships or None

    def _bounds(self) -> tuple[float, float, float, float]:
        try:
            west, south, east, north = map(float, self.box.replace("，", ",").split(","))
        except ValueError as error:
            raise InputError("field_box_unreadable", given=self.box) from error
        return west, south, east, north


def run_check_out(plan_path: Path, path: Path, area: AreaOptions, author: str, out: Console) -> None:
    """Write a field copy and say what it holds."""
    from gis.io.field.checkout import field_copy
    from gis.io.project import open_plan, save_plan

    if path.exists():
        raise InputError("field_copy_exists", path=str(path))
    plan = open_plan(plan_path)
    copy = field_copy(plan, area=area.read(plan), author=author)
    save_plan(copy, path)
    road_km = copy.roads.edges["length_m"].sum() / 1000
    out.print(
        f"外业副本：{path}（学校记录 {len(copy.schools)} 条，居民点 {len(copy.settlements)} 个，"
        f"道路 {road_km:,.0f} km）"
    )


def run_merge(
    plan_path: Path,
    copy_path: Path,
    *,
    take: str,
    list_path: Path | None,
    choices_path: Path | None,
    progress: Progress,
    out: Console,
) -> bool:
    """List what a field copy would change, take over what was chosen; return whether conflicts stay open.

    Without ``--take`` and without a list of choices nothing is written to the plan.
    """
    from gis.io.field import Take, apply, merge_copy
    from gis.io.field.listing import read_choices, write_list
    from gis.io.history import record_changes
    from gis.io.project import open_plan, save_plan

    ours = open_plan(plan_path)
    merge = merge_copy(ours, open_plan(copy_path))
    choices = {} if take == "ask" else _all_of(merge, Take(take))
    if choices_path is not None:
        choices |= read_choices(merge, choices_path)
    _print_merge(merge, choices, out)
    if list_path is not None:
        write_list(merge, list_path)
        out.print(f"清单：{list_path}")
    open_ones = sum(change.key not in choices for change in merge.conflicts)
    if choices:
        plan = apply(merge, choices, progress=progress)
        save_plan(record_changes(ours, plan), plan_path)
        out.print(describe(plan.history[-1].action, plan.history[-1].values).what)
        for issue in plan.issues[len(ours.issues) :]:
            out.print(f"提醒 {''.join(issue.describe())}")
    elif list(merge):
        out.print("没有改动计划。用 --choices 给出填好的清单，或用 --take 统一取舍。")
    if open_ones:
        out.print(f"还有 {open_ones} 处冲突没有取舍。")
    return bool(open_ones)


def _all_of(merge: Merge, take: Take) -> dict[str, Take]:
    """Take every one-sided change, and one side of every conflict."""
    return merge.proposed() | {change.key: take for change in merge.conflicts}


def _print_merge(merge: Merge, choices: dict[str, Take], out: Console) -> None:
    from gis.io.field.wording import subject_words, value_words, what_words

    out.print(
        f"外业改动 {len(merge.changes)} 项，冲突 {len(merge.conflicts)} 项，两边相同 {len(merge.same)} 项"
    )
    conflicts = {change.key for change in merge.conflicts}
    for change in [*merge.conflicts, *merge.changes][:ROWS_SHOWN]:
        base, ours, theirs = (
            value_words(merge, change, v) for v in (change.base, change.ours, change.theirs)
        )
        about = " ".join(filter(None, (subject_words(merge, change), what_words(change))))
        chosen = {"ours": "［取本机］", "theirs": "［取外业］"}.get(str(choices.get(change.key, "")), "")
        if change.key in conflicts:
            out.print(f"冲突　{about}：签出时 {base}｜本机 {ours}｜外业 {theirs}{chosen}")
        else:
            out.print(f"改动　{about}：{ours} → {theirs}{chosen}")
    if len(list(merge)) > ROWS_SHOWN:
        out.print(f"其余 {len(list(merge)) - ROWS_SHOWN} 项见清单（--list）。")
    for issue in merge.issues:
        out.print(f"提醒 {''.join(issue.describe())}")
