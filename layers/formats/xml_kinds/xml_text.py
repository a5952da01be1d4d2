"""XML in encodings that parsers do not know: those of several bytes, used by Chinese offices."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.formats.encoding import known
from layers.formats.owned_folders import owned_folder
from layers.formats.refusal import Refusal

_HEAD = 4096
_DECLARED = re.compile(rb"""\A(<\?xml[^>]*?)\s+encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def encoding_of(path: Path) -> str:
    """Return the encoding of a document by its mark or its declaration; UTF-8 where it has none.

    Raises
    ------
    Refusal
        When the one that it declares is unknown.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_UTF16):
        return "utf-16"
    found = _DECLARED.match(head.removeprefix(_BOM))
    return known(found[2].decode()) if found else "utf-8"


def as_utf8(path: Path, encoding: str, format_name: str) -> bytes:
    """Return a document in UTF-8 that declares no other encoding.

    Raises
    ------
    Refusal
        When its text is not in `encoding`.
    """
    try:
        text = path.read_bytes().decode(encoding).encode()
    except UnicodeError as error:
        raise Refusal("damaged", format=format_name) from error
    return _DECLARED.sub(rb"\1", text, count=1)


@contextmanager
def in_utf8(path: Path, format_name: str) -> Iterator[Path]:
    """Yield the document itself, or a copy of it where parsers do not know its encoding.

    Raises
    ------
    Refusal
        When the encoding is unknown, or the text is not in it.
    """
    encoding = encoding_of(path)
    if encoding in ("utf-8", "utf-16"):
        yield path
        return
    with owned_folder() as folder:
        copy = folder / path.name
        copy.write_bytes(as_utf8(path, encoding, format_name))
        yield copy
