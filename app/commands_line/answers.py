"""What the user answers on the command line to the importer's questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gis.errors import InputError
from gis.io.coordinates import system_of

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


def _pairs(options: Iterable[str], wrong: str, known: Sequence[str] = ROLES) -> Iterator[tuple[str, str]]:
    for option in options:
        role, _, answer = (part.strip() for part in option.partition("="))
        if role not in known:
            raise InputError(wrong, given=option, roles="、".join(known))
        yield role, answer
