"""XML read once as a stream, before any parser builds something of it.

The parser is the same in kind as those of the libraries behind (expat), so that it sees what they
will see, in every encoding: a DOCTYPE hidden in UTF-16 is a DOCTYPE.
"""

from typing import IO
from xml.parsers import expat

from layers.formats.options import MEBIBYTE
from layers.formats.refusal import Refusal

CHUNK = MEBIBYTE // 4
_ENTITY_ERRORS = frozenset({"undefined entity", "entity declared in parameter entity"})


class Scan:
    """Elements as they come: a subclass overrides `opened`, `closed` and `said`.

    `feed` raises `Refusal` for a DOCTYPE, for nesting deeper than `depth`, and for text that is no
    XML when `strict`.
    """

    def __init__(self, format_name: str, depth: int) -> None:
        self._format = format_name
        self._depth = depth
        self.level = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._opened
        self._parser.EndElementHandler = self._closed
        self._parser.CharacterDataHandler = self.said

    @property
    def line(self) -> int:
        """The line that is read just now."""
        return self._parser.CurrentLineNumber

    def feed(self, document: IO[bytes], most: int | None = None) -> None:
        """Read a document piece by piece; one of more than `most` bytes is damaged.

        Raises
        ------
        Refusal
            When it is damaged, too long, or declares entities.
        """
        left = most
        try:
            while chunk := document.read(CHUNK):
                if left is not None and (left := left - len(chunk)) < 0:
                    raise Refusal("damaged", format=self._format)
                self._parser.Parse(chunk, False)  # noqa: FBT003 - by position only
            self._parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as error:
            if expat.errors.messages.get(error.code) in _ENTITY_ERRORS:
                raise Refusal("xml_entities") from error
            raise Refusal("damaged", format=self._format) from error

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""

    def closed(self, name: str) -> None:
        """Take the end of an element."""

    def said(self, text: str) -> None:
        """Take a piece of text."""

    def _doctype(self, *_declaration: object) -> None:
        raise Refusal("xml_entities")

    def _opened(self, name: str, attributes: dict[str, str]) -> None:
        self.level += 1
        if self.level > self._depth:
            raise Refusal("too_deep", found=f"> {self._depth}", limit=self._depth)
        self.opened(name, attributes)

    def _closed(self, name: str) -> None:
        self.closed(name)
        self.level -= 1
