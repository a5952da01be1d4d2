"""The layer types as data, from which forms, checks, tables, styles, routes and docs derive.

Begin with `LAYER_TYPES` and `layer_type`. Kinds of facilities are files (`data/kinds`, and the
planner's own): `kinds.py` reads and checks them, `registry.py` holds what is installed now.
"""

from layers.catalogue.columns import (
    COMMUNITY_TYPES,
    FACILITY_COLUMNS,
    GREEN_CLASSES,
    LAND_CLASSES,
)
from layers.catalogue.fixed import BOUNDARIES, LAND, NETWORK, PEOPLE
from layers.catalogue.kinds import GROUPS, SHAPE_WORDS, Kind, KindError, parse_kind, read_kind
from layers.catalogue.model import (
    FACILITIES_TABLE,
    SITES_TABLE,
    Column,
    Geometry,
    LayerType,
    Shape,
    Style,
)
from layers.catalogue.registry import (
    FACILITY_TYPES,
    LAYER_TYPES,
    AmbiguousLayerError,
    Installed,
    KindConflictError,
    install,
    installed,
    layer_named,
    layer_type,
    layers_called,
    shared_names,
    shipped_kinds,
    with_kinds,
)

__all__ = [
    "BOUNDARIES",
    "COMMUNITY_TYPES",
    "FACILITIES_TABLE",
    "FACILITY_COLUMNS",
    "FACILITY_TYPES",
    "GREEN_CLASSES",
    "GROUPS",
    "LAND",
    "LAND_CLASSES",
    "LAYER_TYPES",
    "NETWORK",
    "PEOPLE",
    "SHAPE_WORDS",
    "SITES_TABLE",
    "AmbiguousLayerError",
    "Column",
    "Geometry",
    "Installed",
    "Kind",
    "KindConflictError",
    "KindError",
    "LayerType",
    "Shape",
    "Style",
    "install",
    "installed",
    "layer_named",
    "layer_type",
    "layers_called",
    "parse_kind",
    "read_kind",
    "shared_names",
    "shipped_kinds",
    "with_kinds",
]
