import mapbox_vector_tile
import pytest
from shapely import Point

from layers import store
from tests.builders.areas import town_area
from tests.builders.frames import lonlat_frame

TILES = "/tiles/dongcheng/health_centers"
# The tile of zoom 7 in which the reference district lies (116.4 E, 39.9 N).
SEVENTH = "7/105/48"


def test_the_description_leads_to_tiles_that_hold_the_whole_layer(client) -> None:
    told = client.get(f"{TILES}.json").get_json()
    assert told["feature_count"] == 40
    assert told["vector_layers"][0]["id"] == "health_centers"
    assert told["vector_layers"][0]["fields"]["name"] == "String"
    (template,) = told["tiles"]
    answer = client.get(template.replace("{z}/{x}/{y}", SEVENTH))
    assert answer.status_code == 200
    assert answer.content_type == "application/vnd.mapbox-vector-tile"
    rows = mapbox_vector_tile.decode(answer.data)["health_centers"]["features"]
    assert sum(one["properties"]["n"] for one in rows) == 40
    assert "immutable" in answer.headers["Cache-Control"]


def test_without_a_state_it_is_asked_for_again_and_304_when_the_same(client) -> None:
    first = client.get(f"{TILES}/{SEVENTH}.mvt")
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(f"{TILES}/{SEVENTH}.mvt", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_where_nothing_lies_the_answer_is_204(client) -> None:
    answer = client.get(f"{TILES}/9/0/0.mvt")
    assert (answer.status_code, answer.data) == (204, b"")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{TILES}/17/0/0.mvt", 404),
        (f"{TILES}/3/8/0.mvt", 404),
        (f"{TILES}/{10**40}/0/0.mvt", 404),
        (f"{TILES}/-1/0/0.mvt", 404),
        (f"{TILES}/a/0/0.mvt", 404),
        ("/tiles/nowhere/health_centers/0/0/0.mvt", 404),
        ("/tiles/dongcheng/nothing/0/0/0.mvt", 404),
        ("/tiles/dongcheng/nothing.json", 404),
        (f"{TILES}/{SEVENTH}.mvt?v=1&v=2", 400),
        (f"{TILES}/{SEVENTH}.mvt?where=1", 400),
        (f"{TILES}/{SEVENTH}.mvt?v=old", 409),
    ],
)
def test_what_is_not_there_is_told(client, path: str, status: int) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert answer.get_json()["detail"]


def test_an_edit_makes_new_addresses_and_the_old_ones_say_so(empty_app) -> None:
    """The kind: two states of a layer on one map, without a word."""
    database, client = empty_app.extensions["database"], empty_app.test_client()

    def write(count: int) -> None:
        shapes = [Point(116.401 + 0.001 * at, 39.925) for at in range(count)]
        with database.begin() as connection:
            store.write_layer(
                connection, "town", "health_centers", lonlat_frame(shapes),
                replace=True, actor="t", source="t",
            )  # fmt: skip

    with database.begin() as connection:
        store.create_area(connection, town_area())
    write(1)
    described = "/tiles/town/health_centers.json"
    old = client.get(described).get_json()["tiles"][0].replace("{z}/{x}/{y}", SEVENTH)
    assert client.get(old).status_code == 200
    write(2)
    assert client.get(old).status_code == 409
    new = client.get(described).get_json()["tiles"][0].replace("{z}/{x}/{y}", SEVENTH)
    rows = mapbox_vector_tile.decode(client.get(new).data)["health_centers"]["features"]
    assert sum(one["properties"]["n"] for one in rows) == 2


def test_an_area_made_anew_has_other_addresses(empty_app) -> None:
    database, client = empty_app.extensions["database"], empty_app.test_client()
    seen = []
    for _ in range(2):
        with database.begin() as connection:
            store.create_area(connection, town_area())
        seen.append(client.get("/tiles/town/streets.json").get_json()["tiles"][0])
        with database.begin() as connection:
            store.delete_area(connection, "town")
    assert seen[0] != seen[1]
