"""Options of the form NAME=VALUE that may be given several times."""

import click


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
