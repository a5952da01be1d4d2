import pytest

from app.analyses.ground.choices import ReachParameters, facility_titles
from app.params import parse
from app.problems.errors import ParameterError
from layers.catalogue import FACILITY_TYPES, install, parse_kind


def test_every_kind_of_facility_can_be_chosen() -> None:
    assert set(facility_titles()) == set(FACILITY_TYPES)


def test_an_unknown_metric_is_refused_with_those_there_are() -> None:
    with pytest.raises(ParameterError) as caught:
        parse(ReachParameters, [("facility", "elder_homes"), ("metric", "flying")])
    (fault,) = caught.value.faults
    assert fault.parameter == "metric"
    assert "euclidean, walking" in fault.accepted.en


def test_walks_are_at_60_metres_a_minute_unless_another_speed_is_given() -> None:
    pairs = [("facility", "elder_homes"), ("metric", "walking"), ("minutes", "5")]
    assert parse(ReachParameters, pairs).speed == 60
    assert parse(ReachParameters, [*pairs, ("speed", "45")]).speed == 45


@pytest.mark.parametrize("name", ["libraries", "图书馆", " LIBRARIES "])
def test_a_kind_is_chosen_by_what_people_call_it_and_told_by_its_id(name) -> None:
    """Kind: a name that one door accepts and another refuses."""
    assert parse(ReachParameters, [("facility", name)]).facility == "libraries"


def test_a_name_of_two_kinds_is_refused_naming_both(dog_parks) -> None:
    install([parse_kind(dog_parks.replace("遛狗场", "图书馆"), "a.toml")])
    with pytest.raises(ParameterError) as caught:
        parse(ReachParameters, [("facility", "图书馆")])
    (fault,) = caught.value.faults
    assert fault.parameter == "facility"
    assert set(fault.accepted.en.removeprefix("accepted: ").split(", ")) == {
        "libraries",
        "dog_parks",
    }
    with pytest.raises(ParameterError):
        parse(ReachParameters, [("facility", "街道")])
