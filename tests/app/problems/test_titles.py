from app.problems.errors import STATUS
from app.problems.titles import HTTP_SLUGS, TITLES


def test_every_kind_of_problem_has_a_title() -> None:
    assert {slug for _, _, slug in STATUS} | set(HTTP_SLUGS.values()) <= set(TITLES)
