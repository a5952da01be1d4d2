import numpy as np
import pandas as pd
import pytest
import shapely

from layers.catalogue import LAYER_TYPES
from layers.reference_district.description import Description
from layers.reference_district.frames import (
    as_stored,
    chinese_number,
    join_blocks,
    point_frame,
    street_frame,
    subdistrict_frame,
)
from layers.reference_district.street_plan import StreetPlan


@pytest.mark.parametrize(
    ("n", "text"), [(1, "一"), (10, "十"), (14, "十四"), (20, "二十"), (99, "九十九")]
)
def test_numbers_are_written_as_in_community_names(n: int, text: str) -> None:
    assert chinese_number(n) == text


def test_communities_are_named_by_number_within_their_subdistrict(
    plan: StreetPlan, member_of: dict[int, int], description: Description
) -> None:
    communities = join_blocks(plan, member_of, description)
    first, last = description.subdistricts[0], description.subdistricts[-1]
    assert communities.names[0] == f"{first.name.removesuffix('街道')}第一社区"
    assert communities.names_en[-1] == f"{last.name_en} No. {last.communities}"
    quarters = subdistrict_frame(communities, description)
    assert quarters["code"].tolist()[:2] == ["110101001", "110101002"]
    whole = shapely.area(np.array(quarters["geometry"])).sum()
    assert whole == pytest.approx(shapely.area(communities.polygons).sum(), rel=1e-12)


def test_a_layer_without_features_has_its_columns(
    plan: StreetPlan, description: Description
) -> None:
    frame = as_stored("population_cells", None, plan, description)
    columns = [column.name for column in LAYER_TYPES["population_cells"].columns]
    assert len(frame) == 0
    assert list(frame.columns) == [*columns, "geometry"]


def test_stored_coordinates_are_rounded_degrees(plan: StreetPlan, description: Description) -> None:
    stored = as_stored("streets", street_frame(plan), plan, description)
    degrees = shapely.get_coordinates(stored.geometry.to_numpy())
    assert (degrees == degrees.round(9)).all()
    assert (stored["as_of"] == description.area.as_of).all()


def test_points_are_made_of_x_and_y() -> None:
    frame = point_frame(pd.DataFrame({"name": ["a"], "x": [3.0], "y": [4.0]}))
    assert list(frame.columns) == ["name", "geometry"]
    assert frame["geometry"][0].equals(shapely.Point(3, 4))
