"""Reading in a process of its own: the same rows, no inheritance, a clear word on each end."""

import signal
import tempfile

import pytest
import shapely

from layers.formats import FileRefusedError, ReadOptions, gdal, read, write
from layers.formats.isolation import isolated as isolation
from layers.formats.isolation.child_process import Ended
from layers.formats.isolation.isolated import read_isolated
from layers.formats.options import MEBIBYTE, Limits
from tests.builders import packed
from tests.builders.frames import lonlat_frame


def test_what_the_reader_hands_over_is_what_was_read(tmp_path):
    frame = lonlat_frame(
        [shapely.Point(1, 2), None, shapely.Point(3, 4), shapely.box(0, 0, 1, 1)],
        mixed=[1, "二", None, {"a": [1, 2.5]}],
        flag=[True, None, False, True],
    )
    write(frame, tmp_path / "a.geojson")
    layer = read_isolated(tmp_path / "a.geojson")
    assert layer.frame["mixed"].tolist() == [1, "二", None, {"a": [1, 2.5]}]
    assert layer.frame["flag"].tolist() == [True, None, False, True]
    assert layer.frame.geometry.isna().tolist() == [False, True, False, False]
    assert layer.frame.crs.to_epsg() == 4326


def test_the_service_reads_on_after_a_refusal(tmp_path, points):
    write(points, tmp_path / "good.gpkg")
    (tmp_path / "bad.gpkg").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    with pytest.raises(FileRefusedError) as caught:
        read_isolated(tmp_path / "bad.gpkg")
    assert caught.value.code == "damaged"
    assert len(read_isolated(tmp_path / "good.gpkg").frame) == len(points)


@pytest.mark.parametrize("suffix", [".gpkg", ".csv"])
def test_the_same_layer_comes_out_as_in_this_process(tmp_path, polygons, suffix):
    path = tmp_path / f"东城{suffix}"
    write(polygons, path)
    here, there = read(path), read_isolated(path)
    assert there.frame.columns.tolist() == here.frame.columns.tolist()
    assert there.frame.geometry.geom_equals_exact(here.frame.geometry, 0).all()
    assert (there.format, there.encoding) == (here.format, here.encoding)
    assert [note.code for note in there.notes] == [note.code for note in here.notes]


def test_nothing_of_ours_is_handed_on(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://canary")
    monkeypatch.setenv("LD_PRELOAD", "/canary.so")
    given = isolation.environment(tmp_path)
    assert "canary" not in str(given)
    assert given["HOME"] == given["TMPDIR"] == given["CPL_TMPDIR"] == str(tmp_path)
    assert given["http_proxy"].endswith(gdal.DEAD_PROXY)
    assert gdal.environment().items() <= given.items()


def test_options_and_display_name_reach_the_child(tmp_path):
    path = tmp_path / "0f8e"
    path.write_bytes("名称,lon,lat\n东四,1,2\n".encode("gb18030"))
    options = ReadOptions(encoding="gb18030", display_name="社区.csv", rename={"名称": "name"})
    layer = read_isolated(path, options)
    assert layer.frame["名称"].tolist() == ["东四"]  # renaming is for the intake
    with pytest.raises(FileRefusedError, match=r"社区\.csv.*limit of 0") as caught:
        read_isolated(path, ReadOptions(display_name="社区.csv", limits=Limits(rows=0)))
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize(
    ("returncode", "stderr", "code", "values"),
    [
        (-signal.SIGXCPU, b"", "time", {"limit": 9}),
        (-signal.SIGKILL, b"", "memory", {"limit": 64}),
        (1, b"Traceback ... MemoryError", "memory", {"limit": 64}),
        (-signal.SIGABRT, b"std::bad_alloc", "memory", {"limit": 64}),
        (-signal.SIGSEGV, b"Fatal Python error", "crashed", {}),
        (0, b"", "crashed", {}),
        (None, b"", "time", {"limit": 9}),
    ],
)
def test_how_the_child_ended_tells_the_reason(returncode, stderr, code, values):
    limits = Limits(memory_bytes=64 * MEBIBYTE, seconds=9)
    error = isolation._failure(Ended(returncode, stderr), "a.gpkg", limits)
    assert isinstance(error, FileRefusedError)
    assert (error.code, error.values) == (code, values)


def test_a_clock_that_runs_out_is_a_refusal(tmp_path, monkeypatch, points):
    def late(*_command, seconds, **_options):
        assert seconds == 48.0
        return Ended(None, b"")

    write(points, tmp_path / "a.gpkg")
    monkeypatch.setattr(isolation.child_process, "run", late)
    with pytest.raises(FileRefusedError, match="more than 12 seconds"):
        read_isolated(tmp_path / "a.gpkg")


def test_nothing_stays_behind(tmp_path, monkeypatch, points):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    write(points, tmp_path / "a.gpkg")
    read_isolated(tmp_path / "a.gpkg")
    with pytest.raises(FileRefusedError):
        read_isolated(tmp_path / "missing.gpkg")
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "fgb", "parquet", "csv", "xlsx", "kml", "shp"])
def test_every_format_is_read_in_a_process_that_touches_its_input_alone(tmp_path, kind):
    points = shapely.points([[116.4, 39.9], [116.5, 39.8]])
    frame = lonlat_frame(points, name=["东四", "安定门"])
    path = tmp_path / f"a.{kind}"
    if kind == "shp":
        frame.to_file(path, encoding="utf-8")
    elif kind == "kml":
        frame.to_file(path, driver="KML", engine="pyogrio")
    else:
        write(frame, path)
    layer = read_isolated(path)
    names = layer.frame["Name" if "Name" in layer.frame else "name"].tolist()
    assert names == ["东四", "安定门"]
    assert layer.frame.geometry.x.tolist() == [116.4, 116.5]


@pytest.mark.parametrize("name", packed.FORMATS)
def test_every_format_that_is_only_read_needs_no_more_than_its_input(tmp_path, name):
    path = packed.FORMATS[name](tmp_path / name)
    before = sorted(one.name for one in tmp_path.iterdir())
    layer = read_isolated(path)
    assert layer.frame["name"].tolist() == packed.STATIONS["name"].tolist()
    assert layer.frame.geometry.x.round(9).tolist() == [116.4, 116.401]
    assert layer.frame.geometry.y.round(9).tolist() == [39.9, 39.9]
    assert layer.frame.crs.to_epsg() == 4326
    assert sorted(one.name for one in tmp_path.iterdir()) == before, "nothing is added"


def test_the_parts_of_a_loose_shapefile_may_be_written_in_capitals(tmp_path):
    frame = lonlat_frame(shapely.points([[1, 2]]), name=["a"])
    frame.to_file(tmp_path / "Roads.shp")
    for part in (".dbf", ".shx", ".prj", ".cpg"):
        (tmp_path / f"Roads{part}").rename(tmp_path / f"ROADS{part.upper()}")
    layer = read_isolated(tmp_path / "Roads.shp")
    assert (layer.frame["name"].tolist(), layer.frame.crs.to_epsg()) == (["a"], 4326)
    assert len(list(tmp_path.iterdir())) == 5, "nothing is added"


def test_where_the_rows_stand_in_the_file_comes_along(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("表\n名,位置,,建筑\n,lon,lat,面积\na,1,2,3\n\nb,4,5,6\n", encoding="utf-8")
    here, there = read(path), read_isolated(path)
    assert there.numbers.tolist() == here.numbers.tolist() == [1, 3]
    assert (there.heading_row, there.short) == (here.heading_row, here.short)
    assert (there.heading_row, there.short) == (3, {"建筑面积": ["面积"]})
