"""TopoJSON: shared arcs are put together, and one that is not there is named."""

import json

import pytest
import shapely

from layers.formats import FileRefusedError, Limits, ReadOptions, read

SQUARES = {
    "type": "Topology",
    "transform": {"scale": [0.01, 0.01], "translate": [116, 39]},
    "objects": {
        "社区": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "西"}, "id": 1},
                {"type": "Polygon", "arcs": [[2, -1]], "properties": {"name": "东"}, "id": 2},
            ],
        }
    },
    # the side that both share, from (1, 0) up; the rest of the western one; of the eastern one
    "arcs": [
        [[1, 0], [0, 1]],
        [[1, 1], [-1, 0], [0, -1], [1, 0]],
        [[1, 0], [1, 0], [0, 1], [-1, 0]],
    ],
}


def topology(tmp_path, document, name="a.topojson"):
    path = tmp_path / name
    path.write_text(json.dumps(document), "utf-8")
    return path


def lines(arcs, *geometries):
    return {
        "type": "Topology",
        "objects": {"a": {"type": "GeometryCollection", "geometries": [*geometries]}},
        "arcs": arcs,
    }


def test_neighbors_share_a_side_to_the_last_bit(tmp_path):
    layer = read(topology(tmp_path, SQUARES))
    west, east = layer.frame.geometry
    assert west.equals(shapely.box(116, 39, 116.01, 39.01))
    assert east.equals(shapely.box(116.01, 39, 116.02, 39.01))
    assert west.intersection(east).length == pytest.approx(0.01)
    assert west.intersection(east).area == 0
    assert layer.frame[["id", "name"]].to_numpy().tolist() == [[1, "西"], [2, "东"]]
    assert (layer.format, layer.frame.crs.to_epsg(), layer.notes) == ("TopoJSON", 4326, [])


def test_of_several_objects_one_is_chosen_as_of_a_geopackage(tmp_path):
    document = {
        **SQUARES,
        "objects": {**SQUARES["objects"], "点": {"type": "Point", "coordinates": [5, 5]}},
    }
    path = topology(tmp_path, document)
    with pytest.raises(FileRefusedError, match="several layers: 社区, 点"):
        read(path)
    found = read(path, ReadOptions(layer_name="点")).frame.geometry
    assert found.tolist() == [shapely.Point(116.05, 39.05)]


def test_every_type_and_arcs_backwards_are_put_together(tmp_path):
    document = lines(
        [[[0, 0], [1, 1]], [[2, 2], [1, 1]], [[5, 5], [6, 5], [5, 6], [5, 5]]],
        {"type": "LineString", "arcs": [0, -2]},
        {"type": "MultiLineString", "arcs": [[0], [1]]},
        {"type": "MultiPolygon", "arcs": [[[2]]]},
        {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]},
        {"type": None, "properties": {"name": "x"}},
    )
    layer = read(topology(tmp_path, document))
    assert layer.notes == []
    assert [None if one is None else one.wkt for one in layer.frame.geometry] == [
        "LINESTRING (0 0, 1 1, 2 2)",
        "MULTILINESTRING ((0 0, 1 1), (2 2, 1 1))",
        "MULTIPOLYGON (((5 5, 6 5, 5 6, 5 5)))",
        "MULTIPOINT ((1 2), (3 4))",
        "GEOMETRYCOLLECTION (POINT (1 2))",
        None,
    ]


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        ({"type": "LineString", "arcs": [0, 7]}, "there is no arc 7: the file holds 2"),
        ({"type": "LineString", "arcs": [-9]}, "there is no arc -9"),
        ({"type": "LineString", "arcs": [True]}, "no whole number"),
        ({"type": "LineString", "arcs": [10**400]}, "there is no arc 1"),
        ({"type": "LineString", "arcs": "x"}, "no list 'arcs'"),
        ({"type": "LineString", "arcs": [1]}, "arc 1 is no list of positions"),
        ({"type": "Polygon", "arcs": [0]}, "no list 'arcs'"),
        ({"type": "Circle"}, "no geometry type 'Circle'"),
        ({"type": "MultiPoint"}, "no list 'coordinates'"),
        ({"type": "GeometryCollection"}, "no list 'geometries'"),
        ("x", "not an object"),
    ],
)
def test_a_shape_that_cannot_be_put_together_is_named_and_the_others_are_read(
    tmp_path, geometry, reason
):
    """GDAL leaves out arcs that are not there, and says nothing."""
    good = {"type": "LineString", "arcs": [0]}
    layer = read(topology(tmp_path, lines([[[0, 0], [1, 1]], [1, "x"]], good, geometry)))
    assert [(note.row, note.code, note.severity) for note in layer.notes] == [
        (2, "row_unreadable", "error")
    ]
    assert reason in layer.notes[0].text("en")
    assert layer.frame.geometry.isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"arcs": None}, "arcs"),
        ({"objects": []}, "objects"),
        ({"objects": {"a": 1}}, "objects"),
        ({"objects": {"a": {"type": "GeometryCollection"}}}, "geometries"),
        ({"transform": {"scale": [1]}}, "transform"),
        ({"transform": {"scale": ["x", 1], "translate": [0, 0]}}, "transform"),
        ({"transform": {"scale": [1e999, 1], "translate": [0, 0]}}, "transform"),
        ({"transform": 1}, "transform"),
    ],
)
def test_a_topology_without_its_parts_is_refused_by_the_part(tmp_path, change, part):
    with pytest.raises(FileRefusedError) as caught:
        read(topology(tmp_path, {**SQUARES, **change}))
    assert (caught.value.code, caught.value.values) == ("topology", {"part": part})


def test_arcs_that_many_shapes_share_count_in_each(tmp_path):
    """A small file may name one long arc again and again: 100 rows of 1,000 vertices."""
    arc = [[n, 0] for n in range(1_000)]
    document = lines([arc], *[{"type": "LineString", "arcs": [0]}] * 100)
    path = topology(tmp_path, document)
    assert len(read(path, ReadOptions(limits=Limits(vertices=100_000))).frame) == 100
    with pytest.raises(FileRefusedError) as caught:
        read(path, ReadOptions(limits=Limits(vertices=99_999)))
    assert caught.value.code == "too_many_vertices"
