import json

import pytest
from shapely.geometry import box

from app.services.imports import Target, describe_source, examine_file, store_file
from layers.formats.options import ReadOptions
from layers.problems import RefusedError
from layers.store import layers as store
from tests.builders.areas import town_area


@pytest.fixture
def database(empty_app):
    made = empty_app.extensions["database"]
    area = town_area(box(116.40, 39.92, 116.41, 39.93))
    with made.begin() as connection:
        store.create_area(connection, area)
    return made


def _file(tmp_path, *points):
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"n{number}"},
            "geometry": {"type": "Point", "coordinates": list(point)},
        }
        for number, point in enumerate(points)
    ]
    path = tmp_path / "homes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_a_good_file_is_stored_with_where_it_came_from(database, tmp_path) -> None:
    path = _file(tmp_path, (116.405, 39.925), (116.406, 39.925))
    target = Target("town", "elder_homes", actor="me")
    intake = examine_file(database, target, path, ReadOptions())
    status = store_file(database, target, intake, describe_source(path))
    assert (status.feature_count, status.version, status.updated_by) == (2, 1, "me")
    assert status.source.startswith("homes.geojson sha256:")
    again = store_file(database, Target("town", "elder_homes", replace=True), intake, "x")
    assert (again.feature_count, again.version) == (2, 2)


def test_a_bad_row_refuses_the_whole_file(database, tmp_path) -> None:
    path = _file(tmp_path, (116.405, 39.925), (200, 100))
    target = Target("town", "elder_homes")
    intake = examine_file(database, target, path, ReadOptions())
    assert intake.refused
    with pytest.raises(RefusedError):
        store_file(database, target, intake, "x")
    with database.begin() as connection:
        assert store.read_versions(connection, "town")["elder_homes"] == 0
