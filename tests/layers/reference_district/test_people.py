import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from layers.reference_district.people import share_out


def test_the_largest_remainders_get_what_is_left() -> None:
    # exact shares 4.7, 3.1, 2.2: floors 4 + 3 + 2 = 9, the tenth goes to the .7
    assert share_out([47, 31, 22], 10).tolist() == [5, 3, 2]


def test_ties_go_to_the_first() -> None:
    assert share_out([1, 1, 1], 4).tolist() == [2, 1, 1]


@given(
    st.lists(st.floats(0.001, 1e6), min_size=1, max_size=40),
    st.integers(0, 10_000_000),
)
def test_shares_add_up_and_stay_within_one_of_the_exact(weights: list[float], total: int) -> None:
    shares = share_out(weights, total)
    exact = total * np.array(weights) / sum(weights)
    assert shares.sum() == total
    assert (np.abs(shares - exact) < 1 + 1e-9 * total).all()
