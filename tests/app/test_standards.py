import os
import time
from pathlib import Path

import pytest

from app.analyses.coverage.coverage import CoverageParameters
from app.analyses.green.park_coverage import ParkCoverageParameters
from app.analyses.siting.smallest_fix import SmallestFixParameters
from app.analyses.standards.priorities import PriorityParameters
from app.problems.errors import ParameterError
from app.standards import (
    SHIPPED,
    Standards,
    reach_rules,
    read_standard,
    require_suited,
    suited,
)
from spatial.errors import StandardError

PLAN = SHIPPED / "plan-2006.toml"


def test_the_shipped_standards_are_valid_and_named_like_their_files(tmp_path) -> None:
    known = Standards(tmp_path).all()
    assert set(known) == {path.stem for path in SHIPPED.glob("*.toml")}
    assert {"gb50180-2018", "plan-2006", "sdg-11-7-1"} <= set(known)


def test_a_planner_adds_a_standard_and_it_is_known_at_once(tmp_path) -> None:
    standards = Standards(tmp_path / "own")
    standards.all()
    before = standards.stamp()
    path = tmp_path / "mine.toml"
    path.write_text(
        PLAN.read_text(encoding="utf-8").replace('id = "plan-2006"', 'id = "mine"', 1),
        encoding="utf-8",
    )
    assert standards.add(path).id == "mine"
    assert standards.get("mine").title_en == standards.get("plan-2006").title_en
    assert standards.stamp() != before


def test_an_unknown_standard_is_refused_naming_those_there_are(tmp_path) -> None:
    with pytest.raises(ParameterError) as caught:
        Standards(tmp_path).get("nothing")
    assert "gb50180-2018" in caught.value.faults[0].accepted.en


HOSTILE = [
    b"id = ",
    b"\xff\xfe",
    b'id = "x"',
    b"#" * 2_000_000,
    b"a." * 60_000 + b"b=1",
    b"\"a\" . 'b'." * 60_000 + b"b=1",
    b'"\\"\\"".' * 24_000 + b"b=1",
    b'x = "' + b'\\"' * 400_000,
    b"id=0x" + b"f" * 5_000,
    b"x=[0b" + b"1" * 5_000 + b"]",
    b"[" + b"a." * 60_000 + b"b]",
    b"x=" + b"[" * 100_000,
    b"x=" + b"{a=" * 100_000,
    b"x=" + b"9" * 5_000,
    b"".join(b"k%d=1\n" % at for at in range(90_000)),
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_a_broken_file_is_refused_and_not_kept(tmp_path, content) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    started = time.process_time()
    with pytest.raises(StandardError) as caught:
        Standards(tmp_path / "own").add(path)
    assert time.process_time() - started < 5
    assert len(str(caught.value)) < 20_000
    assert not (tmp_path / "own").exists()


def test_what_is_no_file_is_not_read(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(StandardError, match="not an ordinary file"):
            Standards(tmp_path / "own").add(path)


def test_walking_rules_give_no_straight_line_radius() -> None:
    standard = read_standard(SHIPPED / "gb50180-2018.toml")
    for rule in reach_rules(standard, "health_centers"):
        assert rule.radius_m > 0
        assert rule.metric != "walking"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("title_en = ", 'title_en = "' + "x" * 201 + '"\nnote_en = ', "title_en: it has 201"),
        ("title_en = ", 'title_en = "a\\u0000b"\nnote_en = ', r"title_en: it holds \\x00"),
        ("source = ", 'source = "a\\u001b[31m"\nnote_en = ', r"source: it holds \\x1b"),
        ("source = ", 'source = "a\\u202Eb"\nnote_en = ', r"source: it holds \\u202e"),
    ],
)
def test_texts_that_cannot_be_shown_are_named_with_their_place(tmp_path, old, new, told) -> None:
    path = tmp_path / "mine.toml"
    text = PLAN.read_text(encoding="utf-8")
    head, rest = text.split("[[rules]]", 1)
    head = "\n".join(line for line in head.splitlines() if not line.startswith("note_en"))
    path.write_text(head.replace(old, new, 1) + "\n[[rules]]" + rest, encoding="utf-8")
    with pytest.raises(StandardError, match=told):
        read_standard(path)


def test_titles_of_rules_are_named_by_their_number(tmp_path) -> None:
    path = tmp_path / "mine.toml"
    text = PLAN.read_text(encoding="utf-8")
    head, first, rest = text.split("[[rules]]", 2)
    first = "\n".join(
        'title_zh = "甲\\n乙"' if line.startswith("title_zh") else line
        for line in first.splitlines()
    )
    path.write_text(f"{head}[[rules]]{first}\n[[rules]]{rest}", encoding="utf-8")
    with pytest.raises(StandardError, match=r"rules\[0\].title_zh: it holds \\n"):
        read_standard(path)


def test_only_standards_with_a_rule_for_the_question_are_accepted(tmp_path) -> None:
    """Kind of fault: what is offered and what is accepted are two lists, each of them fixed text.

    Nine standards are shipped; seven of them have a rule on park coverage, one asks for a share of
    people served by facilities. A planner's own standard with such a rule is one more.
    """
    standards = Standards(tmp_path / "own")
    parks = suited(ParkCoverageParameters, standards.all())
    assert set(standards.all()) - set(parks) == {"gb50180-2018", "plan-2006"}
    assert set(suited(SmallestFixParameters, standards.all())) == {"gb50180-2018"}
    assert set(suited(PriorityParameters, standards.all())) == set(standards.all())
    assert suited(CoverageParameters, standards.all()) == standards.all()
    own = (SHIPPED / "city-check-2021.toml").read_text(encoding="utf-8")
    file = tmp_path / "ours.toml"
    file.write_text(own.replace('id = "city-check-2021"', 'id = "ours"', 1), encoding="utf-8")
    standards.add(file)
    asked = ParkCoverageParameters(standard="plan-2006")
    with pytest.raises(ParameterError) as refused:
        require_suited(asked, standards.all())
    (fault,) = refused.value.faults
    assert fault.accepted.en == f"accepted: {', '.join([*parks, 'ours'])}"
    require_suited(ParkCoverageParameters(standard="ours"), standards.all())
