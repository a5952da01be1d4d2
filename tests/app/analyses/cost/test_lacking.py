"""Kind: a question that lacks its data is told that it takes too much, which is no mend."""

import pytest

from app.analyses import ANALYSES
from app.analyses.cost.lacking import lacks
from app.analyses.ground.cost import Sizes
from app.params import parse

NOTHING = Sizes(features={"communities": 9}, area_m2=1e9)
ALL = Sizes(
    features={"communities": 9, "streets": 9, "compounds": 9, "buildings": 9},
    cells={"population_raster": 9},
)


def _asked(**given: str):
    coverage = ANALYSES["coverage"].parameters
    return parse(coverage, {"facility": "health_centers", **given}.items())


@pytest.mark.parametrize(
    "given",
    [
        {"metric": "walking"},
        {"by": "compound"},
        {"weighting": "raster"},
        {"weighting": "dwellings"},
    ],
)
def test_what_asks_for_data_that_are_not_there_lacks_them(given) -> None:
    assert lacks(NOTHING, _asked(**given))
    assert not lacks(ALL, _asked(**given))


def test_land_and_the_finest_there_is_lack_nothing() -> None:
    for weighting in ("auto", "demand", "residential", "area"):
        assert not lacks(NOTHING, _asked(weighting=weighting))
