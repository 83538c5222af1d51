"""Which village or school a table means: by the user's word, by code, by name within the township.

What only resembles a name is offered with a score and never taken.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from gis.io.issuelog import IssueLog
from gis.io.names import matching_rules, plain_name, plain_township
from gis.schema import normalise

VILLAGE_CODE_DIGITS = 12
_SHORT = 2  # characters of a name whose likeness is one character or nothing
How = Literal["choice", "code", "name", "variant", ""]
NO_ANSWERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known place that a name may mean; ``score`` from 0 to 1."""

    subject_id: str
    name: str
    township: str
    score: float

    def __str__(self) -> str:
        return f"{self.name}（{self.township} {self.subject_id}, {self.score:.2f}）"


@dataclass(frozen=True, slots=True)
class Match:
    """What became of one name or code.

    Attributes
    ----------
    subject_id
        Id of the place, "" if it was not found or the user said that there is none.
    how
        ``choice``: the user's word, ``code``: the same code, ``name``: the same name, ``variant``: the same
        but for 村/村委会/居委会/自然村 or the township in front; "": not found.
    candidates
        What it may mean, best first; only where it was not found.
    """

    given: str
    township: str
    subject_id: str = ""
    how: How = ""
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_likely(self) -> bool:
        """Whether it was decided, found, or much resembles a known place."""
        least = matching_rules()["least_score"]
        return bool(self.how) or any(candidate.score >= least for candidate in self.candidates)


def resolve(
    names: Iterable[str],
    townships: Iterable[str] | None,
    known: pd.DataFrame,
    choices: Mapping[str, str] = NO_ANSWERS,
) -> list[Match]:
    """Find the places that names or codes mean.

    Parameters
    ----------
    names
        Names or codes as written in a file.
    townships
        The township of each, "" where it is not said; None where the file has no such column. A name without
        a township is found where only one place of the county has it.
    known
        The places: index = id, columns ``name`` and, if there, ``township``; of schools one row per site.
    choices
        The user's answers (``ImportChoices.matches`` of the file's role): name or code as written, or
        the township and the name (with or without / between them) where a name occurs in two, → id; "" =
        none of them.

    Returns
    -------
    list of Match
        One per name, in order.
    """
    written = [str(name) for name in names]
    towns = [""] * len(written) if townships is None else [str(town) for town in townships]
    finder = _Finder(known, choices)
    found = {pair: finder.find(*pair) for pair in dict.fromkeys(zip(written, towns, strict=True))}
    return [found[pair] for pair in zip(written, towns, strict=True)]


def note_match(match: Match, log: IssueLog, known: pd.DataFrame, **where: Any) -> None:
    """Tell what was found by its name, what was not found but may be, and an answer that means nothing.

    ``where`` goes to :meth:`IssueLog.note` (row, column, subject_id). A match by code or by the user's word
    says nothing, and so does a name without candidates: who asked says what that means for its table.
    """
    if match.how in ("name", "variant"):
        about = {"given": match.given, "name": known["name"].loc[match.subject_id], "code": match.subject_id}
        log.note("info", "name_matched", **where, **about)
    elif match.how == "choice" and match.subject_id and match.subject_id not in known.index:
        log.note("error", "match_unknown", **where, given=match.given, chosen=match.subject_id)
    elif match.candidates:
        about = {"candidates": listed(match), "candidate_ids": ids_of(match)}
        log.note("error", "name_candidates", **where, given=match.given, **about)


def of_same_village(codes: Iterable[str], known: pd.DataFrame) -> list[tuple[Candidate, ...]]:
    """Return, for each 12-digit code, the places of its administrative village: itself and its hamlets."""
    finder = _Finder(known, NO_ANSWERS)
    return [finder.of_code(code) for code in codes]


def listed(match: Match) -> str:
    """Return the candidates of a match for a sentence."""
    return "、".join(str(candidate) for candidate in match.candidates)


def ids_of(match: Match) -> str:
    """Return the ids of the candidates of a match, best first, for the window to offer."""
    return ",".join(candidate.subject_id for candidate in match.candidates)


class _Finder:
    """Looks names up among the known places; each table makes one."""

    def __init__(self, known: pd.DataFrame, choices: Mapping[str, str]) -> None:
        towns = known["township"] if "township" in known else [""] * len(known)
        rows = zip(known.index, known["name"], towns, strict=True)
        self._places = [_Place(str(key), str(name), str(town)) for key, name, town in rows]
        self._ids = {normalise(place.subject_id): place.subject_id for place in self._places}
        self._choices = {normalise(given): meant for given, meant in choices.items()}
        self._everywhere = _Pool(self._places)
        of_town: dict[str, list[_Place]] = {}
        for place in self._places:
            of_town.setdefault(place.plain_township, []).append(place)
        self._of_town = {town: _Pool(places) for town, places in of_town.items()}
        self._of_village: dict[str, list[_Place]] = {}
        for place in self._places:
            self._of_village.setdefault(normalise(place.subject_id)[:VILLAGE_CODE_DIGITS], []).append(place)
        self._searched = 0

    def find(self, given: str, township: str) -> Match:
        """Return the match of one name or code."""
        key = normalise(given).lstrip("'").removesuffix(".0")
        town, name = normalise(township), normalise(given)
        for asked in (f"{town}/{name}", town + name, name):
            if asked in self._choices:
                return Match(given, township, self._choices[asked], "choice")
        if key in self._ids:
            return Match(given, township, self._ids[key], "code")
        if key.isdigit() or key[:VILLAGE_CODE_DIGITS].isdigit():
            return Match(given, township, candidates=self.of_code(key))
        return self._by_name(given, township) if key else Match(given, township)

    def of_code(self, code: str) -> tuple[Candidate, ...]:
        """Return the places of the same administrative village: its hamlets, or it itself."""
        village = code[:VILLAGE_CODE_DIGITS]
        if len(village) < VILLAGE_CODE_DIGITS:
            return ()
        of_village = self._of_village.get(village, [])
        return tuple(place.candidate(1.0) for place in of_village[: matching_rules()["most_candidates"]])

    def _by_name(self, given: str, township: str) -> Match:
        town, plain = plain_township(township), plain_name(given, township)
        pool = self._of_town.get(town, _Pool([])) if town else self._everywhere
        same = pool.by_written.get(normalise(given), ())
        alike = pool.by_plain_name.get(plain, ())
        if len(same) == 1:
            return Match(given, township, same[0].subject_id, "name")
        if len(alike) == 1:
            return Match(given, township, alike[0].subject_id, "variant")
        nearby = pool if town in self._of_town else self._everywhere
        return Match(given, township, candidates=self._candidates(given, plain, nearby.places))

    def _candidates(self, given: str, plain: str, nearby: list[_Place]) -> tuple[Candidate, ...]:
        """Return the places nearby whose names resemble one, and those of the same name elsewhere."""
        rules = matching_rules()
        self._searched += 1
        if self._searched > rules["most_searched"]:
            return ()
        as_compared, as_written = _likeness(plain), _likeness(normalise(given))
        scores: dict[_Place, float] = dict.fromkeys(self._everywhere.by_plain_name.get(plain, ()), 1.0)
        for place in nearby:
            score = max(as_compared(place.plain_name), as_written(place.written_name))
            scores.setdefault(place, score)
        likely = any(score >= rules["least_score"] for score in scores.values())
        least = rules["least_score"] if likely else rules["least_score_of_two"]
        good = [place.candidate(score) for place, score in scores.items() if score >= least]
        return tuple(sorted(good, key=lambda c: (-c.score, c.subject_id))[: rules["most_candidates"]])


def _likeness(name: str) -> Callable[[str], float]:
    """Return a function that scores names by their likeness to one, 0 where it is too small to offer."""
    compared = difflib.SequenceMatcher(None, b=name, autojunk=False)
    rules = matching_rules()

    def score(other: str) -> float:
        compared.set_seq1(other)
        least = rules["least_score_of_two"] if len(name) == len(other) == _SHORT else rules["least_score"]
        if min(compared.real_quick_ratio(), compared.quick_ratio()) < least:
            return 0.0
        ratio = compared.ratio()
        return ratio if ratio >= least else 0.0

    return score


@dataclass(frozen=True)
class _Place:
    """A known place with its names as they are compared."""

    subject_id: str
    name: str
    township: str

    @cached_property
    def written_name(self) -> str:
        return normalise(self.name)

    @cached_property
    def plain_name(self) -> str:
        return plain_name(self.name, self.township)

    @cached_property
    def plain_township(self) -> str:
        return plain_township(self.township)

    def candidate(self, score: float) -> Candidate:
        return Candidate(self.subject_id, self.name, self.township, score)


@dataclass(frozen=True)
class _Pool:
    """The places that a name is looked up among, by their names."""

    places: list[_Place]

    @cached_property
    def by_written(self) -> dict[str, list[_Place]]:
        return _grouped(self.places, lambda place: place.written_name)

    @cached_property
    def by_plain_name(self) -> dict[str, list[_Place]]:
        return _grouped(self.places, lambda place: place.plain_name)


def _grouped(places: Iterable[_Place], key: Callable[[_Place], str]) -> dict[str, list[_Place]]:
    groups: dict[str, list[_Place]] = {}
    for place in places:
        groups.setdefault(key(place), []).append(place)
    return groups
