"""Sums of posts and staff by county, township and 中心校."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gis.planning.county import Bools, County, Floats, Ints

# these leave out schools where they are unknown, which unknown_schools_… counts; of other figures a sum is
# known only if every school's is
PARTIAL = ("ratio_posts", "posts_due", "surplus", "shortage", "unknown_schools")


def group_rows(
    county: County, columns: Mapping[str, Floats], roots: tuple[Ints, Ints], counted: Bools, unit_name: str
) -> pd.DataFrame:
    """Return one row for the county, each township and each 中心校 with what it manages.

    Parameters
    ----------
    columns
        Name → values per school, NaN unknown; names end in ``_before``, ``_after`` or ``_unplaced``.
    roots
        The school at the top of each school's management, before and after.
    counted
        Which schools are summed up.
    """
    townships = np.array([str(name) for name in county.schools["township"].fillna("")], dtype=object)
    names, township = np.unique(townships[counted], return_inverse=True)
    everything = np.zeros(int(counted.sum()), dtype=np.int64)
    parts = [
        _sums(columns, counted, (everything, everything), 1, "county", [("", unit_name, "")]),
        _sums(columns, counted, (township, township), len(names), "township", [(n, n, n) for n in names]),
    ]
    schools = len(county.school_ids)
    about = list(zip(county.school_ids, county.school_names, townships, strict=True))
    inside = roots[0][counted], roots[1][counted]
    central = _sums(columns, counted, inside, schools, "central", about)
    parts.append(central[_manages(county, roots, counted)])
    return pd.concat(parts, ignore_index=True)


def with_ratios(columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the columns with those that follow from them; NaN where nothing is divided by."""
    made = dict(columns)
    for side in ("before", "after"):
        made[f"pupils_per_staff_{side}"] = _share(columns[f"pupils_{side}"], columns[f"staff_{side}"])
        teachers, classes = columns[f"full_time_teachers_{side}"], columns[f"classes_{side}"]
        made[f"teachers_per_class_{side}"] = _share(teachers, classes)
    made["posts_freed"] = columns["posts_due_before"] - columns["posts_due_after"]
    return made


def _manages(county: County, roots: tuple[Ints, Ints], counted: Bools) -> Bools:
    """Return the 中心校, and whatever else manages another site."""
    manages = county.is_central & counted
    for root in roots:
        others = root[(county.site[root] != county.site) & counted]
        manages[others] = True
    return manages


def _sums(
    columns: Mapping[str, Floats],
    counted: Bools,
    codes: tuple[Ints, Ints],
    groups: int,
    kind: str,
    about: list[tuple[str, str, str]],
) -> pd.DataFrame:
    sums: dict[str, Floats] = {}
    for name, values in columns.items():
        code, given = codes[name.endswith("_after")], values[counted]
        known = ~np.isnan(given)
        total = np.bincount(code, weights=np.where(known, given, 0.0), minlength=groups)
        lacking = np.bincount(code, weights=~known, minlength=groups)
        members = np.bincount(code, minlength=groups)
        unknown = lacking == members if name.startswith(PARTIAL) else lacking > 0
        sums[name] = np.where(unknown & (members > 0), np.nan, total)
    texts = zip(("subject_id", "subject", "township"), zip(*about, strict=True), strict=True)
    words = {name: pd.array([str(text) for text in values], dtype="str") for name, values in texts}
    return pd.DataFrame({"kind": pd.array([kind] * groups, dtype="str"), **words, **with_ratios(sums)})


def _share(part: Floats, whole: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / whole, np.nan)
