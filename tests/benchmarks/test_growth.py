"""The table and the plot of growth: right answers, and a method that grows too fast is told."""

import json

import numpy as np
import pytest
import shapely

from tests.benchmarks import growth
from tests.benchmarks.growth import Line


def line(number, processor, method="nearest"):
    return Line(method, number, processor, processor, processor, 200.0, 100.0, 1.0)


def test_answers_for_a_small_town_are_checked(monkeypatch):
    town = growth.make_town(300)
    assert growth.checked(town)
    monkeypatch.setattr(growth, "nearest_distance", lambda points, _: (np.zeros(len(points)), 0))
    assert not growth.checked(town)


def test_towns_grow_at_one_density():
    for number in (1000, 40_000):
        town = growth.make_town(number)
        squares = growth.communities(town)
        assert shapely.area(squares).sum() == pytest.approx(number / growth.DENSITY * 1e6)
        assert (town.points < town.side).all()
        assert len(town.facilities) == max(number // 5000, 1)


@pytest.mark.parametrize("method", growth.METHODS)
def test_every_method_runs_in_a_process_of_its_own(method):
    found = growth.measure_apart(method, 500)
    assert (found.method, found.number) == (method, 500)
    assert 0 < found.seconds <= found.slowest
    assert 0 < found.inputs <= found.peak
    assert np.isfinite(found.answer)


def test_growth_is_taken_over_the_last_hundredfold():
    assert growth.exponent([line(10, 5), line(100, 1), line(1000, 9), line(10_000, 100)]) == 1


def test_steep_growth_fails_the_run(monkeypatch, capsys):
    power = {"coverage": 1.0, "nearest": 1.0, "network": 1.0, "green": 1.5}

    def fake(method, number):
        return line(number, (number / 1e3) ** power[method], method)

    monkeypatch.setattr(growth, "measure_apart", fake)
    assert growth.main(small=True) is False
    told = capsys.readouterr().out
    assert "green: dissolve, ledger, catchment: time grows as points^1.50" in told
    power["green"] = 1.1
    assert growth.main(small=True) is True


def test_the_plot_is_drawn(tmp_path):
    pytest.importorskip("matplotlib", reason="drawn by the benchmarks only")
    lines = [line(10**k, 10.0 ** (k - 6), method) for method in growth.METHODS for k in (3, 4)]
    growth.plot(lines, tmp_path / "images" / "growth.png")
    assert (tmp_path / "images" / "growth.png").read_bytes().startswith(b"\x89PNG")


def test_lines_survive_the_way_between_processes():
    assert Line(**json.loads(json.dumps(line(10, 1.0).__dict__))) == line(10, 1.0)
