"""Where schools should be: searches for sites that say how far from best they can be at most.

Rows are settlements, columns candidate sites; distances in kilometres or minutes, demand in pupils. inf or
NaN forbids a pair. Solvers and compiled code are loaded when a search starts.
"""

from gis.planning.siting.covering import lscp, mclp
from gis.planning.siting.facility import capacitated_facility_location
from gis.planning.siting.pcenter import p_center
from gis.planning.siting.pmedian import p_median
from gis.planning.siting.result import InfeasibleResultError, SitingResult, check_feasibility
from gis.planning.siting.watch import SearchProgress

__all__ = [
    "InfeasibleResultError",
    "SearchProgress",
    "SitingResult",
    "capacitated_facility_location",
    "check_feasibility",
    "lscp",
    "mclp",
    "p_center",
    "p_median",
]
