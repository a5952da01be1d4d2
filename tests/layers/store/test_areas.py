from dataclasses import replace
from datetime import date

import pytest
import shapely
from shapely import MultiPolygon
from sqlalchemy import Connection

from layers.errors import AreaExistsError, UnknownAreaError
from layers.store import areas
from layers.store import layers as store
from layers.text import Text

SQUARE = shapely.box(116.3, 39.8, 116.5, 40.0)
AREA = areas.Area(
    slug="dongcheng",
    title=Text("东城区", "Dongcheng"),
    boundary=MultiPolygon([SQUARE]),
    crs="EPSG:4548",
    synthetic=True,
    source="2004 plan",
    as_of=date(2004, 12, 1),
    figures={"land_area_km2": 25.38, "investment_parts": {"district": 1.5}},
)


def test_an_area_comes_back_as_it_was_stored(connection: Connection) -> None:
    areas.create_area(connection, AREA)
    assert areas.read_area(connection, "dongcheng") == AREA
    assert areas.list_areas(connection) == [AREA]


def test_a_polygon_is_stored_as_one_part(connection: Connection) -> None:
    areas.create_area(connection, replace(AREA, boundary=SQUARE))  # type: ignore[arg-type]
    assert areas.read_area(connection, "dongcheng").boundary == MultiPolygon([SQUARE])


def test_areas_are_listed_in_the_order_of_their_creation(connection: Connection) -> None:
    for slug in ("b", "a", "c"):
        areas.create_area(connection, replace(AREA, slug=slug))
    assert [area.slug for area in areas.list_areas(connection)] == ["b", "a", "c"]


def test_a_slug_is_given_once(connection: Connection) -> None:
    areas.create_area(connection, AREA)
    with pytest.raises(AreaExistsError, match="dongcheng"):
        areas.create_area(connection, AREA)
    assert len(areas.list_areas(connection)) == 1


def test_an_unknown_area_is_refused_with_the_known_ones(connection: Connection) -> None:
    areas.create_area(connection, AREA)
    with pytest.raises(UnknownAreaError, match="there are: dongcheng"):
        areas.read_area(connection, "xicheng")


@pytest.mark.parametrize("slug", ["", "Dong Cheng", "../etc", "东城", "-a", "a" * 65])
def test_a_slug_must_fit_into_an_address(connection: Connection, slug: str) -> None:
    with pytest.raises(areas.AreaRefusedError):
        areas.create_area(connection, replace(AREA, slug=slug))
    assert areas.list_areas(connection) == []


def test_a_boundary_that_crosses_itself_is_refused(connection: Connection) -> None:
    bow_tie = shapely.from_wkt("MULTIPOLYGON (((0 0, 1 1, 1 0, 0 1, 0 0)))")
    with pytest.raises(areas.AreaRefusedError):
        areas.create_area(connection, replace(AREA, boundary=bow_tie))


def test_deleting_an_area_takes_its_layers_and_leaves_the_others(connection: Connection) -> None:
    for slug in ("one", "two"):
        areas.create_area(connection, replace(AREA, slug=slug))
        frame = store.read_layer(connection, slug, "communities")
        frame.loc[0, "geometry"] = SQUARE
        store.write_layer(
            connection, slug, "communities", frame, replace=True, actor="test", source=""
        )
    areas.delete_area(connection, "one")
    assert [area.slug for area in areas.list_areas(connection)] == ["two"]
    assert len(store.read_layer(connection, "two", "communities")) == 1
    with pytest.raises(UnknownAreaError):
        store.read_layer(connection, "one", "communities")


def test_deleting_an_unknown_area_says_so(connection: Connection) -> None:
    with pytest.raises(UnknownAreaError):
        areas.delete_area(connection, "nowhere")
