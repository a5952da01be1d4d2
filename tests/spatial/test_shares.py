import numpy as np

from spatial.shares import share_of


def test_a_share_of_nothing_is_not_a_number():
    share = share_of(np.array([0.0, 1.0]), np.array([0.0, 2.0]))
    assert np.isnan(share[0])
    assert share[1] == 0.5
