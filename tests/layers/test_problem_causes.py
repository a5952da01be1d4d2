from layers.problem_causes import STREETS, TABLES, TEXTS, cause
from layers.problem_codes import PROBLEMS


def test_every_cause_says_what_and_how_to_mend_it():
    made = cause("一", "one", "改", "mend")
    assert (made.message, made.mend) == (("一", "one"), ("改", "mend"))
    assert {*STREETS, *TABLES, *TEXTS} <= set(PROBLEMS)
    assert len(STREETS) + len(TABLES) + len(TEXTS) == len({*STREETS, *TABLES, *TEXTS})
