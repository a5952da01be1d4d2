"""Options of the form NAME=VALUE that may be given several times."""

import click

from layers.written.conventions import AskedMarks
from layers.written.numbers import DECIMALS, Decimal


def pairs(
    context: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> dict[str, str]:
    """Return the pairs of a repeated option; a click callback.

    Raises `click.BadParameter` for a text without `=`, or with nothing before it or after it.
    """
    found = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not (name and sign and value):
            raise click.BadParameter(f"{text!r}: write NAME=VALUE", ctx=context, param=option)
        found[name] = value
    return found


def decimal_marks(
    context: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> AskedMarks:
    """Return the decimal marks of a repeated option, `comma` or `HEADING=point`; a click callback.

    Raises `click.BadParameter` for another mark, and where two are given for the same.
    """
    found: dict[str, Decimal] = {}
    for text in given:
        # a heading may hold the sign itself: the mark stands behind the last one
        name, sign, mark = text.rpartition("=")
        if mark not in DECIMALS or (sign and not name):
            accepted = " or ".join(DECIMALS)
            message = f"{text!r}: write {accepted}, or HEADING={DECIMALS[0]}"
            raise click.BadParameter(message, ctx=context, param=option)
        if found.setdefault(name, mark) != mark:
            message = f"two marks are given for {name or 'all columns'!r}"
            raise click.BadParameter(message, ctx=context, param=option)
    return AskedMarks(found.pop("", None), found)
