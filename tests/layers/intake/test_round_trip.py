"""What goes out comes back: every layer, every format, every column; or it is named."""

import datetime as dt

import pandas as pd
import pytest
import shapely

from layers.catalogue import LAYER_TYPES
from layers.formats import WRITERS, write
from layers.formats.raw import RawLayer
from layers.intake import IntakeContext, examine, round_trip
from layers.intake.round_trip import differences, equal, export, without_key
from tests.builders.frames import lonlat_frame
from tests.builders.random_rows import random_layer
from tests.load.round_trips import soak, trip

KEEPS_ALL = frozenset({".gpkg", ".geojson", ".json", ".zip", ".fgb", ".parquet", ".kml"})
CLINICS = LAYER_TYPES["health_centers"]


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("layer", ["health_centers", "communities", "streets", "buildings"])
def test_every_column_comes_back_or_is_named(tmp_path, layer, suffix):
    """Silent losses: the property of every layer in every format, further columns too."""
    kind = LAYER_TYPES[layer]
    found = trip(random_layer(kind, rows=25, seed=7), kind, tmp_path / f"1层{suffix}")
    assert found.unnamed == set()
    if suffix in KEEPS_ALL:
        assert (found.differing, found.named) == (0, set())
    catalogue = {column.name for column in kind.columns}
    if suffix == ".xlsx":
        assert found.named & catalogue <= {c.name for c in kind.columns if c.kind == "number"}
    if suffix == ".csv":
        assert found.named & catalogue == set()


@pytest.mark.slow
def test_a_soak_of_layers_finds_no_loss_that_is_not_named():
    """The soak with 200 rows; `python -m tests.load.round_trips 10000` is the whole of it."""
    trips = list(soak(200, step=6))
    assert len(trips) == len(list(LAYER_TYPES)[::6]) * len(WRITERS)
    assert [one for one in trips if one.unnamed] == []
    assert sum(one.differing for one in trips if one.suffix in KEEPS_ALL) == 0


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize(
    "further",
    [
        [{"FOO": 1, "foo": 2}, {"FOO": 3, "foo": 4}],
        [{"fid": 7}, {"fid": 9}],
        [{"fid": 7}, {"fid": 7}],
        [{"fid": "A1"}, {"fid": "A2"}],
        [{"FID": 7, "q": 1}, {"FID": 8, "q": 2}],
        [{"geom": "a", "GEOMETRY": "b"}, {"geom": "c"}],
        [{"ROWID": 1, "ogc_fid": 1}, {"ROWID": 2, "ogc_fid": 1}],
        [{"source_id": 5}, {"source_id": 6}],
        [{"shequ_id": 5, "further.shequ_id": 7}, {"shequ_id": 6, "further.shequ_id": 8}],
    ],
)
def test_columns_named_as_those_of_a_format_come_back(tmp_path, suffix, further):
    """Names that a format has taken: a refusal, a 500 or a lost column before."""
    frame = lonlat_frame(
        shapely.points([[116.4, 39.92], [116.41, 39.92]]),
        name=["n0", "n1"],
        properties=pd.Series(further, dtype=object),
    )
    frame.index = pd.Index([1, 2], name="id")
    path = tmp_path / f"a{suffix}"
    assert export(frame, path, CLINICS) == []
    back = examine(path, CLINICS, IntakeContext()).frame
    for name in further[0]:
        now = [None if pd.isna(value) else value for value in back[name]]
        assert now == [row.get(name) for row in further]
    gained = set(back.columns) - {c.name for c in CLINICS.columns} - set(further[0]) - {"geometry"}
    assert gained == set()


@pytest.mark.parametrize("suffix", WRITERS)
def test_codes_of_18_digits_and_early_dates_come_back(tmp_path, suffix):
    """Numbers and dates beyond what a spreadsheet counts: 1898-05-01 became 1898-04-30."""
    parcels = [110101001001000123, 110101001001000124]
    frame = lonlat_frame(
        shapely.points([[116.4, 39.92], [116.41, 39.92]]),
        name=["a", "b"],
        opened_on=[dt.date(1898, 5, 1), dt.date(1900, 2, 28)],
        properties=[{"parcel": one} for one in parcels],
    )
    path = tmp_path / f"a{suffix}"
    losses = export(frame, path, CLINICS)
    back = examine(path, CLINICS, IntakeContext()).frame
    assert back["opened_on"].tolist() == [dt.date(1898, 5, 1), dt.date(1900, 2, 28)]
    assert [int(one) for one in back["parcel"]] == parcels
    # CSV holds no types: numbers of more than 15 digits are read as codes, and that is said
    assert [one.field for one in losses] == (["parcel"] if suffix == ".csv" else [])


def test_what_differs_is_named_with_one_of_its_values():
    frame = lonlat_frame(shapely.points([[1, 2], [3, 4]]), name=["a", "b"], beds=[1, 2])
    read = RawLayer(frame.assign(name=["a", "c"], beds=[1, None]), "CSV")
    changed, beds = differences(frame, read, CLINICS)
    assert (changed.field, changed.code) == ("name", "export_changed")
    assert '"b" of row 2 as "c"' in changed.text("en")
    assert (beds.field, beds.text("en")[:2]) == ("beds", "1 ")


def test_a_column_that_comes_back_and_was_not_there_is_named():
    """Silent losses: a file that gives one column more was compared column by column only."""
    frame = lonlat_frame(shapely.points([[1, 2], [3, 4]]), name=["a", "b"])
    read = RawLayer(frame.assign(number=[None, 12], blank=[None, None]), "CSV")
    (found,) = differences(frame, read, CLINICS)
    assert (found.field, found.code) == ("number", "export_gained")
    assert found.text("en").startswith(
        "a column 'number' comes back that the layer does not have; its first value is 12"
    )


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_number_of_a_row_is_known_by_its_heading(tmp_path, suffix):
    """Numbers of the store: a column `id` that a user adds is kept beside them."""
    frame = lonlat_frame([shapely.Point(116.4, 39.92)], name=["a"])
    frame.index = pd.Index([17], name="id")
    path = tmp_path / f"a{suffix}"
    write(frame, path)
    if suffix == ".csv":
        text = path.read_text("utf-8-sig").splitlines()
        assert text[0] == "shequ_id,name,lon,lat"
        path.write_text(f"id,{text[0]}\nA1,{text[1]}\n", "utf-8")
    back = examine(path, CLINICS, IntakeContext()).frame
    assert "shequ_id" not in back
    assert back.get("source_id", pd.Series(["none"])).tolist() == (
        ["A1"] if suffix == ".csv" else ["none"]
    )


def test_rounding_shapes_and_rows_have_words_of_their_own():
    frame = lonlat_frame(shapely.points([[1, 2], [3, 4]]), name=["a", "b"], share=[1 / 3, 0.5])
    rounded = frame.assign(share=[0.3333333333333333 + 1e-16, 0.5])
    assert [one.code for one in differences(frame, RawLayer(rounded, "x"), CLINICS)] == [
        "export_rounded"
    ]
    moved = frame.set_geometry(shapely.points([[1, 2], [3, 4.1]]), crs=4326)
    assert [one.code for one in differences(frame, RawLayer(moved, "x"), CLINICS)] == [
        "export_shapes"
    ]
    fewer = RawLayer(frame.iloc[:1], "x")
    assert [one.code for one in differences(frame, fewer, CLINICS)] == ["export_rows"]


def test_a_file_that_an_import_would_refuse_is_told(tmp_path):
    frame = lonlat_frame([shapely.Point(1, 2)], name=["长" * 40_000])
    (found,) = export(frame, tmp_path / "a.geojson", CLINICS)
    assert found.code == "export_unreadable"


def test_a_layer_too_large_to_read_back_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(round_trip, "MOST_CELLS", 1)
    frame = lonlat_frame([shapely.Point(1, 2)], name=["a"])
    assert [one.code for one in export(frame, tmp_path / "a.csv", CLINICS)] == ["export_unchecked"]


def test_an_empty_layer_has_nothing_to_lose(tmp_path):
    frame = random_layer(CLINICS, rows=2, seed=1).iloc[:0]
    assert export(frame, tmp_path / "a.gpkg", CLINICS) == []


def test_cells_are_equal_by_value_and_kind():
    assert equal(1, 1.0)
    assert equal(None, float("nan"))
    assert equal(dt.date(2020, 1, 2), "2020-01-02")
    assert not equal(1, *[True])
    assert not equal("1", 1)


def test_numbers_of_the_store_are_no_column_of_the_rows(tmp_path):
    frame = lonlat_frame([shapely.Point(1, 2)], name=["a"])
    frame.index = pd.Index([9], name="id")
    path = tmp_path / "a.gpkg"
    write(frame, path)
    found = examine(path, CLINICS, IntakeContext()).frame
    assert "source_id" not in found
    raw = RawLayer(frame, "x")
    assert without_key(raw) is raw
