"""The comparison with peers: answers are checked, and a peer that takes too long is ended."""

import numpy as np
import pytest

from tests.benchmarks import siting


def question(model, radius=0.0, sites=2):
    cost, people = siting.town(12, 1)
    return siting.Question("small", model, cost, people, sites, radius)


@pytest.mark.parametrize("model", ["lscp", "mclp", "p-median", "p-center"])
def test_a_peer_that_is_right_agrees_and_one_that_is_better_does_not(monkeypatch, model):
    asked = question(model, 4000.0)
    best = siting.ours(asked)
    monkeypatch.setattr(siting, "peer", lambda *_: (1.0, best.sites.tolist()))
    line = siting.compare(asked)
    assert line.agrees
    assert line.gap == 0
    far = [int(asked.cost.sum(axis=1).argmax())]
    monkeypatch.setattr(siting, "peer", lambda *_: (1.0, far))
    assert not siting.compare(asked).agrees
    text = siting.render([line])
    assert "where both finish" in text


def test_a_peer_that_is_ended_is_told(monkeypatch):
    monkeypatch.setattr(siting, "peer", lambda *_: None)
    line = siting.compare(question("p-median"))
    assert line.peer is None
    assert "not finished" in siting.render([line])


def test_networks_are_connected_and_the_same_at_every_run():
    one, two = siting.network(60, 3), siting.network(60, 3)
    assert (one == two).all()
    assert np.isfinite(one).all()


def test_a_later_edge_replaces_an_earlier_one(tmp_path):
    path = tmp_path / "pmed.txt"
    path.write_text("3 3 1\n1 2 5\n2 3 4\n2 1 9\n", encoding="ascii")
    cost, sites = siting.or_library(path)
    assert sites == 1
    assert cost.tolist() == [[0, 9, 13], [9, 0, 4], [13, 4, 0]]
