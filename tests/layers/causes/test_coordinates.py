from layers.causes.coordinates import COORDINATES
from layers.problem_codes import PROBLEMS


def test_each_is_in_the_one_table_and_says_what_and_how_to_mend_it():
    assert COORDINATES.items() <= PROBLEMS.items()
    said = COORDINATES["coordinates_range"].message.filled(x=500, y=2)
    assert "(500, 2)" in said.en
    assert all(one.mend.zh and one.mend.en for one in COORDINATES.values())
