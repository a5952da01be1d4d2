import pytest
from shapely.geometry import LineString

from app.analyses.ground.streets import network, walkable
from app.problems.errors import MissingLayerError

WAYS = [
    LineString([(0, 0), (100, 0)]),
    LineString([(100, 0), (100, 50)]),
    LineString([(0, 9), (9, 9)]),
]


def test_without_streets_the_missing_layer_is_named(town) -> None:
    with pytest.raises(MissingLayerError, match="streets"):
        network(town)


def test_streets_closed_to_walkers_are_left_out_and_unknown_ones_are_kept(town) -> None:
    town.put("streets", WAYS, walkable=[True, None, False])
    assert walkable(town).index.tolist() == [1, 2]
    found = network(town)
    assert found.edge_length.sum() == pytest.approx(150)
    assert found.edge_line.tolist() == [0, 1]


def test_only_motorways_are_no_network(town) -> None:
    town.put("streets", WAYS, walkable=[False, False, False])
    with pytest.raises(MissingLayerError, match="streets"):
        network(town)
