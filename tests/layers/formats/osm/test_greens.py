from layers.formats.osm.greens import PRIVATE_GREEN, green_class


def test_the_class_follows_from_the_tags_and_from_who_may_enter() -> None:
    assert green_class({"leisure": "park"}) == "comprehensive_park"
    assert green_class({"landuse": "grass"}) == "attached"
    assert green_class({"leisure": "park", "access": "private"}) == PRIVATE_GREEN
    assert green_class({"leisure": "garden", "garden:type": "residential"}) == PRIVATE_GREEN


def test_what_is_no_green_or_gone_has_no_class() -> None:
    assert green_class({"leisure": "marina"}) is None
    assert green_class({"leisure": "park", "disused": "yes"}) is None
    assert green_class({}) is None
