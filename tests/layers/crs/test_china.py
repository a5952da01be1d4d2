"""GCJ-02 and BD-09 against vectors published by independent libraries, and the laws they obey."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from pyproj import Geod

from layers.crs import china

GEOD = Geod(ellps="WGS84")
LON = st.floats(73.6, 135.0)
LAT = st.floats(18.0, 53.5)

# (function, input, published output, tolerance in degrees)
VECTORS = [
    ("wgs84_to_gcj02", (116.404, 39.915), (116.41024449916938, 39.91640428150164), 1e-13),
    ("gcj02_to_bd09", (116.404, 39.915), (116.41036949371029, 39.92133699351021), 1e-13),
    ("wgs84_to_bd09", (116.403988, 39.914266), (116.41661560068297, 39.92196580126834), 1e-13),
    # gcoord stops its iteration at 1e-6 degrees
    ("gcj02_to_wgs84", (123.0, 45.0), (122.99395597, 44.99804071), 1e-6),
    ("wgs84_to_gcj02", (121.5272106, 31.1774276), (121.531541859215, 31.17530398364597), 1e-12),
    ("wgs84_to_gcj02", (113.912316, 22.543847), (113.9171764808363, 22.540796131694766), 1e-12),
    ("wgs84_to_gcj02", (116.377817, 39.911954), (116.38404722455657, 39.91334545536069), 1e-12),
    # one-step and closed-form inverses of coordtransform: off by its known error, 2.4 m and 0.2 m
    ("gcj02_to_wgs84", (116.404, 39.915), (116.39775550083061, 39.91359571849836), 3e-5),
    ("bd09_to_gcj02", (116.404, 39.915), (116.39762729119315, 39.90865673957631), 2e-6),
    # a fixture 0.647 m off the formula
    ("wgs84_to_gcj02", (116.4011517, 39.9028057), (116.4074002, 39.9042136), 8e-6),
    ("wgs84_to_bd09", (116.4011517, 39.9028057), (116.4137852, 39.9105355), 8e-6),
]


@pytest.mark.parametrize(("name", "given_at", "expected", "tolerance"), VECTORS)
def test_published_vectors(name, given_at, expected, tolerance):
    assert_allclose(getattr(china, name)(*given_at), expected, rtol=0, atol=tolerance)


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
@given(lon=LON, lat=LAT)
def test_there_and_back_is_within_a_micrometer(datum, lon, lat):
    forward = getattr(china, f"wgs84_to_{datum}")
    x, y = china.TO_WGS84[datum](*forward(lon, lat))
    assert GEOD.inv(lon, lat, float(x), float(y))[2] < 1e-6


def test_offset_in_central_beijing_is_about_550_m():
    lon, lat = np.meshgrid(np.linspace(116.37, 116.45, 40), np.linspace(39.86, 39.97, 40))
    x, y = china.wgs84_to_gcj02(lon, lat)
    shift = GEOD.inv(lon, lat, x, y)[2]
    assert 540 < shift.min() <= shift.max() < 562


def test_arrays_keep_their_shape_and_numbers_become_arrays():
    x, y = china.gcj02_to_wgs84(np.full((3, 2), 116.4), np.full((3, 2), 39.9))
    assert x.shape == y.shape == (3, 2)
    assert np.unique(x).size == 1


def test_not_a_number_stays_so_and_spoils_no_neighbor():
    x, y = china.bd09_to_wgs84([np.nan, 116.4], [39.9, 39.9])
    assert np.isnan(x[0])
    assert_allclose((x[1], y[1]), china.bd09_to_wgs84(116.4, 39.9), rtol=0, atol=1e-14)
