"""GML, looked at as a stream before GDAL reads it: how much it holds, where it lies, what lacks.

GDAL takes one geometry of a feature that has several, and none of one that has it by link; both are
counted here, and the coordinate systems that the geometries state.
"""

from layers.formats.judging import cells
from layers.formats.judging.xml import Scan
from layers.formats.options import Limits
from layers.formats.refusal import Refusal

NAME = "GML"
_MEMBERS = frozenset({"member", "featureMember", "featureMembers", "cityObjectMember"})
_GEOMETRIES = frozenset(
    {"Point", "LineString", "LinearRing", "Polygon", "Curve", "CompositeCurve", "OrientableCurve",
     "Surface", "PolyhedralSurface", "Tin", "TriangulatedSurface", "CompositeSurface", "Solid",
     "OrientableSurface", "MultiPoint", "MultiLineString", "MultiPolygon", "MultiCurve",
     "MultiSurface", "MultiGeometry", "MultiSolid", "GeometricComplex", "CompositeSolid"}
)  # fmt: skip
_POSITIONS = frozenset({"pos", "posList", "coordinates", "X", "Y", "lowerCorner", "upperCorner"})
_MOST_SYSTEMS = 20


class Features(Scan):
    """The features of a document.

    Attributes
    ----------
    count
        How many there are.
    several, linked
        Features with more than one geometry; features whose only geometry may lie behind a link.
    away
        Members that are nothing but a link to a feature that stands elsewhere.
    systems
        The names of coordinate systems that geometries and envelopes state.
    total
        How many there are on the server, where the answer says so.
    """

    def __init__(self, limits: Limits) -> None:
        super().__init__(NAME, limits.depth)
        self._limits = limits
        self._way: list[str] = []
        self._feature = self._geometry = 0  # the level of the feature and geometry that are open
        self._size = self._shapes = self._links = 0
        self._is_leaf = self._is_away = False
        self._columns: set[tuple[str, ...]] = set()
        self._classes: set[str] = set()
        self.count = self.several = self.linked = self.away = 0
        self.systems: list[str] = []
        self.total: int | None = None

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Count features, and the ways to their properties, each of which becomes a column."""
        local = name.rpartition(":")[2]
        self._way.append(local)
        self._size, self._is_leaf = 0, True
        if self.level == 1:
            said = attributes.get("numberMatched", "")
            self.total = int(said) if said.isdecimal() and len(said) < _MOST_SYSTEMS else None
        if "srsName" in attributes:
            self._state(attributes["srsName"])
        if not self._feature:
            if len(self._way) > 1 and self._way[-2] in _MEMBERS:
                self._begin()
            elif local in _MEMBERS:
                self._is_away = any(key.rpartition(":")[2] == "href" for key in attributes)
        elif not self._geometry and local in _GEOMETRIES and "boundedBy" not in self._way:
            self._geometry = self.level
            self._shapes += 1
        elif not self._geometry and attributes:
            self._take(attributes)

    def closed(self, _name: str) -> None:
        """Count what the feature had when it ends."""
        if self._is_leaf and self._feature and not self._geometry:
            self._columns.add(tuple(self._way[self._feature :]))
            cells.require_counts(self.count, len(self._columns), self._limits)
        self._is_leaf = False
        if self.level == self._geometry:
            self._geometry = 0
        if self.level == self._feature:
            self._feature = 0
            self.several += self._shapes > 1
            self.linked += not self._shapes and self._links > 0
        elif not self._feature and self._way[-1] in _MEMBERS:
            self.away += self._is_away
            self._is_away = False
        self._way.pop()
        self._size = 0

    def said(self, text: str) -> None:
        """Refuse a text that is longer than a cell; coordinates are shapes and may be."""
        if self._geometry and self._way[-1] in _POSITIONS:
            return
        self._size += cells.bytes_of(text)
        if self._size > self._limits.cell_bytes:
            raise cells.too_long(self.count, self._way[-1], None, self._limits)

    def _take(self, attributes: dict[str, str]) -> None:
        """Count links, and the attributes of properties, some of which become columns."""
        names = [key.rpartition(":")[2] for key in attributes]
        self._links += "href" in names
        self._columns |= {(*self._way[self._feature :], name) for name in names}

    def _begin(self) -> None:
        self._feature = self.level
        self._shapes = self._links = 0
        self._is_away = False  # the member holds its feature
        self.count += 1
        self._classes.add(self._way[-1])
        if len(self._classes) > self._limits.layers:
            limit = self._limits.layers
            raise Refusal("too_many_layers", found=f"> {limit}", limit=limit)
        if self.count > self._limits.rows:
            raise Refusal("too_many_rows", limit=self._limits.rows)
        cells.require_counts(self.count, len(self._columns), self._limits)

    def _state(self, system: str) -> None:
        if system not in self.systems:
            self.systems.append(system)
            if len(self.systems) > _MOST_SYSTEMS:
                raise Refusal("crs_mixed", found=", ".join(one[:40] for one in self.systems[:3]))
