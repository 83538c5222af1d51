"""What the user answers on the command line to the importer's questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from gis.errors import InputError
from gis.io.coordinates import system_of
from gis.schema import normalise

if TYPE_CHECKING:
    from gis.schema import Schema

ROLES = ("schools", "settlements", "pupils", "roads", "boundary", "zones", "bus_stops")


def coordinate_answers(options: Iterable[str]) -> dict[str, str]:
    """Return role → code of a coordinate system from texts like ``schools=gcj02``.

    Raises
    ------
    InputError
        coordinates_option_wrong: no such file; coordinate_system_unknown: no such system.
    """
    return {role: system_of(code).code for role, code in _pairs(options, "coordinates_option_wrong")}


def layer_answers(options: Iterable[str]) -> dict[str, str]:
    """Return role → layer from texts like ``boundary=县界``.

    Raises
    ------
    InputError
        layer_option_wrong: no such file, or no layer named.
    """
    answers = dict(_pairs(options, "layer_option_wrong"))
    for role, layer in answers.items():
        if not layer:
            raise InputError("layer_option_wrong", given=f"{role}=", roles="、".join(ROLES))
    return answers


def road_answers(options: Iterable[str]) -> dict[str, str]:
    """Return what a road's field holds → field from texts like ``class=等级``; nothing after = in no field.

    Raises
    ------
    InputError
        road_column_option_wrong: a road has no such column.
    """
    from gis.io.roadsurvey import ROAD_COLUMNS

    return dict(_pairs(options, "road_column_option_wrong", ROAD_COLUMNS))


def column_answers(options: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return role → schema column → header from texts like ``schools:学校名称=校名``.

    The column goes by its title or its name; nothing after = says that it is in no column of the file.

    Raises
    ------
    InputError
        column_option_wrong: no such file; column_unknown: the file's table has no such column.
    """
    answers: dict[str, dict[str, str]] = {}
    for role, column, header in _triples(options, "column_option_wrong"):
        for name in _columns_called(column, role):
            answers.setdefault(role, {})[name] = header
    return answers


def _columns_called(column: str, role: str) -> set[str]:
    """Return the names that a column has in the tables that a file of a role may be."""
    schemas = _schemas_of(role)
    found = {
        one.name for schema in schemas for one in schema.columns
        if normalise(column) in (normalise(one.name), normalise(one.title))
    }  # fmt: skip
    if not found:
        titles = dict.fromkeys(one.title for schema in schemas for one in schema.columns)
        raise InputError("column_unknown", given=column, role=role, columns="、".join(titles))
    return found


def _schemas_of(role: str) -> tuple[Schema, ...]:
    from gis.io.survey import PUPIL_ROLES, schemas_of
    from gis.schema import load_schema

    roster = (load_schema("roster"),) if role in PUPIL_ROLES else ()
    return (*schemas_of(role), *roster)


def match_answers(options: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return role → name or code as written → code from texts like ``pupils:东乡西沟村=410000100001``.

    Nothing after = says that it is none of the known places.

    Raises
    ------
    InputError
        match_option_wrong: no such file.
    """
    answers: dict[str, dict[str, str]] = {}
    for role, given, code in _triples(options, "match_option_wrong", cut_last=True):
        answers.setdefault(role, {})[given] = code
    return answers


def _triples(options: Iterable[str], wrong: str, *, cut_last: bool = False) -> Iterator[tuple[str, str, str]]:
    """Yield role, what is asked and the answer of texts like ``role:asked=answer``.

    Parameters
    ----------
    cut_last
        Whether a = in what is asked belongs to it, rather than one in the answer.
    """
    from gis.io.survey import TABLE_ROLES

    for option in options:
        role, colon, rest = (part.strip() for part in option.replace("：", ":", 1).partition(":"))
        cut = rest.rpartition if cut_last else rest.partition
        asked, equals, answer = (part.strip() for part in cut("="))
        if role not in TABLE_ROLES or not (colon and equals and asked):
            raise InputError(wrong, given=option, roles="、".join(TABLE_ROLES))
        yield role, asked, answer


def _pairs(options: Iterable[str], wrong: str, known: Sequence[str] = ROLES) -> Iterator[tuple[str, str]]:
    for option in options:
        role, _, answer = (part.strip() for part in option.partition("="))
        if role not in known:
            raise InputError(wrong, given=option, roles="、".join(known))
        yield role, answer
