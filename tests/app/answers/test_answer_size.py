import numpy as np
import pytest
from shapely import Point

from app.answers.answer_size import MOST_BYTES, VERTEX, require_small
from app.problems.errors import TooCostlyError, describe
from app.services.run import Result
from layers.text import Text
from tests.builders.frames import lonlat_frame


def _result(shapes: int, corners: int) -> Result:
    ring = Point(0, 0).buffer(1, corners // 4)
    rows = lonlat_frame([ring] * shapes, area=np.ones(shapes))
    return Result("green", Text("绿", "Green"), rows, {}, {}, {})


def test_an_answer_with_too_many_vertices_is_refused_but_not_its_table() -> None:
    most = MOST_BYTES // VERTEX
    require_small(_result(100, most // 200), "geojson")
    large = _result(100, 2 * most // 100)
    with pytest.raises(TooCostlyError) as caught:
        require_small(large, "geojson")
    problem = describe(caught.value, "en")
    assert (problem.status, problem.slug) == (422, "too-costly")
    assert "64 MB" in problem.detail
    assert problem.faults[0]["accepted"] == "accepted: json, csv, xlsx"
    require_small(large, "csv")
