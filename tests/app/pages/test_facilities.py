"""Kinds of facilities to choose from: those that the area has come first."""

from collections.abc import Iterator

import pytest

from app.pages.facilities import facility_groups, first_facility
from layers.catalogue import FACILITY_TYPES, install, parse_kind

OWN = """
id = "repair_cafes"
title_zh = "修理咖啡馆"
title_en = "Repair cafes"
group = "trade"
[symbol]
shape = "diamond"
color = "#7b2d8b"
"""


@pytest.fixture
def own_kind() -> Iterator[None]:
    """A kind of one's own, added while the process runs."""
    install([parse_kind(OWN, "own.toml")], stamp="test")
    yield
    install([])


def test_every_kind_can_be_chosen_once() -> None:
    ids = [kind.id for group in facility_groups({}) for kind in group.kinds]
    assert sorted(ids) == sorted(FACILITY_TYPES)
    assert all(kind.is_empty for group in facility_groups({}) for kind in group.kinds)


def test_what_the_area_has_comes_first() -> None:
    groups = facility_groups({"bus_stops": 3, "parking": 1, "nurseries": 2, "fire_stations": 0})
    assert [group.title.en for group in groups][:2] == ["Children", "Transport"]
    transport = [(kind.id, kind.is_empty) for kind in groups[1].kinds]
    assert transport[:3] == [("bus_stops", False), ("parking", False), ("rail_stations", True)]


@pytest.mark.usefixtures("own_kind")
def test_a_kind_added_later_is_among_them() -> None:
    trade = next(
        one for one in facility_groups({"repair_cafes": 1}) if one.title.en == "Daily trade"
    )
    assert trade.kinds[0].id == "repair_cafes"
    assert first_facility({"repair_cafes": 1}) == "repair_cafes"


def test_a_page_opens_on_what_the_area_has() -> None:
    assert first_facility({}) == "health_centers"
    assert first_facility({"bus_stops": 1, "health_centers": 4}) == "health_centers"
    assert first_facility({"bus_stops": 1, "elder_homes": 4, "health_centers": 0}) == "elder_homes"
