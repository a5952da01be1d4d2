"""The row of six places that siting is tried on (`tests.builders.site_towns`)."""

from typing import Any

import pytest

from tests.builders.site_towns import put_parcels, put_row


@pytest.fixture
def row(town: Any) -> Any:
    """A town with a parcel at each of six places, and without a health center."""
    put_row(town)
    put_parcels(town)
    return town
