import pytest
from shapely.geometry import Point, box

from app.analyses.coverage.coverage import CoverageParameters
from app.analyses.green.green import GreenParameters
from app.database import Database
from app.problems.errors import MissingLayerError, UnknownAnalysisError
from app.services.run import run
from layers.errors import UnknownAreaError
from layers.store import layers as store
from tests.builders.areas import town_area
from tests.builders.frames import lonlat_frame

SQUARE = box(116.40, 39.92, 116.41, 39.93)
PARAMETERS = CoverageParameters(facility="elder_homes", radius=300)


def _write(database, layer, shapes, **columns):
    frame = lonlat_frame(shapes, **columns)
    with database.begin() as connection:
        store.write_layer(connection, "town", layer, frame, replace=True, actor="t", source="t")


@pytest.fixture
def town(empty_app) -> Database:
    database = empty_app.extensions["database"]
    with database.begin() as connection:
        store.create_area(connection, town_area(SQUARE))
    _write(database, "communities", [SQUARE], name=["A"], population_resident=[100.0])
    return database


def test_a_write_changes_the_result_and_its_receipt_at_once(town) -> None:
    before = run(town, "coverage", "town", PARAMETERS)
    assert before.total["covered_area_m2"] == 0
    assert run(town, "coverage", "town", PARAMETERS) is before
    _write(town, "elder_homes", [Point(116.405, 39.925)], name=["Home"])
    after = run(town, "coverage", "town", PARAMETERS)
    assert after.total["covered_area_m2"] == pytest.approx(3.14159 * 300**2, rel=1e-5)
    versions = {one["layer"]: one["version"] for one in after.receipt["layers"]}
    assert versions["elder_homes"] == 1
    assert versions["communities"] == 1


def test_an_area_made_anew_under_the_same_name_is_another_area(town) -> None:
    old = run(town, "coverage", "town", PARAMETERS)
    with town.begin() as connection:
        store.delete_area(connection, "town")
        half = box(116.40, 39.92, 116.405, 39.93)
        store.create_area(connection, town_area(half))
    _write(town, "communities", [half], name=["A"], population_resident=[100.0])
    new = run(town, "coverage", "town", PARAMETERS)
    assert new.total["area_m2"] == pytest.approx(old.total["area_m2"] / 2, rel=1e-4)


def test_the_table_has_ids_and_no_geometry(town) -> None:
    result = run(town, "coverage", "town", PARAMETERS)
    assert list(result.table.columns[:2]) == ["id", "name"]
    assert "geometry" not in result.table
    assert result.rows.crs == "EPSG:4326"


def test_what_is_missing_is_named(town) -> None:
    with pytest.raises(MissingLayerError, match="green_spaces"):
        run(town, "green", "town", GreenParameters())
    with pytest.raises(UnknownAreaError, match="town"):
        run(town, "green", "city", GreenParameters())
    with pytest.raises(UnknownAnalysisError, match="coverage"):
        run(town, "magic", "town", GreenParameters())
