"""Single features over HTTP: nothing is overwritten unseen, every refusal names its field."""

import pytest
from shapely import Point

from layers import store
from tests.builders.areas import town_area
from tests.builders.frames import lonlat_frame

LAYER = "/api/v1/areas/town/layers/health_centers"
EVER = {"If-Match": "*"}


@pytest.fixture
def client(empty_app):
    with empty_app.extensions["database"].begin() as connection:
        store.create_area(connection, town_area())
        frame = lonlat_frame([Point(116.4, 39.9)], name=["甲"], capacity=[10])
        store.write_layer(
            connection, "town", "health_centers", frame, replace=True, actor="t", source="f"
        )
    made = empty_app.test_client()
    made.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


@pytest.fixture
def one(client) -> str:
    (feature,) = client.get(LAYER).get_json()["features"]
    return f"{LAYER}/features/{feature['id']}"


def test_a_feature_is_read_with_its_tag_and_304_when_the_same(client, one: str) -> None:
    first = client.get(one)
    assert first.content_type == "application/geo+json"
    assert first.get_json()["properties"]["name"] == "甲"
    assert first.get_json()["changed"]["actor"] == "t"
    again = client.get(one, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_write_without_if_match_is_428_and_with_an_old_tag_412(client, one: str) -> None:
    body = {"properties": {"capacity": 20}}
    assert client.patch(one, json=body).status_code == 428
    assert client.delete(one).status_code == 428
    assert client.post(f"{one}/undo").status_code == 428
    assert client.post(f"{LAYER}/features", json=body).status_code == 428
    tag = client.get(one).headers["ETag"]
    first = client.patch(f"{one}?actor=安", json=body, headers={"If-Match": tag})
    assert first.status_code == 200
    assert first.get_json()["properties"]["capacity"] == 20
    stale = client.patch(one, json={"properties": {"capacity": 30}}, headers={"If-Match": tag})
    assert stale.status_code == 412
    told = stale.get_json()
    assert told["current"]["properties"]["capacity"] == 20
    assert told["current"]["changed"]["actor"] == "安"
    assert stale.headers["ETag"] == first.headers["ETag"]
    done = client.patch(
        one, json={"properties": {"capacity": 30}}, headers={"If-Match": stale.headers["ETag"]}
    )
    assert done.get_json()["properties"]["capacity"] == 30


def test_a_feature_that_is_dragged_says_how_far(client, one: str) -> None:
    moved = {"geometry": {"type": "Point", "coordinates": [116.401, 39.9]}}
    told = client.patch(one, json=moved, headers=EVER).get_json()
    # 0.001 degrees at 39.9 N: 111,320 m x cos(39.9) / 1000 = 85.4 m; on the ellipsoid 85.5.
    assert told["moved_m"] == pytest.approx(85.5, abs=0.1)
    assert told["geometry"]["coordinates"] == [116.401, 39.9]
    assert told["properties"]["name"] == "甲"


def test_a_feature_is_added_found_in_the_layer_and_deleted(client) -> None:
    body = {
        "type": "Feature",
        "properties": {"name": "{{7*7}}", "备注": "=1+1"},
        "geometry": {"type": "Point", "coordinates": [116.45, 39.95]},
    }
    state = next(
        one for one in client.get("/api/v1/areas/town/layers").get_json()["layers"]
        if one["id"] == "health_centers"
    )  # fmt: skip
    headers = {"If-Match": f'"v{state["version"]}"', "Content-Type": "application/geo+json"}
    made = client.post(f"{LAYER}/features", json=body, headers=headers)
    assert made.status_code == 201
    again = client.post(f"{LAYER}/features", json=body, headers=headers)
    assert again.status_code == 412
    address = made.headers["Location"]
    assert client.get(address).get_json()["properties"]["name"] == "{{7*7}}"
    assert client.get(LAYER).get_json()["numberMatched"] == 2
    gone = client.delete(address, headers={"If-Match": made.headers["ETag"]})
    assert client.get(address).status_code == 404
    back = client.post(gone.get_json()["undo"]["href"], headers=EVER)
    assert back.get_json()["properties"]["备注"] == "=1+1"
    assert client.get(address).status_code == 200


def test_ten_changes_are_undone_and_done_again_one_by_one(client, one: str) -> None:
    for count in range(11, 21):
        client.patch(one, json={"properties": {"capacity": count}}, headers=EVER)
    seen = [
        client.post(f"{one}/undo", headers=EVER).get_json()["properties"]["capacity"]
        for _ in range(10)
    ]
    assert seen == list(range(19, 9, -1))
    assert client.post(f"{one}/redo", headers=EVER).get_json()["properties"]["capacity"] == 11
    told = client.get(f"{one}/history?limit=2").get_json()["changes"]
    assert [change["source"] for change in told] == ["redo", "undo"]
    assert told[0]["after"]["properties"]["capacity"] == 11
    assert told[0]["before"]["properties"]["capacity"] == 10


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"properties": {"capacity": "many"}}, 422, "capacity"),
        ({"properties": {"capacity": {"$ne": 1}}}, 422, "capacity"),
        ({"properties": []}, 400, "properties"),
        ({"geometry": {"type": "Point"}}, 400, "geometry"),
        ({"geometry": {"type": "Point", "coordinates": ["a", "b"]}}, 400, "geometry"),
        ({"geometry": {"type": "Nothing", "coordinates": [1, 2]}}, 400, "geometry"),
        ({"geometry": {"type": "Point", "coordinates": [1e300, 2]}}, 422, None),
        ({"geometry": {"type": "Point", "coordinates": [0, 0]}}, 422, None),
        ({"property": {}}, 400, "property"),
        ({"type": "FeatureCollection"}, 400, "type"),
        ([], 400, "body"),
        ("x", 400, "body"),
    ],
)
def test_what_does_not_fit_is_told_by_field_and_nothing_is_written(
    client, one: str, body: object, status: int, field: str | None
) -> None:
    before = client.get(one).headers["ETag"]
    answer = client.patch(one, json=body, headers=EVER)
    assert answer.status_code == status, answer.get_json()
    told = answer.get_json()
    named = [one["parameter"] for one in told.get("errors", ())]
    named += [one["field"] for one in told.get("problems", ()) if one["severity"] == "error"]
    assert field in named
    assert client.get(one).headers["ETag"] == before


def test_only_this_site_may_write_and_nobody_has_a_hostile_name(client, one: str) -> None:
    foreign = {**EVER, "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    body = {"properties": {"capacity": 1}}
    assert client.patch(one, json=body, headers=foreign).status_code == 403
    for name in ("%1b[31mx", "", "x" * 61, "%E2%80%AEx"):
        assert client.patch(f"{one}?actor={name}", json=body, headers=EVER).status_code == 422
    assert client.patch(one, data="a=1", headers=EVER).status_code == 415


def test_what_is_not_there_is_404(client) -> None:
    for path in ("features/99999", f"features/{10**30}", "features/99999/history"):
        assert client.get(f"{LAYER}/{path}").status_code == 404
    assert client.get("/api/v1/areas/none/layers/health_centers/features/1").status_code == 404
    assert client.delete(f"{LAYER}/features/99999", headers=EVER).status_code == 404
