"""The HTTP API: contract, errors that name what is accepted, caching, and no 5xx from any query."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.catalogue import LAYER_TYPES

AREA = "/api/v1/areas/dongcheng"
COVERAGE = f"{AREA}/coverage?facility=health_centers"
COVERAGE_FIELDS = {
    "id", "name", "area_m2", "covered_area_m2", "area_share", "population",
    "covered_population", "population_share", "facilities_inside", "nearest_m",
    "residential_share",
}  # fmt: skip
GREEN_FIELDS = {
    "id", "name", "area_m2", "green_area_m2", "green_ratio", "population_resident",
    "population_registered", "green_per_resident_m2", "green_per_registered_m2",
}  # fmt: skip
GAP_FIELDS = {
    "id", "name", "rule", "clause", "certainty", "measured", "required", "unit", "met",
    "shortfall",
}  # fmt: skip


def _strict(text: str) -> Any:
    def refuse(name: str) -> None:
        raise ValueError(name)

    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize(
    ("path", "fields", "count"),
    [
        ("coverage?facility=health_centers&radius=500", COVERAGE_FIELDS, 137),
        ("coverage?facility=health_centers&by=subdistrict", COVERAGE_FIELDS, 10),
        ("coverage?facility=health_centers&by=area", COVERAGE_FIELDS, 1),
        ("green", GREEN_FIELDS, 137),
        ("green?by=subdistrict", GREEN_FIELDS, 10),
        ("green?by=area", GREEN_FIELDS, 1),
        ("gaps?standard=plan-2006&by=area", GAP_FIELDS, None),
        ("plan-figures", {"id", "stated", "computed", "consistent"}, 36),
    ],
)
def test_answers_hold_the_fields_of_the_contract(
    client: FlaskClient, path: str, fields: set[str], count: int | None
) -> None:
    answer = client.get(f"{AREA}/{path}")
    assert answer.status_code == 200
    body = _strict(answer.text)
    assert {"rows", "total", "parameters", "receipt"} <= set(body)
    assert fields <= set(body["rows"][0])
    assert count is None or len(body["rows"]) == count


def test_the_receipt_names_inputs_and_versions(client: FlaskClient) -> None:
    receipt = client.get(f"{COVERAGE}&radius=500").get_json()["receipt"]
    layers = {one["layer"]: one for one in receipt["layers"]}
    assert receipt["crs"] == "EPSG:4548"
    assert receipt["synthetic"] is True
    assert receipt["parameters"]["radius"] == 500
    assert layers["health_centers"]["feature_count"] == 40
    assert layers["communities"]["feature_count"] == 137
    assert all(len(one["sha256"]) == 64 for one in layers.values() if one["feature_count"])
    assert "green_spaces" not in layers


def test_the_radius_comes_from_the_standard_when_not_given(client: FlaskClient) -> None:
    stated = client.get(COVERAGE).get_json()["parameters"]
    assert stated["radius"] == 1000
    assert stated["population_basis"] == "demand"


def test_a_point_learns_what_serves_it(client: FlaskClient) -> None:
    body = client.get(f"{AREA}/coverage/at?lon=116.41&lat=39.93").get_json()
    rows = {row["id"]: row for row in body["rows"]}
    assert set(rows) == {
        "police_stations", "health_centers", "culture_rooms", "culture_stations",
        "service_centers", "elder_homes", "green_spaces",
    }  # fmt: skip
    assert body["total"]["inside"] is True
    assert body["total"]["community"]
    police = rows["police_stations"]
    assert police["required_m"] == 800
    assert police["met"] is (police["distance_m"] <= 800)


def test_served_and_unserved_make_up_the_area(client: FlaskClient) -> None:
    body = client.get(f"{AREA}/service-areas?facility=elder_homes&radius=800").get_json()
    served, unserved = (feature["properties"]["area_m2"] for feature in body["features"])
    assert [feature["id"] for feature in body["features"]] == ["served", "unserved"]
    assert served + unserved == pytest.approx(body["total"]["area_m2"], rel=1e-12)
    # Nine discs of 800 m can cover no more than 9 pi r2.
    assert 0 < served <= 9 * 3.141592653589793 * 800**2


def test_areas_and_layers_are_listed(client: FlaskClient) -> None:
    (area,) = client.get("/api/v1/areas").get_json()["areas"]
    assert (area["slug"], area["crs"], area["synthetic"]) == ("dongcheng", "EPSG:4548", True)
    layers = {one["id"]: one for one in client.get(f"{AREA}/layers").get_json()["layers"]}
    assert len(layers) == len(LAYER_TYPES)
    assert layers["police_stations"]["feature_count"] == 128
    assert client.get(area["links"]["self"]).get_json()["boundary"]["type"] == "MultiPolygon"


BAD = [
    ("coverage", "facility", 400, "police_stations"),
    ("coverage?facility=pubs", "facility", 422, "police_stations"),
    ("coverage?facility=health_centers&radius=abc", "radius", 400, "20000"),
    ("coverage?facility=health_centers&radius=-1", "radius", 422, "20000"),
    ("coverage?facility=health_centers&radius=1e9", "radius", 422, "20000"),
    ("coverage?facility=health_centers&radius=nan", "radius", 422, "20000"),
    (f"coverage?facility=health_centers&radius={'9' * 4000}", "radius", 422, "20000"),
    ("coverage?facility=health_centers&metric=flying", "metric", 422, "walking"),
    ("coverage?facility=health_centers&speed=500", "speed", 422, "200"),
    ("coverage?facility=health_centers&radius=5&minutes=5", "minutes", 422, "either"),
    ("coverage?facility=health_centers&by=house", "by", 422, "subdistrict"),
    ("coverage?facility=health_centers&population=cats", "population", 422, "registered"),
    ("coverage?facility=health_centers&weighting=x", "weighting", 422, "residential"),
    ("coverage?facility=health_centers&f=exe", "f", 422, "geojson"),
    ("coverage?facility=health_centers&bufer=3", "bufer", 400, "radius"),
    ("coverage?facility=health_centers&radius=1&radius=2", "radius", 400, "once"),
    ("coverage/at?lon=116.4", "lat", 400, "90"),
    ("coverage/at?lon=200&lat=39", "lon", 422, "180"),
    ("coverage/at?lon=0&lat=0", "lon", 422, "116."),
    ("gaps?standard=nothing", "standard", 422, "gb50180-2018"),
    ("gaps?setting=moon", "setting", 422, "historic"),
    ("green?population=%00", "population", 422, "without the character %00"),
    ("layers/communities?limit=0", "limit", 422, "20000"),
    ("layers/communities?limit=1.5", "limit", 400, "20000"),
    ("layers/communities?limit=" + "9" * 5000, "limit", 422, "20000"),
    ("layers/communities?limit=99999999", "limit", 422, "20000"),
    ("layers/communities?limit=5&limit=5", "limit", 400, "once"),
    ("layers/communities?f=csv&f=csv", "f", 400, "once"),
    ("coverage?facility=health_centers&lang=AAA", "lang", 422, "zh, en"),
    ("layers/communities?offset=-1", "offset", 400, "0"),
    ("layers/communities?bbox=1,2,3", "bbox", 400, "west,south,east,north"),
    ("layers/communities?bbox=1,2,3,4,5", "bbox", 400, "west,south,east,north"),
    ("layers/communities?bbox=nan,39,117,40", "bbox", 400, "west,south,east,north"),
    ("layers/communities?bbox=116,41,117,40", "bbox", 400, "west,south,east,north"),
    ("layers/communities?sortby=id;drop", "sortby", 400, "bbox"),
]


@pytest.mark.parametrize(("path", "parameter", "status", "accepted"), BAD)
def test_a_bad_parameter_is_named_with_what_is_accepted(
    client: FlaskClient, path: str, parameter: str, status: int, accepted: str
) -> None:
    answer = client.get(f"{AREA}/{path}")
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    body = _strict(answer.text)
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    fault = next(one for one in body["errors"] if one["parameter"] == parameter)
    assert accepted in fault["accepted"]
    assert len(answer.text) < 3000


def test_errors_speak_the_language_that_is_asked_for(client: FlaskClient) -> None:
    english = client.get(f"{COVERAGE}&metric=flying&lang=en").get_json()
    chinese = client.get(f"{COVERAGE}&metric=flying&lang=zh").get_json()
    assert "is not accepted" in english["errors"][0]["detail"]
    assert "不接受" in chinese["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/api/v1/areas/nowhere/green", "dongcheng"),
        (f"{AREA}/layers/pubs", "police_stations"),
        ("/api/v1/nothing", "openapi.json"),
        (f"{AREA}/coverage/at/the/moon", "openapi.json"),
    ],
)
def test_what_does_not_exist_is_a_404_that_says_what_does(
    client: FlaskClient, path: str, named: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert named in answer.get_json()["detail"]


def test_a_wrong_method_says_which_are_allowed(client: FlaskClient) -> None:
    answer = client.post(f"{AREA}/green")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.content_type == "application/problem+json"


def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient) -> None:
    for path in (COVERAGE, f"{AREA}/layers/communities", "/api/v1/openapi.json"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
        assert not again.data
        other = client.get(path, headers={"If-None-Match": '"other"'})
        assert other.status_code == 200
    packed = client.get(COVERAGE, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    again = client.get(
        COVERAGE,
        headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]},
    )
    assert again.status_code == 304


def test_the_accept_header_chooses_the_format(client: FlaskClient) -> None:
    for accept, expected in (
        ("application/geo+json", "application/geo+json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("*/*", "application/json"),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("application/json;q=0.5, text/csv;q=0.4, application/geo+json", "application/geo+json"),
        ("text/csv;q=0.1, application/json;q=0.2", "application/json"),
        ("application/json;q=0, */*", "application/geo+json"),
    ):
        assert client.get(COVERAGE, headers={"Accept": accept}).content_type == expected


@pytest.mark.parametrize("path", [COVERAGE, "/api/v1/areas", "/api/v1/openapi.json"])
def test_what_a_client_does_not_take_is_406(client: FlaskClient, path: str) -> None:
    """The kind: a header that is read in part only."""
    answer = client.get(path, headers={"Accept": "text/html, application/json;q=0"})
    assert answer.status_code == 406
    assert "application/json" in answer.get_json()["detail"]
    # What the address says goes before what the header says.
    asked = client.get(f"{COVERAGE}&f=csv", headers={"Accept": "text/html"})
    assert asked.content_type == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    "path", ["/%00", "/areas/a%00b", "/api/v1/areas/%00/layers/x", "/static/%00"]
)
def test_nul_in_a_path_is_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("held", ['W/"{}"', '"{}:gzip"', 'W/"{}:br"', '"x", W/"{}"', "*"])
def test_a_weak_or_compressed_tag_is_the_same_answer(client: FlaskClient, held: str) -> None:
    for path in (COVERAGE, "/api/v1/areas", "/api/v1/areas/dongcheng/layers/communities"):
        tag = client.get(path).headers["ETag"].strip('"')
        again = client.get(path, headers={"If-None-Match": held.format(tag)})
        assert again.status_code == 304


@pytest.mark.parametrize(
    ("asked", "accept", "told"),
    [("en", "zh", "en"), ("", "en-GB, zh;q=0.5", "en"), ("", "fr", "zh")],
)
def test_an_answer_tells_its_language(client: FlaskClient, asked, accept, told) -> None:
    client.delete_cookie("lang")
    query = {"lang": asked} if asked else {}
    answer = client.get("/api/v1/areas", query_string=query, headers={"Accept-Language": accept})
    assert answer.headers["Content-Language"] == told


def test_a_language_that_is_not_there_is_refused(client: FlaskClient) -> None:
    assert client.get("/?lang=AAA").status_code == 422


NAMES = st.sampled_from(
    ["facility", "radius", "metric", "by", "population", "weighting", "f", "lang", "standard",
     "lon", "lat", "bbox", "limit", "offset", "setting", "x"]
)  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(
        ["health_centers", "500", "community", "area", "resident", "json", "csv", "116.4",
         "39.93", "", "-1", "1e308", "NaN", "Infinity", "0", "116.3,39.9,116.5,40", "null",
         "' OR 1=1 --", "%", "__class__", "gb50180-2018", "en", "\u0000", "９"]
    ),
    st.text(max_size=12),
    st.floats().map(str),
)  # fmt: skip
PATHS = st.sampled_from(
    ["coverage", "coverage/at", "green", "service-areas", "plan-figures", "layers",
     "layers/health_centers", "layers/nothing", ""]
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=PATHS, query=st.lists(st.tuples(NAMES, VALUES), max_size=5))
def test_no_query_brings_the_service_down(
    app: Flask, path: str, query: list[tuple[str, str]]
) -> None:
    answer = app.test_client().get(f"{AREA}/{path}", query_string=query)
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.content_type == "application/problem+json"
        body = _strict(answer.text)
        assert body["status"] == answer.status_code
        assert "Traceback" not in answer.text


def test_walks_are_never_shorter_than_straight_lines(client: FlaskClient) -> None:
    query = "coverage?facility=health_centers&radius=500&by=subdistrict"
    straight = client.get(f"{AREA}/{query}").get_json()
    walked = client.get(f"{AREA}/{query}&metric=walking").get_json()
    assert walked["parameters"]["metric"] == "walking"
    for line, walk in zip(straight["rows"], walked["rows"], strict=True):
        assert walk["population_share"] <= line["population_share"]
        assert walk["area_share"] <= line["area_share"]
        assert walk["nearest_m"] >= line["nearest_m"]
        assert walk["population_share_low"] <= walk["population_share"]
        assert walk["population_share"] <= walk["population_share_high"]
    assert walked["total"]["detour_index"] > 1
    assert "streets" in {one["layer"] for one in walked["receipt"]["layers"]}
    assert "streets" not in {one["layer"] for one in straight["receipt"]["layers"]}


def test_bands_of_minutes_are_told_apart(client: FlaskClient) -> None:
    query = "service-areas?facility=health_centers&metric=walking&minutes=5,10,15"
    body = client.get(f"{AREA}/{query}").get_json()
    ids = [feature["id"] for feature in body["features"]]
    assert ids == ["within-5-min", "within-10-min", "within-15-min", "unserved"]
    areas = [feature["properties"]["area_m2"] for feature in body["features"]]
    assert areas[0] < areas[1] < areas[2]
    assert body["parameters"]["radius"] == [300, 600, 900]


def test_csv_keeps_the_names_of_the_api_in_every_language(client: FlaskClient) -> None:
    """Kind of fault: documents that promise what no file has."""
    address = f"{AREA}/coverage?facility=health_centers&radius=500"
    rows = client.get(address).get_json()["rows"]
    files = [client.get(f"{address}&f=csv&lang={lang}").data for lang in ("zh", "en")]
    assert files[0] == files[1]
    head = files[0].decode("utf-8-sig").splitlines()[0]
    assert head.split(",") == list(rows[0])


def test_a_fault_tells_people_the_titles_of_what_is_accepted(client: FlaskClient) -> None:
    """Kind of fault: ids of programs shown to people."""
    told = client.get(f"{AREA}/coverage?facility=nope&lang=en").get_json()["errors"][0]
    assert "health_centers" in told["accepted"]
    assert "Health centers" in told["accepted_titles"]
    plain = client.get(f"{AREA}/coverage?facility=health_centers&radius=0&lang=en").get_json()
    assert "accepted_titles" not in plain["errors"][0]
