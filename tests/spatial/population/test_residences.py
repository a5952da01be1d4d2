import pytest
from shapely import box

from spatial.errors import MissingColumnError
from spatial.population.residences import dwellings
from tests.builders.frames import frame

SIX = [box(i * 20, 0, i * 20 + 10, 10) for i in range(6)]


def _buildings(**columns):
    names = ("building_use", "floors", "floor_area_m2", "dwelling_area_m2")
    given = {name: [None] * len(SIX) for name in names}
    return frame(SIX, **(given | columns))


def test_the_best_that_is_known_gives_the_area() -> None:
    found = dwellings(
        _buildings(
            building_use=["住宅", "house", "Apartments", "house", "school", None],
            dwelling_area_m2=[250.0, None, None, None, None, None],
            floor_area_m2=[900.0, 180.0, None, None, 400.0, None],
            floors=[9, 9, 3, None, 4, 4],
        )
    )
    assert found.area.tolist() == [250, 180, 300, 100, 0, 0]
    assert found.certain.tolist() == [True, True, True, False, True, True]


def test_where_no_use_says_home_the_unnamed_are_homes() -> None:
    found = dwellings(_buildings(building_use=["yes", None, "", "school", "yes", "yes"]))
    assert found.area.tolist() == [100, 100, 100, 0, 100, 100]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(MissingColumnError, match="floors"):
        dwellings(_buildings().drop(columns="floors"))
