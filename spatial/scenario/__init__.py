"""What-if: edits of facilities, streets and people, and what they change.

Begin with `Scenario`; `edits` are what can be done, `compare_units` tells before and after.
"""

from spatial.scenario.comparison import compare_units, total_figures
from spatial.scenario.competition import Shares, Sharing, compared_shares
from spatial.scenario.edits import (
    AddFacility,
    ChangePopulation,
    CloseFacility,
    CloseStreet,
    MoveFacility,
    OpenStreet,
    ResizeFacility,
)
from spatial.scenario.measured_anew import walking_nearest
from spatial.scenario.scenario import Nearest, Places, Scenario
from spatial.scenario.sites import SitesNearest, WalkingSitesNearest
from spatial.scenario.straight import StraightNearest
from spatial.scenario.walking import WalkingNearest

__all__ = [
    "AddFacility",
    "ChangePopulation",
    "CloseFacility",
    "CloseStreet",
    "MoveFacility",
    "Nearest",
    "OpenStreet",
    "Places",
    "ResizeFacility",
    "Scenario",
    "Shares",
    "Sharing",
    "SitesNearest",
    "StraightNearest",
    "WalkingNearest",
    "WalkingSitesNearest",
    "compare_units",
    "compared_shares",
    "total_figures",
    "walking_nearest",
]
