import numpy as np
import pytest

from app.analyses.green.tree_cover import tree_cover
from app.problems.errors import ParameterError


def _cover(town, trees="10", full=100.0):
    return tree_cover(town, town.metric("communities"), trees=trees, full=full)


def test_a_canopy_raster_comes_before_land_cover_and_an_index_is_not_taken(town, put) -> None:
    assert _cover(town) is None
    put("ndvi", np.array([0.9], dtype="float32"))
    assert _cover(town) is None
    put("land_cover", np.array([10, 10, 30, 10], dtype="uint8"))
    assert _cover(town)["canopy_ratio"].tolist() == [1.0, 0.5]
    assert _cover(town, trees="10,30")["canopy_ratio"].tolist() == [1.0, 1.0]
    put("canopy", np.array([20, 40, 0, 8], dtype="uint8"))
    assert _cover(town)["canopy_ratio"].tolist() == pytest.approx([0.3, 0.04])
    assert _cover(town, full=80.0)["canopy_ratio"].tolist() == pytest.approx([0.375, 0.05])


def test_codes_that_are_no_numbers_are_refused(town, put) -> None:
    put("land_cover", np.array([10], dtype="uint8"))
    with pytest.raises(ParameterError):
        _cover(town, trees="")
