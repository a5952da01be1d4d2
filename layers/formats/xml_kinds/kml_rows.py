"""The placemarks of a KML as rows: every text under the name that the file gives it.

GDAL's driver writes `_` for each letter of a name that is not ASCII, so that two names of four
letters become one column; it makes rows of overlays and leaves out addresses and telephones.
"""

from collections import Counter
from dataclasses import dataclass, field

from layers.formats.carried import MARK
from layers.formats.judging import cells
from layers.formats.options import Limits
from layers.formats.vector.geojson_shapes import FaultyShapeError
from layers.formats.xml_kinds.kml_shapes import GEOMETRIES, Drawn
from layers.formats.xml_kinds.kml_tree import Container, Element, Folders

# the texts of a placemark and the columns that they become
_TEXTS = {
    "name": "name", "description": "description", "address": "address",
    "phoneNumber": "phoneNumber", "Snippet": "snippet", "snippet": "snippet",
}  # fmt: skip
_TIMES = {"when": "timestamp", "begin": "begin", "end": "end"}
_SPANS = frozenset({"TimeStamp", "TimeSpan"})
OVERLAYS = frozenset({"GroundOverlay", "ScreenOverlay", "PhotoOverlay"})
# how a place is shown, which is no data of it
_SHOWN = frozenset(
    {"styleUrl", "Style", "StyleMap", "visibility", "open", "LookAt", "Camera", "Region",
     "balloonVisibility"}
)  # fmt: skip
_NO_VALUES = GEOMETRIES | _SHOWN
_UNNAMED = "Data"

Key = tuple[str, int]
"""The name of a value, and which of that name it is among those of its placemark."""


@dataclass(slots=True)
class Placemark:
    """One placemark: its values, its shape or what is wrong with it, and where it stands.

    `path` names the folders and documents around it, the outermost first. `untold` counts its
    elements that became neither shape nor value.
    """

    cells: dict[Key, str] = field(default_factory=dict)
    drawn: Drawn = field(default_factory=Drawn)
    fault: FaultyShapeError | None = None
    path: tuple[Container, ...] = ()
    untold: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """The name of the placemark, or nothing."""
        return self.cells.get(("name", 0), "").strip()


class Placemarks(Folders):
    """The rows of a document, its schemas, and what stands in it that is no row."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.rows: list[Placemark] = []
        self.types: dict[str, set[str]] = {}
        self.titles: dict[str, set[str]] = {}
        self.overlays: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.untold: Counter[str] = Counter()
        self.mark = ""
        self._keys: set[Key] = set()
        self._times: Counter[str] = Counter()

    @property
    def kinds(self) -> list[str]:
        """The kind of each overlay."""
        return [kind for kind, _ in self.overlays]

    def taken(self, element: Element) -> None:
        """Take a placemark, a schema, or what a document says of itself."""
        kind = element.local
        if kind == "Placemark":
            self.rows.append(self._row(element))
        elif kind == "NetworkLink":
            address = element.within("href")
            self.links.append("" if address is None else address.text.strip())
        elif kind in OVERLAYS:
            self.overlays.append((kind, _text_of(element.first("name"))))
        elif kind == "Schema":
            self._schema(element)
        elif kind not in _SHOWN and self.containers:
            self._said(element, self.containers[-1])

    def _schema(self, element: Element) -> None:
        for one in element.every("SimpleField"):
            name = one.attributes.get("name", "")
            self.types.setdefault(name, set()).add(one.attributes.get("type", ""))
            self._titled(name, one)

    def _titled(self, name: str, element: Element) -> None:
        title = _text_of(element.first("displayName"))
        if title:
            self.titles.setdefault(name, set()).add(title)

    def _said(self, element: Element, container: Container) -> None:
        """Take what a folder or document says of itself: its name, and the times of its places."""
        kind = element.local
        if kind == "name":
            container.name = element.text.strip()
        elif kind in _SPANS:
            container.times |= dict(_times(element))
        elif kind == "ExtendedData" and (marks := _marks(element)):
            self.mark += "".join(one.text for mark in marks for one in mark.every("value"))
        elif element.children or element.attributes or element.text.strip():
            self.untold[f"{container.kind}/{element.name}"] += 1

    def _row(self, element: Element) -> Placemark:
        row = Placemark(path=tuple(self.containers))
        self._times.clear()
        if "id" in element.attributes:
            self._put(row, "id", element.attributes["id"])
        for one in element.children:
            if one.local == "ExtendedData":
                self._values(one, row)
            elif one.local not in _NO_VALUES:
                self._value(one, row)
        if not any((name, 0) in row.cells for name in _TIMES.values()):
            # the times of the nearest folder hold for the places inside (clause 9.1)
            for name, text in next((one.times for one in row.path[::-1] if one.times), {}).items():
                self._put(row, name, text)
        try:
            row.drawn.read(element.every(*GEOMETRIES))
        except FaultyShapeError as error:
            row.fault = error
        row.untold.update(row.drawn.others)
        return row

    def _put(self, row: Placemark, name: str, text: str) -> None:
        """Add a value; a second one of the same name is kept beside the first."""
        key = (name, self._times[name])
        self._times[name] += 1
        row.cells[key] = text
        if key not in self._keys:
            self._keys.add(key)
            cells.require_counts(self.places, len(self._keys), self._limits)

    def _value(self, element: Element, row: Placemark) -> None:
        """Add what an element says of its placemark; one that is not understood is counted."""
        kind = element.local
        if kind in _TEXTS:
            self._put(row, _TEXTS[kind], element.text)
        elif kind in _SPANS:
            for name, text in _times(element):
                self._put(row, name, text)
        elif kind == "link" and "href" in element.attributes:
            self._put(row, "link", element.attributes["href"])
        else:
            row.untold[element.name] += 1

    def _values(self, element: Element, row: Placemark) -> None:
        for one in element.children:
            if one.local == "Data":
                name = one.attributes.get("name") or _text_of(one.first("displayName")) or _UNNAMED
                self._titled(name, one)
                self._put(row, name, "".join(value.text for value in one.every("value")))
            elif one.local == "SchemaData":
                for value in one.children:
                    if value.local == "SimpleData":
                        self._put(row, value.attributes.get("name") or _UNNAMED, value.text)
                    else:
                        row.untold[value.name] += 1
            elif one.children:
                row.untold[f"ExtendedData/{one.name}"] += 1
            else:
                self._put(row, one.name, one.text)


def _marks(element: Element) -> list[Element]:
    """Return the data in which a file written here tells of its own columns."""
    return [one for one in element.every("Data") if one.attributes.get("name") == MARK]


def _times(element: Element) -> list[tuple[str, str]]:
    """Return the moments of a stamp or a span by the names of their columns."""
    found = [(_TIMES[one.local], one.text.strip()) for one in element.every(*_TIMES)]
    return [(name, text) for name, text in found if text]


def _text_of(element: Element | None) -> str:
    return "" if element is None else element.text.strip()
