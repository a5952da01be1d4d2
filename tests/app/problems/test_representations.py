from app.problems.errors import describe
from app.problems.representations import NotAcceptableError, PageChangedError


def test_both_say_what_to_do_instead() -> None:
    found = describe(NotAcceptableError(accepted="text/csv"), "en")
    assert (found.status, found.slug) == (406, "not-acceptable")
    assert found.detail.endswith("accepted: text/csv")
    changed = PageChangedError(layer="{{7*7}}", asked=1, now=2, first="http://x/")
    told = describe(changed, "zh")
    assert (told.status, told.slug) == (409, "conflict")
    assert "{{7*7}}" in told.detail
    assert told.detail.endswith("http://x/")
