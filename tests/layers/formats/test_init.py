"""Every format carries the same layer there and back, and every refusal is clear."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import shapely

from layers.catalogue import LAYER_TYPES
from layers.formats import WRITERS, FileRefusedError, Limits, ReadOptions, read, write

TABLES = (".csv", ".xlsx")
# what the format itself cannot say is left open and asked for at the import
STATES_CRS = {".gpkg", ".geojson", ".json", ".zip", ".fgb", ".parquet", ".kml"}


def _cells(column):
    """Return cells comparable across formats: None, text, float or date."""
    cells = []
    for cell in column.astype(object):
        if pd.isna(cell) or cell == "":
            cells.append(None)
        elif isinstance(cell, dt.date):
            cells.append(str(cell)[:10])
        elif isinstance(cell, str):
            cells.append(cell.replace("\r\n", "\n"))
        else:
            cells.append(float(cell))
    return cells


def _short(suffix, frame):
    if suffix != ".zip":
        return frame
    names = {"population": "population", "area_m2": "area_m2", "opened_on": "opened_on"}
    return frame.rename(columns=names | {"F05": "备注"})


@pytest.mark.parametrize("shape", ["points", "polygons"])
@pytest.mark.parametrize("suffix", WRITERS)
def test_round_trip_keeps_every_value_and_place(tmp_path, request, suffix, shape):
    frame = request.getfixturevalue(shape)
    path = tmp_path / f"东城区图层{suffix}"
    write(frame, path)
    layer = read(path)
    back = _short(suffix, layer.frame)
    for name in ("name", "population", "area_m2", "opened_on", "备注"):
        assert _cells(back[name]) == _cells(frame[name]), name
    there, here = frame.geometry.to_numpy(), back.geometry.to_numpy()
    assert shapely.equals_exact(
        shapely.normalize(shapely.force_2d(_multi(there))),
        shapely.normalize(shapely.force_2d(_multi(here))),
        tolerance=1e-7,
    ).all()
    assert (back.crs is not None) == (suffix in STATES_CRS)
    assert [note for note in layer.notes if note.severity == "error"] == []
    assert sorted(file.name for file in tmp_path.iterdir()) == [path.name]


def _multi(shapes):
    return np.array(
        [shapely.MultiPolygon([s]) if s.geom_type == "Polygon" else s for s in shapes], dtype=object
    )


@pytest.mark.parametrize("suffix", sorted(set(WRITERS) - {".zip"}))
def test_a_layer_of_the_store_keeps_its_id_and_properties(tmp_path, points, suffix):
    frame = points[["name", "geometry"]].copy()
    frame["properties"] = [{"楼层": 3}, {}, {"楼层": 1, "note": "n"}, None]
    frame.index = pd.Index([11, 5, 7, 9], name="id")
    path = tmp_path / f"layer{suffix}"
    write(frame, path, LAYER_TYPES["police_stations"])
    back = read(path).frame
    assert back["id"].astype(int).tolist() == [11, 5, 7, 9]
    if "properties" in back:
        assert back["properties"].tolist()[2]["楼层"] == 1
    else:
        assert _cells(back["楼层"]) == [3.0, None, 1.0, None]
        assert _cells(back["note"]) == [None, None, "n", None]


def test_columns_of_the_layer_come_first(tmp_path, points):
    frame = points.assign(address="街")[["备注", "address", "name", "geometry"]]
    path = tmp_path / "a.geojson"
    write(frame, path, LAYER_TYPES["police_stations"])
    assert list(read(path).frame.columns[:3]) == ["name", "address", "备注"]


def test_unknown_suffix_is_refused_with_the_ones_there_are(tmp_path, points):
    with pytest.raises(FileRefusedError, match=r"\.gpkg") as caught:
        write(points, tmp_path / "a.dwg")
    assert "可用" in caught.value.text("zh")
    assert list(tmp_path.iterdir()) == []


def test_missing_empty_and_large_files_are_refused_by_name(tmp_path):
    with pytest.raises(FileRefusedError, match=r"no such file"):
        read(tmp_path / "没有.geojson")
    empty = tmp_path / "空.geojson"
    empty.write_bytes(b"")
    with pytest.raises(FileRefusedError, match=r"空.geojson.*empty"):
        read(empty)
    empty.write_bytes(b" " * (2 * 1024**2))
    with pytest.raises(FileRefusedError, match="2 MB, more than the limit of 1 MB"):
        read(empty, ReadOptions(limits=Limits(file_bytes=1024**2)))


def test_the_display_name_stands_for_the_file_on_disk(tmp_path):
    path = tmp_path / "0f8e"
    path.write_bytes(b"")
    with pytest.raises(FileRefusedError) as caught:
        read(path, ReadOptions(display_name="规划图层.geojson"))
    assert "规划图层.geojson" in str(caught.value)
    assert str(tmp_path) not in caught.value.text("zh") + caught.value.text("en")


def test_too_many_vertices_are_refused(tmp_path, polygons):
    path = tmp_path / "a.geojson"
    write(polygons, path)
    with pytest.raises(FileRefusedError, match="vertices"):
        read(path, ReadOptions(limits=Limits(vertices=10)))


def test_fields_of_the_same_name_are_numbered_and_noted(tmp_path):
    path = tmp_path / "a.kml"
    data = '<Data name="a"><value>1</value></Data>'
    path.write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>x</name><ExtendedData>'
        f"{data}</ExtendedData><Point><coordinates>1,2</coordinates></Point></Placemark></kml>"
    )
    assert read(path).frame.columns.is_unique
