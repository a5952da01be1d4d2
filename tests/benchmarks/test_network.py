"""The table of the network: answers are right, and wrong ones are marked."""

import numpy as np
import pytest

from spatial.network.network import Network
from tests.benchmarks import network


def test_every_answer_is_right_on_a_small_case():
    lines = network.compare(20, peers=())
    assert [line.right for line in lines] == [True] * 5
    assert network.render(lines).count("yes") == 5


@pytest.mark.filterwarnings("ignore")
def test_pandana_answers_by_corners():
    pytest.importorskip("pandana", reason="a peer of the benchmarks only")
    case = network.make_case(20, street_like=True)
    line = network.from_lines_to_answers(case)
    assert line.right
    assert "corners are off" in line.remark


def test_a_wrong_answer_is_marked(monkeypatch):
    case = network.make_case(20)
    streets = Network.from_lines(case.lines)
    real = Network.nearest
    monkeypatch.setattr(
        Network, "nearest", lambda *args: (np.add(real(*args)[0], 0.1), real(*args)[1])
    )
    line = network.walking(case, streets)
    assert not line.right
    assert "NO" in network.render([line])


def test_the_case_is_the_same_at_every_run_and_has_the_size_asked_for():
    one, two = network.make_case(30), network.make_case(30)
    assert (one.links == two.links).all()
    assert (one.demand == two.demand).all()
    assert len(one.links) == round(500_000 * (30 / 447) ** 2)
    assert len(network.make_case(30, street_like=True).links) < 0.75 * len(one.links)
