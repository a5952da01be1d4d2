import os

import pytest
import rasterio
from shapely import box

from app.cache import Cache
from app.services.inputs import StoredInputs, input_names, read_state
from app.services.rasters import Pruning, RasterTarget, delete_raster, import_raster, prune_rasters
from app.standards import Standards
from layers.errors import UnknownAreaError, UnknownVersionError
from layers.store.areas import create_area
from layers.store.rasters import MissingRasterError, PrunedRasterError
from tests.builders.areas import town_area
from tests.builders.rasters import write_even_raster


@pytest.fixture
def database(empty_app):
    found = empty_app.extensions["database"]
    area = town_area(box(116.40, 39.92, 116.41, 39.93))
    with found.begin() as connection:
        create_area(connection, area)
    return found


def _tiff(path, value):
    return write_even_raster(path, value, west=116.40, north=39.93, cell=0.001, side=10, nodata=-99)


def _inputs(database, connection, **versions):
    state = read_state(connection, "town", versions=versions)
    standards = Standards(database.folder)
    return StoredInputs(
        connection, state, cache=Cache(10**6), standards=standards, rasters=database.rasters
    )


def test_an_imported_raster_is_read_and_enters_the_receipt(database, tmp_path) -> None:
    target = RasterTarget("town", "ndvi", "me", "survey")
    with database.begin() as connection:
        inputs = _inputs(database, connection)
        assert inputs.raster("ndvi") is None
        assert inputs.used == {"ndvi_raster": None}
        assert inputs.statuses()["ndvi_raster"].version == 0
    assert import_raster(database, target, _tiff(tmp_path / "a.tif", 0.5), dry_run=True)[1] is None
    _, first = import_raster(database, target, _tiff(tmp_path / "a.tif", 0.5))
    _, second = import_raster(database, target, _tiff(tmp_path / "b.tif", 0.25))
    assert (first.version, second.version) == (1, 2)
    with database.begin() as connection:
        inputs = _inputs(database, connection)
        found = inputs.raster("ndvi")
        assert found == second
        status = inputs.statuses()["ndvi_raster"]
        assert (status.version, status.sha256) == (2, second.sha256)
        assert (status.feature_count, status.source) == (100, "survey")
        assert set(inputs.statuses()) == set(input_names())
        earlier = _inputs(database, connection, ndvi_raster=1)
        assert earlier.raster("ndvi") == first
        assert earlier.statuses()["ndvi_raster"].sha256 == first.sha256
        with pytest.raises(UnknownVersionError, match="ndvi_raster"):
            _inputs(database, connection, ndvi_raster=3).raster("ndvi")
    with rasterio.open(found.path) as source:
        assert (source.read(1) == 0.25).all()
    assert first.path.exists()
    delete_raster(database, "town", "ndvi", actor="me")
    with database.begin() as connection:
        assert _inputs(database, connection).raster("ndvi") is None
        assert _inputs(database, connection, ndvi_raster=2).raster("ndvi") == second


def test_pruning_says_what_it_would_do_and_frees_the_files(database, tmp_path) -> None:
    target = RasterTarget("town", "ndvi", "me")
    stored = [
        import_raster(database, target, _tiff(tmp_path / "a.tif", value))[1]
        for value in (0.1, 0.2, 0.3)
    ]
    for raster in stored:
        os.utime(raster.path, (0, 0))
    size = sum(raster.path.stat().st_size for raster in stored[:2])
    tried, freed = prune_rasters(database, Pruning("town"), actor="me", dry_run=True)
    assert ([one.version for one in tried], freed) == ([2, 1], size)
    assert all(raster.path.exists() for raster in stored)
    assert prune_rasters(database, Pruning("town", "ndvi"), actor="me")[1] == size
    assert [raster.path.exists() for raster in stored] == [False, False, True]
    with database.begin() as connection, pytest.raises(PrunedRasterError, match="version 1"):
        _inputs(database, connection, ndvi_raster=1).raster("ndvi")
    assert prune_rasters(database, Pruning("town", "ndvi"), actor="me") == ([], 0)
    with pytest.raises(UnknownAreaError):
        prune_rasters(database, Pruning("nowhere"), actor="me")


def test_a_raster_without_its_file_is_said_to_be_missing(database, tmp_path) -> None:
    target = RasterTarget("town", "population")
    _, stored = import_raster(database, target, _tiff(tmp_path / "a.tif", 5))
    stored.path.unlink()
    with database.begin() as connection, pytest.raises(MissingRasterError, match="population"):
        _inputs(database, connection).raster("population")
