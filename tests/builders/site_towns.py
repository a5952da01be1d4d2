"""A town whose people live at six places 300 m apart, so that a reader can choose sites by hand."""

from typing import Any

from shapely.geometry import Point, box

PEOPLE = [500.0, 300.0, 800.0, 200.0, 400.0, 100.0]
ROW = [150.0 + 300.0 * step for step in range(6)]


def put_row(town: Any, *, facility_at: float | None = None) -> None:
    """Put people on a row from west to east; places 1 to 3 lie in the west, 4 to 6 in the east."""
    town.put("population_cells", [Point(x, 500) for x in ROW], population_resident=PEOPLE)
    town.frames["communities"]["population_resident"] = [1600.0, 700.0]
    places = [] if facility_at is None else [Point(facility_at, 500)]
    names = ["Old"] * len(places)
    town.put("health_centers", places, name=names, grade=["center"] * len(places))


def put_parcels(town: Any) -> None:
    """Put a parcel of 20 m around each place of the row; the second is water."""
    shapes = [box(x - 10, 490, x + 10, 510) for x in ROW]
    classes = ["residential", "water", *["public_service"] * 4]
    town.put("land_use", shapes, land_class=classes)
