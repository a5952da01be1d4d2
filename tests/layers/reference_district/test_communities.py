from collections import Counter

import numpy as np
import shapely

from layers.reference_district.communities import connected
from layers.reference_district.description import Description
from layers.reference_district.street_plan import StreetPlan


def test_every_block_belongs_to_a_community_of_its_subdistrict(
    plan: StreetPlan, member_of: dict[int, int], description: Description
) -> None:
    assert set(member_of) == set(plan.cells)
    homes = {(member_of[face], cell.subdistrict) for face, cell in plan.cells.items()}
    assert len(homes) == description.communities
    counts = Counter(letter for _, letter in homes)
    assert counts == {q.letter: q.communities for q in description.subdistricts}


def test_communities_are_whole_and_without_holes(
    plan: StreetPlan, member_of: dict[int, int]
) -> None:
    for community in set(member_of.values()):
        blocks = [plan.polygon(face) for face, owner in member_of.items() if owner == community]
        parts = shapely.get_parts(shapely.coverage_union_all(np.array(blocks)))
        assert len(parts) == 1
        assert not parts[0].interiors


def test_connected_needs_common_borders() -> None:
    borders: dict[int, dict[int, float]] = {1: {2: 50.0}, 2: {1: 50.0, 3: -20.0}, 3: {2: -20.0}}
    borders[4] = {}
    assert connected({1, 2, 3}, borders)
    assert not connected({1, 3}, borders)
    assert not connected({1, 2, 4}, borders)
    assert not connected(set(), borders)
