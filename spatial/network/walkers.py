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
NOT_SO = frozenset({"", "no", "false", "0", "f", "n", "否", "none", "nan"})
PRIVATE = frozenset({"private", "permit", "residents", "members", "employees", "staff"})
PASSES = frozenset({"yes", "designated", "permissive", "official", "destination", "customers"})
KEYS = ("layer", "bridge", "tunnel", "access", "foot")
"""What is read of the properties of a street, however its name and value are written."""


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
    told = [_told(one) for one in streets["properties"]]
    return Network.from_lines(lines, levels=_levels(told), private=_private(told))


def _told(properties: Any) -> dict[str, str]:
    """Return what properties say by the tags that count, in small letters."""
    if not isinstance(properties, dict):
        return {}
    found = {}
    for name, value in properties.items():
        key = name if name in KEYS else str(name).lower()
        if key in KEYS and value is not None:
            found[key] = str(value).strip().lower()
    return found


def _levels(told: list[dict[str, str]]) -> Ints:
    return np.array([_level(one) for one in told], dtype=np.int64)


def _level(told: dict[str, str]) -> int:
    try:
        stated = float(told["layer"])
    except (KeyError, ValueError):
        stated = np.nan
    if np.isfinite(stated) and abs(stated) <= MOST_LEVELS:
        return int(stated)
    if told.get("bridge", "no") not in NOT_SO:
        return 1
    return -1 if told.get("tunnel", "no") not in NOT_SO else 0


def _private(told: list[dict[str, str]]) -> Flags:
    return np.array(
        [
            one.get("foot") in PRIVATE
            or (one.get("access") in PRIVATE and one.get("foot") not in PASSES)
            for one in told
        ],
        dtype=bool,
    )
