"""The table that `make bench` prints: every method agrees, and the table says so."""

import numpy as np
import pytest

from tests.benchmarks import coverage


def test_every_method_agrees_on_a_small_case():
    lines = coverage.compare(60)
    assert [line.method for line in lines] == list(coverage.METHODS)
    assert all(line.within_error for line in lines)
    assert lines[0].difference == 0
    assert lines[1].difference == pytest.approx(lines[2].difference, rel=1e-6)
    assert 0 < lines[1].difference < 0.002 * np.pi * coverage.RADIUS**2 * 9


def test_a_method_that_is_wrong_is_marked(monkeypatch):
    def doubled(case):
        return 2 * coverage.ours(case)

    monkeypatch.setitem(coverage.METHODS, "doubled", doubled)
    lines = coverage.compare(60)
    assert [line.within_error for line in lines] == [True, True, True, False]
    assert coverage.render(60, lines).endswith("NO")


def test_the_case_is_the_same_at_every_run_and_tiles_the_square():
    one, two = coverage.make_case(40), coverage.make_case(40)
    assert (one.points == two.points).all()
    assert sum(zone.area for zone in one.zones) == pytest.approx(40 * coverage.SPACING**2)
