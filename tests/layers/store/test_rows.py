import struct
from datetime import date
from types import SimpleNamespace
from typing import Any, Self

import numpy as np
import pandas as pd
import psycopg2
import pytest
import shapely
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from layers.catalogue import layer_type
from layers.errors import CrsError
from layers.store.rows import RowsRefusedError, attributes, copy, geometries, to_frame
from tests.builders.frames import lonlat_frame

BUILDINGS = layer_type("buildings")
STREETS = layer_type("streets")
POLICE = layer_type("police_stations")
CELLS = layer_type("population_cells")


def test_no_rows_give_an_empty_frame_with_typed_columns() -> None:
    frame = to_frame(BUILDINGS, [])
    assert len(frame) == 0
    assert frame.index.name == "id"
    assert frame.crs.to_epsg() == 4326
    assert list(frame.columns) == [c.name for c in BUILDINGS.columns] + ["properties", "geometry"]
    kinds = frame.dtypes.astype(str)
    assert (kinds["name"], kinds["floors"], kinds["floor_area_m2"]) == ("str", "Int64", "float64")


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("name", "东四", "东四"),
        ("name", "", ""),
        ("name", 12, "12"),
        ("name", None, None),
        ("name", float("nan"), None),
        ("floors", 3, "3"),
        ("floors", 3.0, "3"),
        ("floors", np.int32(3), "3"),
        ("floors", pd.NA, None),
        ("floors", 2**60 + 1, str(2**60 + 1)),
        ("floor_area_m2", 0.1, "0.1"),
        ("floor_area_m2", np.float64(1e-300), "1e-300"),
        ("floor_area_m2", float("nan"), None),
        ("as_of", date(2004, 12, 1), "2004-12-01"),
        ("as_of", pd.Timestamp("2004-12-01 10:00"), "2004-12-01"),
        ("as_of", np.datetime64("2004-12-01"), "2004-12-01"),
        ("as_of", "2004-12-01", "2004-12-01"),
        ("as_of", pd.NaT, None),
    ],
)
def test_values_are_written_as_postgresql_reads_them(column: str, value: Any, text: str) -> None:
    frame = pd.DataFrame({column: pd.Series([value], dtype="object")})
    assert attributes(BUILDINGS, frame)[column] == [text]


@pytest.mark.parametrize("value", [True, np.True_, 1])
def test_flags_are_written_as_postgresql_reads_them(value: Any) -> None:
    frame = pd.DataFrame({"walkable": pd.Series([value, None], dtype="object")})
    assert attributes(STREETS, frame)["walkable"] == ["True", None]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("floors", 1.5),
        ("floors", "many"),
        ("floors", float("inf")),
        ("floor_area_m2", float("inf")),
        ("floor_area_m2", "large"),
        ("as_of", "soon"),
    ],
)
def test_values_that_do_not_fit_are_refused_by_column(column: str, value: Any) -> None:
    with pytest.raises(RowsRefusedError, match=f"column '{column}'"):
        attributes(BUILDINGS, pd.DataFrame({column: pd.Series([value], dtype="object")}))


def test_a_missing_column_becomes_null() -> None:
    assert attributes(BUILDINGS, pd.DataFrame(index=[0, 1]))["floors"] == [None, None]


def test_further_columns_go_to_the_properties() -> None:
    frame = lonlat_frame(
        [Point(0, 0), Point(1, 1)],
        properties=[{"kept": [1, float("nan")]}, None],
        grade_cn=["甲", None],
        beds=np.array([4, 5], dtype="int32"),
        seen=[pd.Timestamp("2004-12-01"), pd.NaT],
    )
    first, second = attributes(POLICE, frame)["properties"]
    assert first == (
        '{"beds": 4, "grade_cn": "甲", "kept": [1, null], "seen": "2004-12-01 00:00:00"}'
    )
    assert second == '{"beds": 5}'


def test_single_parts_become_multi_where_the_table_wants_them() -> None:
    square, line = box(0, 0, 1, 1), LineString([(0, 0), (1, 1)])
    assert list(geometries(BUILDINGS, lonlat_frame([square]))) == [MultiPolygon([square])]
    (stored,) = geometries(STREETS, lonlat_frame([line]))
    assert stored.geom_type == "MultiLineString"
    assert list(geometries(CELLS, lonlat_frame([square, Point(0, 0)]))) == [square, Point(0, 0)]


def test_heights_are_left_out() -> None:
    (flat,) = geometries(POLICE, lonlat_frame([Point(1, 2, 3)]))
    assert shapely.get_coordinate_dimension(flat) == 2
    assert flat == Point(1, 2)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (POLICE, None),
        (POLICE, Point()),
        (POLICE, Point(float("nan"), 1)),
        (POLICE, Point(float("inf"), 1)),
        (POLICE, MultiPoint([(0, 0), (1, 1)])),
        (POLICE, box(0, 0, 1, 1)),
        (BUILDINGS, Point(0, 0)),
        (BUILDINGS, Polygon()),
        (STREETS, box(0, 0, 1, 1)),
        (STREETS, shapely.from_wkb(struct.pack("<bII4d", 1, 2, 2, 0, 0, float("inf"), 1))),
        (CELLS, LineString([(0, 0), (1, 1)])),
    ],
)
def test_a_geometry_that_does_not_fit_is_refused_by_row(layer: Any, shape: Any) -> None:
    good = {"point": Point(0, 0), "line": LineString([(0, 0), (1, 1)])}
    first = good.get(layer.geometry, box(0, 0, 1, 1))
    with pytest.raises(RowsRefusedError, match="row 2 has no sound"):
        geometries(layer, lonlat_frame([first, shape]))


def test_another_coordinate_system_is_refused() -> None:
    frame = lonlat_frame([Point(0, 0)]).to_crs(3857)
    with pytest.raises(CrsError, match="EPSG:4326 is stored, not EPSG:3857"):
        geometries(POLICE, frame)


def test_the_frame_given_is_left_as_it_was() -> None:
    frame = lonlat_frame([box(0, 0, 1, 1)], floors=[1])
    before = frame.copy(deep=True)
    geometries(BUILDINGS, frame)
    attributes(BUILDINGS, frame)
    pd.testing.assert_frame_equal(frame, before)
    assert frame.geometry[0].geom_type == "Polygon"


def test_a_session_that_ends_in_the_middle_of_a_copy_is_told_as_such() -> None:
    """The driver wraps it in an error of Python itself, which would pass for one of the program."""
    ended = psycopg2.errors.AdminShutdown("terminating connection")

    class Cursor:
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def copy_expert(self, _sql: str, _file: object) -> None:
            raise SystemError("returned a result with an exception set") from ended

    driver = SimpleNamespace(cursor=Cursor)
    with pytest.raises(psycopg2.errors.AdminShutdown) as caught:
        copy(SimpleNamespace(connection=driver), POLICE, 1, [1], lonlat_frame([Point(0, 0)]))
    assert caught.value is ended
