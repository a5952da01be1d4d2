from layers.causes.tables import TABLES
from layers.problem_codes import PROBLEMS


def test_each_is_in_the_one_table_and_says_what_and_how_to_mend_it():
    assert TABLES.items() <= PROBLEMS.items()
    said = TABLES["headings_found"].message.filled(rows="3", above="表一")
    assert "from row 3" in said.en
    assert all(one.mend.zh and one.mend.en for one in TABLES.values())
