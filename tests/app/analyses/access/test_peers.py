import numpy as np

from app.analyses.access.peers import NO_PALMA, PALMA, palma_notes


def test_few_units_with_people_and_a_value_are_told():
    many = np.ones(10)
    assert palma_notes(many, many) == ()
    assert palma_notes(many, np.r_[np.ones(9), 0.0]) == (PALMA,)
    assert palma_notes(np.r_[np.ones(9), np.nan], many) == (PALMA,)
    assert palma_notes(np.full(3, np.nan), np.ones(3)) == ()


def test_a_ratio_that_does_not_exist_says_why():
    """Kind: a figure left empty without a word, or with a word on a figure that is not there."""
    # Four of ten have nothing together: nothing to divide by.
    nothing = np.r_[np.zeros(5), np.ones(7)]
    assert palma_notes(nothing, np.ones(12)) == (NO_PALMA,)
    # One unit alone: the ratio is not there to be read otherwise.
    assert palma_notes(np.array([3.0, np.nan]), np.ones(2)) == ()
