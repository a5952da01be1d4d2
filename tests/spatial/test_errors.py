"""Every error of spatial is a ValueError and can be told from its siblings."""

import pytest

from spatial import errors

CHILDREN = [
    errors.ShapeError,
    errors.NotMetricError,
    errors.MissingColumnError,
    errors.StandardError,
    errors.InfeasibleError,
]


@pytest.mark.parametrize("child", CHILDREN)
def test_children_are_spatial_errors_and_value_errors(child):
    assert issubclass(child, errors.SpatialError)
    assert issubclass(child, ValueError)


@pytest.mark.parametrize("child", CHILDREN)
def test_siblings_do_not_catch_each_other(child):
    assert [other for other in CHILDREN if issubclass(child, other)] == [child]
