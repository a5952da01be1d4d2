"""The scale error of a projection against what can be reckoned by hand."""

import math

import pytest
from shapely.geometry import box

from layers.crs.scale import ScaleError, places_within, scale_error, scale_range


def test_the_error_of_utm_on_its_meridian_and_at_its_edge():
    """UTM: 0.9996 on the meridian; 0.9996 * (1 + (3 degrees)^2 / 2) at the edge on the equator."""
    narrow = scale_error("EPSG:32631", box(2.999, 0, 3.001, 0.001))
    assert narrow.lengths == pytest.approx(0.0004, abs=1e-6)
    assert narrow.areas == pytest.approx(1 - 0.9996**2, abs=1e-6)
    least, most = scale_range("EPSG:32631", places_within(box(0, -0.5, 6, 0.5)))
    assert least == pytest.approx(0.9996, abs=1e-6)
    assert most == pytest.approx(0.9996 * (1 + math.radians(3) ** 2 / 2), abs=2e-5)


def test_areas_that_are_not_conformal_tell_the_worse_axis():
    """Plate carree at 60 N: a degree east is drawn twice as long as it is."""
    error = scale_error("EPSG:32662", box(10, 59.999, 10.001, 60))
    assert error.lengths == pytest.approx(1, abs=0.01)


def test_what_a_projection_does_not_reach_has_no_number():
    """Kind: an error that could not be measured is never 0."""
    told = ScaleError(math.inf, math.inf).told
    assert told == {"lengths": None, "areas": None}
    assert ScaleError(0.00012345, 0.0002469).told == {"lengths": 0.000123, "areas": 0.000247}
