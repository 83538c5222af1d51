"""Which numbers an evaluation used, and what every output made from it must say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gis.evaluation.balancerules import DOCUMENT as BALANCE
from gis.evaluation.balancerules import balance_rules
from gis.model import Plan
from gis.network.parameters import travel_tables
from gis.people.parameters import parameters_listed
from gis.planning.flows import walks_measured
from gis.planning.forecastvalues import FORECAST, forecast_values
from gis.planning.journeys import Way
from gis.planning.outcome import Outcome
from gis.standards import COUNTY, NATIONAL, criteria, parameter, read_once

TRAVEL = "travel"
JOURNEY_TABLES = ("walk", "approach", "bus", "escort", "escort_car", "bicycle", "surface", "measured_walk")


def parameters_used(rules: Mapping[str, Any], *, forecast: bool = False) -> tuple[dict[str, Any], ...]:
    """Return every limit and parameter: ``key, name, value, unit, verified, source`` and ``overridden``.

    ``value`` is a number, a word, a list, a table by road class, or None (未设标准).

    Parameters
    ----------
    forecast
        Whether pupils of a later year were forecast.
    """
    used = read_once(rules, "parameters_used", lambda: tuple(_used(rules)))
    return (*used, *read_once(rules, FORECAST, lambda: tuple(_forecast(rules)))) if forecast else used


def _used(rules: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from _of_book(rules, "criteria.", "parameters.")
    yield from _of_book(balance_rules(rules).snapshot, f"{BALANCE}.", f"{BALANCE}.")
    yield from parameters_listed(rules)
    yield from _travel(rules)


def _forecast(rules: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for one in forecast_values(rules):
        yield {**one, "key": f"{FORECAST}.{one['key']}"}


def marks_of(plan: Plan, outcome: Outcome, parameters: tuple[dict[str, Any], ...]) -> tuple[str, ...]:
    """Return the codes of the sentences that every output must show.

    Parameters
    ----------
    outcome
        The scenario worked out.
    """
    moves, counties = outcome.movement, (outcome.county, outcome.county_after)
    has_measured = any(county.has_measured_walks for county in counties)
    come = outcome.changes.come                     # at the baseline nobody rides
    marks = {
        "sample_data": bool(plan.meta.mark),
        "drive_only_network": not plan.roads.has_footpaths,
        "walks_measured": has_measured and any(side.any() for side in walks_measured(outcome)),
        "bus_estimated": bool((come.way == Way.SCHOOL_BUS).any()),
        "baseline_estimated": bool(moves.estimated.any()),
        "parameters_unverified": any(not entry["verified"] for entry in parameters),
    }
    return tuple(code for code, applies in marks.items() if applies)


def _of_book(rules: Mapping[str, Any], of_criteria: str, of_parameters: str) -> Iterator[dict[str, Any]]:
    for key, rule in criteria(rules).items():
        if (rule.value is not None and rule.in_force) or key.startswith("over_limit"):
            yield {
                "key": f"{of_criteria}{key}", "name": rule.name, "value": rule.value, "unit": rule.unit,
                "verified": rule.verified, "source": rule.document, "overridden": rule.overridden,
                "layer": rule.layer,
            }
    county = rules.get(COUNTY, {}).get("parameters", {})
    for key in rules[NATIONAL]["parameters"]:
        one = parameter(rules, key)
        yield {
            "key": f"{of_parameters}{key}", "name": one.name, "value": one.value, "unit": one.unit,
            "verified": one.verified, "source": one.source, "overridden": key in county,
        }


def _travel(rules: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    tables = travel_tables(rules.get(TRAVEL))
    for table in JOURNEY_TABLES:
        for key, entry in tables[table].items():
            yield {
                "key": f"travel.{table}.{key}", "name": entry.get("name", ""), "value": entry["value"],
                "unit": entry["unit"], "verified": entry["verified"], "source": entry["source"],
                "overridden": entry.get("overridden", False),
            }
