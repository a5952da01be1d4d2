"""What an analysis is: its parameters, its pure computation, its titles and its columns."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from app.analyses.ground.cost import Cost, Sizes
from app.params import Parameters
from layers.store.layers import Area
from layers.store.rasters import Raster
from layers.text import Text
from spatial.population import StandingPeople
from spatial.standards.parser import Standard

P = TypeVar("P", bound=Parameters)
T = TypeVar("T")


class Inputs(Protocol):
    """The data of one area, read when asked for; what was asked for enters the receipt."""

    area: Area
    kind: str
    """What stands where an analysis asks for communities: a key of `UNIT_WORDS` of totals."""

    def metric(self, layer: str) -> GeoDataFrame:
        """Return the layer in the metric CRS of the area (metres), index `id`."""
        ...

    def lonlat(self, layer: str) -> GeoDataFrame:
        """Return the layer as stored, EPSG:4326, index `id`."""
        ...

    def boundary(self) -> BaseGeometry:
        """Return the boundary of the area in its metric CRS."""
        ...

    def project(self, lon: float, lat: float) -> tuple[float, float]:
        """Return a point in the metric CRS of the area."""
        ...

    def holds(self, layer: str) -> bool:
        """Say whether the layer has any feature."""
        ...

    def raster(self, kind: str) -> Raster | None:
        """Return the raster of this kind (see `layers.store.rasters.KINDS`), or None."""
        ...

    def version(self, layer: str) -> int:
        """Return the version of a layer that is computed from; 0 when it was never written."""
        ...

    def kept(self, name: str, names: tuple[str, ...], make: Callable[[], T]) -> T:
        """Return what `make` derives from the layers `names`, made once for their versions."""
        ...

    def traced(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` derives from layers that it finds itself, made once for them all."""
        ...

    def standing(self, population: str) -> StandingPeople | None:
        """Return the people who stand in units that state none; None where nobody was estimated."""
        ...

    def standard(self, identifier: str) -> Standard:
        """Return a planning standard; unknown ones are refused naming what there is."""
        ...


@dataclass(frozen=True)
class Outcome:
    """What a computation found.

    `rows` is indexed by `id`; `geometry` (EPSG:4326, same index) is what GeoJSON and maps show;
    `stated` are the parameters as they were resolved, such as a radius taken from a standard.
    """

    rows: pd.DataFrame
    total: dict[str, Any] = field(default_factory=dict)
    stated: dict[str, Any] = field(default_factory=dict)
    geometry: GeoSeries | None = None
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Layout:
    """What a reader sees first; files and the API hold everything.

    `figures` are members of the total, `before/after` where there are two of them; `columns` are
    those of the table in their order (none: all); `each` is the column of which every row is a key
    figure, where rows are few; `chart` names the member of the total drawn as a Lorenz curve;
    `worst` is the column by which the table is sorted at first (`-` before it: downwards). Of
    `one|other` the first is shown that is known.
    """

    figures: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    each: str = ""
    chart: str = ""
    worst: str = ""


Mapped = Literal["units", "sites", "fixes", "place", "rules"]
"""What the map of a result shows: units by a measure, chosen sites, what mends each community,
what serves a place, or the units of one rule."""


@dataclass(frozen=True)
class Analysis(Generic[P]):
    """One row of the table of analyses; `path` is its address under an area.

    `resolve` puts what is stored under a name, in the database and the area with this slug, in the
    place of the name, before anything is computed or looked up. `cost` estimates the seconds and
    the memory of `compute` when nothing is kept, from the sizes of the area alone. `layout` says
    what a reader sees first, `map` what the map shows: by default the units, where it has shapes.
    `begins` where it may begin with none of a kind of facility: what chooses or tries sites.
    """

    id: str
    title: Text
    summary: Text
    parameters: type[P]
    compute: Callable[[Inputs, P], Outcome]
    cost: Callable[[Sizes, P], Cost]
    path: str
    formats: tuple[str, ...] = ("json", "csv", "xlsx")
    columns: tuple[str, ...] = ()
    resolve: Callable[[Connection, str, P], P] | None = None
    layout: Layout = Layout()
    map: Mapped | None = None
    begins: bool = False

    @property
    def mapped(self) -> Mapped | None:
        """What its map shows; None where its results have no place."""
        return self.map or ("units" if "geojson" in self.formats else None)

    def estimate(self, sizes: Sizes, parameters: P) -> Cost:
        """Return what it costs to compute with these parameters, in the units they ask for."""
        if getattr(parameters, "by", None) != "compound":
            return self.cost(sizes, parameters)
        # Where compounds state no people, those of the communities are placed first.
        return self.cost(sizes.in_compounds(), parameters) + self.cost(sizes, parameters)

    def run(self, inputs: Inputs, parameters: Parameters) -> Outcome:
        """Compute with parameters of this analysis.

        Raises
        ------
        TypeError
            When they are parameters of another analysis.
        """
        if not isinstance(parameters, self.parameters):
            raise TypeError(f"{self.id} takes {self.parameters.__name__}")
        return self.compute(inputs, parameters)


@dataclass(frozen=True)
class ResultColumn:
    """A column of a result: its titles, its unit, and how many decimals are shown."""

    title: Text
    unit: str = ""
    decimals: int | None = None
    share: bool = False


Columns = Mapping[str, ResultColumn]
