"""The table of green: geopandas finds the same, and the table says where it does not."""

import numpy as np

from tests.benchmarks import green


def test_geopandas_finds_the_same_on_a_small_case(monkeypatch):
    monkeypatch.setattr(green, "RUNS", 1)
    lines = green.compare(12)
    assert len(lines) == 4
    assert all(one.agrees for one in lines)
    assert "DISAGREES" not in green.render(12, lines)


def test_a_wrong_answer_is_marked():
    found = green.line("areas", lambda: np.ones(2), "peer", lambda: np.array([1.0, 1.1]))
    assert not found.agrees
    assert green.render(1, [found]).endswith("DISAGREES")


def test_the_case_is_the_same_at_every_run_and_overlaps():
    one, two = green.make_case(9), green.make_case(9)
    assert one.people.geometry.equals(two.people.geometry)
    assert one.greens.area.sum() > sum(shape.area for shape in one.parks) * 1.05
