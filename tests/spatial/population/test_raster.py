import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from rasterio.transform import from_origin
from shapely import Polygon, box

from spatial.errors import NotMetricError, ShapeError
from spatial.population.raster import raster_places
from spatial.raster_zones import zonal_sum
from tests.builders.frames import lonlat_frame
from tests.builders.rasters import write_raster

CRS = "EPSG:4548"


@pytest.fixture
def people(tmp_path):
    """A raster of 4 x 4 cells of 100 m from the origin of the town, with 0 to 15 people."""
    return write_raster(
        tmp_path / "people.tif",
        np.arange(16, dtype="float32").reshape(4, 4),
        transform=from_origin(450_000, 4_420_400, 100, 100),
        nodata=15,
    )


def _zones(*shapes, index=None):
    moved = gpd.GeoSeries(shapes, index=index, crs=CRS).translate(450_000, 4_420_000)
    return gpd.GeoDataFrame(geometry=moved)


def test_cells_are_cut_by_zone_and_keep_their_people(people) -> None:
    zones = _zones(box(0, 0, 150, 400), box(150, 0, 400, 400), index=[7, 9])
    found = raster_places(people, zones)
    west = found[found["zone"] == 7]
    # Columns 0 and half of 1: 0 + 4 + 8 + 12, and (1 + 5 + 9 + 13) / 2; the empty cell is no place.
    assert west["population"].sum() == pytest.approx(24 + 14)
    assert len(west) == 7
    assert set(west.area.round(6)) == {10_000, 5_000}
    # 15 stands for no data.
    assert found["population"].sum() == pytest.approx(105)
    assert found.groupby("zone")["population"].sum().to_numpy() == pytest.approx(
        zonal_sum(people, zones).to_numpy()
    )


def test_zones_off_the_raster_have_no_cells(people) -> None:
    found = raster_places(people, _zones(box(1000, 0, 1100, 10)))
    assert len(found) == 0
    assert found.crs == CRS
    with pytest.raises(ShapeError, match="an empty Polygon in rows 1"):
        raster_places(people, _zones(box(1000, 0, 1100, 10), Polygon()))


def test_degrees_and_too_many_cells_are_refused(people, monkeypatch) -> None:
    with pytest.raises(NotMetricError):
        raster_places(people, _zones(box(0, 0, 1, 1)).to_crs("EPSG:4326"))
    monkeypatch.setattr("spatial.population.raster.MOST_PLACES", 3)
    with pytest.raises(ShapeError, match="accepted: 3 at most"):
        raster_places(people, _zones(box(0, 0, 400, 400)))


@pytest.mark.skipif(
    not os.environ.get("SHEQU_TRIAL_DATA"), reason="SHEQU_TRIAL_DATA names no folder of data"
)
def test_the_people_of_singapore_are_all_placed() -> None:
    folder = Path(os.environ["SHEQU_TRIAL_DATA"]) / "singapore"
    raster = folder / "worldpop_2015_unadj_100m.tif"
    everywhere = lonlat_frame([box(103, 1, 105, 2)])
    assert zonal_sum(raster, everywhere).item() == pytest.approx(5_399_000, abs=1)
    subzones = gpd.read_file(folder / "pop_sgp.gpkg").query("year == 2020").to_crs("EPSG:3414")
    found = raster_places(raster, subzones.set_index("subzone_c")[["geometry"]])
    sums = zonal_sum(raster, subzones.set_index("subzone_c"))
    # Cells bend a little between the two systems: both ways agree to 1 in 1,000.
    assert found["population"].sum() == pytest.approx(sums.sum(), rel=1e-3)
    assert sums.sum() == pytest.approx(5_395_055, abs=200)
