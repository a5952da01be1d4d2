"""Streets that are closed and opened in a scenario, and the ways along them kept up.

Begin with `ChangingStreets`; `DynamicPaths` holds the distance of each node to its facility.
"""

from spatial.scenario.streets.changing_streets import ChangingStreets
from spatial.scenario.streets.dynamic_paths import DynamicPaths

__all__ = ["ChangingStreets", "DynamicPaths"]
