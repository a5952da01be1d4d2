import io

import openpyxl
import pyogrio
import pytest

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
    assert links["prev"].endswith("limit=7&offset=28")


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
