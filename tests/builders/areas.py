"""Areas as the database holds them."""

from shapely import MultiPolygon, Polygon, box

from layers.store.areas import Area
from layers.text import Text

WEST, SOUTH, EAST, NORTH = 116.3, 39.8, 116.5, 40.0
"""The town of most tests, in degrees: 0.2 by 0.2 in Beijing."""


def town_area(
    boundary: Polygon | MultiPolygon | None = None, *, slug: str = "town", crs: str = "EPSG:4548"
) -> Area:
    """Return an area called Town; without a boundary it reaches from WEST, SOUTH to EAST, NORTH."""
    shape = box(WEST, SOUTH, EAST, NORTH) if boundary is None else boundary
    whole = shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])
    return Area(slug=slug, title=Text("小镇", "Town"), boundary=whole, crs=crs)
