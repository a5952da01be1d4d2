from dataclasses import replace
from datetime import date

import pytest
import shapely
from shapely import MultiPolygon, box
from sqlalchemy import Connection, text

from layers.errors import UnknownAreaError
from layers.store.area_versions import (
    PrunedAreaVersionError,
    UnknownAreaVersionError,
    list_area_versions,
    list_pruned_area_versions,
    prune_area,
    read_area_at,
    update_area,
)
from layers.store.areas import AreaRefusedError, delete_area, list_areas, read_area
from layers.text import Text

WIDER = MultiPolygon([box(116.2, 39.8, 116.5, 40.0)])


def test_every_version_of_an_area_is_given_back(connection: Connection, town: str) -> None:
    first = read_area(connection, town)
    second = update_area(connection, replace(first, boundary=WIDER), actor="ann")
    renamed = replace(second, title=Text("城", "City"), crs="EPSG:32650", figures={"people": 1})
    third = update_area(connection, renamed, actor="ben")
    assert [one.version for one in (first, second, third)] == [1, 2, 3]
    assert list_areas(connection) == [third]
    assert [read_area_at(connection, town, one) for one in (1, 2, 3)] == [first, second, third]
    listed = list_area_versions(connection, town)
    assert [one.area for one in listed] == [third, second, first]
    assert [one.actor for one in listed[:2]] == ["ben", "ann"]
    assert all(one.at is not None for one in listed)


def test_the_same_again_is_no_version(connection: Connection, town: str) -> None:
    area = read_area(connection, town)
    assert update_area(connection, area, actor="ann") == area
    connection.execute(text("UPDATE areas SET slug = slug, version = 7"))
    assert read_area(connection, town).version == 1
    assert len(list_area_versions(connection, town)) == 1


def test_what_others_write_is_kept_too(connection: Connection, town: str) -> None:
    before = read_area(connection, town)
    # The same ground, its border begun elsewhere: other bytes, so another version.
    turned = MultiPolygon([shapely.Polygon([*list(before.boundary.geoms[0].exterior.coords)[1:]])])
    connection.execute(
        text("UPDATE areas SET boundary = ST_GeomFromWKB(:wkb, 4326)"),
        {"wkb": shapely.to_wkb(turned)},
    )
    assert read_area(connection, town).version == 2
    assert read_area_at(connection, town, 1) == before


@pytest.mark.parametrize("version", [0, 2, -1])
def test_a_version_that_never_was_is_refused(
    connection: Connection, town: str, version: int
) -> None:
    with pytest.raises(UnknownAreaVersionError, match="the newest is 1"):
        read_area_at(connection, town, version)


def test_a_bad_boundary_changes_nothing(connection: Connection, town: str) -> None:
    area = read_area(connection, town)
    bow_tie = shapely.from_wkt("MULTIPOLYGON (((0 0, 1 1, 1 0, 0 1, 0 0)))")
    with pytest.raises(AreaRefusedError, match="town"):
        update_area(connection, replace(area, boundary=bow_tie), actor="ann")
    with pytest.raises(UnknownAreaError):
        update_area(connection, replace(area, slug="nowhere"), actor="ann")
    assert read_area(connection, town) == area


def test_the_versions_go_with_their_area(connection: Connection, town: str) -> None:
    delete_area(connection, town)
    assert connection.scalar(text("SELECT count(*) FROM area_versions")) == 0


def test_pruned_versions_are_known_as_pruned(connection: Connection, town: str) -> None:
    first = read_area(connection, town)
    for number in (2, 3, 4):
        update_area(connection, replace(first, figures={"people": number}), actor="ann")
    gone = prune_area(connection, town, actor="ben", keep=2)
    assert [(one.version, one.pruned_by) for one in gone] == [(2, "ben"), (1, "ben")]
    assert all(one.size > 0 for one in gone)
    assert [one.area.version for one in list_area_versions(connection, town)] == [4, 3]
    listed = list_pruned_area_versions(connection, town)
    assert [(one.version, one.title, one.size) for one in listed] == [
        (2, first.title, 0),
        (1, first.title, 0),
    ]
    with pytest.raises(PrunedAreaVersionError, match="version 1 of area 'town' was pruned"):
        read_area_at(connection, town, 1)
    assert read_area_at(connection, town, 3).figures == {"people": 3}
    assert prune_area(connection, town, actor="ben", keep=2) == []
    assert [one.version for one in prune_area(connection, town, actor="ben", keep=0)] == [3]
    assert read_area(connection, town).figures == {"people": 4}


def test_an_area_that_was_so_on_the_day_stays(connection: Connection, town: str) -> None:
    first = read_area(connection, town)
    for number in (2, 3):
        update_area(connection, replace(first, figures={"people": number}), actor="ann")
    connection.execute(text("UPDATE area_versions SET at = '2024-01-01' WHERE version = 2"))
    assert prune_area(connection, town, actor="ben", before=date(2024, 1, 1)) == []
    gone = prune_area(connection, town, actor="ben", before=date(2025, 1, 1))
    assert [one.version for one in gone] == [1]
