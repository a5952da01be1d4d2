"""People that are not stated are those that were counted; what nobody counted is not known."""

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point, box

from spatial.population import PeopleLayers, with_totals, zone_totals

CRS = "EPSG:4548"


def zones(resident: list[float | None]) -> gpd.GeoDataFrame:
    """Return squares of 100 m in a row."""
    shapes = [box(100 * i, 0, 100 * i + 100, 100) for i in range(len(resident))]
    columns = {"population_resident": resident, "population_registered": [None] * len(resident)}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def cells(*rows: tuple[float, float], column: str = "population_resident") -> gpd.GeoDataFrame:
    """Return cells at x with people."""
    return gpd.GeoDataFrame(
        {column: [people for _, people in rows]},
        geometry=[Point(x, 50) for x, _ in rows],
        crs=CRS,
    )


def test_what_cells_count_fills_what_is_not_stated() -> None:
    """Of three zones one states 70; 30 + 12 are counted in the second, nobody in the third."""
    held = {"population_cells": cells((20, 500.0), (120, 30.0), (180, 12.0), (250, 0.0))}
    layers = PeopleLayers(zones([70.0, None, None]), held.get)
    found = zone_totals(layers, "resident")
    assert found.people.tolist()[:2] == [70.0, 42.0]
    assert np.isnan(found.people.iloc[2])
    assert (found.filled, found.source, found.layers) == (1, "cells", ("population_cells",))
    assert found.counted is not None
    assert found.counted.tolist()[:2] == [500.0, 42.0]
    filled = with_totals(layers.zones, {"resident": found})
    assert filled["population_resident"].tolist()[:2] == [70.0, 42.0]
    assert filled["population_registered"].isna().all()


def test_residents_are_no_registered_people() -> None:
    held = {"population_cells": cells((20, 5.0))}
    layers = PeopleLayers(zones([None]), held.get, lambda _: cells((20, 9.0)))
    found = zone_totals(layers, "registered")
    assert (found.counted, found.filled, found.layers) == (None, 0, ())
    assert found.people.isna().all()


@pytest.mark.parametrize(("source", "people"), [("buildings", 8.0), ("raster", 6.0)])
def test_buildings_and_then_a_raster_count_where_there_are_no_cells(source, people) -> None:
    held = {"buildings": cells((20, 8.0))} if source == "buildings" else {}
    raster = cells((30, 6.0), column="population").assign(zone=0)
    found = zone_totals(PeopleLayers(zones([None]), held.get, lambda _: raster), "resident")
    assert (found.source, found.people.tolist()) == (source, [people])
