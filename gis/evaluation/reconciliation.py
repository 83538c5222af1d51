"""对账表: the ledger's figures (事业统计) beside those that the evaluation rests on, differences by name."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gis.evaluation.schools import Load, count_schools
from gis.model import GRADES
from gis.planning.county import County, Floats
from gis.planning.ledger import numbers

COLUMNS = ("item", "subject_id", "subject", "ledger", "attendance", "difference")
Row = tuple[str, str, str, float, float]


def reconcile(county: County, load: Load, unit_name: str) -> pd.DataFrame:
    """Return ``Evaluation.reconciliation``.

    Items: ``schools``, ``teaching_points`` (of the ledger / with pupils), ``classes`` (of the ledger / of
    grades with pupils), ``boarders``, ``pupils`` and ``pupils_g1`` … ``pupils_g9``; first the county's
    totals, then every school whose pupils, boarders or single grades differ. ``difference`` = attendance -
    ledger. A figure that the ledger does not report is NaN and is never counted as 0.
    """
    rows = [*_county_rows(county, load, unit_name), *_school_rows(county, load)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    return frame.assign(difference=frame["attendance"] - frame["ledger"])


def _county_rows(county: County, load: Load, unit_name: str) -> list[Row]:
    attended = load.before.enrolment > 0
    ledger_counts = count_schools(county, county.exists, county.is_point)
    attended_counts = count_schools(county, attended, county.is_point)
    grades, classes = county.reported_pupils, county.reported_classes
    totals = {
        "schools": (ledger_counts[0], attended_counts[0]),
        "teaching_points": (ledger_counts[1], attended_counts[1]),
        "classes": (_total(classes), _total(load.before.classes)),
        "pupils": (_total(_enrolment(county, grades)), load.before.enrolment.sum()),
        "boarders": (_total(numbers(county.schools, "boarders")), load.boarders_before.sum()),
        **{
            f"pupils_g{grade}": (_total(grades[:, grade - 1]), load.before.pupils[:, grade - 1].sum())
            for grade in GRADES
        },
    }
    return [(item, "", unit_name, float(ledger), float(used)) for item, (ledger, used) in totals.items()]


def _school_rows(county: County, load: Load) -> list[Row]:
    grades = county.reported_pupils
    compared = {
        "pupils": (_enrolment(county, grades), load.before.enrolment),
        "boarders": (numbers(county.schools, "boarders"), load.boarders_before.astype(float)),
        **{f"pupils_g{g}": (grades[:, g - 1], load.before.pupils[:, g - 1]) for g in GRADES},
    }
    rows: list[tuple[int, Row]] = []
    for item, (ledger, used) in compared.items():
        unreported = np.isnan(ledger) & (used > 0)
        for school in np.flatnonzero((ledger != used) & ~np.isnan(ledger) | unreported):
            about = item, str(county.school_ids[school]), str(county.school_names[school])
            rows.append((int(school), (*about, float(ledger[school]), float(used[school]))))
    return [row for _, row in sorted(rows, key=lambda entry: entry[0])]


def _enrolment(county: County, grades: Floats) -> Floats:
    """Return the ledger's total; where it is empty, the sum of the grades that are reported."""
    total = numbers(county.schools, "enrolment")
    summed = np.where(np.isnan(grades).all(axis=1), np.nan, np.nan_to_num(grades).sum(axis=1))
    return np.where(np.isnan(total), summed, total)


def _total(values: Floats) -> float:
    """Sum of the reported values, NaN if none is."""
    return float(np.nansum(values)) if not np.isnan(values).all() else float("nan")
