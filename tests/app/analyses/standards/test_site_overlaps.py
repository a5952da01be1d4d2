"""Sites drawn over each other: areas are added as they are, and that is said."""

import pytest
from shapely import Point, box

from app.analyses.standards.gaps import GapParameters
from app.analyses.standards.gaps import compute as gaps
from app.analyses.standards.site_overlaps import overlap
from tests.builders.rules import standard_of

RULE = {
    "id": "ground", "measure": "site_area_per_person", "layer": "sports_grounds",
    "levels": ["area"], "required": 0.3, "unit": "m2_per_person",
}  # fmt: skip


@pytest.mark.parametrize("shift", [50, 100])
def test_land_that_two_sites_are_drawn_over_is_told(town, shift) -> None:
    """Kind: a sum over drawings that counts land twice, without a word.

    Two grounds of 100 m by 100 m, the second 50 m on: 20,000 m2 are added, 5,000 of them twice.
    """
    town.put("sports_grounds", [box(0, 0, 100, 100), box(shift, 0, shift + 100, 100), Point(5, 5)])
    town.standard = lambda _name: standard_of(RULE)
    found = gaps(town, GapParameters(standard="one", by="area"))
    assert overlap(town, "sports_grounds") == pytest.approx((100 - shift) * 100)
    said = [note.en for note in found.notes if "overlap" in note.en]
    assert len(said) == (shift < 100)
    assert not said or "sites as drawn overlap by 5,000 m2" in said[0]
