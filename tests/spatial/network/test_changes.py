"""Opened streets join at shared vertices only, and nothing known changes its number."""

import shapely

from spatial.network.network import Network

LINE = shapely.LineString


def test_two_new_streets_join_each_other_and_old_nodes():
    before = Network.from_lines([LINE([(0, 0), (100, 0)])])
    after = before.with_lines([LINE([(100, 0), (100, 50), (0, 50)]), LINE([(100, 50), (200, 50)])])
    assert len(after.nodes) == 5
    assert (after.nodes[:2] == before.nodes).all()
    assert after.edge_open.tolist() == [True] * 4
    assert after.nearest([(200, 50)], [(0, 0)])[0].tolist() == [250]


def test_a_closed_edge_is_not_split_again():
    bent = Network.from_lines([LINE([(0, 0), (50, 10), (100, 0)])]).without_edges([0])
    after = bent.with_lines([LINE([(50, 10), (50, 90)])])
    assert after.edge_open.tolist() == [False, True]
    assert after.component[after.edge_ends[0]].tolist() == [-1, -1]


def test_a_street_opened_twice_leads_over_the_same_nodes():
    line = LINE([(0, 0), (50, 10), (100, 0)])
    after = Network.from_lines([line]).without_edges([0]).with_lines([line])
    assert after.edge_ends[0].tolist() == after.edge_ends[1].tolist()
    assert len(after.nodes) == 2


def test_nothing_opened_changes_nothing():
    before = Network.from_lines([LINE([(0, 0), (100, 0)])])
    for lines in ([], [None], [LINE()]):
        after = before.with_lines(lines)
        assert after.edge_open.tolist() == [True]
        assert after.nodes.tolist() == before.nodes.tolist()


def test_only_points_near_what_changed_are_looked_up(monkeypatch):
    before = Network.from_lines([LINE([(0, 0), (100, 0)]), LINE([(0, 500), (100, 500)])])
    earlier = before.attach([(50, 5), (50, 400), (50, 495)])
    after = before.with_lines([LINE([(0, 390), (100, 390)])])
    asked = []
    real = Network.attach
    monkeypatch.setattr(
        Network,
        "attach",
        lambda self, points, **more: asked.append(len(points)) or real(self, points, **more),
    )
    again = after.reattach(earlier, before)
    assert asked == [0]
    assert again.edge.tolist() == [0, 2, 1]
    assert again.leg.tolist() == [5, 10, 5]
    closed = after.without_edges([1])
    assert closed.reattach(again, after).edge.tolist() == [0, 2, 2]
    assert asked == [0, 1]
