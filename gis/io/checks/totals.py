"""Totals that do not close: of the county, and as titles and remarks state them."""

from __future__ import annotations

import math
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from gis.io.checks.records import Fault, Records
from gis.model import GRADES
from gis.people.staffing import staff_parameters, staff_range

_TOTAL = re.compile(r"(\d+)[所校](?:学校)?[,=:(]*(?:其中|包括)?[:,]?(?=[一-鿿]+\d)")
_SENTENCE_END = re.compile(r"[。;]")
_SEPARATOR = re.compile(r"[、,+和]")
_PART = re.compile(r"[一-鿿]+(\d+)[所个校]?(?:\(含([^)]*)\))?\)?")
_SHARE = re.compile(r"(\d+)[名人所个][^\d。;]*占[^\d。;]*?(\d+(?:\.\d+)?)%")


@dataclass(frozen=True, slots=True)
class Composition:
    """A stated total with its parts; ``contained`` are counted in a part and must not be added again."""

    total: int
    parts: tuple[int, ...]
    contained: int = 0

    @property
    def closes(self) -> bool:
        """Whether the parts make up the total."""
        return sum(self.parts) == self.total

    @property
    def counts_twice(self) -> bool:
        """Whether the total is right only when what a part contains is added once more."""
        return self.contained > 0 and sum(self.parts) + self.contained == self.total


def read_composition(text: str) -> Composition | None:
    """Read ``30校=小学21(含3教学点)+中学7+民办小学1+完全中学1``; None where a text says something else."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    start = _TOTAL.search(plain)
    if start is None:
        return None
    rest = _SENTENCE_END.split(plain[start.end() :])[0]
    parts = [_PART.fullmatch(piece) for piece in _SEPARATOR.split(rest)]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts) or len(found) < 2:
        return None
    contained = sum(int(number) for part in found for number in re.findall(r"\d+", part[2] or ""))
    return Composition(int(start[1]), tuple(int(part[1]) for part in found), contained)


def fitting_wholes(count: int, percent: str) -> tuple[range, range]:
    """Return the wholes of which ``count`` are ``percent``: rounded as usual, and cut off.

    Parameters
    ----------
    count
        The part.
    percent
        As printed, ``16`` or ``16.7``: its decimals say how it was rounded.

    Returns
    -------
    tuple of range
        Empty ranges where no whole number gives the percentage.
    """
    share = Fraction(percent)
    step = Fraction(1, 10 ** len(percent.partition(".")[2]))
    return (
        _wholes(count, share - step / 2, share + step / 2),
        _wholes(count, share, share + step, below=True),
    )


def _wholes(count: int, low: Fraction, high: Fraction, *, below: bool = False) -> range:
    """Return the wholes n with low ≤ 100·count/n ≤ high (``below``: < high)."""
    least = 100 * count / high
    first = max(math.floor(least) + 1 if below else math.ceil(least), 1)
    return range(first, math.floor(100 * count / low) + 1) if low > 0 else range(first, sys.maxsize)


def stated_totals(records: Records) -> Iterator[Fault]:
    """Find totals in titles and remarks that their parts do not make up."""
    for text in records.texts:
        stated = read_composition(text)
        if stated is None or stated.closes:
            continue
        about = {"text": text, "total": stated.total, "sum": sum(stated.parts), "contained": stated.contained}
        if stated.counts_twice:
            yield Fault("error", "total_counts_twice", values=about)
        else:
            yield Fault("error", "total_not_closing", values=about)


def stated_shares(records: Records) -> Iterator[Fault]:
    """Find percentages in titles and remarks that belong to no whole number."""
    for text in records.texts:
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        for count, percent in _SHARE.findall(plain):
            rounded, cut = fitting_wholes(int(count), percent)
            if int(count) == 0 or rounded:
                continue
            about = {"text": text, "count": count, "percent": percent, **_neighbours(int(count), percent)}
            if cut:
                yield Fault("warning", "share_cut_off", values={**about, "whole": cut[0]})
            else:
                yield Fault("warning", "share_not_closing", values=about)


def _neighbours(count: int, percent: str) -> dict[str, object]:
    """Return the two wholes nearest to a percentage with the shares that they give."""
    whole = max(count, math.floor(100 * count / Fraction(percent)) if Fraction(percent) else count)
    return {
        "below": whole,
        "below_percent": f"{100 * count / whole:.1f}",
        "above": whole + 1,
        "above_percent": f"{100 * count / (whole + 1):.1f}",
    }


def staff_of_county(records: Records) -> Iterator[Fault]:
    """Find a county's staff beyond the posts of junior, or below those of primary schools alone.

    Small schools have posts by their classes as well (中央编办发〔2014〕72号: 生师比与班师比相结合).
    """
    given = staff_parameters({})        # as shipped: a file is checked before it is a plan
    known = records.schools[records.schools["staff"].notna() & records.schools["enrolment"].notna()]
    pupils, staff = int(known["enrolment"].sum()), int(known["staff"].sum())
    classes = known[[f"classes_g{grade}" for grade in GRADES]].sum(axis=1)
    small = known["enrolment"] < given.small_school_pupils
    least, most = staff_range(known["enrolment"], classes, small, given)
    about = {"pupils": pupils, "staff": staff, "least": least, "most": most}
    if staff > most:
        yield Fault("warning", "staff_above_posts", column="staff", values=about)
    elif staff and staff < least:
        yield Fault("warning", "staff_below_posts", column="staff", values=about)


def boarders_of_school(records: Records) -> Iterator[Fault]:
    """Find schools whose boarders differ between ledger and attendance table."""
    if records.attendance["estimated"].any() or not records.attendance["boarding"].any():
        return
    is_boarding = records.attendance["boarding"]
    attending = records.attendance[is_boarding].groupby("school_id")["pupils"].sum()
    for school_id, school in records.schools.iterrows():
        found = int(attending.get(school_id, 0))
        if school["boarders"] == school["boarders"] and int(school["boarders"]) != found:
            name = f"{school['name']}{school['division']}"
            about = {"name": name, "ledger": int(school["boarders"]), "attending": found}
            yield Fault("warning", "boarders_differ", "school", str(school_id), "boarders", about)


CHECKS = (stated_totals, stated_shares, staff_of_county, boarders_of_school)
