"""The table of zonal sums: every method agrees, and one that is wrong is marked."""

import pytest

from tests.benchmarks import raster


def test_every_method_agrees_on_a_small_case(tmp_path):
    path = tmp_path / "people.tif"
    raster.write_raster(path, 300)
    zones = raster.make_zones(300, 20)
    assert zones.area.sum() == pytest.approx(3000.0**2)
    exact = raster.ours(path, zones)
    found = {method: run(path, zones) for method, run in raster.METHODS.items()}
    lines = [raster._line(method, [(1.0, 1.0, sums)], exact) for method, sums in found.items()]
    assert all(line.agrees for line in lines)
    assert lines[0].difference == 0
    wrong = raster._line("ours", [(1.0, 1.0, exact * 2)], exact)
    assert not wrong.agrees
    assert raster.render(300, 20, [lines[0], wrong]).endswith("NO")


def test_a_method_is_measured_by_itself(tmp_path):
    path = tmp_path / "people.tif"
    raster.write_raster(path, 100)
    seconds, memory, sums = raster.measure("ours", path, 100, 4)
    assert seconds > 0
    assert memory > 10
    assert len(sums) == 4
