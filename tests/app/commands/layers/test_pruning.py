import datetime as dt

import click
import pytest

from app.commands.layers.pruning import Age, cutoff, days_ago, prune_options, require_choice
from app.problems.errors import ParameterError

DAY = dt.date(2026, 1, 31)


def test_an_age_is_a_number_of_days() -> None:
    today = dt.datetime.now(tz=dt.UTC).date()
    for written in ("180d", "180"):
        assert Age().convert(written, None, None) == today - dt.timedelta(days=180)
    assert Age().convert(DAY, None, None) == DAY
    assert days_ago(0) == today


@pytest.mark.parametrize("written", ["", "0", "-1", "1w", "36501", "1e9", "999999999d", "１"])
def test_other_ages_are_refused_with_the_way_to_write_one(written: str) -> None:
    with pytest.raises(click.BadParameter, match="180d"):
        Age().convert(written, None, None)


def test_a_day_is_named_once() -> None:
    midnight = dt.datetime(2026, 1, 31, tzinfo=dt.UTC)
    assert cutoff({"before": midnight, "older_than": None}) == DAY
    assert cutoff({"before": None, "older_than": DAY}) == DAY
    assert cutoff({"before": None, "older_than": None}) is None
    with pytest.raises(ParameterError, match="older-than"):
        cutoff({"before": midnight, "older_than": DAY})


def test_something_must_say_what_goes() -> None:
    nothing = {"keep": None, "before": None, "older_than": None}
    with pytest.raises(ParameterError) as caught:
        require_choice(nothing)
    assert "--older-than" in caught.value.faults[0].accepted.en
    require_choice({**nothing, "keep": 1})


def test_the_options_are_those_of_every_prune() -> None:
    command = click.command("prune")(prune_options(keep=None)(lambda: None))
    names = [one.name for one in command.params]
    assert names == ["keep", "before", "older_than", "dry_run", "yes"]
