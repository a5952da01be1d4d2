"""Who walks: how fast, how far to the nearest street, and which streets are open to walkers."""

import geopandas as gpd

WALKING_SPEED = 60.0
"""Metres a minute: what 5, 10 and 15 minutes for 300, 500-600 and 800-1,000 m imply."""
ELDERLY_SPEED = 45.0
"""Metres a minute of the elderly."""
MAX_SNAP = 500.0
"""In metres: what lies further from every street does not walk."""


def walkable_streets(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the streets that are not closed to walkers by a column `walkable`.

    Where it is not known whether people may walk, they may.
    """
    if "walkable" not in streets:
        return streets
    return streets[~streets["walkable"].isin([False]).to_numpy()]
