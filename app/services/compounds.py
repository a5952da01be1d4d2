"""Residential compounds in the place of communities: what any analysis asks `by=compound`.

An analysis then runs as it is, on compounds as the units that hold people. People of a compound
are those that its layer states; where it states none they are estimated from those who are placed
inside it from their community.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from app.analyses.ground.demand import demand_points
from app.analyses.ground.model import Inputs
from app.analyses.ground.totals import communities_with_totals
from app.params import Parameters
from app.problems.errors import MissingLayerError
from layers.catalogue import LAYER_TYPES
from layers.store.rasters import Raster
from layers.text import Text
from spatial.standards.parser import Standard

T = TypeVar("T")
UNITS, COMPOUNDS = "communities", "compounds"
POPULATIONS = ("resident", "registered")
ESTIMATED = Text(
    "{count} 个小区没有人口数，按所在社区落在其中的人口估计",
    "{count} compounds state no people: estimated from those of their communities placed in them",
)
UNKNOWN = Text(
    "{count} 个小区没有人口数，也无社区人口可供估计",
    "{count} compounds state no people, and no community tells how many live in them",
)


class CompoundInputs:
    """The data of an area with compounds where an analysis asks for communities.

    Raises
    ------
    MissingLayerError
        The area has no compounds.
    """

    def __init__(self, inputs: Inputs) -> None:
        if not inputs.holds(COMPOUNDS):
            raise MissingLayerError(area=inputs.area.slug, layer=COMPOUNDS)
        self.area = inputs.area
        self._inputs = inputs

    @property
    def notes(self) -> tuple[Text, ...]:
        """What is to be said of the people of the compounds."""
        stored, now = self._inputs.metric(COMPOUNDS), communities_with_totals(self)
        told = "population_resident"
        unknown = int(now[told].isna().sum())
        estimated = int(stored[told].isna().sum()) - unknown
        said = ((ESTIMATED, estimated), (UNKNOWN, unknown))
        return tuple(
            Text(*(part.format(count=count) for part in text)) for text, count in said if count
        )

    def metric(self, layer: str) -> GeoDataFrame:
        """Return the layer in meters; compounds for communities, with all of their columns."""
        if layer != UNITS:
            return self._inputs.metric(layer)
        return self._inputs.traced("compounds as units", self._units)

    def lonlat(self, layer: str) -> GeoDataFrame:
        """Return the layer in EPSG:4326."""
        return self._inputs.lonlat(_named(layer))

    def boundary(self) -> BaseGeometry:
        """Return the boundary of the area in meters."""
        return self._inputs.boundary()

    def project(self, lon: float, lat: float) -> tuple[float, float]:
        """Return a point in the metric CRS of the area."""
        return self._inputs.project(lon, lat)

    def holds(self, layer: str) -> bool:
        """Say whether the layer has any feature."""
        return self._inputs.holds(_named(layer))

    def raster(self, kind: str) -> Raster | None:
        """Return the raster of this kind, or None."""
        return self._inputs.raster(kind)

    def version(self, layer: str) -> int:
        """Return the version of a layer that is computed from."""
        return self._inputs.version(_named(layer))

    def kept(self, name: str, names: tuple[str, ...], make: Callable[[], T]) -> T:
        """Return what `make` derives, kept apart from what communities give.

        People of a compound may be those of its community, so that both layers stand behind it.
        """
        behind = (*map(_named, names), *((UNITS,) if UNITS in names else ()))
        return self._inputs.kept(f"in compounds: {name}", behind, make)

    def traced(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` derives from layers that it finds itself."""
        return self._inputs.traced(("in compounds", name), make)

    def standard(self, identifier: str) -> Standard:
        """Return a planning standard."""
        return self._inputs.standard(identifier)

    def _units(self) -> GeoDataFrame:
        frame = self._inputs.metric(COMPOUNDS)
        names = [column.name for column in LAYER_TYPES[UNITS].columns]
        missing = {name: None for name in names if name not in frame}
        people = {f"population_{kind}": self._people(frame, kind) for kind in POPULATIONS}
        return frame.assign(**missing, **people)

    def _people(self, frame: GeoDataFrame, population: str) -> pd.Series:
        """Return the people of each compound: stated, else placed inside it, else NaN."""
        stated = frame[f"population_{population}"].astype(float)
        if stated.notna().all() or not self._inputs.holds(UNITS):
            return stated
        placed = demand_points(self._inputs, population)
        points = np.asarray(shapely.points(placed.points))
        which, inside = shapely.STRtree(points).query(
            frame.geometry.to_numpy(), predicate="contains"
        )
        found = np.bincount(which, weights=placed.people[inside], minlength=len(frame))
        return stated.where(stated.notna(), pd.Series(found, frame.index))


def _named(layer: str) -> str:
    return COMPOUNDS if layer == UNITS else layer


def in_units(
    inputs: Inputs, parameters: Parameters
) -> tuple[Inputs, Callable[[], tuple[Text, ...]]]:
    """Return the data as the units of `parameters` ask for them, and what is to be said of these.

    Raises
    ------
    MissingLayerError
        Compounds are asked for and there are none.
    """
    if not by_compound(parameters):
        return inputs, tuple
    seen = CompoundInputs(inputs)
    return seen, lambda: seen.notes


def by_compound(parameters: Any) -> bool:
    """Say whether parameters ask for compounds as units."""
    return getattr(parameters, "by", None) == "compound"
