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


def test_what_was_never_filled_in_is_no_fault(client: FlaskClient) -> None:
    answer = client.get(f"{ROOT}/nearest?lang=en")
    assert "faults" not in answer.text.split("<form")[0]
    assert _asked(answer.text)["parameters"] is None


def test_an_unknown_analysis_is_not_found(client: FlaskClient) -> None:
    answer = client.get(f"{ROOT}/nothing?lang=en", headers={"Accept": "text/html"})
    assert answer.status_code == 404
