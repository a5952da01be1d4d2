"""What is no receipt, or a forged one, is refused with its reason."""

import json
from typing import Any

import pytest
from flask import Flask

from app.database import Database
from app.problems.errors import ReceiptError
from app.services.replay import read_receipt, replay
from layers.errors import UnknownAreaError
from tests.app.replaying import ASKED, LAYER, WHOLE, again, receipt_of, run_here, states, town_of


@pytest.fixture
def database(empty_app: Flask) -> Database:
    return town_of(empty_app)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{", "brackets do not match"),
        ("[1]", "not a JSON object"),
        ('{"analysis": "coverage"}', "'area' is missing"),
        ('{"receipt": 3}', "not a JSON object"),
        ("[" * 100_000, "nested deeper than 64"),
        (json.dumps(WHOLE | {"area": "town\x01"}), "'area' is no name"),
        (json.dumps(WHOLE | {"area": "town\x00"}), "NUL"),
        (json.dumps(WHOLE | {"area": "\ud800"}), "half of a surrogate pair"),
        (json.dumps(WHOLE | {"area": "a\n"}), "'area' is no name"),
    ],
)
def test_what_is_no_receipt_is_refused(body: str, reason: str) -> None:
    with pytest.raises(ReceiptError, match=reason):
        read_receipt(body.encode())


@pytest.mark.parametrize(
    "entries",
    [
        [{"layer": "nothing", "version": 1}],
        [{"layer": LAYER}],
        [{"layer": LAYER, "version": True}],
        [3],
        [{"layer": LAYER, "version": 1, "sha256": None}] * 2,
    ],
)
def test_a_receipt_with_a_bad_layer_is_refused(database: Database, entries: list[Any]) -> None:
    result = run_here(database, **ASKED)
    with pytest.raises(ReceiptError):
        again(database, result, layers=entries)


def test_rows_and_facts_of_another_kind_are_not_taken_for_what_they_are_not(
    database: Database,
) -> None:
    receipt = receipt_of(run_here(database, **ASKED))
    odd = receipt | {"area_facts_sha256": [], "features": [1]}
    found = replay(database, read_receipt(json.dumps(odd).encode()))
    assert states(found)["area"] == "altered"
    nested: Any = 1
    for _ in range(62):
        nested = [nested]
    deep = {"receipt": receipt | {"result_sha256": "0" * 64}, "rows": [{"id": nested}]}
    with pytest.raises(ReceiptError, match="nested deeper than 64"):
        read_receipt(json.dumps(deep).encode())
    deep["rows"][0]["id"] = nested[0]
    compared = replay(database, read_receipt(json.dumps(deep).encode()))
    assert not compared.reproduced


def test_an_area_that_is_gone_is_named(database: Database) -> None:
    with pytest.raises(UnknownAreaError, match="nowhere"):
        again(database, run_here(database, **ASKED), area="nowhere")
    found = again(
        database,
        run_here(database, **ASKED),
        layers=[{"layer": LAYER, "version": 9, "sha256": "0" * 64}],
    )
    assert states(found)[f"layer {LAYER}"] == "lost"
