"""The page of an analysis: a form from its parameters, and what its script is to ask for."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.analyses import ANALYSES

ROOT = "/areas/dongcheng/results"


def _asked(text: str) -> Any:
    found = re.search(r'id="page-config">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])["result"]


def test_the_list_leads_to_every_analysis(client: FlaskClient) -> None:
    text = client.get(ROOT).text
    for identifier, analysis in ANALYSES.items():
        assert f'href="{ROOT}/{identifier}"' in text
        assert analysis.title.en in text


@pytest.mark.parametrize("analysis", ANALYSES.values(), ids=list(ANALYSES))
def test_every_analysis_has_a_page_with_its_form(client: FlaskClient, analysis: Any) -> None:
    answer = client.get(f"{ROOT}/{analysis.id}?lang=en")
    assert answer.status_code == 200
    for name in analysis.parameters.model_fields:
        assert f'name="{name}"' in answer.text
    assert _asked(answer.text)["path"] == analysis.path


def test_the_script_asks_for_what_the_address_says(client: FlaskClient) -> None:
    answer = client.get(f"{ROOT}/coverage?facility=elder_homes&radius=800&lang=en")
    asked = _asked(answer.text)["parameters"]
    assert (asked["facility"], asked["radius"], asked["metric"]) == (
        "elder_homes",
        "800",
        "euclidean",
    )


def test_faults_are_told_above_the_form_and_nothing_is_asked(client: FlaskClient) -> None:
    answer = client.get(f"{ROOT}/coverage?facility=elder_homes&radius=-3&speling=1&lang=en")
    assert answer.status_code == 200
    assert _asked(answer.text)["parameters"] is None
    assert "a number 1 to 20000 m" in answer.text
    assert "speling" in answer.text


@pytest.mark.parametrize("analysis", list(ANALYSES))
def test_a_page_opens_with_a_question_that_has_an_answer(
    client: FlaskClient, analysis: str
) -> None:
    """But for rasters, which the area does not have."""
    answer = client.get(f"{ROOT}/{analysis}?lang=en")
    assert 'class="faults"' not in answer.text
    asked = _asked(answer.text)
    found = client.get(f"/api/v1{ROOT[:-8]}/{asked['path']}", query_string=asked["parameters"])
    assert found.status_code == (422 if analysis == "green-cover" else 200), found.text


def test_rules_and_key_figures_are_told_to_the_script(client: FlaskClient) -> None:
    asked = _asked(client.get(f"{ROOT}/priorities?lang=en").text)
    assert asked["rules"]["police-800m"]["en"].startswith("People within 800 m")
    assert asked["columns"][0] == "rank"
    assert "uncovered_population" in asked["figures"]


def test_a_stored_scenario_is_offered_and_asked_for_first(client: FlaskClient) -> None:
    edits = [{"edit": "add_facility", "lon": 116.41, "lat": 39.93}]
    body = {"name": "two-rooms", "facility": "culture_rooms", "title": "两处", "edits": edits}
    assert client.post("/api/v1/areas/dongcheng/scenarios", json=body).status_code == 201
    try:
        text = client.get(f"{ROOT}/what-if?lang=en").text
        assert '<option value="two-rooms" selected>两处</option>' in text
        assert _asked(text)["parameters"]["facility"] == "culture_rooms"
    finally:
        client.delete("/api/v1/areas/dongcheng/scenarios/two-rooms")


def test_what_an_address_leaves_open_is_filled_in(client: FlaskClient) -> None:
    text = client.get(f"{ROOT}/coverage?metric=walking&lang=en").text
    assert 'class="faults"' not in text
    assert _asked(text)["parameters"]["metric"] == "walking"
    assert _asked(text)["parameters"]["facility"]


@pytest.mark.parametrize("analysis", [one.id for one in ANALYSES.values() if "facility" in
                                      one.parameters.model_fields])  # fmt: skip
def test_a_facility_alone_is_a_question_that_has_an_answer(
    client: FlaskClient, analysis: str
) -> None:
    """Kind of fault: an address that names a part is refused where one without any is answered."""
    asked = _asked(client.get(f"{ROOT}/{analysis}?facility=culture_rooms&lang=en").text)
    assert asked["parameters"]["facility"] == "culture_rooms"
    found = client.get(f"/api/v1{ROOT[:-8]}/{asked['path']}", query_string=asked["parameters"])
    assert found.status_code == 200, found.text


def test_a_scenario_alone_brings_its_facility_and_another_facility_its_own_edits(
    client: FlaskClient,
) -> None:
    edits = [{"edit": "add_facility", "lon": 116.41, "lat": 39.93}]
    body = {"name": "rooms", "facility": "culture_rooms", "title": "两处", "edits": edits}
    assert client.post("/api/v1/areas/dongcheng/scenarios", json=body).status_code == 201
    try:
        given = _asked(client.get(f"{ROOT}/what-if?scenario=rooms&lang=en").text)["parameters"]
        assert given["facility"] == "culture_rooms"
        other = _asked(client.get(f"{ROOT}/what-if?facility=elder_homes").text)["parameters"]
        assert other["facility"] == "elder_homes"
        assert "scenario" not in other
        assert "add_facility" in other["edits"]
        unknown = _asked(client.get(f"{ROOT}/what-if?facility=nope").text)
        assert unknown["parameters"] is None
    finally:
        client.delete("/api/v1/areas/dongcheng/scenarios/rooms")


def test_what_if_begins_with_a_facility_where_it_is_farthest_to_one(client: FlaskClient) -> None:
    parameters = _asked(client.get(f"{ROOT}/what-if?lang=en").text)["parameters"]
    answer = client.get(f"/api/v1{ROOT[:-8]}/what-if", query_string=parameters).get_json()
    assert answer["total"]["gained"] > 0
    assert answer["total"]["nearest_m_after"] < answer["total"]["nearest_m_before"]


def test_an_unknown_analysis_is_not_found(client: FlaskClient) -> None:
    answer = client.get(f"{ROOT}/nothing?lang=en", headers={"Accept": "text/html"})
    assert answer.status_code == 404
