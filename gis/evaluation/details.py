"""What follows from a scenario beyond its tables; each part is worked out when it is asked for."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from gis.evaluation.aggregation import by_central, by_settlement, by_township
from gis.evaluation.closedschools import closed_frame
from gis.evaluation.countyitems import CountyItem, county_items
from gis.evaluation.equity import GroupTravel, Spread, group_travel, spreads
from gis.evaluation.facilities import facility_frame
from gis.evaluation.funding import Funding, funding_of
from gis.evaluation.indicators import Balance, balance_of
from gis.evaluation.muststay import MustStay, default_candidates, must_stay
from gis.evaluation.nearby import NearbyShare, nearby_shares
from gis.evaluation.prices import funding_parameters
from gis.evaluation.schools import Load
from gis.evaluation.staff import StaffReport, staff_of
from gis.evaluation.travel import time_histogram, way_frame
from gis.model import GRADES, Band, Plan
from gis.planning.lineage import lineage_of
from gis.planning.links import KeptLinks, kept_links
from gis.planning.locks import LockFault, lock_faults
from gis.planning.outcome import Outcome
from gis.planning.phases import MovedTwice, PhaseError, moved_twice, phase_errors
from gis.planning.policies import feeder_codes
from gis.planning.yearpupils import year_pupils_of
from gis.standards import NATIONAL, criterion

UNKNOWN = float("nan")
YEARS_OF_SCHOOL = len(GRADES)         # so long after the last change its cohorts are still there


class Details:
    """The further consequences of one scenario.

    Parameters
    ----------
    plan
        What was evaluated.
    outcome, load
        The scenario worked out; pupils and classes of the schools on both sides.
    """

    def __init__(self, plan: Plan, outcome: Outcome, load: Load) -> None:
        self.plan, self.outcome, self.load = plan, outcome, load

    # ---- pupils and journeys

    @cached_property
    def ways(self) -> pd.DataFrame:
        """Pupils by band and way (:func:`gis.evaluation.travel.way_frame`)."""
        return way_frame(self.outcome)

    @cached_property
    def histogram(self) -> pd.DataFrame:
        """Day pupils by band and five minutes (:func:`gis.evaluation.travel.time_histogram`)."""
        return time_histogram(self.outcome)

    @cached_property
    def spreads(self) -> dict[Band | str, dict[str, Spread]]:
        """How evenly journeys are spread, by band (and "all") and side."""
        return spreads(self.outcome)

    @cached_property
    def groups(self) -> tuple[GroupTravel, ...]:
        """Journeys of pupils who need care, as aggregates."""
        return group_travel(self.outcome)

    @cached_property
    def nearby(self) -> tuple[NearbyShare, ...]:
        """就近划片入学 by stage."""
        return nearby_shares(self.outcome, self.load)

    @cached_property
    def townships(self) -> pd.DataFrame:
        """Journeys and moves by township of the home."""
        return by_township(self.outcome)

    @cached_property
    def settlements(self) -> pd.DataFrame:
        """Journeys and moves by village."""
        return by_settlement(self.outcome)

    @cached_property
    def centrals(self) -> pd.DataFrame:
        """Journeys and moves by the school at the top of the management, its own pupils included."""
        return by_central(self.outcome)

    @cached_property
    def links(self) -> KeptLinks:
        """Villages split among schools, and 对口 links that break."""
        return kept_links(self.outcome, feeder_codes(self.outcome.county, self.plan.feeders))

    # ---- schools

    @cached_property
    def facilities(self) -> pd.DataFrame:
        """Floor, grounds and canteen per pupil."""
        return facility_frame(self.outcome, self.load)

    @cached_property
    def balance(self) -> Balance:
        """The seven indicators and their spread."""
        return balance_of(self.outcome, self.load)

    @cached_property
    def county_items(self) -> tuple[CountyItem, ...]:
        """The items of 政府保障程度 that can be computed."""
        shares = {
            one.stage: (
                UNKNOWN if one.before.share is None else one.before.share,
                UNKNOWN if one.after.share is None else one.after.share,
            )
            for one in self.nearby
        }
        floor = funding_parameters(self.outcome.rules).floor_pupils
        return county_items(self.outcome, self.load, nearby=shares, funding_floor_pupils=floor)

    @cached_property
    def must_stay(self) -> MustStay:
        """Which open schools must stay, and why."""
        return must_stay(self.outcome, self.load)

    @cached_property
    def candidates(self) -> list[str]:
        """Schools to look at first (测算方案); none unless the county has set how few pupils are too few."""
        rules = self.outcome.rules
        known = "candidate_pupils" in rules[NATIONAL]["criteria"]    # not in rules of before it was there
        line = criterion(rules, "candidate_pupils").value if known else None
        return default_candidates(self.must_stay.schools, line)

    @cached_property
    def lineage(self) -> pd.DataFrame:
        """Codes that end and begin."""
        return lineage_of(self.plan, self.outcome.scenario)

    # ---- staff and money

    @cached_property
    def staff(self) -> StaffReport:
        """Posts and staff."""
        outcome = self.outcome
        unit = self.plan.meta.unit_name
        return staff_of(outcome.county, outcome.situation, self.load, outcome.rules, unit_name=unit)

    @cached_property
    def closed_schools(self) -> pd.DataFrame:
        """What becomes of equipment and premises (:func:`gis.evaluation.closedschools.closed_frame`)."""
        return closed_frame(self.outcome)

    @cached_property
    def funding(self) -> Funding:
        """What changes in money; never sorted by saving here."""
        outcome = self.outcome
        return funding_of(
            outcome.county, outcome.situation, self.load, outcome.scenario.decisions, outcome.rules,
            school_year=self.plan.meta.school_year, year=outcome.year,
        )  # fmt: skip

    # ---- what the scenario promised

    @cached_property
    def phase_errors(self) -> tuple[PhaseError, ...]:
        """Closures before the places exist that they need (先建后撤)."""
        return phase_errors(self.plan, self.outcome.scenario, **self._later)

    @cached_property
    def lock_faults(self) -> tuple[LockFault, ...]:
        """Promises that it breaks."""
        capped = self.outcome.scenario.locks.most_moved_twice is not None
        return lock_faults(self.outcome, moved_twice=self.moved_twice.pupils if capped else None)

    @cached_property
    def moved_twice(self) -> MovedTwice:
        """Pupils who change school more than once over the years in which something changes."""
        first = self.plan.meta.school_year
        decided = (one for one in self.outcome.scenario.decisions.values())
        named = {year for one in decided for year in (one.year, one.moves_year) if year is not None}
        last = max(named, default=first) + YEARS_OF_SCHOOL
        return moved_twice(self.plan, self.outcome.scenario, range(first, last), **self._later)

    @cached_property
    def _later(self) -> dict[str, Any]:
        """The pupils of later years, as the calendar asks for them."""
        later = year_pupils_of(self.plan)
        return {"pupils_of": later.attendance, "enrolment": later.enrolment} if later else {}
