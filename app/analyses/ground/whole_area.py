"""What an area as a whole is: its units together, or its boundary; the land and people between."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from app.analyses.ground.demand import ground_of, people
from app.analyses.ground.entrances import layers_of_sites
from app.analyses.ground.facilities import in_service, today
from app.analyses.ground.model import Inputs
from app.analyses.ground.totals import (
    COMPOUNDS,
    COUNTED_BY,
    POPULATIONS,
    UNITS,
    communities_with_totals,
    totals,
)
from app.analyses.ground.zones import groups
from layers.text import Text
from spatial.population import SOURCES, Unowned, assign_zones, left_out, raster_left_out

TOLD = 0.001
"""Share of the boundary from which on a difference in land is told."""
KM2 = 1e6
DIFFERENT = Text(
    "“全区”有两种含义，此处相差：边界内面积 {boundary} 平方公里，各社区面积合计 {sum} 平方公里"
    "（{bare} 在边界内而不属任何社区，{beyond} 在边界外，{twice} 因社区重叠重复计入）。人口、覆盖及"
    "区内设施数为各社区之和；缺口中全区一行与服务范围按边界",
    "'the whole area' has two meanings, which differ here: {boundary} km2 lie within the boundary,"
    " those of the communities add up to {sum} km2 ({bare} within the boundary in no community,"
    " {beyond} beyond it, {twice} counted twice where communities overlap). People, coverage and"
    " facilities inside are sums of communities; the row of the area in gaps, and service areas,"
    " are those of the boundary",
)
FACILITIES = Text(
    "边界内有 {within} 处该类设施，各社区合计 {owned} 处",
    "{within:facility of this kind stands|facilities of this kind stand} within the boundary,"
    " {owned} in communities",
)

LEAST_TOLD = 0.5
"""Persons from which on those left out are told: fewer are 0 as they are shown."""
LEFT_OUT = Text(
    "{source}共 {counted:,} 人（{kind}），其中 {where}：不在任何一行，也不计入合计",
    "{source}: of {counted:{kind} person|{kind} people}, {where}; they are in no row and in"
    " no total"
    " here",
)
NO_ROW = Text(
    "{source}共 {counted:,} 人（{kind}），其中 {where}：不在任何一行，合计仍包括",
    "{source}: of {counted:{kind} person|{kind} people}, {where}; they are in no row, but in the"
    " total",
)
OUTSIDE = Text("{people:,} 人在{what}之外", "{people:,} {people:~lives|live} outside {what}")
OUTSIDE_WHAT = {
    "communities": Text("所有社区", "all communities"),
    "compounds": Text("所有小区", "all compounds"),
    "communities and compounds": Text("所有社区和小区", "all communities and compounds"),
    "subdistricts": Text("所有街道", "all subdistricts"),
    "boundary": Text("区域边界", "the boundary of the area"),
}
MEND = Text(
    "；若他们属于此区，请导入包含他们的单元或边界（flask areas update）",
    "; where they belong here, import units or a boundary (flask areas update) that hold them",
)
OF_COMMUNITIES = Text("社区人口", "people of the communities")


@dataclass(frozen=True)
class PeopleOutside:
    """People who are in no unit of an answer, by what they are outside of (`OUTSIDE_WHAT`)."""

    population: str
    source: str
    counted: float
    outside: dict[str, float]

    @property
    def note(self) -> Text:
        """How many they are, and why they are left out."""
        parts = [
            OUTSIDE.filled(people=round(number), what=OUTSIDE_WHAT[what])
            for what, number in self.outside.items()
        ]
        where = Text("，".join(one.zh for one in parts), " and ".join(one.en for one in parts))
        told = NO_ROW if "subdistricts" in self.outside else LEFT_OUT
        said = told.filled(
            source=COUNTED_BY.get(self.source, OF_COMMUNITIES),
            kind=POPULATIONS[self.population],
            counted=round(self.counted),
            where=where,
        )
        return Text(said.zh + MEND.zh, said.en + MEND.en)

    @property
    def stated(self) -> dict[str, Any]:
        """The same as a receipt holds it."""
        behind = SOURCES.get(self.source, self.source)
        return {
            "population": self.population,
            "source": behind,
            "counted": self.counted,
            "outside": self.outside,
        }


class Difference(NamedTuple):
    """Square metres: of the boundary, of all communities, and where the two differ."""

    boundary: float
    sum: float
    bare: float
    beyond: float
    twice: float

    @property
    def matters(self) -> bool:
        """Whether it is more than drawing leaves along borders."""
        return max(self.bare, self.beyond, self.twice) > TOLD * self.boundary


def area_told(inputs: Inputs, facility: str | None) -> Iterator[Text]:
    """Say by how much the communities together are another area than the boundary, if they are."""
    if not inputs.holds(UNITS):
        return
    found = inputs.kept("whole area", (UNITS,), lambda: _difference(inputs))
    if found.matters:
        told = {name: f"{value / KM2:,.2f}" for name, value in found._asdict().items()}
        yield DIFFERENT.filled(**told)
    if facility is not None:
        behind = (UNITS, *layers_of_sites(inputs, facility))
        counts = inputs.kept(f"whole area {today()}", behind, lambda: _counts(inputs, facility))
        if counts[0] != counts[1]:
            yield FACILITIES.filled(within=counts[0], owned=counts[1])


def people_outside(
    stored: Inputs, units: Inputs, by: str | None, population: str
) -> Iterator[PeopleOutside]:
    """Give the people of an area who are in none of the units that an answer is made of.

    Parameters
    ----------
    stored, units : Inputs
        The data of the area, and the same with the units that the answer asks for.
    by : str or None
        What its rows are.
    population : str
        "resident" or "registered".
    """
    if not units.holds(UNITS):
        return
    for source, found in _counted_outside(stored, units, population):
        beside = UNITS if stored.holds(UNITS) else COMPOUNDS
        both = units.kind == COMPOUNDS and beside == UNITS
        what = f"{UNITS} and {COMPOUNDS}" if both else beside
        yield from _told(
            population, source, found.counted, {what: found.between, "boundary": found.beyond}
        )
    if units.kind == COMPOUNDS and stored.holds(UNITS):
        whole, alone = stored.traced(
            ("outside compounds", population), lambda: _outside_compounds(stored, population)
        )
        yield from _told(population, UNITS, whole, {COMPOUNDS: alone})
    if by == "subdistrict":
        count = communities_with_totals(units)[f"population_{population}"].astype(float)
        alone = float(count[groups(units, by).isna()].sum())
        yield from _told(population, UNITS, float(count.sum()), {"subdistricts": alone})


def _told(
    population: str, source: str, counted: float, outside: dict[str, float]
) -> Iterator[PeopleOutside]:
    real = {what: number for what, number in outside.items() if number >= LEAST_TOLD}
    if real:
        yield PeopleOutside(population, source, counted, real)


def _counted_outside(
    stored: Inputs, units: Inputs, population: str
) -> Iterator[tuple[str, Unowned]]:
    """Give what each source counted outside all units, up to the one that totals are taken from."""
    last = totals(units, population).source
    for source in COUNTED_BY:
        count = partial(_left_out, stored, units, source, population)
        found = units.traced(("left out", source, population), count)
        if found is not None:
            yield source, found
        if source == last:
            return


def _left_out(stored: Inputs, units: Inputs, source: str, population: str) -> Unowned | None:
    """Return who of the people that a source counted is in no unit; None where it counts none."""
    shapes = [units.metric(UNITS)[["geometry"]]]
    if units.kind == COMPOUNDS and stored.holds(UNITS):
        # Whoever lives in a community is counted there, and in a compound by where that puts him.
        shapes.append(stored.metric(UNITS)[["geometry"]])
    zones = GeoDataFrame(pd.concat(shapes, ignore_index=True), crs=stored.area.crs)
    if source == "raster":
        held = stored.raster("population") if population == "resident" else None
        return None if held is None else raster_left_out(held, zones, stored.boundary())
    column = f"population_{population}"
    frame = stored.metric(SOURCES[source]) if stored.holds(SOURCES[source]) else None
    if frame is None or column not in frame:
        return None
    count = pd.to_numeric(frame[column], errors="coerce")
    real = frame.loc[count > 0, ["geometry"]].assign(population=count[count > 0])
    return left_out(real, zones, stored.boundary()) if len(real) else None


def _outside_compounds(stored: Inputs, population: str) -> tuple[float, float]:
    """Return the people of the communities, and how many of them stand in no compound."""
    points = ground_of(stored, population, people(stored, population)).points
    spots = np.asarray(shapely.points(points.points), dtype=object)
    shapes = stored.metric(COMPOUNDS).geometry.to_numpy()
    _, held = shapely.STRtree(spots).query(shapes, predicate="contains")
    alone = np.delete(points.people, np.unique(held))
    return float(np.nansum(points.people)), float(np.nansum(alone))


def _difference(inputs: Inputs) -> Difference:
    shapes, boundary = inputs.metric(UNITS).geometry.to_numpy(), inputs.boundary()
    union = shapely.union_all(shapes)
    common = shapely.intersection(union, boundary).area
    total = float(shapely.area(shapes).sum())
    return Difference(
        boundary=boundary.area,
        sum=total,
        bare=max(boundary.area - common, 0.0),
        beyond=max(union.area - common, 0.0),
        twice=max(total - union.area, 0.0),
    )


def _counts(inputs: Inputs, facility: str) -> tuple[int, int]:
    """Return how many facilities stand within the boundary, and in communities."""
    frame = in_service(inputs, facility)
    whole = inputs.metric(UNITS).iloc[:1].set_geometry([inputs.boundary()], crs=inputs.area.crs)
    within, owned = (assign_zones(frame, zones) for zones in (whole, inputs.metric(UNITS)))
    return int(np.count_nonzero(within.notna())), int(np.count_nonzero(owned.notna()))
