"""What all commands that prune have in common: which versions go, asked first, told afterwards."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

import click

from app.problems.errors import Fault, ParameterError
from layers.text import Text

MEGABYTE = 1e6
LONGEST_DAYS = 36_500
GO_ON = Text("继续？", "go on?")
NOTHING = Text("没有可清理的旧版本", "there is no old version to prune")
WHICH = Text(
    "请用 --keep、--before 或 --older-than 说明清理哪些",
    "say which: --keep, --before or --older-than",
)
EITHER = Text(
    "--before 与 --older-than 只能给出一个", "give one of --before and --older-than, not both"
)
_AGE = re.compile(r"([1-9][0-9]{0,4})d?")


class Age(click.ParamType[dt.date]):
    """A number of days: 180d or 180; converted to the day before which all is older."""

    name = "days"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """Return the day (UTC) that lies so many days back."""
        if isinstance(value, dt.date):
            return value
        found = _AGE.fullmatch(str(value))
        if found is None or int(found[1]) > LONGEST_DAYS:
            self.fail(f"{value!r}: write a number of days such as 180d", param, ctx)
        return days_ago(int(found[1]))


def days_ago(days: int) -> dt.date:
    """Return the day (UTC) that lies so many days back."""
    return dt.datetime.now(tz=dt.UTC).date() - dt.timedelta(days=days)


def prune_options(*, keep: int | None, least: int = 1) -> Callable[..., Any]:
    """Add --keep, --before, --older-than, --dry-run and --yes to a command."""
    options = (
        click.option(
            "--keep",
            type=click.IntRange(min=least),
            default=keep,
            show_default=keep is not None,
            help="how many of the newest versions of each stay; the present one always does",
        ),
        click.option(
            "--before",
            type=click.DateTime(["%Y-%m-%d"]),
            help="only versions that were replaced before this day (UTC)",
        ),
        click.option(
            "--older-than",
            type=Age(),
            metavar="DAYS",
            help="only versions that were replaced so long ago, such as 180d",
        ),
        click.option("--dry-run", is_flag=True, help="remove nothing, list what would go"),
        click.option("--yes", is_flag=True, help="do not ask"),
    )

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function

    return add


def cutoff(options: Mapping[str, Any]) -> dt.date | None:
    """Return the day before which versions may go, None where no day was given.

    Raises
    ------
    ParameterError
        Both ways to name it were used.
    """
    before: dt.datetime | None = options["before"]
    older: dt.date | None = options["older_than"]
    if before is not None and older is not None:
        told = Text("重复", "given twice")
        raise ParameterError(Fault("--older-than", told, EITHER, "repeated"))
    return before.date() if before is not None else older


def require_choice(options: Mapping[str, Any]) -> None:
    """Raise `ParameterError` where nothing says which versions go."""
    if options["keep"] is None and options["before"] is None and options["older_than"] is None:
        told = Text("必须给出", "is required")
        raise ParameterError(Fault("--keep", told, WHICH, "missing"))
