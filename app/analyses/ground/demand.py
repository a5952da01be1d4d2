"""Where the people are: layers read for the one rule set of `spatial.population.placing`."""

from dataclasses import replace
from typing import Any

from app.analyses.ground.model import Inputs
from app.analyses.ground.totals import people_layers, totals
from app.analyses.ground.zones import communities
from app.params import option
from app.problems.errors import MissingLayerError, NoPeopleError
from layers.text import Text
from spatial.coverage import Ground, prepare_ground
from spatial.population import (
    Basis,
    DemandPoints,
    PlacedPeople,
    layer_behind,
    place_people,
    with_standing,
)

AS_PLACED = ("auto", "demand")
"""Bases that take the finest data there are, as an estimate of units that state no people does."""
__all__ = [
    "Basis", "anybody_known", "basis_option", "demand_points", "ground_of", "nobody", "people",
    "require_people",
]  # fmt: skip
OR_RASTER = Text(
    "；或导入人口栅格（flask rasters import {area} population 文件）",
    ", or import a population raster (flask rasters import {area} population FILE)",
)


def basis_option() -> Any:
    """Declare where people are placed."""
    return option(
        Text("人口分布", "People are placed"),
        default="auto",
        labels={
            "auto": Text("取最细的数据", "by the finest data there are"),
            "demand": Text("按人口格网或建筑", "by population cells or buildings"),
            "cells": Text("按人口格网", "by population cells"),
            "buildings": Text("按建筑内的人数", "by the people counted in buildings"),
            "raster": Text("按人口栅格", "by the population raster"),
            "dwellings": Text("按住宅建筑面积", "by dwelling floor area"),
            "residential": Text("均布于居住用地", "evenly on residential land"),
            "area": Text("均布于全部土地", "evenly on all land"),
        },
    )


def people(inputs: Inputs, population: str, weighting: str = "auto") -> PlacedPeople:
    """Return where the people of the communities are, by the basis that is asked for.

    Raises
    ------
    MissingLayerError
        When there are no communities but a layer of people, or the basis asks for data that are
        not there.
    """
    found = place_people(people_layers(inputs), population, weighting)
    if found is None:
        raise MissingLayerError(area=inputs.area.slug, layer=layer_behind(weighting))
    standing = inputs.standing(population)
    if standing is not None and (weighting in AS_PLACED or weighting == standing.source):
        found = with_standing(found, standing)
    counted = totals(inputs, population)
    if not counted.filled:
        return found
    # What counts people stands behind their totals too, however they are placed.
    return replace(found, layers=tuple(dict.fromkeys((*found.layers, *counted.layers))))


def demand_points(inputs: Inputs, population: str, basis: str = "auto") -> DemandPoints:
    """Return points with people; those of each community add up to its total.

    Parameters
    ----------
    population : str
        "resident" or "registered".
    basis : str
        One of `Basis`: what places people; "auto" takes the finest there is.

    Raises
    ------
    MissingLayerError
        When there are no communities, or the basis asks for data that are not there.
    """
    zones = communities(inputs)
    found = people(inputs, population, basis)
    points = ground_of(inputs, population, found).points
    return inputs.kept(
        f"demand points {population} {found.source}",
        ("communities", *found.layers),
        lambda: points.peopled(zones.index.to_numpy(), found.source),
    )


def ground_of(inputs: Inputs, population: str, found: PlacedPeople) -> Ground:
    """Return the communities with their land and people, kept while the layers stay."""
    frame = communities(inputs)

    def prepare() -> Ground:
        counted = frame[f"population_{population}"].astype(float)
        units = frame[["geometry"]].assign(population=counted)
        return prepare_ground(
            units,
            demand=found.demand,
            residential=found.residential,
            standing=found.standing,
        )

    behind = ("communities", *found.layers)
    return inputs.kept(f"ground {population} {found.source}", behind, prepare)


def nobody(inputs: Inputs, population: str) -> NoPeopleError:
    """Return the refusal to count people of whom nothing tells, with what would."""
    area = inputs.area.slug
    more = OR_RASTER.filled(area=area) if population == "resident" else Text("", "")
    return NoPeopleError(area=area, column=f"population_{population}", or_raster=more)


def anybody_known(inputs: Inputs, population: str) -> bool:
    """Say whether there are communities, or what stands for them, with people of this kind."""
    column = f"population_{population}"
    return inputs.holds("communities") and bool(communities(inputs)[column].notna().any())


def require_people(inputs: Inputs, population: str) -> None:
    """Refuse a question that is about people alone where nobody's number is known.

    Raises
    ------
    MissingLayerError
        There are no communities.
    NoPeopleError
        Else 0 people without access would be a figure that nobody measured.
    """
    if not communities(inputs)[f"population_{population}"].notna().any():
        raise nobody(inputs, population)
