from app.problems.errors import describe
from app.problems.no_plan import NoPlanError


def test_it_says_which_area_has_no_plan_and_what_judges_it() -> None:
    found = describe(NoPlanError(area="town"), "en")
    assert (found.status, found.slug, found.title) == (409, "no-plan", "No plan")
    assert "'town'" in found.detail
    assert "take gaps" in found.detail
    assert describe(NoPlanError(area="town"), "zh").title == "没有规划数据"
