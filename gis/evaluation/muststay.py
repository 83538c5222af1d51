"""Which schools must stay (应留必留), and why: what closing each of them alone would do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.evaluation.alternatives import least_rides
from gis.evaluation.closing import BEYOND, Closing, close_each
from gis.evaluation.schools import Load
from gis.planning.county import Bools, Floats, Ints
from gis.planning.journeys import SECONDS_PER_MINUTE, Verdict, limits_of
from gis.planning.outcome import Outcome
from gis.planning.receivers import NOBODY

ABOUT = ("name", "township", "pupils")
KEPT = (Verdict.WITHIN, Verdict.BORDERLINE)
COUNTS = {                           # column with the number → code of the reason to stay
    "unassigned_pupils": "no_receiver",
    "beyond_limit_pupils": "beyond_limit",
    "far_pupils": "no_transport",
    "places_short": "no_places",
    "beds_short_pupils": "no_beds",
}
FLAGS = {"is_only_junior": "only_junior", "is_only_primary": "only_complete_primary",
         "is_central": "central_school"}  # fmt: skip
OPEN_QUESTIONS = ("way_unknown_pupils", "places_unknown_pupils", "beds_unknown_pupils")


@dataclass(frozen=True)
class MustStay:
    """Result of the test.

    Attributes
    ----------
    schools
        Open public schools, index ``school_id``: ``name, township, pupils`` (in the scenario's state),
        ``must_stay``, ``reasons`` (codes, "、" between them), ``is_undecided`` (nothing says must stay, but
        something is not known), ``kept_within_pupils`` (whom the school keeps within the limit: within it
        or 临界 now, beyond it or without any school if it closes). Numbers behind the reasons:
        ``unassigned_pupils`` (nobody receives them), ``beyond_limit_pupils`` (beyond the limit or without a
        way, neither seat nor bed), ``far_pupils`` (no limit is set, the walk needs transport, neither seat
        nor bed), ``places_short`` (places that the receivers lack because of it), ``beds_short_pupils``
        (boarders, and far pupils sent to a boarding school, without a bed); ``is_only_junior``,
        ``is_only_primary``, ``is_central``. What is not known: ``way_unknown_pupils, places_unknown_pupils,
        beds_unknown_pupils``.
        ``no_bus_pupils``: day pupils of a teaching point whom no bus brings to another school within the
        limit; NaN for other schools and where bus times were not computed.
    receivers
        ``school_id, receiver_id, pupils``: who would receive whom.
    no_bus
        ``school_id, settlement_id, settlement, pupils, ride_min`` (least estimated, NaN = no way) and
        ``limit_min``: the villages behind ``no_bus_pupils``.
    """

    schools: pd.DataFrame
    receivers: pd.DataFrame
    no_bus: pd.DataFrame


def must_stay(outcome: Outcome, load: Load) -> MustStay:
    """Test every open public school.

    Parameters
    ----------
    outcome, load
        The scenario worked out; the baseline where nothing is decided.

    Notes
    -----
    A school must stay if closing it leaves someone beyond the limit without a provided bus or bed, if it is
    the township's only public 初中, its 中心校 or its only public 完小, or if the receivers lack places, beds
    or provided transport.
    """
    county, situation = outcome.county, outcome.situation
    closing = close_each(outcome)
    table = pd.DataFrame(
        {
            "name": county.school_names,
            "township": county.schools["township"].to_numpy(),
            "pupils": load.after.enrolment.astype(np.int64),
            **_numbers(outcome, load, closing),
            **_only_ones(outcome),
            "is_central": county.is_central,
        },
        index=pd.Index([str(one) for one in county.school_ids], name="school_id", dtype="str"),
    )
    no_bus = _without_bus(outcome, closing)
    points = situation.is_point & ~np.isnan(county.bus.seconds).all()
    late = no_bus.groupby("school")["pupils"].sum().reindex(np.arange(len(table)), fill_value=0)
    table["no_bus_pupils"] = np.where(points, late, np.nan)
    table = _with_reasons(table)
    tested = situation.is_open & ~county.is_private
    no_bus.insert(0, "school_id", table.index.to_numpy()[no_bus.pop("school")])
    return MustStay(table[tested], _receivers(outcome, closing, tested), no_bus)


def reasons_of(row: pd.Series) -> tuple[tuple[str, dict[str, str]], ...]:
    """Return why a school must stay: message codes with the values of their sentences.

    Parameters
    ----------
    row
        Of :attr:`MustStay.schools`.
    """
    numbers = {code: f"{row[column]:.0f}" for column, code in COUNTS.items()}
    codes = [code for code in str(row["reasons"]).split("、") if code]
    return tuple((f"must_stay_{code}", {"pupils": numbers.get(code, "")}) for code in codes)


def default_candidates(schools: pd.DataFrame, below_pupils: float | None) -> list[str]:
    """Return the schools that a county would look at first (测算方案), fewest pupils first.

    Parameters
    ----------
    schools
        Of :class:`MustStay`.
    below_pupils
        The county's own threshold for 生源极少; there is no national number, so None = no candidates.

    Returns
    -------
    list of str
        Never a school that must stay (so no 中心校 and no township's only 初中), nor one of which that
        cannot be told.
    """
    if below_pupils is None:
        return []
    free = ~schools["must_stay"] & ~schools["is_undecided"] & (schools["pupils"] < below_pupils)
    chosen = schools[free].sort_values("pupils", kind="stable")
    return [str(one) for one in chosen.index]


def _with_reasons(table: pd.DataFrame) -> pd.DataFrame:
    holds = {code: (table[name] > 0).to_numpy() for name, code in COUNTS.items()}
    holds |= {code: table[name].to_numpy() for name, code in FLAGS.items()}
    rows = zip(*holds.values(), strict=True)
    reasons = ["、".join(code for code, is_so in zip(holds, row, strict=True) if is_so) for row in rows]
    staying = np.array([bool(one) for one in reasons], dtype=bool)
    open_question = (table[list(OPEN_QUESTIONS)] > 0).any(axis=1).to_numpy()
    answer = {
        "must_stay": staying, "reasons": np.array(reasons, dtype=object),
        "is_undecided": ~staying & open_question,
    }  # fmt: skip
    numbers = [name for name in table.columns if name not in ABOUT]
    return table.assign(**answer)[[*ABOUT, *answer, *numbers]]


def _numbers(outcome: Outcome, load: Load, closing: Closing) -> dict[str, Ints | Floats]:
    """Return the numbers behind the reasons, one per school."""
    situation, moves, schools = outcome.situation, outcome.movement, len(outcome.situation.beds)

    def count(pupils: Ints) -> Ints:
        return np.bincount(closing.school, weights=pupils, minlength=schools).astype(np.int64)

    on_foot, fails = closing.on_foot_pupils, np.isin(closing.verdict, BEYOND)
    left_out = on_foot * (fails & closing.is_worse)
    home = moves.settlement[closing.row]
    nobody, home_known = closing.receiver == NOBODY, (home >= 0) & outcome.county.settlement_placed[home]
    stranded = closing.pupils * (nobody & home_known)
    beds = np.where(nobody, 0.0, situation.beds[closing.receiver])
    no_bed = closing.old_enough & (moves.boarded[closing.row] | (fails & (beds > 0)))
    no_limit = closing.needs & (closing.verdict == Verdict.NO_LIMIT)
    unknown = np.where(nobody, ~home_known, closing.verdict == Verdict.UNKNOWN)
    short, places_unknown = _places(load, closing, schools)
    return {
        "kept_within_pupils": count((left_out + stranded) * np.isin(moves.verdict_after[closing.row], KEPT)),
        "unassigned_pupils": count(stranded),
        "beyond_limit_pupils": count(left_out),
        "far_pupils": count(on_foot * no_limit),
        "places_short": short,
        "beds_short_pupils": count(on_foot * (no_bed & ~np.isnan(beds))),
        "way_unknown_pupils": count(closing.pupils * unknown),
        "places_unknown_pupils": places_unknown,
        "beds_unknown_pupils": count(on_foot * (no_bed & np.isnan(beds))),
    }


def _places(load: Load, closing: Closing, schools: int) -> tuple[Ints, Ints]:
    """Return the places that the receivers lack because of each closing; pupils whose receiver tells none."""
    rows = closing.receiver != NOBODY
    pair = closing.school[rows] * schools + closing.receiver[rows]
    coming = np.bincount(pair, weights=closing.pupils[rows], minlength=schools * schools)
    coming = coming.reshape(schools, schools)
    now, places = load.after.enrolment, load.after.places
    known = ~np.isnan(places)
    room = np.where(known, np.maximum(places - now, 0), 0.0)
    short = np.where(known, np.maximum(coming - room, 0), 0.0)
    unknown = (coming * ~known).sum(axis=1)
    return np.ceil(short.sum(axis=1)).astype(np.int64), unknown.astype(np.int64)


def _only_ones(outcome: Outcome) -> dict[str, Bools]:
    """Return the townships' only public 初中 and 完小 among what the scenario keeps open."""
    county, teaches = outcome.county, outcome.situation.teaches
    last_primary = county.last_primary_grade
    result = {}
    for name, grades in (("is_only_junior", slice(last_primary, None)),
                         ("is_only_primary", slice(0, last_primary))):  # fmt: skip
        has = teaches[:, grades].all(axis=1) & county.by_default
        in_township = np.bincount(county.school_township, weights=has)
        result[name] = has & (in_township[county.school_township] == 1)
    return result


def _without_bus(outcome: Outcome, closing: Closing) -> pd.DataFrame:
    """Return the villages of teaching points that no bus brings to another school within the limit."""
    county, moves, limits = outcome.county_held, outcome.movement, limits_of(outcome.rules)
    has_limit = ~np.isnan(limits.of(moves.grade[closing.row]))
    home = moves.settlement[closing.row]
    known = (home >= 0) & county.settlement_placed[home] & ~np.isnan(county.bus.seconds).all()
    at_point = outcome.situation.is_point[closing.school] & ~moves.boards[closing.row]
    chosen = np.flatnonzero(at_point & has_limit & known)
    row = closing.row[chosen]
    limit, ride = limits.of(moves.grade[row]), least_rides(outcome, row)
    late = ~(ride <= limit * (1 + limits.borderline_share))
    frame = pd.DataFrame(
        {
            "school": closing.school[chosen][late], "home": moves.settlement[row][late],
            "pupils": moves.pupils[row][late], "ride_min": ride[late] / SECONDS_PER_MINUTE,
            "limit_min": limit[late] / SECONDS_PER_MINUTE,
        }
    )  # fmt: skip
    found = frame.groupby(["school", "home"], as_index=False).agg(
        {"pupils": "sum", "ride_min": "max", "limit_min": "min"}
    )
    homes = found.pop("home").to_numpy(dtype=np.int64)
    found.insert(1, "settlement_id", county.settlement_ids[homes])
    found.insert(2, "settlement", county.settlement_names[homes])
    return found


def _receivers(outcome: Outcome, closing: Closing, tested: Bools) -> pd.DataFrame:
    ids = np.array([*outcome.county.school_ids, ""], dtype=object)
    rows = tested[closing.school]
    frame = pd.DataFrame(
        {"school": closing.school[rows], "receiver": closing.receiver[rows], "pupils": closing.pupils[rows]}
    )
    sums = frame.groupby(["school", "receiver"], as_index=False)["pupils"].sum()
    return pd.DataFrame(
        {
            "school_id": pd.array(ids[sums["school"]], dtype="str"),
            "receiver_id": pd.array(ids[sums["receiver"]], dtype="str"),
            "pupils": sums["pupils"],
        }
    )
