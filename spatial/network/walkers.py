"""Who walks: how fast, how far to the nearest street, and which streets are open to walkers."""

from typing import Any

import geopandas as gpd
import numpy as np

from spatial.arrays import Flags, Ints
from spatial.network.network import Network

WALKING_SPEED = 60.0
"""Metres a minute: what 5, 10 and 15 minutes for 300, 500-600 and 800-1,000 m imply."""
ELDERLY_SPEED = 45.0
"""Metres a minute of the elderly."""
MAX_SNAP = 500.0
"""In metres: what lies further from every street does not walk."""

MOST_LEVELS = 20
NOT_SO = frozenset({"no", "false", "0", "f", "n", "否", "none", "nan"})
PRIVATE = "private"
PASSES = frozenset({"yes", "designated", "permissive", "official", "destination", "customers"})


def walkable_streets(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the streets that are not closed to walkers by a column `walkable`.

    Where it is not known whether people may walk, they may.
    """
    if "walkable" not in streets:
        return streets
    return streets[~streets["walkable"].isin([False]).to_numpy()]


def walking_network(streets: gpd.GeoDataFrame) -> Network:
    """Return the network of streets, in metres, by what their `properties` tell.

    `layer`, `bridge` and `tunnel` tell levels apart, `access` = private what is no way through
    (OpenStreetMap, Key:layer and Key:access).
    """
    lines = streets.geometry.to_numpy()
    if "properties" not in streets:
        return Network.from_lines(lines)
    told = [one if isinstance(one, dict) else {} for one in streets["properties"]]
    return Network.from_lines(lines, levels=_levels(told), private=_private(told))


def _levels(told: list[dict[str, Any]]) -> Ints:
    return np.array([_level(one) for one in told], dtype=np.int64)


def _level(told: dict[str, Any]) -> int:
    try:
        stated = float(told["layer"])
    except (KeyError, TypeError, ValueError):
        stated = np.nan
    if np.isfinite(stated) and abs(stated) <= MOST_LEVELS:
        return int(stated)
    if str(told.get("bridge") or "no").lower() not in NOT_SO:
        return 1
    return -1 if str(told.get("tunnel") or "no").lower() not in NOT_SO else 0


def _private(told: list[dict[str, Any]]) -> Flags:
    return np.array(
        [
            (one.get("access") == PRIVATE and one.get("foot") not in PASSES)
            or one.get("foot") == PRIVATE
            for one in told
        ],
        dtype=bool,
    )
