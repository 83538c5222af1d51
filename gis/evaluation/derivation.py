"""Where a figure comes from: its inputs, its formula and its rules.

What each figure rests on is data (``resources/derivations``, one file per part of the evaluation); here it is
only looked up and added up. A figure has a path, the same as in the JSON: ``headline.places_short.after``,
``schools.<id>.enrolment_before``, ``gates.<id>.BJ-22``, ``findings.<number>``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import pandas as pd

from gis.errors import InputError
from gis.evaluation.balancerules import balance_rules
from gis.evaluation.formulas import Derivation, Input, entries, frame_keys, registered
from gis.evaluation.result import Evaluation, Finding
from gis.messages import describe
from gis.model import Plan
from gis.people.parameters import parameter_entries
from gis.planning.county import Bools
from gis.schema import load_schema
from gis.standards import NATIONAL, criterion, parameter, rule_layers

__all__ = ["Derivation", "Deriver", "Input", "derivation_to_dict", "derive", "registered"]

IN_DETAILS = {"by_township": "townships", "by_settlement": "settlements", "by_central": "centrals",
              "equity": "spreads"}  # fmt: skip
ANY = "all"


class Deriver:
    """Opens the figures of one evaluation; masks of its tables are made once.

    Parameters
    ----------
    evaluation
        The figures.
    plan
        Its inputs; without it what the ledger says stays unknown.
    """

    def __init__(self, evaluation: Evaluation, plan: Plan | None = None) -> None:
        self._evaluation, self._plan = evaluation, plan
        self._masks: dict[tuple[str, str, str], Bools] = {}

    def derive(self, path: str) -> Derivation:
        """Open a figure.

        Raises
        ------
        InputError
            figure_unknown: there is no such figure, or nobody registered where it comes from.
        """
        kind, _, rest = path.partition(".")
        if kind == "findings":
            finding = self._look_up(path)
            if not isinstance(finding, Finding):        # all of them, or a part of one
                raise InputError("figure_unknown", figure=path)
            return _of_finding(path, finding)
        if kind == "gates":
            return self._of_gate(path, rest)
        for _, pattern, entry in entries():
            match = pattern.fullmatch(path)
            if match:
                return self._of_entry(path, entry, match.groupdict())
        raise InputError("figure_unknown", figure=path)

    def of_county(self) -> dict[str, Derivation]:
        """Open every registered figure of the county as a whole."""
        return {path: self.derive(path) for path in self._county_paths()}

    def _county_paths(self) -> Iterator[str]:
        evaluation = self._evaluation
        for kind in ("headline", "counts"):
            for name in getattr(evaluation, kind):
                yield from (f"{kind}.{name}.{side}" for side in ("before", "after"))
        for band, sides in evaluation.travel.items():
            for side, summary in sides.items():
                yield from (f"travel.{band}.{side}.{name}" for name in asdict(summary))
        yield from (f"rerouted.{name}" for name in evaluation.rerouted)

    # ---- one figure

    def _of_entry(self, path: str, entry: Mapping[str, Any], matched: Mapping[str, str]) -> Derivation:
        known = {**matched, **{f"{name}_id": text.lower() for name, text in matched.items()}}
        other = entry.get("instead")            # where the figure of its key says something
        if other and (together := str(self._look_up(other["where"].format_map(known)))):
            entry, known = {**entry, **other}, {**known, "together": together}
        for name, figure in entry.get("told", {}).items():
            known[name] = str(self._look_up(figure.format_map(known)))
        inputs = tuple(self._input(one, known) for one in entry.get("inputs", ()))
        rules = tuple(
            rule for rule in (text.format_map(known) for text in entry.get("rules", ())) if self._has(rule)
        )
        value = _plain(self._look_up(path))
        return Derivation(path, value, entry["unit"], entry["formula"], inputs, rules, entry.get("op", ""))

    def _input(self, entry: Mapping[str, Any], known: Mapping[str, str]) -> Input:
        about = {key: text.format_map(known) for key, text in entry.items() if isinstance(text, str)}
        if "figure" in about:
            value, source = self._look_up(about["figure"]), about["figure"]
        elif "rule" in about:
            value, source = self._rule(about["rule"])
        elif "ledger" in about:
            value, source = self._ledger(about["ledger"], known["school"])
        else:
            where = entry.get("where", {}).items()
            conditions = {key.format_map(known): _filled(wanted, known) for key, wanted in where}
            value, source = self._summed(about, conditions)
        return Input(about["name"], _plain(value), about["unit"], source)

    def _look_up(self, path: str) -> Any:
        value: Any = self._evaluation
        if path.partition(".")[0] not in _OWN and self._evaluation.details is not None:
            value = self._evaluation.details
        parts, seen = path.split("."), list[str]()
        try:
            while parts:
                if isinstance(value, pd.DataFrame):
                    return _cell(value, frame_keys().get(".".join(seen)), parts)
                name = parts.pop(0)
                seen.append(name)
                value = _step(value, IN_DETAILS.get(name, name))
        except (KeyError, IndexError, AttributeError, ValueError) as error:
            raise InputError("figure_unknown", figure=path) from error
        return value

    def _has(self, rule: str) -> bool:
        return rules_with(self._evaluation, rule) is not None

    def _rule(self, rule: str) -> tuple[Any, str]:
        rules = rules_with(self._evaluation, rule)
        if rules is None:
            return None, ""
        kind, _, key = rule.partition(".")
        if kind == "criteria":
            found = criterion(rules, key)
            return found.value, f"{rule} {found.document}{found.article}".strip()
        number = parameter(rules, key)
        return number.value, f"{rule} {number.source}".strip()

    def _ledger(self, column: str, school: str) -> tuple[Any, str]:
        titles = [one.title for one in load_schema("schools").columns if one.name == column]
        source = f"schools.{column} {titles[0] if titles else ''}".strip()
        table = self._plan.schools if self._plan is not None else pd.DataFrame()
        known = column in table and school in table.index
        return (table.at[school, column] if known else None), source

    def _summed(self, about: Mapping[str, str], conditions: Mapping[str, Any]) -> tuple[Any, str]:
        """Return a sum (or the largest) of a column over the rows that meet the conditions."""
        table: pd.DataFrame = self._look_up(about["frame"])
        mask = np.ones(len(table), dtype=bool)
        told = []
        for column, wanted in conditions.items():
            if wanted != ANY:
                mask &= self._mask(about["frame"], column, wanted)
                told.append(f"{column}={wanted if isinstance(wanted, str | bool) else '|'.join(wanted)}")
        how = "max" if "max" in about else "sum"
        column = about[how]
        values = table[column].to_numpy(dtype=float, na_value=np.nan)[mask]
        if "weight" in about:
            values = values * table[about["weight"]].to_numpy(dtype=float, na_value=np.nan)[mask]
            column = f"{column}×{about['weight']}"
        source = f"{how}({about['frame']}.{column}{'; ' if told else ''}{', '.join(told)})"
        return _reduced(values, how), source

    def _mask(self, frame: str, column: str, wanted: Any) -> Bools:
        key = frame, column, str(wanted)
        if key not in self._masks:
            values = self._look_up(frame)[column]
            if isinstance(wanted, bool):
                self._masks[key] = values.to_numpy(dtype=bool) == wanted
            else:
                texts = [wanted] if isinstance(wanted, str) else list(wanted)
                self._masks[key] = values.astype("str").isin(texts).to_numpy()
        return self._masks[key]

    def _of_gate(self, path: str, rest: str) -> Derivation:
        school, _, gate = rest.rpartition(".")
        table = self._evaluation.gates
        found = table[(table["school_id"] == school) & (table["gate"] == gate)]
        if found.empty:
            raise InputError("figure_unknown", figure=path)
        row = found.iloc[0]
        inputs = [Input(f"input_{name}", value, "", "gates") for name, value in row["evidence"].items()]
        record = row["record"]
        told = record.get("document", "")
        counts = (name for name in ("asked", "against") if name in record)
        inputs += [Input(f"input_{name}", record[name], "", told) for name in counts]
        inputs += [Input(code, None, "", "gates.missing") for code in row["missing"]]
        rules = tuple(f"criteria.{key}" for key in row["criterion_ids"])
        return Derivation(path, row["state"], "", "derive_gate", tuple(inputs), rules)


def _of_finding(path: str, finding: Finding) -> Derivation:
    limit = f"criteria.{finding.criterion_id} {finding.document}{finding.article}".strip()
    inputs = (
        Input("input_value", finding.value, finding.unit, finding.subject_id),
        Input("input_rule_limit", finding.limit, finding.unit, limit),
    )
    rules = (f"criteria.{finding.criterion_id}",)
    return Derivation(path, finding.value, finding.unit, "derive_finding", inputs, rules)


def _step(value: Any, name: str) -> Any:
    if name.startswith("_"):
        raise KeyError(name)
    if isinstance(value, Mapping):
        return value[name]
    is_listed = isinstance(value, Sequence) and not isinstance(value, str)
    return value[int(name)] if is_listed else getattr(value, name)


def _cell(table: pd.DataFrame, keys: Sequence[str] | None, parts: Sequence[str]) -> Any:
    """Return one cell: the row by its keys, in the order of the path, then the column."""
    *told, column = parts
    if keys is None:
        return table.at[".".join(told), column]
    mask = np.ones(len(table), dtype=bool)
    for key, text in zip(keys, told, strict=True):
        mask &= (table[key].astype("str") == text).to_numpy()
    return table.loc[mask, column].iloc[0]


def _filled(wanted: Any, known: Mapping[str, str]) -> Any:
    return wanted.format_map(known) if isinstance(wanted, str) else wanted


def _reduced(values: Any, how: str) -> float | None:
    """Return sum or largest of the known values: a sum of nothing is 0, of nothing known not known."""
    known = values[~np.isnan(values)]
    if how == "max":
        return float(known.max()) if len(known) else None
    return float(known.sum()) if len(known) or not len(values) else None


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    is_unknown = value is pd.NA or (isinstance(value, float) and math.isnan(value))
    return None if is_unknown else value


_OWN = frozenset(field.name for field in fields(Evaluation)) | {"gates"}


def rules_with(evaluation: Evaluation, rule: str) -> Mapping[str, Any] | None:
    """Return the rules that hold a criterion or parameter: the evaluation's own, the assessment's, staff's.

    Parameters
    ----------
    rule
        ``criteria.…`` or ``parameters.…``.

    Returns
    -------
    Mapping or None
        For :func:`gis.standards.criterion` and :func:`gis.standards.parameter`; None = nowhere.
    """
    kind, _, key = rule.partition(".")
    for home in _homes(evaluation.rules):
        if any(key in table.get(kind, {}) for *_, table in rule_layers(home)):
            return home
    return None


def _homes(rules: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if rules:
        yield rules
        yield balance_rules(rules).snapshot
        yield {NATIONAL: {"parameters": parameter_entries(rules, "staff")}}


def derive(evaluation: Evaluation, figure: str, plan: Plan | None = None) -> Derivation:
    """Open one figure of an evaluation to its inputs, its formula and its rules.

    Parameters
    ----------
    figure
        Path of the figure, as in the JSON.
    plan
        The plan, for what rests on a cell of the ledger.

    Raises
    ------
    InputError
        figure_unknown.
    """
    return Deriver(evaluation, plan).derive(figure)


def derivation_to_dict(derivation: Derivation) -> dict[str, Any]:
    """Return plain values, the formula and the inputs' names in words."""
    inputs = [{**asdict(one), "name": describe(one.name, {}).what} for one in derivation.inputs]
    formula = describe(derivation.formula, {}).what
    return {**asdict(derivation), "formula": formula, "inputs": inputs, "closes": derivation.closes}
