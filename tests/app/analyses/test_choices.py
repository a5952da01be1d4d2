from typing import get_args

import pytest

from app.analyses.choices import Facility, ReachParameters
from app.errors import ParameterError
from app.params import parse
from layers.catalogue import FACILITY_TYPES


def test_every_kind_of_facility_can_be_chosen() -> None:
    assert set(get_args(Facility)) == set(FACILITY_TYPES)


def test_walking_is_refused_with_its_reason() -> None:
    with pytest.raises(ParameterError) as caught:
        parse(ReachParameters, [("facility", "elder_homes"), ("metric", "walking")])
    (fault,) = caught.value.faults
    assert fault.parameter == "metric"
    assert "not available yet" in fault.detail.en
    assert "euclidean" in fault.accepted.en
