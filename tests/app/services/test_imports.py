import json

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from shapely.geometry import LineString, box

from app.services.imports import COINCIDING, Target, describe_source, examine_file, store_file
from layers.crs import china
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


def test_first_streets_are_held_against_the_communities(database, tmp_path) -> None:
    """Kind: a layer that is still empty had nothing to be compared with."""
    assert COINCIDING == {"streets": "communities", "communities": "streets"}
    edges = [116.40 + 0.002 * step for step in range(6)]
    rows = [39.92 + 0.002 * step for step in range(6)]
    cells = [box(x, y, x + 0.002, y + 0.002) for x in edges[:-1] for y in rows[:-1]]
    lines = [LineString([(x, 39.92), (x, 39.93)]) for x in edges]
    lines += [LineString([(116.40, y), (116.41, y)]) for y in rows]
    shift = lambda p: np.column_stack(china.wgs84_to_gcj02(p[:, 0], p[:, 1]))  # noqa: E731
    with database.begin() as connection:
        names = [f"n{number}" for number in range(len(cells))]
        frame = GeoDataFrame({"name": names}, geometry=cells, crs=4326)
        store.write_layer(
            connection, "town", "communities", frame, replace=False, actor="me", source=""
        )
    for shapes, expected in ((lines, False), (shapely.transform(lines, shift), True)):
        path = tmp_path / "streets.geojson"
        path.write_text(GeoDataFrame(geometry=list(shapes), crs=4326).to_json())
        intake = examine_file(database, Target("town", "streets"), path, ReadOptions())
        assert any(one.code == "datum_noticed" for one in intake.problems) == expected


def test_a_column_that_analyses_need_is_told_and_refuses_nothing(database, tmp_path) -> None:
    """Kind: what an import cannot know is told when it is imported, not by an empty analysis."""
    path = _file(tmp_path, (116.405, 39.925))
    intake = examine_file(database, Target("town", "elder_homes"), path, ReadOptions())
    wanted = {one.field: one for one in intake.problems if one.code == "column_wanted"}
    assert not intake.refused
    assert "import town elder_homes FILE --replace" in wanted["capacity"].mend("en")
    # Once there are rows, what adds to them must not be mended by removing them.
    store_file(database, Target("town", "elder_homes"), intake, "first")
    for replace, way in ((False, "--append --rename"), (True, "--replace --rename")):
        target = Target("town", "elder_homes", replace=replace)
        again = examine_file(database, target, path, ReadOptions())
        (one,) = (one for one in again.problems if one.field == "capacity" and not one.row)
        assert f"FILE {way} OLD=capacity" in one.mend("en")


def test_a_layer_that_goes_is_no_evidence_against_what_comes(database, tmp_path) -> None:
    """Kind: a guard that takes the fault for the truth: right rows over a shifted copy."""
    edges = [116.40 + 0.002 * step for step in range(6)]
    right = [LineString([(x, 39.92), (x, 39.93)]) for x in edges]
    right += [
        LineString([(116.40, 39.91 + x - 116.39), (116.41, 39.91 + x - 116.39)]) for x in edges
    ]
    shift = lambda p: np.column_stack(china.wgs84_to_gcj02(p[:, 0], p[:, 1]))  # noqa: E731
    wrong = GeoDataFrame(geometry=list(shapely.transform(right, shift)), crs=4326)
    with database.begin() as connection:
        store.write_layer(
            connection, "town", "streets", wrong, replace=False, actor="me", source=""
        )
    path = tmp_path / "streets.geojson"
    path.write_text(GeoDataFrame(geometry=right, crs=4326).to_json())
    told = {}
    for replaced in (False, True):
        target = Target("town", "streets", replace=replaced)
        found = examine_file(database, target, path, ReadOptions()).problems
        told[replaced] = {one.code for one in found if one.code.startswith("datum")}
    assert told[False] == {"datum_of_area_noticed"}
    # Which of both has the offset cannot be told from them: that they differ by it can.
    assert told[True] == {"datum_differs"}
