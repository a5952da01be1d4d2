"""Whatever refuses a text that cannot be stored, it is told as one thing."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point
from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError

from layers.store import history
from layers.store import layers as store
from layers.store.area_versions import update_area
from layers.store.areas import read_area
from layers.store.layers import Area
from layers.store.rows import RowsRefusedError
from layers.store.scenarios import create_scenario, read_scenario
from layers.text import Text
from layers.titles import TitleRefusedError
from layers.unstorable import UnstorableTextError, is_unstorable

HOSTILE = ["a\x00b", "\ud800", "x\udfff"]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_name_that_is_asked_for(connection: Connection, town: str, value: str) -> None:
    with pytest.raises(UnstorableTextError, match="NUL, or half a surrogate pair"):
        read_area(connection, value)
    with pytest.raises(UnstorableTextError):
        read_scenario(connection, town, value)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_text_within_json(connection: Connection, town: str, value: str) -> None:
    edits = [{"edit": "add_facility", "name": value}]
    with pytest.raises(UnstorableTextError):
        create_scenario(
            connection, town, "plan", title="", facility="health_centers", edits=edits, actor="x"
        )


def test_other_errors_stay_what_they_are(connection: Connection) -> None:
    with pytest.raises(DataError):
        connection.execute(text("SELECT 1 / 0"))


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("column", ["name", "note"])
def test_a_cell_is_named_by_column_and_row(connection: Connection, column: str, value: str) -> None:
    place = [Point(116.4, 39.9)] * 2
    # As objects: pandas makes no texts of its own of halves.
    cells = pd.Series(["fine", value], dtype=object)
    frame = gpd.GeoDataFrame({column: cells}, geometry=place, crs=4326)
    with pytest.raises(RowsRefusedError, match="row 2") as caught:
        store.write_layer(
            connection, "town", "health_centers", frame, replace=True, actor="x", source="x"
        )
    assert ("column 'name'" if column == "name" else "further columns") in str(caught.value)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("value", HOSTILE)
def test_a_cell_of_an_edit(connection: Connection, value: str) -> None:
    with pytest.raises(RowsRefusedError):
        history.insert_feature(
            connection, "town", "health_centers", values={"name": value},
            geometry=Point(116.4, 39.9), actor="x",
        )  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_a_title_and_a_source(connection: Connection, town: str, value: str) -> None:
    area = read_area(connection, town)
    changed = Area(town, Text(value, "Town"), area.boundary, area.crs)
    with pytest.raises(TitleRefusedError, match="the title of the area"):
        update_area(connection, changed, actor="x")
    changed = Area(town, area.title, area.boundary, area.crs, source=value)
    with pytest.raises(TitleRefusedError, match="the source"):
        update_area(connection, changed, actor="x")


def test_what_can_be_stored() -> None:
    assert not any(is_unstorable(one) for one in ("", "abc", "东城", "\U0001f600", "\x01\n"))
    assert all(is_unstorable(one) for one in HOSTILE)
