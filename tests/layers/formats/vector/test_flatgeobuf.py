"""FlatGeobuf: one layer, in the order of its rows."""

import shapely

from layers.formats import read, write
from layers.formats.options import ReadOptions
from layers.formats.vector import flatgeobuf
from tests.builders.frames import lonlat_frame


def test_flatgeobuf_keeps_the_order_of_rows(tmp_path):
    shapes = shapely.points([[x % 7, x % 11] for x in range(200)])
    frame = lonlat_frame(shapes, n=range(200))
    write(frame, tmp_path / "a.fgb")
    assert read(tmp_path / "a.fgb").frame["n"].tolist() == list(range(200))


def test_what_is_read_names_its_format_and_system(tmp_path, polygons):
    path = tmp_path / "东城.fgb"
    write(polygons.to_crs(4548), path)
    layer = flatgeobuf.read(path, ReadOptions())
    assert (layer.format, layer.encoding, layer.notes) == ("FlatGeobuf", "utf-8", [])
    assert layer.frame.crs.to_epsg() == 4548
    assert layer.frame["name"].tolist()[0] == "东四社区"
