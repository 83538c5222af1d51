"""复式班: adjacent grades that sit in one class.

- A school has those that its ledger reports (column ``multigrade_grades``: "1-2、3-4" = two classes, one of
  grades 1 and 2 and one of 3 and 4), as long as it reports no more than one class for the grades of a group
  together; where it reports a class for each of them, they have a class each.
- A plan forms none, unless the parameter ``multigrade_points`` allows it, and then only at teaching points
  whose pupils it changes or that it makes, in primary grades. From the lowest grade up, grades next to each
  other that have one class each are put together as long as the pupils of the class stay within
  ``multigrade_most_pupils``. That gives the smallest number of classes; of several ways to get there, the one
  that puts together the lowest grades. A group that is there already is never divided; grades without pupils,
  with several classes or with an unknown number of them end a class. No national document has the number.

The class stands at the lowest of its grades that has pupils: that one has 1 class, the others 0, and the
largest class of each is that of all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from gis.model import GRADES
from gis.planning.county import Bools, County, Floats, Ints
from gis.planning.ledger import texts
from gis.standards import parameter, read_once, rule_layers

REPORTED = "multigrade_grades"       # column of the ledger
ALLOWED, MOST = "multigrade_points", "multigrade_most_pupils"
ALONE = np.arange(len(GRADES))
_GRADES = re.compile("[1-9一二三四五六七八九]")
_CHINESE = {sign: grade for grade, sign in enumerate("一二三四五六七八九", start=1)}
_GROUPS = re.compile("[、,，;；。/\\s]+|和")
_RANGE = re.compile("[-—–~～至到]")


def grade_groups(text: str) -> tuple[tuple[int, ...], ...] | None:
    """Return the groups of adjacent grades that a ledger's cell names; None where it cannot be read.

    "1-2、3-4", "一二年级、三四年级" and "1+2" are read; single grades, gaps, a grade in two groups are not.
    """
    groups = tuple(_group(part) for part in _GROUPS.split(text.strip()) if part)
    flat = [grade for group in groups for grade in group]
    sound = all(len(group) > 1 and _adjacent(group) for group in groups)
    return groups if sound and len(flat) == len(set(flat)) else None


def _group(part: str) -> tuple[int, ...]:
    found = [_CHINESE.get(sign) or int(sign) for sign in _GRADES.findall(part)]
    is_range = len(found) == 2 and _RANGE.search(part)
    return tuple(range(found[0], found[1] + 1)) if is_range else tuple(found)


def _adjacent(group: tuple[int, ...]) -> bool:
    return list(group) == list(range(group[0], group[0] + len(group)))


def reported_groups(county: County) -> Ints | None:
    """Return schools × 9: the column of the lowest grade that each sits with; None = nobody reports any."""
    return county.memory.once("multigrade", lambda: _reported(county))


def _reported(county: County) -> Ints | None:
    written = texts(county.schools, REPORTED)
    groups = np.tile(ALONE, (len(written), 1))
    for school in np.flatnonzero(written != "").tolist():
        for group in grade_groups(str(written[school])) or ():
            columns = np.array(group) - 1
            if np.nan_to_num(county.reported_classes[school, columns]).sum() <= 1:
                groups[school, columns] = columns[0]
    return groups if (groups != ALONE).any() else None


def most_together(rules: Mapping[str, Any]) -> float:
    """Return the most pupils of a class that a plan may form of several grades; 0 = it may not."""
    return read_once(rules, MOST, lambda: _most_together(rules))


def _most_together(rules: Mapping[str, Any]) -> float:
    known = {key for *_, table in rule_layers(rules) for key in table.get("parameters", {})}
    if not known.issuperset((ALLOWED, MOST)):       # rules of before it was there
        return 0.0
    return float(parameter(rules, MOST).value) if parameter(rules, ALLOWED).value else 0.0


def with_formed(
    groups: Ints | None, pupils: Floats, classes: Floats, schools: Ints, most: float, last_primary: int
) -> Ints | None:
    """Return the groups with those that a plan forms; see the module.

    Parameters
    ----------
    groups
        What is there already; None = nothing.
    pupils, classes
        Schools × 9, the classes as they are without any group.
    schools
        Where they may be formed.
    most
        The most pupils of such a class.
    last_primary
        The last grade of primary school.
    """
    made = np.tile(ALONE, (len(pupils), 1)) if groups is None else groups.copy()
    for school in schools.tolist():
        _form(made[school], pupils[school], classes[school], most, last_primary)
    return made if (made != ALONE).any() else None


def _form(groups: Ints, pupils: Floats, classes: Floats, most: float, last_primary: int) -> None:
    own, nobody = groups[:last_primary], last_primary
    follows = nobody                                    # the grade that may join the class before it
    for label in np.unique(own).tolist():               # what is together already stays together
        members = np.flatnonzero(own == label)
        active = members[pupils[members] > 0]
        if not len(active) or (len(members) == 1 and classes[label] != 1):
            follows = nobody
            continue
        if active[0] == follows:
            start = own[follows - 1]
            together = np.append(np.flatnonzero(own == start), members)
            if pupils[together].sum() <= most:
                own[members] = start
        follows = int(active[-1]) + 1


def joined(
    groups: Ints, pupils: Floats, classes: Floats, opened: Bools
) -> tuple[Floats, Floats, Bools, Ints]:
    """Put the grades of each group into one class.

    Returns
    -------
    tuple
        ``classes`` with the class at its lowest grade, the pupils that sit in the classes of each grade,
        ``opened`` (a class only where all of its grades are), and the column where the class of each grade
        stands. All schools × 9.
    """
    classes, opened, inside = classes.copy(), opened.copy(), pupils.copy()
    at = np.tile(ALONE, (len(pupils), 1))
    for school, start in _of_several(groups):
        members = np.flatnonzero((groups[school] == start) & (pupils[school] > 0))
        if not len(members):
            continue
        carrier, is_new = members[0], bool(opened[school, members].all())
        classes[school, members], opened[school, members] = 0.0, False
        classes[school, carrier], opened[school, carrier] = 1.0, is_new
        inside[school, members], at[school, members] = pupils[school, members].sum(), carrier
    return classes, inside, opened, at


def grades_together(at: Ints, pupils: Floats) -> list[list[str]]:
    """Return for each school × grade the grades of its class as "1,2"; "" where it has classes of its own."""
    told = [[""] * len(GRADES) for _ in pupils]
    for school, carrier in _of_several(at):
        members = np.flatnonzero((at[school] == carrier) & (pupils[school] > 0)).tolist()
        words = ",".join(str(column + 1) for column in members)
        for column in members:
            told[school][column] = words
    return told


def _of_several(columns: Ints) -> list[tuple[int, int]]:
    """Return school and column of every class of several grades."""
    school, grade = np.nonzero(columns != ALONE)
    return sorted(set(zip(school.tolist(), columns[school, grade].tolist(), strict=True)))
