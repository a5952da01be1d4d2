"""Reasons of rasters stand in the one table of reasons."""

from layers.causes.rasters import RASTER_REASONS
from layers.formats.refusal import REASONS


def test_each_is_a_reason_of_a_raster():
    assert RASTER_REASONS.items() <= REASONS.items()
    assert all(name.startswith("raster_") for name in RASTER_REASONS)
    assert not [name for name in REASONS.keys() - RASTER_REASONS.keys() if "raster_" in name]
