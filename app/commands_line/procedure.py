"""Commands beside the figures: the clocks of the procedure, and the money of school alliances."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from app.commands_line.screen import DONE, out
from gis.errors import InputError

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD")]

app = typer.Typer(rich_markup_mode=None)


@app.command()
def deadlines(hearing: Day = None, begun: Day = None, ended: Day = None) -> int:
    """算期限：听证（--hearing）的材料最迟哪天送达；公示、征求意见（--begun、--ended）满不满规定的天数。"""
    from gis.planning.deadlines import (
        CONSULTATION,
        HEARING,
        clock_of,
        days_open,
        earliest_end,
        latest_delivery,
    )

    if hearing is None and begun is None:
        raise InputError("deadline_without_day")
    if hearing is not None:
        clock = clock_of(HEARING)
        out.print(f"听证材料最迟 {latest_delivery(hearing.date())} 送达"
                  f"（会前 {clock.days} 日，{clock.document}{clock.article}）")  # fmt: skip
    if begun is not None:
        clock = clock_of(CONSULTATION)
        out.print(f"公示最早 {earliest_end(begun.date())} 期满"
                  f"（不少于 {clock.days} 日，开始当日不计，{clock.document}{clock.article}）")  # fmt: skip
        if ended is not None:
            days = days_open(begun.date(), ended.date())
            out.print(f"实际 {days} 天，{'合格' if days >= clock.days else '不足'}")
    return DONE


@app.command("alliance-fund")
def alliance_fund(
    leading: Annotated[int, typer.Option(min=0, help="牵头校所数")],
    members: Annotated[int, typer.Option(min=0, help="成员校所数")],
    scores: Annotated[str, typer.Option(metavar="90,85,…", help="各校得分，按得分分配奖补部分")] = "",
) -> int:
    """算校联体资金：总额、牵头校安排、按得分奖补（分到分，尾差归得分最高者）；定额和比例待核。"""
    from gis.people.alliances import FEN_PER_YUAN, share_by_score
    from gis.people.alliances import alliance_fund as fund_of

    fund = fund_of(leading, members)
    yuan = {key: getattr(fund, key) / FEN_PER_YUAN for key in ("total", "planned", "by_score")}
    out.print(f"{fund.schools} 所，每年 {yuan['total']:,.2f} 元：牵头校安排 {yuan['planned']:,.2f} 元，"
              f"按得分奖补 {yuan['by_score']:,.2f} 元（定额、比例待核）")  # fmt: skip
    if scores:
        try:
            given = [float(one) for one in scores.replace("，", ",").split(",")]
        except ValueError as error:
            raise InputError("alliance_numbers_wrong") from error
        for number, part in enumerate(share_by_score(fund.by_score, given), start=1):
            out.print(f"第 {number} 所：{part / FEN_PER_YUAN:,.2f} 元")
    return DONE
