"""What questions about sites stand on: candidates of each kind, facilities that stay or go."""

import numpy as np
import pytest

from app.analyses.siting.site_ground import PlaceParameters, forbidden_classes, site_ground
from app.problems.errors import MissingLayerError, ParameterError
from tests.builders.site_towns import put_parcels, put_row


def _ground(town, *, keep=True, **values):
    return site_ground(town, PlaceParameters(facility="health_centers", **values), keep=keep)


def test_the_grid_covers_the_area_and_leaves_out_forbidden_land(town) -> None:
    put_row(town)
    assert len(_ground(town, spacing=500.0).candidates) == 5 * 3
    put_parcels(town)
    found = _ground(town, spacing=50.0, forbidden="public_service,residential")
    # Of the six parcels, five are barred; each holds one point of a grid of 50 m.
    assert found.candidates.forbidden == 5
    assert len(found.labels) == len(found.candidates)


def test_parcels_need_land_use_and_others_need_facilities(town) -> None:
    put_row(town)
    with pytest.raises(MissingLayerError, match="land_use"):
        _ground(town, candidates="parcels")
    with pytest.raises(MissingLayerError, match="facilities"):
        _ground(town, candidates="facilities")


def test_distances_before_are_those_of_what_is_there(town) -> None:
    put_row(town, facility_at=750.0)
    kept, anew = _ground(town), _ground(town, keep=False)
    assert kept.before.tolist() == anew.before.tolist() == [600, 300, 0, 300, 600, 900]
    assert kept.kept_nearest.tolist() == kept.before.tolist()
    assert np.isinf(anew.kept_nearest).all()


def test_land_classes_are_read_from_a_list() -> None:
    assert forbidden_classes(" water, green,water") == ("green", "water")
    assert forbidden_classes("none") == ()
    with pytest.raises(ParameterError, match="forbidden"):
        forbidden_classes("lava")
