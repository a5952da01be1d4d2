import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from spatial.errors import ShapeError
from spatial.scenario.sums import ZoneRows, zone_sums

ZONE = np.array([1, 0, 1, 2])
PEOPLE = np.array([10.0, 20.0, 30.0, 40.0])
DISTANCE = np.array([100.0, 300.0, 500.0, np.inf])


def test_sums_that_a_reader_can_redo():
    sums = zone_sums(ZONE, PEOPLE, DISTANCE, zones=4, radius=300.0)
    assert sums.people.tolist() == [20, 40, 40, 0]
    assert sums.covered.tolist() == [20, 10, 0, 0]
    assert sums.reached.tolist() == [20, 40, 0, 0]
    assert sums.person_metres.tolist() == [6000, 16000, 0, 0]


def test_rows_of_zones_come_zone_by_zone_in_order():
    rows = ZoneRows(ZONE, 4)
    assert rows.of(np.array([1, 2])).tolist() == [0, 2, 3]
    assert rows.of(np.array([3])).tolist() == []


@pytest.mark.parametrize("zone", [[-1], [4]])
def test_a_zone_is_one_of_those_there_are(zone):
    with pytest.raises(ShapeError, match="0 to 3"):
        ZoneRows(np.array(zone), 4)


@given(
    zone=arrays.arrays(np.int64, 40, elements=st.integers(0, 5)),
    people=arrays.arrays(float, 40, elements=st.floats(0, 1e9)),
    distance=arrays.arrays(float, 40, elements=st.floats(0, 1e6) | st.just(np.inf)),
    touched=st.sets(st.integers(0, 5), min_size=1),
)
def test_sums_of_some_zones_are_those_of_all_to_the_last_bit(zone, people, distance, touched):
    whole = zone_sums(zone, people, distance, zones=6, radius=500.0)
    blank = type(whole)(*(np.zeros(6) for _ in whole))
    some = np.array(sorted(touched))
    ZoneRows(zone, 6).renew(blank, some, people, distance, 500.0)
    for fresh, sums in zip(blank, whole, strict=True):
        assert np.array_equal(fresh[some], sums[some])
