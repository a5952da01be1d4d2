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


def test_what_is_not_open_to_everybody_is_told_in_square_metres(town) -> None:
    """Kind: green for each person that counts private grounds without a word on how much.

    15,000 m2 in all; what only the attached one covers is told, what lies in a park too is open.
    """
    greens = town.frames["green_spaces"]
    town.frames["green_spaces"] = greens.assign(green_class="community_park")
    assert len(compute(town, GreenParameters()).notes) == 1
    classes = ["attached", *["community_park"] * (len(greens) - 1)]
    town.frames["green_spaces"] = greens.assign(green_class=classes)
    found = compute(town, GreenParameters())
    parks = greens.iloc[1:].union_all().area
    told = found.notes[1].en
    assert told.startswith(f"of it {15_000 - parks:,.0f} m2 are in greens that are not open")
    town.frames["green_spaces"] = greens.assign(green_class=None)
    (_, unknown) = compute(town, GreenParameters()).notes
    assert f"{len(greens)} of {len(greens)} green spaces state no class" in unknown.en
