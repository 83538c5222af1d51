"""Rules as data: what counts as too far, too full or too large is read here, never written in code.

One file per document (``resources/standards/documents``) and one per province or city
(``resources/standards/packs``). A plan keeps a snapshot: ``national`` (all documents merged), ``packs`` (what
it chose of those) and ``county`` (its own values). A layer that says something about a criterion stands over
those before it: national, province, city, county; what is not in force in a layer changes nothing.
"""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, TypeVar

from gis.memory import Memory
from gis.resources import load_toml, resource_path

NATIONAL, TRAVEL, PACKS, COUNTY = "national", "travel", "packs", "county"
LAYERS = (NATIONAL, "province", "city", COUNTY)
CURRENT, REPEALED, DOUBTFUL = "现行", "已废止", "存疑"
STATUSES = frozenset({CURRENT, REPEALED, DOUBTFUL})
OPERATORS = frozenset({"<=", "<", ">="})
FORCES = frozenset({"must", "should", "info"})
QUOTABLE = frozenset({"V1", "V2"})
T = TypeVar("T")
YEAR = "school_year"                # the year that a snapshot is asked about; never stored
YEAR_BEGINS = "09-01"
FOLDERS = {"documents": "documents", PACKS: PACKS}
INHERITED = ("issued", "valid_to", "status", "superseded_by", "verification")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One rule that an indicator is held against.

    Attributes
    ----------
    indicator
        The quantity compared; criteria that share it are tiers of one question.
    operator
        How a value meets the criterion: ``"<="``, ``"<"`` or ``">="``.
    value
        The limit in ``unit``; None = 未设标准.
    force
        ``must``, ``should`` or ``info``.
    verified
        Whether the value may be quoted; otherwise it is printed with 待核.
    valid_to
        Last day on which it holds, ISO 8601; "" = without end.
    layer, pack
        Whose value stands: ``national``, ``province``, ``city`` or ``county``; the pack that gave it.
    overridden
        Whether the county set its own value over the others'.
    measure, stage, grades
        Of a criterion about the walk to school: ``metres`` or ``minutes``; ``primary``, ``junior`` or ""; the
        grades that it is about, () = all.
    school_year
        The year that it is asked about, None = none in particular.
    """

    id: str
    name: str
    indicator: str
    applies_to: str
    operator: str
    value: float | None
    unit: str
    force: str
    document: str
    article: str
    rule: str
    verification: str
    verified: bool
    status: str
    issued: str
    reason: str
    valid_to: str = ""
    superseded_by: str = ""
    overridden: bool = False
    layer: str = NATIONAL
    pack: str = ""
    measure: str = ""
    stage: str = ""
    grades: tuple[int, ...] = ()
    school_year: int | None = None

    @property
    def in_force(self) -> bool:
        """Whether the rule may produce a finding (存疑, 已废止 and outdated ones may not)."""
        return self.status == CURRENT and not _has_ended(self.valid_to, self.school_year)

    def is_met(self, value: float) -> bool:
        """Return whether a value meets the limit; without a limit nothing fails."""
        if self.value is None or not self.in_force:
            return True
        if self.operator == "<=":
            return value <= self.value
        if self.operator == "<":
            return value < self.value
        return value >= self.value


_FIELDS = frozenset(field.name for field in fields(Criterion))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that a computation uses, with where it comes from."""

    key: str
    name: str
    value: float
    unit: str
    verified: bool
    source: str


# ---- what is shipped


def load_rules() -> dict[str, Any]:
    """Return a snapshot of every shipped rule: ``national``, ``travel`` and one key per further file.

    The snapshot is stored in the plan, so an old plan still evaluates as it did. A ``county`` key added to
    it holds overrides of the same shape as ``national``; a ``packs`` key those of the provinces and cities
    that the plan chose.
    """
    rules: dict[str, Any] = pickle.loads(_shipped())
    return rules


@cache
def _shipped() -> bytes:
    """Return the snapshot in a form of which a copy is made quickly."""
    paths = sorted(resource_path("standards").glob("*.toml"))
    rules = {path.stem: load_toml("standards", path.name) for path in paths}
    return pickle.dumps({NATIONAL: _national(), **rules})


@cache
def _national() -> dict[str, Any]:
    merged: dict[str, Any] = {"documents": {}, "criteria": {}, "parameters": {}, "references": {}}
    for stem, raw in shipped_files("documents").items():
        written_out = _written_out({**raw, "documents": {stem: raw["document"]}}, stem)
        for kind, entries in merged.items():
            entries.update(written_out[kind])
    return merged


def shipped_files(folder: str) -> dict[str, dict[str, Any]]:
    """Return the shipped files of ``documents`` or ``packs`` by name; treat them as read-only."""
    paths = sorted(resource_path("standards", FOLDERS[folder]).glob("*.toml"))
    return {path.stem: load_toml("standards", folder, path.name) for path in paths}


@cache
def shipped_packs() -> dict[str, dict[str, Any]]:
    """Return every pack as a snapshot keeps it; treat them as read-only."""
    return {
        stem: {"pack": raw["pack"], **_written_out(raw, "")} for stem, raw in shipped_files(PACKS).items()
    }


def _written_out(raw: Mapping[str, Any], own: str) -> dict[str, Any]:
    """Return criteria and references with everything that they inherit from their document."""
    documents = raw["documents"]

    def told(entry: Mapping[str, Any]) -> dict[str, Any]:
        document = documents[entry.get("of", own)]
        inherited = {"document": document["number"], "article": ""} | {k: document[k] for k in INHERITED}
        merged = {**inherited, **{k: v for k, v in entry.items() if k != "of"}}
        return {**merged, "verified": merged["verification"] in QUOTABLE}

    kinds = {
        kind: {key: told(entry) for key, entry in raw.get(kind, {}).items()}
        for kind in ("criteria", "references")
    }
    return {"documents": dict(documents), **kinds, "parameters": dict(raw.get("parameters", {}))}


# ---- what a snapshot says


class Snapshot(dict[str, Any]):
    """A snapshot that is asked about a school year; a copy of its own, which nobody changes.

    Attributes
    ----------
    alike
        The same object for all years of the same rules in which the same of them hold.
    memory
        What was read from it.
    """

    def __init__(self, rules: Mapping[str, Any], alike: object) -> None:
        super().__init__(rules)
        self.alike, self.memory = alike, Memory()

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        return dict, (dict(self),)


SNAPSHOTS_KEPT = 3
_kept: list[tuple[dict[str, Any], Memory]] = []      # rules → their years


def in_year(rules: Mapping[str, Any], school_year: int) -> Snapshot:
    """Return a snapshot that is asked about a school year: rules that ended before it began are off."""
    if isinstance(rules, Snapshot) and rules.get(YEAR) == school_year:
        return rules
    given = {key: value for key, value in rules.items() if key != YEAR}
    years = next((years for kept, years in _kept if kept == given), None)
    if years is None:
        kept, years = copy.deepcopy(given), Memory()
        _kept[:] = [*_kept[1 - SNAPSHOTS_KEPT :], (kept, years)]
    else:
        kept = next(kept for kept, known in _kept if known is years)
    ended = frozenset(end for end in _last_days(kept) if _has_ended(end, school_year))
    return years.once(
        school_year, lambda: Snapshot({**kept, YEAR: school_year}, years.once(ended, object))
    )


def _last_days(rules: Mapping[str, Any]) -> Iterator[str]:
    for *_, table in rule_layers(rules):
        yield from (entry.get("valid_to", "") for entry in table.get("criteria", {}).values())


def read_once(rules: Mapping[str, Any], key: Hashable, make: Callable[[], T]) -> T:
    """Return what is read from rules: of a :class:`Snapshot` once, of others, which may change, each time."""
    return rules.memory.once(key, make) if isinstance(rules, Snapshot) else make()


def criterion(rules: Mapping[str, Any], criterion_id: str) -> Criterion:
    """Return one criterion of a rules snapshot, the later layers merged on top.

    Raises
    ------
    KeyError
        No such criterion: a programming error.
    """
    return read_once(rules, ("criterion", criterion_id), lambda: _criterion(rules, criterion_id))


def _criterion(rules: Mapping[str, Any], criterion_id: str) -> Criterion:
    year: int | None = rules.get(YEAR)
    merged: dict[str, Any] = {}
    for layer, pack, table in rule_layers(rules):
        entry = table.get("criteria", {}).get(criterion_id)
        if not entry or (merged and not _holds(entry, year)):
            continue
        merged = {"value": None, **merged, **entry, "layer": layer, "pack": pack}
    if not merged:
        raise KeyError(criterion_id)
    values = {key: value for key, value in merged.items() if key in _FIELDS}
    about = {"id": criterion_id, "overridden": merged["layer"] == COUNTY, "school_year": year}
    return Criterion(**{**values, **about, "grades": tuple(merged.get("grades", ()))})


def criteria(rules: Mapping[str, Any]) -> dict[str, Criterion]:
    """Return every criterion of a rules snapshot by id."""
    return dict(read_once(rules, "criteria", lambda: _criteria(rules)))


def _criteria(rules: Mapping[str, Any]) -> dict[str, Criterion]:
    ids = dict.fromkeys(key for *_, table in rule_layers(rules) for key in table.get("criteria", {}))
    return {key: criterion(rules, key) for key in ids}


def parameter(rules: Mapping[str, Any], key: str) -> Parameter:
    """Return one parameter of a rules snapshot, the later layers merged on top.

    Raises
    ------
    KeyError
        No such parameter: a programming error.
    """
    return read_once(rules, ("parameter", key), lambda: _parameter(rules, key))


def _parameter(rules: Mapping[str, Any], key: str) -> Parameter:
    merged: dict[str, Any] = {}
    for *_, table in rule_layers(rules):
        merged |= table.get("parameters", {}).get(key, {})
    return Parameter(
        key, merged["name"], merged["value"], merged["unit"], merged["verified"], merged["source"]
    )


def rule_layers(rules: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield layer, pack ("" = none) and rules of every layer of a snapshot, the lowest first."""
    yield NATIONAL, "", rules[NATIONAL]
    packs = rules.get(PACKS, {})
    for key in sorted(packs, key=lambda one: (LAYERS.index(packs[one]["pack"]["level"]), one)):
        yield packs[key]["pack"]["level"], key, packs[key]
    if rules.get(COUNTY):
        yield COUNTY, "", rules[COUNTY]


def _holds(entry: Mapping[str, Any], year: int | None) -> bool:
    return entry.get("status", CURRENT) == CURRENT and not _has_ended(entry.get("valid_to", ""), year)


def _has_ended(valid_to: str, year: int | None) -> bool:
    return bool(valid_to) and year is not None and valid_to < f"{year:04d}-{YEAR_BEGINS}"


# ---- whether a snapshot is sound


def require_usable(rules: Mapping[str, Any]) -> None:
    """Refuse a snapshot whose parts are not of the kinds that the shipped rules are.

    Figures must not rest on a damaged cell. What a snapshot of an earlier version lacks is no damage; an
    empty one stands for the shipped rules.

    Raises
    ------
    ValueError
        Names the part.
    """
    if not rules:
        return
    for document in (NATIONAL, TRAVEL):
        _require_shape(load_rules()[document], rules.get(document), document)
    packs = _mapping(rules.get(PACKS, {}), PACKS)
    for key, pack in packs.items():
        if _mapping(_mapping(pack, key).get("pack"), key).get("level") not in LAYERS:
            raise ValueError(f"{PACKS}.{key}.pack.level")
    tables = {NATIONAL: rules[NATIONAL], **packs, COUNTY: rules.get(COUNTY) or {}}
    for path, table in tables.items():
        for key, entry in _mapping(_mapping(table, path).get("criteria", {}), path).items():
            _require_criterion(_mapping(entry, f"{path}.criteria.{key}"), f"{path}.criteria.{key}")
    try:
        criteria(rules)
    except TypeError as error:      # a layer alone leaves out what its criterion must have
        raise ValueError(f"criteria: {error}") from error


def _mapping(value: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(path)
    return value


def _require_criterion(entry: Mapping[str, Any], path: str) -> None:
    known = {"operator": OPERATORS, "force": FORCES, "status": STATUSES}
    for name, words in known.items():
        if name in entry and entry[name] not in words:
            raise ValueError(f"{path}.{name}")
    if not (entry.get("value") is None or _is_number(entry["value"])):
        raise ValueError(f"{path}.value")
    if not (isinstance(entry.get("valid_to", ""), str) and isinstance(entry.get("grades", []), list)):
        raise ValueError(path)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _require_shape(shipped: Any, found: Any, path: str) -> None:
    if isinstance(shipped, dict):
        if not isinstance(found, dict):
            raise ValueError(path)
        for key in shipped.keys() & found.keys():
            _require_shape(shipped[key], found[key], f"{path}.{key}")
        return
    is_alike = _is_number(found) if type(shipped) in (int, float) else type(found) is type(shipped)
    if found is not None and not is_alike:
        raise ValueError(path)
