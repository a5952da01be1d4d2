import json

import pytest

from app.problems.errors import ReceiptError
from app.services.stated_standards import Given, GivenStandards, changed_values, restored, stated
from app.standards import SHIPPED, Standards, read_standard

PACKS = sorted(SHIPPED.glob("*.toml"))


@pytest.mark.parametrize("path", PACKS, ids=[path.stem for path in PACKS])
def test_a_standard_comes_back_from_json_as_it_was(path) -> None:
    standard = read_standard(path)
    told = json.loads(json.dumps(stated(standard)))
    assert restored(told) == standard
    assert changed_values(told, stated(standard)) == []


def test_what_changed_is_named_by_rule_and_field() -> None:
    then = stated(read_standard(SHIPPED / "three-thirty-300.toml"))
    now = json.loads(json.dumps(then))
    now["title_en"] = "Another"
    now["rules"][1]["required"] = 0.4
    del now["rules"][2]["radius_m"]
    gone = now["rules"].pop(0)
    now["rules"].append({**gone, "id": "four-trees", "title_en": "Four"})
    assert changed_values(then, now) == [
        {"rule": None, "field": "title_en", "recorded": then["title_en"], "found": "Another"},
        {"rule": "three-trees", "field": "rule", "recorded": gone["title_en"], "found": None},
        {"rule": "thirty-percent-canopy", "field": "required", "recorded": 0.3, "found": 0.4},
        {"rule": "park-300m", "field": "radius_m", "recorded": 300.0, "found": None},
        {"rule": "four-trees", "field": "rule", "recorded": None, "found": "Four"},
    ]


def test_given_standards_stand_before_those_there_are(tmp_path) -> None:
    now = Standards(tmp_path)
    angst = read_standard(SHIPPED / "angst.toml")
    given = GivenStandards(now, {"old": Given(angst, "ab")})
    assert (given.get("old"), given.digest("old")) == (angst, "ab")
    assert given.digest("plan-2006") == now.digest("plan-2006")
    assert given.stamp() != now.stamp()
    other = GivenStandards(now, {"old": Given(now.get("plan-2006"), "ab")})
    assert other.stamp() != given.stamp()


@pytest.mark.parametrize("value", [None, [], {"id": "a"}, {"id": "a", "rules": [{}]}])
def test_what_is_no_standard_is_refused(value) -> None:
    with pytest.raises(ReceiptError):
        restored(value)
