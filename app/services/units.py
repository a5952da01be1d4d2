"""What stands in the place of communities: residential compounds, or the area as a whole.

An analysis then runs as it is, on these units as those that hold people. People of a compound are
those that its layer states; where it states none they are estimated from those who are placed
inside it from their community. An area without communities is one unit, of which much can be
measured even where nobody was counted.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import pandas as pd
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from app.analyses.ground.demand import ground_of, people
from app.analyses.ground.model import Inputs
from app.analyses.ground.totals import POPULATIONS, communities_with_totals
from app.params import Parameters
from app.problems.errors import MissingLayerError
from layers.catalogue import LAYER_TYPES
from layers.crs import LONLAT
from layers.store.areas import Area
from layers.store.rasters import Raster
from layers.text import Text
from spatial.population import StandingPeople, standing_in
from spatial.standards.parser import Standard

T = TypeVar("T")
UNITS, COMPOUNDS = "communities", "compounds"
ESTIMATED = Text(
    "{count} 个小区没有{kind}数，按所在社区落在其中的{kind}估计",
    "{count:compound states|compounds state} no {kind} people: estimated from those of their"
    " communities placed in them",
)
UNPLACED = Text(
    "{count} 个小区没有{kind}数，社区人口也没有落在其中的（没有住宅建筑或用地）：人口未知，不是 0；"
    "请在小区图层中填写",
    "{count:compound states|compounds state} no {kind} people, and none of their communities are"
    " placed in them (no dwelling, no land to live on): not known, which is not 0; state them in"
    " the layer of compounds",
)
WHOLE = Text(
    "没有社区图层：全区按一个单元计算；要分社区计算，请导入："
    "flask layers import {area} communities 文件",
    "no communities are loaded: the whole area is one unit. For figures by community import them:"
    " flask layers import {area} communities FILE",
)
UNKNOWN = Text(
    "{count} 个小区没有{kind}数，也无社区人口可供估计",
    "{count:compound states|compounds state} no {kind} people, and no community tells how many"
    " live in them",
)


class OtherUnits(ABC):
    """The data of an area with other units where an analysis asks for communities.

    `kind` names them in what is kept.
    """

    kind = "units"

    def __init__(self, inputs: Inputs) -> None:
        self.area = inputs.area
        self._inputs = inputs

    def metric(self, layer: str) -> GeoDataFrame:
        """Return the layer in meters; the units for communities, with all of their columns."""
        if layer != UNITS:
            return self._inputs.metric(layer)
        return self._inputs.traced(f"{self.kind} as units", self._units)

    def lonlat(self, layer: str) -> GeoDataFrame:
        """Return the layer in EPSG:4326."""
        return self._inputs.lonlat(self._named(layer))

    def boundary(self) -> BaseGeometry:
        """Return the boundary of the area in meters."""
        return self._inputs.boundary()

    def project(self, lon: float, lat: float) -> tuple[float, float]:
        """Return a point in the metric CRS of the area."""
        return self._inputs.project(lon, lat)

    def holds(self, layer: str) -> bool:
        """Say whether the layer has any feature."""
        return self._inputs.holds(self._named(layer))

    def raster(self, kind: str) -> Raster | None:
        """Return the raster of this kind, or None."""
        return self._inputs.raster(kind)

    def version(self, layer: str) -> int:
        """Return the version of the very layer of that name that is computed from."""
        return self._inputs.version(layer)

    def kept(self, name: str, names: tuple[str, ...], make: Callable[[], T]) -> T:
        """Return what `make` derives, kept apart from what communities give.

        People of a compound may be those of its community, so that both layers stand behind it.
        """
        behind = (*map(self._named, names), *((UNITS,) if UNITS in names else ()))
        return self._inputs.kept(f"in {self.kind}: {name}", behind, make)

    def traced(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` derives from layers that it finds itself."""
        return self._inputs.traced((f"in {self.kind}", name), make)

    def standing(self, _population: str) -> StandingPeople | None:
        """Return the people who stand in units that state none; None where nobody was estimated."""
        return None

    def standard(self, identifier: str) -> Standard:
        """Return a planning standard."""
        return self._inputs.standard(identifier)

    @property
    @abstractmethod
    def notes(self) -> tuple[Text, ...]:
        """What is to be said of the units."""

    @abstractmethod
    def _named(self, layer: str) -> str:
        """Return the layer that stands for `layer`."""

    @abstractmethod
    def _units(self) -> GeoDataFrame:
        """Return the units in meters, with the columns of communities."""


class CompoundInputs(OtherUnits):
    """The data of an area with compounds where an analysis asks for communities.

    `told` are the kinds of people that the answer is about.

    Raises
    ------
    MissingLayerError
        The area has no compounds.
    """

    kind = "compounds"

    def __init__(self, inputs: Inputs, told: tuple[str, ...] = tuple(POPULATIONS)) -> None:
        self._told = told
        if not inputs.holds(COMPOUNDS):
            raise MissingLayerError(area=inputs.area.slug, layer=COMPOUNDS)
        super().__init__(inputs)

    @property
    def notes(self) -> tuple[Text, ...]:
        """What is to be said of the people of the compounds."""
        stored, seen = self._inputs.metric(COMPOUNDS), self.metric(UNITS)
        now = communities_with_totals(self)
        nothing = UNPLACED if self._inputs.holds(UNITS) else UNKNOWN
        said: list[Text] = []
        for kind in self._told:
            column = f"population_{kind}"
            unknown = int(now[column].isna().sum())
            # Those counted in them (`taken_told`) are no estimate from communities.
            estimated = int((stored[column].isna() & seen[column].notna()).sum())
            for text, count in ((ESTIMATED, estimated), (nothing, unknown)):
                said += [text.filled(count=count, kind=POPULATIONS[kind])] if count else []
        return tuple(said)

    def _named(self, layer: str) -> str:
        return COMPOUNDS if layer == UNITS else layer

    def _units(self) -> GeoDataFrame:
        frame = self._inputs.metric(COMPOUNDS)
        names = [column.name for column in LAYER_TYPES[UNITS].columns]
        missing = {name: None for name in names if name not in frame}
        people = {f"population_{kind}": self._people(frame, kind) for kind in POPULATIONS}
        return frame.assign(**missing, **people)

    def _people(self, frame: GeoDataFrame, population: str) -> pd.Series:
        """Return the people of each compound: stated, else placed inside it, else NaN.

        Where nobody is placed in a compound its people were not counted: 0 only where it states
        that it has no households.
        """
        stated = frame[f"population_{population}"].astype(float)
        if stated.notna().all() or not self._inputs.holds(UNITS):
            return stated
        found = self._placed(frame, population).totals(frame.index)
        counted = found.where((found > 0) | (frame["households"] == 0))
        return stated.where(stated.notna(), counted)

    def standing(self, population: str) -> StandingPeople | None:
        """Return where the people stand who were placed in compounds that state none."""
        frame = self._inputs.metric(COMPOUNDS)
        unknown = frame.index[frame[f"population_{population}"].isna()]
        if not len(unknown) or not self._inputs.holds(UNITS):
            return None
        return self._placed(frame, population).of(unknown)

    def _placed(self, frame: GeoDataFrame, population: str) -> StandingPeople:
        """Return the people of the communities who stand in each compound."""

        def make() -> StandingPeople:
            placed = people(self._inputs, population)
            ground = ground_of(self._inputs, population, placed)
            found = (ground.places, ground.points)
            return standing_in(frame, found, source=placed.source, layers=placed.layers)

        return self._inputs.traced(("standing in compounds", population), make)


class WholeArea(OtherUnits):
    """The data of an area without communities, as one unit with the people that were counted."""

    kind = "the whole area"

    @property
    def notes(self) -> tuple[Text, ...]:
        """That there is but one unit, and how to get more."""
        return (WHOLE.filled(area=self.area.slug),)

    def lonlat(self, layer: str) -> GeoDataFrame:
        """Return the layer in EPSG:4326."""
        if layer != UNITS:
            return self._inputs.lonlat(layer)
        return _one_unit(self.area, self.area.boundary, LONLAT)

    def holds(self, layer: str) -> bool:
        """Say whether the layer has any feature; the area stands for communities."""
        return layer == UNITS or self._inputs.holds(layer)

    def _named(self, layer: str) -> str:
        return layer

    def _units(self) -> GeoDataFrame:
        return _one_unit(self.area, self.boundary(), self.area.crs)


def _one_unit(area: Area, boundary: BaseGeometry, crs: str) -> GeoDataFrame:
    """Return the area as a community, id 1, of which nothing is stated but its name."""
    columns = {column.name: [None] for column in LAYER_TYPES[UNITS].columns}
    named = columns | {"name": [area.title.zh], "name_en": [area.title.en]}
    index = pd.RangeIndex(1, 2, name="id")
    return GeoDataFrame(named, geometry=[boundary], crs=crs, index=index)


def named_in_both(rows: pd.DataFrame, title: Text) -> pd.DataFrame:
    """Return rows with `name_en`, where one of them is the area itself, which has two names."""
    if "name" not in rows or "name_en" in rows or title.zh == title.en:
        return rows
    whole = rows["name"] == title.zh
    if not whole.any():
        return rows
    found = rows.copy()
    found.insert(
        list(found.columns).index("name") + 1, "name_en", rows["name"].mask(whole, title.en)
    )
    return found


def in_units(
    inputs: Inputs, parameters: Parameters
) -> tuple[Inputs, Callable[[], tuple[Text, ...]]]:
    """Return the data as the units of `parameters` ask for them, and what is to be said of these.

    Raises
    ------
    MissingLayerError
        Compounds are asked for and there are none.
    """
    if by_compound(parameters):
        compounds = CompoundInputs(inputs, _told(parameters))
        return compounds, lambda: compounds.notes
    if not inputs.holds(UNITS):
        whole = WholeArea(inputs)
        return whole, lambda: whole.notes
    return inputs, tuple


def _told(parameters: Any) -> tuple[str, ...]:
    """Return the kinds of people that an answer is about: one, or both where it shows both."""
    one = getattr(parameters, "population", None)
    both = one is None or getattr(parameters, "both_populations", False)
    return tuple(POPULATIONS) if both else (str(one),)


def by_compound(parameters: Any) -> bool:
    """Say whether parameters ask for compounds as units."""
    return getattr(parameters, "by", None) == "compound"
