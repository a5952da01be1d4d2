"""Logs: one line a record, whatever the names in it hold.

A name with a line break must not look like a record of its own, nor an escape sequence color the
terminal of who reads the log. A trace becomes part of its record's line, its breaks written out.
"""

import logging

from layers.text import visible

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class OneLine(logging.Formatter):
    """Writes control characters and line breaks out."""

    def __init__(self) -> None:
        super().__init__(FORMAT)

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        return visible(super().format(record))


def configure() -> None:
    """Write what the product logs to stderr, one line a record.

    For the processes that serve and for commands; who embeds the application sets up its own logs.
    """
    root = logging.getLogger()
    if not root.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(OneLine())
        root.addHandler(handler)
