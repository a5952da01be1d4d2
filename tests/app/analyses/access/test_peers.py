import numpy as np

from app.analyses.access.peers import PALMA, palma_notes


def test_few_units_with_people_and_a_value_are_told():
    many = np.ones(10)
    assert palma_notes(many, many) == ()
    assert palma_notes(many, np.r_[np.ones(9), 0.0]) == (PALMA,)
    assert palma_notes(np.r_[np.ones(9), np.nan], many) == (PALMA,)
    assert palma_notes(np.full(3, np.nan), np.ones(3)) == ()
