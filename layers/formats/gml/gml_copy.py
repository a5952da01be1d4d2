"""A copy of a GML that keeps to itself: in UTF-8, without schemas, its systems named in one way.

GDAL looks for the schemas that a document names, and for an address of a coordinate system;
encodings of several bytes, in which Chinese offices write, are not known to parsers of XML.
"""

import re
from pathlib import Path

from pyproj import CRS
from pyproj.exceptions import CRSError

from layers.formats import xml_text
from layers.formats.refusal import Refusal

_HEAD = 64 * 1024
_CHUNK = 1024**2
_LONGEST = 256
_MOST = 50
_SCHEMA = re.compile(rb"schemaLocation(?=\s*=)", re.IGNORECASE)
_SYSTEM = re.compile(rb"""\bsrsName(\s*=\s*["'])([^"'<>&]{1,120})(?=["'])""")
# the way of GML 2, where east comes first, and a way of GML 3.0, where EPSG's own order holds
_OLD = re.compile(r"https?://www\.opengis\.net/gml/srs/epsg\.xml#([0-9]{4,6})")
_OLD_URN = re.compile(r"urn:EPSG:geographicCRS:([0-9]{4,6})")
_KNOWN_WAYS = re.compile(
    r"(epsg:|urn:(x-)?(ogc|opengis):def:crs:|https?://www\.opengis\.net/def/crs/)[A-Za-z0-9:./_-]+",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[A-Za-z]{2,10}://")


def write_copy(path: Path, copy: Path) -> list[str]:
    """Write the copy; return the coordinate systems that the document names and nobody knows.

    Raises
    ------
    Refusal
        When the encoding that it declares is unknown, or is not that of its text.
    """
    systems = _Systems()
    encoding = xml_text.encoding_of(path)
    if encoding != "utf-8":
        text = xml_text.as_utf8(path, encoding, "GML")
        text = _SCHEMA.sub(b"schemaUnheeded", text[:_HEAD]) + text[_HEAD:]
        copy.write_bytes(systems.named_anew(text))
        return systems.unknown
    with path.open("rb") as source, copy.open("wb") as target:
        head = source.read(_HEAD)
        held = _SCHEMA.sub(b"schemaUnheeded", head)
        while chunk := source.read(_CHUNK):
            held = systems.named_anew(held + chunk)
            # what may be the start of a name is looked at again with what follows
            target.write(held[:-_LONGEST])
            held = held[-_LONGEST:]
        target.write(systems.named_anew(held))
    return systems.unknown


class _Systems:
    """The names of coordinate systems, each judged when it is first met."""

    def __init__(self) -> None:
        self.unknown: list[str] = []
        self._names: dict[bytes, bytes] = {}

    def named_anew(self, text: bytes) -> bytes:
        """Return text with its systems named as GDAL knows them; others are no longer named."""
        return _SYSTEM.sub(self._named, text)

    def _named(self, found: re.Match[bytes]) -> bytes:
        name = found[2]
        if name not in self._names:
            if len(self._names) >= _MOST:
                raise Refusal("crs_mixed", found=f"{_MOST} …")
            self._names[name] = self._judged(name.decode("utf-8", "replace"))
        kept = self._names[name]
        return b"srsName" + found[1] + kept if kept else b"srsUnheeded" + found[1] + name

    def _judged(self, name: str) -> bytes:
        """Return the name to write, or nothing where it cannot be understood."""
        if old := _OLD.fullmatch(name):
            name = f"EPSG:{old[1]}"
        elif old := _OLD_URN.fullmatch(name):
            name = f"urn:ogc:def:crs:EPSG::{old[1]}"
        is_known = not _ADDRESS.match(name)
        if _KNOWN_WAYS.fullmatch(name):
            try:
                is_known = bool(CRS.from_user_input(name))
            except CRSError:
                is_known = False
        if not is_known:
            self.unknown.append(name)
        return name.encode() if is_known else b""
