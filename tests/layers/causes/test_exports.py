from layers.causes.exports import EXPORTS
from layers.problem_codes import PROBLEMS


def test_each_is_in_the_one_table_and_says_what_and_how_to_mend_it():
    assert EXPORTS.items() <= PROBLEMS.items()
    said = EXPORTS["export_rows"].message.filled(before=4, after=3)
    assert "4 rows, and 3" in said.en
    assert all(one.mend.zh and one.mend.en for one in EXPORTS.values())
