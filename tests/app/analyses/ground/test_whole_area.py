"""The area as a whole: its boundary, or its communities together, and what is said of it."""

from shapely.geometry import Point, box

from app.analyses.ground.whole_area import area_told


def _communities(town, *shapes) -> None:
    people = [100.0] * len(shapes)
    town.put("communities", list(shapes), population_resident=people, population_registered=people)


def test_communities_that_tile_the_boundary_are_not_spoken_of(town) -> None:
    _communities(town, box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000))
    town.put("health_centers", [Point(5, 5), Point(3000, 5)])
    assert list(area_told(town, "health_centers")) == []


def test_what_is_bare_beyond_or_twice_is_told(town) -> None:
    """Kind: one name for two figures, 142 centers here and 143 there.

    A boundary of 2 km2; communities of 1.0 and 0.5 km2 overlap in 0.1, and one of 0.25 km2 lies
    outside: 1.75 together, 2 - 1.4 = 0.6 bare, 0.25 beyond, 0.1 twice.
    """
    _communities(town, box(0, 0, 1000, 1000), box(900, 0, 1400, 1000), box(2500, 0, 2750, 1000))
    town.put("health_centers", [Point(500, 500), Point(1900, 500), Point(9, 9)])
    land, centers = area_told(town, "health_centers")
    for told in ("2.00 km2", "add up to 1.75", "(0.60 within", " 0.25 beyond", " 0.10 counted"):
        assert told in land.en
    assert "边界内面积 2.00 平方公里" in land.zh
    assert centers.en == "3 facilities of this kind stand within the boundary, 2 in communities"


def test_nothing_is_said_without_communities(town) -> None:
    del town.frames["communities"]
    assert list(area_told(town, None)) == []
