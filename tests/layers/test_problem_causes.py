from layers.problem_causes import COORDINATES, EXPORTS, STREETS, TABLES, TEXTS, cause
from layers.problem_codes import PROBLEMS


def test_every_cause_says_what_and_how_to_mend_it():
    made = cause("一", "one", "改", "mend")
    assert (made.message, made.mend) == (("一", "one"), ("改", "mend"))
    groups = (STREETS, COORDINATES, EXPORTS, TABLES, TEXTS)
    assert set().union(*groups) <= set(PROBLEMS)
    assert sum(map(len, groups)) == len(set().union(*groups))
