"""Where the links of a KML lead: they are told and never followed."""

from pathlib import Path

from layers.formats.judging.xml import Scan
from layers.problems import Problem

_LINK, _ADDRESS = "NetworkLink", "href"
_SHOWN = 80


def notes_of(path: Path, format_name: str, depth: int) -> list[Problem]:
    """Return a warning that names how many links were not followed, and the first of them.

    Raises
    ------
    Refusal
        When the document is damaged or nested deeper than `depth`.
    """
    links = _Links(format_name, depth)
    with path.open("rb") as file:
        links.feed(file)
    if not links.count:
        return []
    values = {"count": links.count, "first": links.first.strip()[:_SHOWN] or "?"}
    return [Problem(None, None, "links_unread", "warning", values)]


class _Links(Scan):
    """The links of a document: `count` of them, and the address of the `first` that has one."""

    def __init__(self, format_name: str, depth: int) -> None:
        super().__init__(format_name, depth)
        self.count = self._inside = 0
        self.first = ""
        self._is_address = False

    def opened(self, name: str, _attributes: dict[str, str]) -> None:
        """Count links and notice their addresses."""
        local = name.rpartition(":")[2]
        if local == _LINK:
            self.count += 1
            self._inside += 1
        self._is_address = bool(self._inside) and local == _ADDRESS and not self.first

    def closed(self, name: str) -> None:
        """Notice the end of a link and of an address."""
        self._inside -= name.rpartition(":")[2] == _LINK
        self._is_address = False

    def said(self, text: str) -> None:
        """Keep the address of the first link, as far as it is shown."""
        if self._is_address and len(self.first) <= 2 * _SHOWN:
            self.first += text
