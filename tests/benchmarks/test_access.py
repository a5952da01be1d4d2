"""The table of access: both ways agree, and a wrong one is marked."""

import numpy as np
import pytest

from tests.benchmarks import access


def test_both_ways_agree_on_a_small_case():
    lines, pairs = access.compare(400, 20)
    assert len(lines) == len(access.METHODS) * len(access.DECAYS)
    assert all(line.difference <= access.TOLERANCE for line in lines)
    assert pairs > 400
    assert "WRONG" not in access.render(400, 20, pairs, lines)


def test_a_way_that_is_wrong_is_marked(monkeypatch):
    monkeypatch.setitem(access.METHODS, "doubled", lambda case, decay: 2 * access.ours(case, decay))
    lines, pairs = access.compare(200, 10)
    assert access.render(200, 10, pairs, lines).count("WRONG") == len(access.DECAYS)


def test_the_case_is_the_same_at_every_run():
    one, two = access.make_case(100, 5), access.make_case(100, 5)
    assert (one.people == two.people).all()
    assert one.pairs.equals(two.pairs)


def test_a_matrix_gives_the_same():
    case = access.make_case(100, 5)
    assert access.matrix(case, "step") == pytest.approx(access.ours(case, "step"), rel=1e-12)
    assert np.isinf(access.filled(case)).sum() == 500 - len(case.pairs)
