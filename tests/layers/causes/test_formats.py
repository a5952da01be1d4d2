from layers.causes.formats import FORMATS
from layers.problem_codes import PROBLEMS


def test_each_is_in_the_one_table_and_says_what_and_how_to_mend_it():
    assert FORMATS.items() <= PROBLEMS.items()
    said = FORMATS["not_whole"].message.filled(count=10, total=27)
    assert "10 features of 27" in said.en
    assert all(one.mend.zh and one.mend.en for one in FORMATS.values())
