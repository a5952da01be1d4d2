"""Options and limits: fixed once given, each one explained, no folder shown."""

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from layers.errors import ReadOptionError
from layers.formats.isolation.isolated import OSM_LIMITS, RASTER_LIMITS
from layers.formats.options import MEBIBYTE, Limits, ReadOptions
from layers.written.zones import Clocks


@pytest.mark.parametrize(
    ("path", "display_name", "shown"),
    [
        ("/var/upload/0f8e", "规划图层.geojson", "规划图层.geojson"),
        ("/var/upload/社区.gpkg", None, "社区.gpkg"),
        ("/var/upload/社区.gpkg", "", "社区.gpkg"),
    ],
)  # fmt: skip
def test_the_name_shown_is_the_users_and_never_a_folder(path, display_name, shown):
    assert ReadOptions(display_name=display_name).name_of(Path(path)) == shown


def test_by_default_all_is_found_out_from_the_file():
    options = ReadOptions()
    assert (options.crs, options.encoding, options.layer_name) == (None, None, None)
    assert (dict(options.rename), dict(options.where), options.skip_errors) == ({}, {}, False)
    assert options.limits == Limits()


@pytest.mark.parametrize("kind", [Limits, ReadOptions])
def test_nothing_changes_once_given(kind):
    for field in dataclasses.fields(kind):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(kind(), field.name, None)


def test_options_do_not_share_their_mappings():
    assert ReadOptions().rename is not ReadOptions().rename


@pytest.mark.parametrize("field", dataclasses.fields(ReadOptions), ids=lambda field: field.name)
def test_every_option_is_explained(field):
    assert field.name in [line.strip() for line in (ReadOptions.__doc__ or "").splitlines()]


def test_the_limits_agree_with_each_other():
    limits = Limits()
    assert all(getattr(limits, field.name) > 0 for field in dataclasses.fields(Limits))
    # a file that is accepted, unpacked and held once as text must fit
    assert limits.file_bytes + limits.unpacked_bytes < limits.memory_bytes
    # a row takes a point at the least
    assert limits.rows <= limits.vertices
    assert MEBIBYTE == 2**20


@pytest.mark.parametrize("field", dataclasses.fields(Limits), ids=lambda field: field.name)
def test_every_limit_is_explained(field):
    assert field.name in (Limits.__doc__ or "")


PAGE = (Path(__file__).parents[3] / "docs" / "how-to" / "formats.md").read_text("utf-8")


def test_the_page_tells_the_limits_that_are_declared():
    limits = Limits()
    assert limits.least_memory_bytes // 10 == 64 * MEBIBYTE
    told = {
        "rows": f"{limits.rows:,}",
        "columns": f"{limits.columns:,}",
        "cells, rows times columns, the empty ones too": f"{limits.cells:,}",
        "one cell": f"{limits.cell_bytes // 1024} kB",
        "all cells together": f"{limits.table_bytes // MEBIBYTE} MB, and for a small file 64 MB"
        f" and {limits.archive_ratio:.0f} times its size",
        "cells of a workbook, those without a value too": f"{limits.workbook_cells:,}",
        "elements of any other part of a workbook": f"{limits.workbook_parts:,}",
        "one row of a CSV, shapes written as text included": f"{limits.record_bytes >> 20} MB",
        "layers, folders of a KML": f"{limits.layers}",
        "the file; an extract or a raster": f"{limits.file_bytes >> 20} MB;"
        f" {RASTER_LIMITS.file_bytes >> 20:,} MB",
        "what it unpacks to": f"{limits.unpacked_bytes >> 20} MB",
        "entries of an archive": f"{limits.archive_entries:,}",
        "unpacked over packed size": f"{limits.archive_ratio:.0f}",
        "levels of JSON or XML": f"{limits.depth}",
        "vertices": f"{limits.vertices:,}",
        "row groups times columns of a GeoParquet": f"{limits.pieces:,}",
        "cells of a raster": f"{limits.raster_cells:,}",
        "bytes of its cells over bytes of the file": f"{limits.raster_ratio:,.0f}",
        "one block of a raster": f"{limits.block_bytes >> 20} MB",
        "findings of one kind that are listed; of more the number is told": f"{limits.findings:,}",
    }
    for what, most in told.items():
        assert f"| {what} | {most} |" in PAGE, what
    rows, cells, size = OSM_LIMITS.rows, OSM_LIMITS.cells, OSM_LIMITS.table_bytes >> 20
    assert f"may get {rows:,} rows, {cells:,} cells and {size:,} MB" in PAGE
    assert OSM_LIMITS.file_bytes == RASTER_LIMITS.file_bytes


def test_the_page_tells_memory_and_time():
    kinds = Limits(), OSM_LIMITS, RASTER_LIMITS
    plain, osm, raster = (f"{one.memory_bytes >> 20:,} MB" for one in kinds)
    memory = f"{Limits().least_memory_bytes >> 20} MB | {Limits().memory_each_byte} MB"
    assert f"| memory | {memory} | {plain}; OpenStreetMap {osm}; raster {raster} |" in PAGE
    plain, osm, raster = (f"{one.seconds_each_mebibyte} s" for one in kinds)
    least, most, longest = Limits().least_seconds, Limits().seconds, OSM_LIMITS.seconds
    assert OSM_LIMITS.seconds == RASTER_LIMITS.seconds
    time = f"{least} s | {plain}; OpenStreetMap {osm}; raster {raster}"
    assert f"| processor time | {time} | {most} s; OpenStreetMap and raster {longest} s |" in PAGE


def test_a_file_gets_what_its_size_explains_and_never_more_than_the_most():
    limits = Limits()
    small, large = limits.for_size(2_000), limits.for_size(10 * MEBIBYTE)
    assert (small.seconds, large.seconds, limits.for_size(limits.file_bytes).seconds) == (
        12,
        72,
        120,
    )
    assert small.memory_bytes == 640 * MEBIBYTE + 128_000
    assert large.memory_bytes == 1280 * MEBIBYTE
    assert limits.for_size(limits.file_bytes).memory_bytes == 3072 * MEBIBYTE
    assert small.table_bytes == 64 * MEBIBYTE + 200_000
    assert limits.for_size(limits.file_bytes).table_bytes == limits.table_bytes
    assert (small.deadline, limits.deadline) == (48.0, 480.0)
    # given less than the least, a file gets what is given
    assert Limits(seconds=1, memory_bytes=9).for_size(10).memory_bytes == 9


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"date_order": "dym"}, "--date-order"),
        ({"decimal": ","}, "--decimal"),
        ({"decimals": {"area": "."}}, "--decimal"),
        ({"coordinate_order": "xy"}, "--coordinate-order"),
        ({"time_zone": "Beijing"}, "--time-zone"),
    ],
)
def test_a_value_that_is_not_accepted_names_those_that_are(given, named):
    with pytest.raises(ReadOptionError, match=named) as refused:
        ReadOptions(**given)
    (value,) = given.values()
    assert (value if isinstance(value, str) else ".") in refused.value.text("zh")


def test_what_the_user_says_of_clocks_goes_before_the_place():
    here = Clocks(longitude=-87.6)
    assert ReadOptions().conventions(here).clocks == here
    told = ReadOptions(time_zone="+08:00", date_order="dmy").conventions(here)
    assert told.clocks.zone.utcoffset(None) == dt.timedelta(hours=8)
    assert told.date_order == "dmy"


def test_a_workbook_of_an_old_mac_counts_its_days_from_1904():
    told = ReadOptions().conventions(Clocks(), {"crs_assumed": "", "days_from_1904": ""})
    assert told.day_start == dt.date(1904, 1, 1)
