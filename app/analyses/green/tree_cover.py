"""How much of each unit lies under trees, from the rasters that show them."""

from typing import Any

from geopandas import GeoDataFrame
from pandas import DataFrame

from app.analyses.green.green_cover import CoverParameters, cover_of
from app.analyses.ground.model import Inputs
from app.params import option
from layers.text import Text
from spatial.green import green_cover

KINDS = ("canopy", "land_cover")
"""A vegetation index does not tell trees from grass."""


def trees_option() -> Any:
    """Declare `trees`: the classes of land cover that are trees."""
    return option(
        Text("树木类别", "Classes of trees"),
        default="10",
        note=Text(
            "无树冠栅格时，土地覆盖栅格中的树木编码，逗号分隔；默认为 ESA WorldCover 的乔木",
            "codes of a land-cover raster, with commas, where no canopy raster is loaded; by"
            " default trees of ESA WorldCover",
        ),
    )


def full_option() -> Any:
    """Declare `full`: the value of a canopy raster that means wholly covered."""
    return option(
        Text("全覆盖的数值", "Value of full cover"),
        default=100.0,
        limits=(1e-6, 1e6),
        note=Text(
            "树冠栅格中表示全覆盖的数值", "of a canopy raster: 100 for percents, 1 for shares"
        ),
    )


def tree_cover(inputs: Inputs, zones: GeoDataFrame, *, trees: str, full: float) -> DataFrame | None:
    """Return the tree cover of zones with its bounds (`green_cover`); None without such a raster.

    A canopy raster is taken before one of land cover, whose cells are trees or not.

    Raises
    ------
    ParameterError
        `trees` are no codes.
    """
    asked = CoverParameters(classes=trees, full=full)
    for kind in KINDS:
        raster = inputs.raster(kind)
        if raster is not None:
            how = cover_of(kind, asked, field="trees")
            return green_cover(raster, zones[["geometry"]], cover=how)
    return None
