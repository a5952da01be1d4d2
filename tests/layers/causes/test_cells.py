from layers.causes.cells import CELLS
from layers.problem_codes import PROBLEMS


def test_each_is_in_the_one_table_and_says_what_and_how_to_mend_it():
    assert CELLS.items() <= PROBLEMS.items()
    said = CELLS["number_two_readings"].message.filled(value="1,234", readings="1234 / 1.234")
    assert "1234 / 1.234" in said.en
    assert all(one.mend.zh and one.mend.en for one in CELLS.values())
