"""The command that searches for a proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from app.commands_line.screen import (
    BAD_INPUT,
    PlanPath,
    exit_code,
    number,
    out,
    require_year,
    shown_progress,
    write_json,
)
from gis.errors import InputError
from gis.layout import BASELINE

if TYPE_CHECKING:
    from gis.model import Plan
    from gis.proposals.further import Further
    from gis.proposals.options import Extension, ProposalOptions
    from gis.proposals.proposal import Proposal

app = typer.Typer(rich_markup_mode=None)
NAME = "测算方案"


@app.command()
def propose(
    plan_path: PlanPath,
    objective: Annotated[
        str, typer.Option(help="目标：cost 经费、travel 路程、over_limit 超时、equity 路程不均、moved 换校")
    ],
    below: Annotated[
        float | None, typer.Option(min=0, help="学生少于多少人的学校作为候选（没有全国标准，须自己填）")
    ] = None,
    also: Annotated[list[str] | None, typer.Option(metavar="ID", help="另外点名的候选学校，可重复")] = None,
    widen: Annotated[
        list[str] | None,
        typer.Option(
            help="放宽默认保护，可重复：room_and_way、undecided、central、only_one、receives（已接收的）"
        ),
    ] = None,
    closing: Annotated[bool, typer.Option("--closing/--no-closing", help="是否可以撤并")] = True,
    points: Annotated[bool, typer.Option("--points/--no-points", help="是否可以改为教学点")] = True,
    point_grades: Annotated[str, typer.Option(metavar="1,2,3", help="教学点保留的年级")] = "1,2,3",
    other_townships: Annotated[bool, typer.Option("--other-townships", help="可以跨乡镇接收")] = False,
    unknown_places: Annotated[
        bool, typer.Option("--unknown-places", help="学位未填报的学校也可以接收")
    ] = False,
    limit: Annotated[
        list[str] | None, typer.Option(metavar="BAND=MINUTES", help="单程上限，可重复，如 g4_6=40")
    ] = None,
    count_gains: Annotated[
        bool, typer.Option("--count-gains", help="路变近的可以抵消变远的；默认不抵（变近靠重新划片也能做到）")
    ] = False,
    over_price: Annotated[
        float | None, typer.Option(min=0, help="允许超时，每人按多少计入目标；默认不许超时")
    ] = None,
    bus: Annotated[bool, typer.Option("--bus", help="可以提供校车")] = False,
    bus_seats: Annotated[int | None, typer.Option(min=0, help="校车座位总数上限")] = None,
    beds: Annotated[bool, typer.Option("--beds", help="可以安排走读生住宿（有空床位的接收学校）")] = False,
    new_beds: Annotated[int, typer.Option(min=0, help="每所接收学校可以新增的床位")] = 0,
    class_pupils: Annotated[int | None, typer.Option(min=1, help="班额上限；默认标准班额")] = None,
    min_size: Annotated[int | None, typer.Option(min=0, help="候选学校保留须达到的学生数")] = None,
    min_point_size: Annotated[int | None, typer.Option(min=0, help="新教学点须达到的学生数")] = None,
    close_at_least: Annotated[int | None, typer.Option(min=0, help="至少撤并几所")] = None,
    close_at_most: Annotated[int | None, typer.Option(min=0, help="至多撤并几所")] = None,
    most_moved: Annotated[int | None, typer.Option(min=0, help="换校学生上限")] = None,
    most_moved_twice: Annotated[
        int | None,
        typer.Option(min=0, help="两次换校学生上限（基础方案已调整、又再调整的）；须放宽 receives"),
    ] = None,
    one_off_yuan: Annotated[float | None, typer.Option(min=0, help="一次性投入上限（元）")] = None,
    yearly_yuan: Annotated[float | None, typer.Option(help="每年经费变化上限（元，可为负）")] = None,
    expand: Annotated[
        list[str] | None,
        typer.Option(metavar="ID=ROOMS,PLACES,YUAN", help="可以改扩建的学校，可重复；造价可空"),
    ] = None,
    villages_together: Annotated[bool, typer.Option("--villages-together", help="同一个村不分开")] = False,
    most_receivers: Annotated[
        int, typer.Option(min=0, help="一所学校每个年级段的学生至多分流去几所学校；0 不限")
    ] = 3,
    connected: Annotated[
        bool | None,
        typer.Option("--connected/--in-parts", help="片区是否必须连成一片；默认能划出各村范围时必须"),
    ] = None,
    year: Annotated[int | None, typer.Option(help="从哪一学年起")] = None,
    pupils_year: Annotated[
        int | None, typer.Option(help="按哪一学年的学生数（预测）测算；默认今年")
    ] = None,
    phase: Annotated[list[int] | None, typer.Option(help="分几年实施，可重复，如 --phase 2023")] = None,
    gradual: Annotated[bool, typer.Option("--gradual", help="停止招生、逐年过渡")] = False,
    time_limit: Annotated[float, typer.Option(min=1, help="求解时间上限（秒）")] = 60.0,
    gap: Annotated[float, typer.Option(min=0, help="离理论最好相差多少就可以停，如 0.01")] = 0.0,
    seed: Annotated[int, typer.Option(min=0, help="随机种子")] = 0,
    base: Annotated[str, typer.Option(metavar="NAME", help="以哪个方案为基础；默认现状")] = BASELINE,
    name: Annotated[str, typer.Option(metavar="NAME", help="测算方案的名称")] = NAME,
    why: Annotated[bool, typer.Option("--why", help="逐校反过来测算，并说明哪些条件起作用")] = False,
    alternatives: Annotated[
        bool, typer.Option("--alternatives", help="相差 1 % 以内的不同方案，和几个目标之间的取舍")
    ] = False,
    robust_year: Annotated[
        int | None, typer.Option(metavar="YEAR", help="按这一学年低、中、高三种预测比较，取最大遗憾最小的")
    ] = None,
    save: Annotated[bool, typer.Option("--save", help="把测算方案写入计划")] = False,
    replace_scenario: Annotated[
        bool, typer.Option("--replace", help="计划里已有同名的方案时替换它")
    ] = False,
    json_path: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="写出全部结果；- 为屏幕")
    ] = None,
) -> int:
    """在所填条件下测算保留、撤并、改教学点的方案，说明离理论最好至多差多少；只是测算，不是决定。"""
    from gis.proposals.options import ProposalOptions

    options = ProposalOptions(
        _known(objective, "objective"), below, tuple(also or ()),
        frozenset(_known(one, "widen") for one in widen or ()), closing, points, _grades(point_grades),
        other_townships=other_townships, unknown_places=unknown_places, limits_min=_limits(limit or ()),
        count_gains=count_gains, over_limit_price=over_price, bus=bus, most_bus_seats=bus_seats, beds=beds,
        new_beds_each=new_beds, most_class_pupils=class_pupils, minimum_pupils=min_size,
        minimum_point_pupils=min_point_size, close_at_least=close_at_least, close_at_most=close_at_most,
        most_moved=most_moved, most_moved_twice=most_moved_twice,
        most_one_off_yuan=one_off_yuan, most_yearly_yuan=yearly_yuan,
        extensions=tuple(map(_extension, expand or ())), villages_together=villages_together,
        connected=connected, most_receivers=most_receivers or None, year=year, pupils_year=pupils_year,
        phases=tuple(phase or ()), gradual=gradual, time_limit_s=time_limit, gap=gap, seed=seed,
    )  # fmt: skip
    asked = {"why": why, "alternatives": alternatives, "robust_year": robust_year}
    kept = _Kept(plan_path, base, name, replace_scenario if save else None, json_path)
    return _run(options, asked, kept)


@dataclass(frozen=True)
class _Kept:
    """Where a proposal comes from and goes: ``replaces`` None = it is not saved."""

    path: Path
    base: str
    name: str
    replaces: bool | None
    json: Path | None


def _run(options: ProposalOptions, asked: dict[str, Any], kept: _Kept) -> int:
    from gis.io.project import open_plan
    from gis.proposals.further import further, further_to_dict
    from gis.proposals.proposal import propose as search
    from gis.proposals.serialise import proposal_to_dict

    _require_name(kept.name)
    plan = open_plan(kept.path)
    require_year(plan, options.pupils_year)
    if kept.name in plan.scenarios and kept.replaces is False:
        raise InputError("proposal_scenario_exists", name=kept.name)
    with shown_progress() as progress:
        made = search(plan, options, base=kept.base, name=kept.name, progress=progress)
        more = further(plan, made, base=kept.base, progress=progress, **asked)
    if kept.json is not None:
        write_json({**proposal_to_dict(made), **further_to_dict(made, more)}, kept.json)
    saves = kept.replaces is not None and made.scenario is not None
    if saves:
        _save(plan, made, kept.path)
    if str(kept.json) != "-":
        print_proposal(made)
        _print_further(made, more)
        if saves:
            out.print(f"方案“{kept.name}”已写入 {kept.path}")
    return BAD_INPUT if made.evaluation is None else exit_code(made.evaluation.blocks)


def _print_further(made: Proposal, more: Further) -> None:
    """Print what was asked besides; of the forecasts also the table."""
    from gis.proposals.further import further_words
    from gis.proposals.robustwords import forecast_words, robust_rows
    from gis.proposals.words import measure_words, unit_of_measure, unit_words

    if more.robust is not None:
        code = made.options.objective.value
        unit = unit_words(unit_of_measure(code, made.cost_unit))
        title = f"{measure_words(code)}，比该预测下最好的多（{unit}）"
        table = Table("决定", *(forecast_words(one) for one in more.robust.names), title=title)
        for at, (decisions, regret) in enumerate(robust_rows(made, more.robust)):
            mark = "★ " if at == more.robust.chosen else ""
            table.add_row(f"{mark}{decisions}", *regret)
        out.print(table)
    for sentence in further_words(made, more):
        out.print(sentence)


def print_proposal(made: Proposal) -> None:
    """Print the measures, how far from best they can be, and what becomes of each school."""
    from gis.messages import describe
    from gis.proposals.serialise import decision_word
    from gis.proposals.words import bound_words, measure_words, notes_of, unit_of_measure, unit_words

    unit_name = made.problem.state.plan.meta.unit_name
    table = Table("指标", "单位", "现在", "测算", title=f"{unit_name} · {made.name}")
    for key, before in made.before.items():
        unit = unit_words(unit_of_measure(key, made.cost_unit))
        table.add_row(measure_words(key), unit, number(before), number(made.after.get(key)))
    out.print(table)
    out.print(str(bound_words(made)))
    names = made.problem.outcome.county.school_names
    for one in made.schools:
        word = describe(f"proposal_decision_{decision_word(made, one)}", {}).what if one.changes else ""
        if word:
            at = "、".join(dict.fromkeys(str(names[sending.receiver]) for sending in one.sendings))
            out.print(f"{names[one.code]}：{word}，{one.pupils} 人" + (f" → {at}" if at else ""))
    for code, values in notes_of(made):
        out.print(f"注：{describe(code, values)}")


def _save(plan: Plan, made: Proposal, path: Path) -> None:
    from gis.io.history import record_changes
    from gis.io.project import save_plan

    assert made.scenario is not None
    save_plan(record_changes(plan, plan.with_scenario(made.scenario)), path)


def _require_name(name: str) -> None:
    if not name.strip():
        raise InputError("scenario_name_empty")
    if name == BASELINE:
        raise InputError("scenario_name_reserved", name=name)


def _known(given: str, kind: str) -> Any:
    from gis.proposals.options import Objective, Widening

    kinds: dict[str, Any] = {"objective": Objective, "widen": Widening}
    known = [one.value for one in kinds[kind]]
    if given not in known:
        raise _unreadable(given, known)
    return kinds[kind](given)


def _grades(given: str) -> tuple[int, ...]:
    try:
        return tuple(sorted({int(one) for one in given.replace("，", ",").replace("、", ",").split(",")}))
    except ValueError:
        raise _unreadable(given, ["1,2,3"]) from None


def _limits(given: Sequence[str]) -> dict[Any, float]:
    from gis.model import Band

    limits: dict[Any, float] = {}
    for one in given:
        band, _, minutes = one.partition("=")
        try:
            limits[Band(band.strip())] = float(minutes)
        except ValueError:
            raise _unreadable(one, [f"{band.value}=40" for band in Band]) from None
    return limits


def _extension(given: str) -> Extension:
    from gis.proposals.options import Extension

    school_id, _, amounts = given.partition("=")
    rooms, places, cost = [*(part.strip() for part in amounts.split(",")), "", "", ""][:3]
    try:
        return Extension(
            school_id.strip(), int(rooms or 0), int(places or 0), float(cost) if cost else float("nan")
        )
    except ValueError:
        raise _unreadable(given, ["ID=2,90,800000"]) from None


def _unreadable(given: str, known: Sequence[str]) -> InputError:
    return InputError("proposal_option_wrong", given=given, known="、".join(known))


