"""Text that PostgreSQL cannot hold, told in one place as what it is, and not as a failure.

NUL and halves of surrogate pairs come from addresses, bodies and files. The driver, Python and the
server each refuse them in a way of their own: here all of them become one domain error.
"""

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from layers.errors import LayerError
from layers.text import Text

# character_not_in_repertoire and untranslatable_character: NUL as a byte and as \u0000 of JSON.
CODES = frozenset({"22021", "22P05"})
HALVES = "Unicode"  # in the detail of invalid JSON (22P02): half a surrogate pair
INVALID_TEXT = "22P02"


class UnstorableTextError(LayerError):
    """A text holds NUL or half a surrogate pair."""

    message = Text(
        "文字中含有不能保存的字符（NUL 或不成对的代理项）；请删去后重试",
        "a text holds a character that cannot be stored (NUL, or half a surrogate pair);"
        " remove it and try again",
    )


def is_unstorable(text: str) -> bool:
    """Whether PostgreSQL would refuse the text."""
    if text.isascii():
        return "\x00" in text
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return "\x00" in text


def listen(engine: Engine) -> Engine:
    """Let every statement of `engine` raise `UnstorableTextError` for such text; return it."""
    event.listen(engine, "handle_error", _translate)
    return engine


def _translate(context: ExceptionContext) -> None:
    error = context.original_exception
    code = getattr(error, "pgcode", None)
    halves = code == INVALID_TEXT and HALVES in str(error)
    # The driver's own words for NUL; every other ValueError is a fault of ours.
    nul = isinstance(error, ValueError) and "NUL" in str(error)
    if code in CODES or halves or nul or isinstance(error, UnicodeEncodeError):
        raise UnstorableTextError from error
