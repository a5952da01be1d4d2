import math

import pytest

from app.analyses.green.green import GreenParameters, compute
from app.problems.errors import MissingLayerError


def test_overlapping_green_counts_once_and_the_ledger_balances(town) -> None:
    found = compute(town, GreenParameters())
    west, east = found.rows.loc[1], found.rows.loc[2]
    assert west["green_area_m2"] == pytest.approx(15_000)
    assert west["green_per_resident_m2"] == pytest.approx(15_000 / 8000)
    assert west["green_per_registered_m2"] == pytest.approx(15_000 / 9000)
    assert east["green_area_m2"] == 0
    assert math.isnan(east["green_per_registered_m2"])
    ledger = found.total["ledger"]
    assert ledger["sum_of_polygons_m2"] - ledger["overlap_m2"] == pytest.approx(15_000)


def test_without_green_spaces_the_layer_is_named(town) -> None:
    town.frames.pop("green_spaces")
    with pytest.raises(MissingLayerError, match="green_spaces"):
        compute(town, GreenParameters(by="area"))
