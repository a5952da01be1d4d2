import io
import json

import openpyxl
import pyogrio
import pytest
from shapely import Point, box

from app.compute import tasks
from layers import formats, store
from layers.catalogue import LAYER_TYPES
from layers.intake import IntakeContext, examine
from layers.intake.round_trip import equal
from layers.problems import Problem
from tests.builders.areas import town_area
from tests.builders.frames import lonlat_frame

LAYERS = "/api/v1/areas/dongcheng/layers"


def test_pages_together_are_the_whole_layer(client) -> None:
    path, seen = f"{LAYERS}/health_centers?limit=7", []
    for _ in range(20):
        page = client.get(path).get_json()
        seen += [feature["id"] for feature in page["features"]]
        assert page["numberMatched"] == 40
        assert page["numberReturned"] == len(page["features"])
        links = {link["rel"]: link["href"] for link in page["links"]}
        if "next" not in links:
            break
        path = links["next"]
    assert len(seen) == len(set(seen)) == 40
    assert links["prev"].endswith("limit=7&offset=28&version=1&f=geojson")
    assert links["prev"].startswith("http://localhost/api/v1/areas/")
    assert page["version"] == 1


def test_links_keep_the_format_and_are_those_of_the_host_that_asked(client) -> None:
    first = client.get(f"{LAYERS}/health_centers?limit=7&f=json")
    other = client.get(
        f"{LAYERS}/health_centers?limit=7&f=json", base_url="https://127.0.0.1", headers={}
    )
    for answer, root in ((first, "http://localhost/"), (other, "https://127.0.0.1/")):
        links = {link["rel"]: link for link in answer.get_json()["links"]}
        assert links["next"]["href"].startswith(root)
        assert links["next"]["href"].endswith("&f=json")
        assert links["next"]["type"] == "application/json"
        assert "version" not in links["self"]["href"]
    assert first.headers["ETag"] != other.headers["ETag"]


def test_a_layer_that_was_replaced_between_two_pages_is_noticed(empty_app) -> None:
    """The kind: rows that are lost or doubled without a word."""
    database, client = empty_app.extensions["database"], empty_app.test_client()

    def write(count: int) -> None:
        shapes = [Point(116.401 + 0.001 * at, 39.925) for at in range(count)]
        frame = lonlat_frame(shapes, name=[f"H{at}" for at in range(count)])
        with database.begin() as connection:
            store.write_layer(
                connection, "town", "elder_homes", frame, replace=True, actor="t", source="t"
            )

    with database.begin() as connection:
        store.create_area(connection, town_area(box(116.40, 39.92, 116.41, 39.93)))
    write(5)
    first = client.get("/api/v1/areas/town/layers/elder_homes?limit=2").get_json()
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    write(4)
    answer = client.get(following, headers={"Accept-Language": "en"})
    assert answer.status_code == 409
    told = answer.get_json()["detail"]
    assert "went from version 1 to 2 between two pages" in told
    begin = told.rpartition("begin again: ")[2]
    again = client.get(begin).get_json()
    assert (again["version"], again["numberMatched"], again["numberReturned"]) == (2, 4, 2)


def test_a_box_keeps_what_lies_in_it(client) -> None:
    whole = client.get(f"{LAYERS}/communities").get_json()
    box = "116.40,39.92,116.41,39.93"
    part = client.get(f"{LAYERS}/communities?bbox={box}").get_json()
    assert 0 < part["numberMatched"] < whole["numberMatched"] == 137
    feature = part["features"][0]
    assert feature["id"] == feature["properties"]["id"]
    assert client.get(f"{LAYERS}/communities?bbox=0,0,1,1").get_json()["features"] == []
    assert client.get(f"{LAYERS}/communities?offset=500").get_json()["numberReturned"] == 0


@pytest.mark.parametrize("form", ["json", "geojson", "csv", "xlsx", "gpkg"])
def test_every_format_holds_the_layer(client, tmp_path, form) -> None:
    answer = client.get(f"{LAYERS}/elder_homes?f={form}")
    assert answer.status_code == 200
    if form in {"json", "geojson"}:
        count = len(answer.get_json()["features"])
    elif form == "csv":
        count = len(answer.data.decode("utf-8-sig").splitlines()) - 1
    elif form == "xlsx":
        count = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0].max_row - 1
    else:
        path = tmp_path / "homes.gpkg"
        path.write_bytes(answer.data)
        count = len(pyogrio.read_dataframe(path))
    assert count == 9


def test_an_empty_layer_is_an_empty_collection(client) -> None:
    answer = client.get(f"{LAYERS}/population_cells")
    assert answer.get_json()["features"] == []
    assert client.get(f"{LAYERS}/population_cells?f=csv").status_code == 200


def test_a_page_that_is_not_the_whole_links_the_whole(client, tmp_path) -> None:
    """Silent cuts: a program that reads one address and follows no `next` got 10,000 features."""
    page = client.get(f"{LAYERS}/health_centers?limit=7&lang=en").get_json()
    whole = next(link for link in page["links"] if link["rel"] == "enclosure")
    assert whole["title"] == (
        "this page is not the whole; this file holds 40 features, all there are"
    )
    path = tmp_path / "all.gpkg"
    path.write_bytes(client.get(whole["href"]).data)
    assert len(pyogrio.read_dataframe(path)) == 40
    all_at_once = client.get(f"{LAYERS}/health_centers").get_json()
    assert [link["rel"] for link in all_at_once["links"]] == ["self"]


@pytest.mark.parametrize("form", ["geojson", "gpkg", "xlsx", "csv"])
def test_what_goes_out_by_http_comes_back(client, tmp_path, form) -> None:
    """Files by HTTP are those of the command: every column again, and no number of the store."""
    answer = client.get(f"{LAYERS}/elder_homes?f={form}&lang=en")
    path = tmp_path / f"homes.{form}"
    path.write_bytes(answer.data)
    kind = LAYER_TYPES["elder_homes"]
    back = examine(path, kind, IntakeContext()).frame
    page = client.get(f"{LAYERS}/elder_homes").get_json()["features"]
    told = json.loads(answer.headers.get("Shequ-Losses", "[]"))
    lost = {loss.split(":")[0] for loss in told}
    for column in kind.columns:
        was = [feature["properties"].get(column.name) for feature in page]
        assert all(map(equal, was, back[column.name])) or column.name in " ".join(lost)
    further = {name for feature in page for name in feature["properties"]}
    assert set(back.columns) - {one.name for one in kind.columns} <= {*further, "geometry"}
    assert form == "xlsx" or not told


def test_losses_of_a_file_are_told_in_a_header(client, monkeypatch) -> None:
    """Losses that a format cannot avoid are named with the file, in the language of the request."""
    lost = Problem(None, "beds", "export_rounded", "warning", {"count": 3})
    monkeypatch.setattr(tasks, "export", lambda *asked: formats.write(*asked) or [lost])
    path = f"{LAYERS}/elder_homes?f=csv&limit=8"
    (told,) = json.loads(client.get(f"{path}&lang=en").headers["Shequ-Losses"])
    assert "beds" in told
    assert told.endswith("3 numbers are rounded at the 16th digit")
    (chinese,) = json.loads(client.get(f"{path}&lang=zh").headers["Shequ-Losses"])
    assert "3 个数" in chinese
