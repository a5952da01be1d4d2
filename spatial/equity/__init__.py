"""How evenly something is spread among people and over the map.

Begin with `gini`, `theil` and `palma`; `hot_spots` finds where high and low values lie together,
and `priorities` ranks units by several measures.
"""

from spatial.equity.clusters import CLASSES, hot_spots
from spatial.equity.concentration import Concentration, concentration_index
from spatial.equity.getis_ord import G_CLASSES, getis_ord
from spatial.equity.inequality import (
    fgt,
    gini,
    location_quotient,
    lorenz,
    palma,
    theil,
    theil_by_group,
)
from spatial.equity.ranking import SAMPLES, priorities

__all__ = [
    "CLASSES",
    "G_CLASSES",
    "SAMPLES",
    "Concentration",
    "concentration_index",
    "fgt",
    "getis_ord",
    "gini",
    "hot_spots",
    "location_quotient",
    "lorenz",
    "palma",
    "priorities",
    "theil",
    "theil_by_group",
]
