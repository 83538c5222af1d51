"""How many children enter each September: counted ones by source, then those that nobody has counted.

Entry cohort of September Y = born 1 Sep Y-7 … 31 Aug Y-6 (age and cut-off are parameters). A count "aged a on
1 September Y" is exactly the cohort of Y+6-a; calendar-year births B give 4/12 B(Y-7) + 8/12 B(Y-6); another
cut-off takes its share of the two counts that it falls between, births being spread evenly over the year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gis.planning.county import Bools, Floats, Ints
from gis.planning.forecastparameters import MONTHS, ForecastParameters
from gis.planning.sharing import shares_within

BIRTHS = "births"
ENROLLED, PROJECTED = "enrolled", "projected"
AGE_DATE_SHARE = 8 / MONTHS          # share of a calendar year before 1 September, the day of ages
UNKNOWN = -1
EXACT = 9                            # decimals of a share of a year; less is no difference
SETTLEMENT, TOWNSHIP, SCHOOL, COUNTY = "settlement", "township", "school", "county"
KINDS = (SETTLEMENT, TOWNSHIP, COUNTY, SCHOOL)        # of the last, its township takes the place


@dataclass(frozen=True)
class Homes:
    """Where children live, and what present pupils say of their number.

    Attributes
    ----------
    settlement_ids, township
        Of each settlement.
    school_township
        School id → township.
    pupils
        Present pupils, settlements × 9.
    sharing_grades
        The grades whose pupils share out what is not counted by village.
    """

    settlement_ids: pd.Index
    township: pd.Index
    school_township: dict[str, str]
    pupils: Floats
    sharing_grades: tuple[int, ...]

    @property
    def tiers(self) -> tuple[Floats, Floats]:
        """Weights, the better ones first."""
        young = self.pupils[:, np.array(self.sharing_grades, dtype=np.int64) - 1].sum(axis=1)
        return young, self.pupils.sum(axis=1)

    def township_codes(self) -> tuple[Ints, pd.Index]:
        """Return each settlement's township as a code, and the townships."""
        codes, names = pd.factorize(self.township)
        return codes.astype(np.int64), pd.Index(names)


@dataclass(frozen=True)
class Counted:
    """Children counted by source, settlements × entry cohorts.

    Attributes
    ----------
    first_year
        September in which the first column enters.
    children
        NaN = nobody counted them; not whole where a count of a township or the county is shared out.
    source
        Position in the order of sources, -1 = none.
    """

    first_year: int
    children: Floats
    source: Ints


@dataclass(frozen=True)
class Located:
    """The rows of a population table whose source and place are known, as arrays.

    ``source`` is the position in the order of sources, ``kind`` 0 settlement, 1 township, 2 county, ``place``
    a code among those, ``born`` the year in whose September (of births: January) the year of birth begins.
    """

    source: Ints
    kind: Ints
    place: Ints
    born: Ints
    year: Ints
    children: Floats

    def take(self, rows: Bools) -> Located:
        """Return some of the rows."""
        return Located(*(getattr(self, name)[rows] for name in Located.__annotations__))


def locate(
    population: pd.DataFrame, homes: Homes, order: tuple[str, ...]
) -> tuple[Located, tuple[str, ...]]:
    """Return the rows whose place is known, schools as their townships, and the places that are not.

    Parameters
    ----------
    population
        Columns as ``Plan.population``.
    homes
        The settlements.
    order
        The sources, the best first; rows of others are left out.
    """
    rows = population[population["source"].isin(order)]
    kind = pd.Index(KINDS).get_indexer(pd.Index(rows["place_kind"]))
    ids = rows["place_id"].astype(str)
    _, names = homes.township_codes()
    in_township = names.get_indexer(pd.Index(ids))
    codes = dict(zip(names, range(len(names)), strict=True))
    at_school = np.full(len(ids), UNKNOWN, dtype=np.int64)
    of_schools = kind == len(KINDS) - 1
    at_school[of_schools] = [
        codes.get(homes.school_township.get(one), UNKNOWN) for one in ids[of_schools].tolist()
    ]
    place = np.select(
        [kind == 0, kind == 1, kind == 2],
        [homes.settlement_ids.get_indexer(pd.Index(ids)), in_township, np.zeros_like(kind)],
        at_school,
    )
    source = pd.Index(order).get_indexer(pd.Index(rows["source"]))
    year = rows["year"].to_numpy(dtype=np.int64)
    is_birth = rows["source"].to_numpy(dtype=object) == BIRTHS
    located = Located(
        source=source.astype(np.int64),
        kind=np.where(kind > 2, 1, kind).astype(np.int64),                 # schools: as their townships
        place=place.astype(np.int64),
        born=np.where(is_birth, year, year - rows["age"].to_numpy(dtype=np.int64) - 1),
        year=year,
        children=rows["children"].to_numpy(dtype=np.float64),
    )
    known = place != UNKNOWN
    return located.take(known), tuple(ids[~known].unique().tolist())


def count_entries(located: Located, homes: Homes, years: range, parameters: ForecastParameters) -> Counted:
    """Take for each settlement and cohort the best source there is.

    Parameters
    ----------
    located
        Of :func:`locate`.
    homes
        The settlements.
    years
        Septembers in which the cohorts enter.
    parameters
        Order of sources, cut-off, entry age, share of the counted who enter.

    Notes
    -----
    Within a source a village's own count goes before a township's (or a kindergarten's, by its township)
    and that before the county's; the latter two are shared out by present pupils. Villages that a better
    source covers keep its count, the rest of their township takes its share of the next source.
    """
    shape = len(homes.settlement_ids), len(years)
    children, source = np.full(shape, np.nan), np.full(shape, UNKNOWN, dtype=np.int64)
    township, names = homes.township_codes()
    of_kind = (
        (np.arange(shape[0]), shape[0], np.ones(shape[0])),
        (township, len(names), shares_within(township, homes.tiers)),
        (np.zeros_like(township), 1, shares_within(np.zeros_like(township), homes.tiers)),
    )
    for rank in np.unique(located.source).tolist():
        name = parameters.source_order[rank]
        for kind, (member_of, places, share) in enumerate(of_kind):
            mine = located.take((located.source == rank) & (located.kind == kind))
            if not len(mine.year):
                continue
            found = _by_entry(mine, name == BIRTHS, places, years, parameters)[member_of] * share[:, None]
            taken = np.isnan(children) & ~np.isnan(found)
            children[taken], source[taken] = found[taken] * parameters.entry_share[name], rank
    return Counted(years.start, children, source)


def _by_entry(
    rows: Located, is_birth: bool, places: int, years: range, parameters: ForecastParameters
) -> Floats:
    """Return places × entry cohorts from one source's rows of one kind of place; NaN = not counted."""
    lag = round(parameters.cut_off_share - (0.0 if is_birth else AGE_DATE_SHARE), EXACT)
    later = lag - np.floor(lag)
    first = years.start - 1 - parameters.entry_age + int(np.floor(lag))
    counts = _by_birth(rows, places, range(first, first + len(years) + 1))
    early, late = counts[:, :-1], counts[:, 1:]
    both: Floats = (1 - later) * early + later * late
    return both if later else early


def _by_birth(rows: Located, places: int, births: range) -> Floats:
    """Return places × years of birth; the latest count of a child counts, rows of one count are added."""
    rows = rows.take((rows.born >= births.start) & (rows.born < births.stop))
    cell = rows.place * len(births) + rows.born - births.start
    table = np.full(places * len(births), np.nan)
    latest = np.full(len(table), np.iinfo(np.int64).min)
    np.maximum.at(latest, cell, rows.year)
    newest = rows.year == latest[cell]
    table[cell[newest]] = 0.0
    np.add.at(table, cell[newest], rows.children[newest])
    return table.reshape(places, len(births))


def complete_entries(counted: Counted, enrolled: Floats, parameters: ForecastParameters) -> Floats:
    """Fill the cohorts that nobody has counted by the births trend.

    Parameters
    ----------
    counted
        Its first column enters in the September after the plan's.
    enrolled
        Present pupils of grades 1, 2, …, settlements × grades: the cohorts before the first column.
    parameters
        Trends, and from how many latest cohorts they start.

    Returns
    -------
    numpy.ndarray
        Low, middle, high: shape (3, settlements, cohorts). Counted cohorts are the same in all three.

    Notes
    -----
    Level = mean of the latest ``level_years`` cohorts before the gap, which stands for their middle year;
    then one yearly factor for each year since.
    """
    before = min(parameters.level_years, enrolled.shape[1])
    past = enrolled[:, :before][:, ::-1]
    known = np.concatenate([np.ones_like(past, dtype=bool), ~np.isnan(counted.children)], axis=1)
    cohorts = np.concatenate([past, counted.children], axis=1)
    return np.stack(
        [_extended(cohorts, known, trend, before)[:, before:] for trend in parameters.births_trend]
    )


def _extended(cohorts: Floats, known: Bools, trend: float, window: int) -> Floats:
    filled = cohorts.copy()
    everyone = np.arange(len(filled))
    last = np.full(len(filled), window - 1)
    steps = np.arange(window)
    for column in range(window, filled.shape[1]):
        level = filled[everyone[:, None], last[:, None] - steps].mean(axis=1)
        away = column - last + (window - 1) / 2
        filled[:, column] = np.where(known[:, column], filled[:, column], level * (1 + trend) ** away)
        last = np.where(known[:, column], column, last)
    return filled


def cohort_sources(counted: Counted, unit: Ints, units: int, order: tuple[str, ...]) -> list[list[str]]:
    """Return by unit and cohort the sources used, joined by +, ``projected`` where nobody counted.

    Parameters
    ----------
    unit
        The unit of each settlement.
    """
    words = (*order, PROJECTED)
    bit = np.where(counted.source == UNKNOWN, len(order), counted.source)
    found = np.zeros((units, bit.shape[1]), dtype=np.int64)
    np.bitwise_or.at(found, unit, np.int64(1) << bit)
    texts = {
        int(key): "+".join(word for place, word in enumerate(words) if key >> place & 1)
        for key in np.unique(found)
    }
    return [[texts[key] for key in row] for row in found.tolist()]
