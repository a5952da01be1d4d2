import pytest
from flask import Flask
from psycopg2 import errors as pg
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.analyses.coverage.coverage import CoverageParameters
from app.params import parse
from app.problems.errors import Fault, MissingLayerError, ParameterError, describe
from layers.catalogue import LAYER_TYPES
from layers.errors import FormatError, ServerError, UnknownAreaError, VersionConflictError
from layers.text import Text
from spatial.errors import ShapeError

HIDDEN = "/srv/secret/var/postgres"
FAULT = Fault("radius", Text("坏", "bad"), Text("可用：1", "accepted: 1"))


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (ParameterError(FAULT), 422, "radius: bad (accepted: 1)"),
        (ParameterError(FAULT, Fault("x", FAULT.detail, FAULT.accepted, "unknown")), 400, "2 "),
        (UnknownAreaError(slug="x", accepted="dongcheng"), 404, "dongcheng"),
        (MissingLayerError(area="a", layer="green_spaces"), 409, "green_spaces"),
        (VersionConflictError(layer="streets", found=3, expected=2), 412, "version 3"),
        (FormatError(name="a.txt", reason="no"), 422, "a.txt"),
        (ShapeError("zones: must be polygons"), 422, "polygons"),
        (ServerError(reason=HIDDEN), 503, "try again"),
        (PoolTimeout("pool"), 503, "try again"),
        (OperationalError("SELECT 1", {}, Exception(HIDDEN)), 503, "try again"),
        (DBAPIError("SELECT 1", {}, pg.QueryCanceled()), 500, "logged"),
        (RuntimeError(HIDDEN), 500, "logged"),
    ],
)
def test_each_error_has_one_status_and_tells_no_secret(error, status, said) -> None:
    problem = describe(error, "en")
    assert problem.status == status
    assert said in problem.detail
    assert HIDDEN not in str(problem)
    assert "SELECT" not in str(problem)
    assert (problem.retry_after is not None) is (status == 503)


class _CodedError(Exception):
    pgcode = "57014"


def test_a_statement_that_takes_too_long_is_a_504() -> None:
    problem = describe(DBAPIError("SELECT pg_sleep(60)", {}, _CodedError()), "zh")
    assert problem.status == 504
    assert "时限" in problem.detail


def test_people_get_a_page_and_programs_json(app: Flask) -> None:
    page = app.test_client().get("/nothing", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert page.content_type.startswith("text/html")
    problem = app.test_client().get("/nothing", headers={"Accept": "application/json"})
    assert problem.content_type == "application/problem+json"
    named = app.test_client().get("/areas/nowhere", headers={"Accept": "text/html"})
    assert named.status_code == 404
    assert "dongcheng" in named.text


def test_an_unexpected_error_is_logged_and_told_without_a_trace(app, monkeypatch, caplog) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(HIDDEN)

    monkeypatch.setattr("app.views.api.ask_analysis", broken)
    answer = app.test_client().get("/api/v1/areas/dongcheng/green")
    assert answer.status_code == 500
    assert HIDDEN not in answer.text
    assert HIDDEN in caplog.text


def test_a_page_lists_choices_by_their_titles_and_programs_by_value() -> None:
    with pytest.raises(ParameterError) as caught:
        parse(CoverageParameters, [("facility", "police")])
    spoken = describe(caught.value, "en", page=True).faults[0]["accepted"]
    assert spoken.startswith("accepted: Police stations, ")
    chinese = describe(caught.value, "zh", page=True).faults[0]["accepted"]
    assert "、" in chinese
    assert "police_stations" not in spoken + chinese
    assert "police_stations" in describe(caught.value, "en").faults[0]["accepted"]


def test_a_missing_layer_is_told_by_its_title_with_the_command_that_fills_it() -> None:
    told = MissingLayerError(area="a", layer="green_spaces").text("en")
    assert LAYER_TYPES["green_spaces"].title.en in told
    assert "flask layers import a green_spaces FILE" in told


def test_a_path_makes_one_line_of_the_log(
    empty_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    empty_app.add_url_rule("/api/broken/<name>", "broken", lambda name: name / 0)
    answer = empty_app.test_client().get("/api/broken/a%0aERROR%20forged%1b[31m")
    assert answer.status_code == 500
    said = [
        record.getMessage() for record in caplog.records if record.name == "app.problems.errors"
    ]
    assert said == ["unexpected error at /api/broken/a\\nERROR forged\\x1b[31m"]


def test_a_raster_that_is_missing_is_called_by_its_title_with_its_own_command() -> None:
    # Kind: an id of the code where a name is due, and no mend.
    missing = MissingLayerError(area="town", layer="population_raster")
    assert describe(missing, "en").detail == (
        "layer 'Population raster' of area 'town' holds nothing yet; import it first:"
        " flask rasters import town population FILE"
    )
    assert "flask rasters import town population 文件" in describe(missing, "zh").detail
