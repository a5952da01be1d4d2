"""The shortest link: opened it works, and trying every shorter one shows that none is enough."""

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

from spatial.fixes.links import ShareRule, open_link, shortest_link
from spatial.network.network import Network

# Two streets 40 m apart that never meet; the clinic is on the northern one, people on the other.
STREETS = np.array(
    [LineString([(0, 0), (100, 0), (200, 0), (300, 0)]), LineString([(0, 40), (300, 40)])]
)
HOMES = np.array([[50.0, 0.0], [150.0, 0.0], [250.0, 0.0]])
PEOPLE = np.array([10.0, 20.0, 30.0])
CLINIC = np.array([[300.0, 40.0]])


def _served(network, radius, share, homes=HOMES, people=PEOPLE, goals=CLINIC) -> bool:
    away = network.nearest(homes, goals)[0]
    return people[away <= radius].sum() >= share * people.sum() * (1 - 1e-12)


def test_the_gate_between_two_streets() -> None:
    network = Network.from_lines(STREETS)
    found = shortest_link(
        network, HOMES, PEOPLE, CLINIC, rule=ShareRule(radius=200, share=0.5), longest=100
    )
    # The last home has 60 people's half: 30. Straight across is 40 m, at a corner of its street.
    assert found.length == pytest.approx(40)
    assert found.share >= 0.5
    assert found.line.coords[0][0] == found.line.coords[1][0]
    # At 100 and 0 m it would be too far round: the link lies at 200 or 300 m.
    assert found.line.coords[0][0] in {200, 300}


def test_a_link_that_is_opened_inside_an_edge_is_met_there() -> None:
    network = Network.from_lines(STREETS)
    edges = np.flatnonzero(network.edge_line == 1)
    opened = open_link(network, np.array([[200.0, 0.0], [200.0, 40.0]]), np.array([-1, edges[0]]))
    away = opened.nearest(np.array([[150.0, 0.0]]), CLINIC)[0]
    assert away[0] == pytest.approx(50 + 40 + 100)


def test_no_link_is_named_where_the_rule_is_met_or_none_is_enough() -> None:
    network = Network.from_lines(STREETS)
    met = shortest_link(network, HOMES, PEOPLE, HOMES, rule=ShareRule(1, 1.0), longest=100)
    short = shortest_link(network, HOMES, PEOPLE, CLINIC, rule=ShareRule(200, 0.5), longest=39)
    near = shortest_link(network, HOMES, PEOPLE, CLINIC, rule=ShareRule(60, 1.0), longest=100)
    assert (met, short, near) == (None, None, None)


def test_a_link_does_not_run_through_a_barrier() -> None:
    network = Network.from_lines(STREETS)
    water = [box(195, 10, 400, 30)]
    rule = ShareRule(radius=250, share=0.5)
    free = shortest_link(network, HOMES, PEOPLE, CLINIC, rule=rule, longest=100)
    found = shortest_link(network, HOMES, PEOPLE, CLINIC, rule=rule, longest=100, barriers=water)
    assert free.length == pytest.approx(40)
    assert found is None or not shapely.intersects(found.line, water[0].buffer(-1))


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.4, 0.7, 1.0]), st.floats(60, 300))
def test_no_shorter_link_between_corners_is_enough(seed, share, radius) -> None:
    random = np.random.default_rng(seed)
    lines = [
        LineString(random.integers(0, 20, (random.integers(2, 4), 2)) * 20.0) for _ in range(5)
    ]
    lines = np.array([line for line in lines if line.length > 0])
    network = Network.from_lines(lines)
    # At corners, so that a new link is not a street that anybody lives nearer to.
    corners = np.unique(network.vertices, axis=0)
    homes = corners[random.integers(0, len(corners), 6)]
    people = random.integers(1, 9, 6).astype(float)
    goal = corners[random.integers(0, len(corners), 1)]
    rule, longest = ShareRule(radius, share), 80.0
    if _served(network, radius, share, homes, people, goal):
        return
    found = shortest_link(network, homes, people, goal, rule=rule, longest=longest)
    if found is not None:
        assert found.share >= share * (1 - 1e-9)
    below = longest if found is None else found.length - 1e-6
    for one, other in combinations(range(len(corners)), 2):
        ends = corners[[one, other]]
        if np.hypot(*(ends[0] - ends[1])) < below:
            opened = open_link(network, ends, np.array([-1, -1]))
            assert not _served(opened, radius * (1 - 1e-9), share, homes, people, goal)
