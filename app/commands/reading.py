"""The options of reading a file, as commands take them: one for each that is declared."""

from collections.abc import Callable
from typing import Any

import click

from app.commands.pairs import decimal_marks, pairs
from layers.formats.options import READ_OPTIONS, ReadOption

Command = Callable[..., Any]


def reading_options(*, boundary: bool = False) -> Callable[[Command], Command]:
    """Return a decorator that gives a command the options of `READ_OPTIONS`.

    For the `boundary` of an area only those that say something of its shape and rows.
    """
    chosen = [one for one in READ_OPTIONS if one.of_boundaries or not boundary]

    def decorated(command: Command) -> Command:
        for one in reversed(chosen):
            command = _option(one)(command)
        return command

    return decorated


def _option(one: ReadOption) -> Callable[[Command], Command]:
    how: dict[str, Any] = {"help": one.about.en, "metavar": one.shown}
    if one.kind == "flag":
        how = {"help": one.about.en, "is_flag": True}
    elif one.kind == "choice":
        how["type"] = click.Choice(one.accepted)
    elif one.kind == "pairs":
        how |= {"multiple": True, "callback": pairs}
    elif one.kind == "marks":
        how |= {"multiple": True, "callback": decimal_marks}
    return click.option(one.option, one.name, **how)
