from layers.problem_causes import COORDINATES, EXPORTS, STREETS, cause
from layers.problem_codes import PROBLEMS


def test_every_cause_says_what_and_how_to_mend_it():
    made = cause("一", "one", "改", "mend")
    assert (made.message, made.mend) == (("一", "one"), ("改", "mend"))
    assert STREETS.keys() | COORDINATES.keys() | EXPORTS.keys() <= set(PROBLEMS)
