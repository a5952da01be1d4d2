"""A KML as it comes: its folders are walked, and what stands in them is handed over whole."""

from dataclasses import dataclass, field

from layers.formats.carried import MARK
from layers.formats.judging import cells
from layers.formats.judging.xml import Scan
from layers.formats.options import Limits
from layers.formats.refusal import Refusal

NAME = "KML"
_CONTAINERS = frozenset({"kml", "Document", "Folder"})
_ROOTS = _CONTAINERS | {"Placemark"}
_NAMED = frozenset({"Data", "SimpleData", "SimpleField"})
_SHAPES = frozenset({"coordinates", "coord"})


@dataclass(slots=True)
class Element:
    """An element: its name as written, and its texts and elements in their order."""

    name: str
    attributes: dict[str, str]
    parts: "list[str | Element]" = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without the prefix of its namespace."""
        return self.name.rpartition(":")[2]

    @property
    def children(self) -> "list[Element]":
        """The elements inside."""
        return [one for one in self.parts if isinstance(one, Element)]

    @property
    def text(self) -> str:
        """All text inside, that of the elements inside too."""
        return "".join(one if isinstance(one, str) else one.text for one in self.parts)

    def every(self, *names: str) -> "list[Element]":
        """Return the elements inside that have one of these names."""
        return [one for one in self.children if one.local in names]

    def first(self, *names: str) -> "Element | None":
        """Return the first element inside that has one of these names."""
        return next(iter(self.every(*names)), None)

    def within(self, name: str) -> "Element | None":
        """Return the first element of this name at any depth."""
        for one in self.children:
            found = one if one.local == name else one.within(name)
            if found is not None:
                return found
        return None


@dataclass(slots=True)
class Container:
    """A folder or a document: its name, and the times that hold for all places inside."""

    kind: str
    name: str = ""
    times: dict[str, str] = field(default_factory=dict)


class Folders(Scan):
    """Walk the folders of a KML within its limits; a subclass takes what stands in them."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(NAME, limits.depth)
        self.containers: list[Container] = []
        self.places = 0
        self._limits = limits
        self._open: list[Element] = []
        self._names: set[str] = set()
        self._all = self._size = 0
        self._marked = False

    def taken(self, element: Element) -> None:
        """Take an element that stands in the last of `containers`."""

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Enter a container, or begin an element that is kept whole; refuse what is no KML."""
        local, self._size = name.rpartition(":")[2], 0
        if self.level == 1 and local not in _ROOTS:
            raise Refusal("damaged", format=NAME)
        if local != "value":
            self._marked = local == "Data" and attributes.get("name") == MARK
        if not self._open and local in _CONTAINERS:
            self._enter(local)
            return
        if not self._open and local == "Placemark":
            self.places += 1
            if self.places > self._limits.rows:
                raise Refusal("too_many_rows", limit=self._limits.rows)
        if local in _NAMED:
            self._names.add(attributes.get("name", ""))
        if local in _NAMED or local == "Placemark":
            cells.require_counts(self.places, len(self._names), self._limits)
        element = Element(name, attributes)
        if self._open:
            self._open[-1].parts.append(element)
        self._open.append(element)

    def _enter(self, kind: str) -> None:
        self._all += 1
        limit = self._limits.layers
        if self._all > limit + 1:  # one is the document itself
            raise Refusal("too_many_layers", found=f"> {limit}", limit=limit)
        self.containers.append(Container(kind))

    def closed(self, _name: str) -> None:
        """Leave a container, or hand over the element that is whole now."""
        if not self._open:
            self.containers.pop()
            return
        element = self._open.pop()
        self._size = 0
        if not self._open:
            self.taken(element)

    def said(self, text: str) -> None:
        """Keep a text; one that is longer than a cell is refused, unless it holds a shape."""
        if not self._open:
            return
        element = self._open[-1]
        self._size += cells.bytes_of(text)
        free = self._marked or element.local in _SHAPES
        if self._size > self._limits.cell_bytes and not free:
            raise cells.too_long(self.places, element.local, None, self._limits)
        element.parts.append(text)
