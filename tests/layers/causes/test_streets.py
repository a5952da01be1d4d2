from layers.causes.streets import STREETS
from layers.problem_codes import PROBLEMS


def test_each_is_in_the_one_table_and_says_what_and_how_to_mend_it():
    assert STREETS.items() <= PROBLEMS.items()
    said = STREETS["streets_unjoined"].message.filled(parts=3, share="64.7 %", crossings=2)
    assert "3 parts" in said.en
    assert all(one.mend.zh and one.mend.en for one in STREETS.values())
