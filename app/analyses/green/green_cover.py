"""Green cover from a raster: the share of each unit under trees, shrubs and grass."""

from typing import Any, Literal

from app.analyses.cost.pieces import rasters, reading
from app.analyses.ground.choices import By, DatedParameters, by_option
from app.analyses.ground.cost import Cost, Sizes
from app.analyses.ground.model import Analysis, Inputs, Layout, Outcome
from app.analyses.ground.zones import names, zones
from app.params import option, refuse
from layers.store.rasters import KINDS as RASTERS
from layers.store.rasters import MissingRasterError, Raster, raster_layer
from layers.text import Text
from spatial.green import CellGreenness, green_cover, summed_cover

Kind = Literal["auto", "canopy", "ndvi", "land_cover"]
KINDS: tuple[str, ...] = ("canopy", "ndvi", "land_cover")
MOST_CLASSES = 50
NOTE = Text(
    "绿化覆盖按像元计，与绿地（用地）不同；没有数值的像元另列",
    "cover counts cells seen as green, whatever the land is used for; cells without a value are"
    " told apart",
)


class NoCoverRasterError(MissingRasterError):
    """No raster that shows green is loaded, or not the one that is asked for."""

    message = Text(
        "区域“{area}”没有{wanted}；可用的栅格：{accepted}；请先导入：flask rasters import {area}"
        " {kind} 文件",
        "area '{area}' has no {wanted}; accepted rasters: {accepted}; load one with"
        " flask rasters import {area} {kind} FILE",
    )


class CoverParameters(DatedParameters):
    """Which raster, and which of its cells are green."""

    raster: Kind = option(
        Text("栅格", "Raster"),
        default="auto",
        labels={
            "auto": Text("已导入的第一种", "The first that is loaded"),
            "canopy": Text("树冠覆盖（百分比）", "Canopy, percent"),
            "ndvi": Text("植被指数", "Vegetation index"),
            "land_cover": Text("土地覆盖", "Land cover"),
        },
    )
    classes: str = option(
        Text("绿色类别", "Green classes"),
        default="10,20,30",
        note=Text(
            "土地覆盖栅格中的编码，逗号分隔；默认为 ESA WorldCover 的乔木、灌木、草地",
            "codes of a land-cover raster, with commas; by default trees, shrubs and grass of ESA"
            " WorldCover",
        ),
    )
    threshold: float = option(
        Text("植被指数下限", "Least vegetation index"),
        default=0.3,
        limits=(-1.0, 1.0),
        note=Text("达到此值即为绿色", "a cell with this value or more is green"),
    )
    full: float = option(
        Text("全覆盖的数值", "Value of full cover"),
        default=100.0,
        limits=(1e-6, 1e6),
        note=Text(
            "树冠栅格中表示全覆盖的数值", "of a canopy raster: 100 for percents, 1 for shares"
        ),
    )
    by: By = by_option()


def compute(inputs: Inputs, parameters: CoverParameters) -> Outcome:
    """Measure the green cover of each unit; cells without a value give bounds."""
    raster = _raster(inputs, parameters.raster)
    units = zones(inputs, parameters.by)
    cover = cover_of(raster.kind, parameters)
    wider = ("subdistricts",) if parameters.by == "subdistrict" else ()
    rows = inputs.kept(
        f"green cover {parameters.by} {cover}",
        (raster_layer(raster.kind), "communities", *wider),
        lambda: green_cover(raster, units.frame[["geometry"]], cover=cover),
    ).copy()
    area = units.frame.geometry.area
    rows.insert(0, "area_m2", area)
    rows.insert(0, "name", names(inputs, parameters.by).reindex(rows.index))
    rows.index.name = "id"
    total: dict[str, Any] = {"area_m2": float(area.sum()), **summed_cover(rows, area.to_numpy())}
    return Outcome(
        rows,
        total=total,
        stated={**parameters.model_dump(), "raster": raster.kind},
        geometry=units.lonlat,
        notes=(NOTE,),
    )


def _raster(inputs: Inputs, wanted: str) -> Raster:
    """Return the raster asked for, or the first there is.

    Raises
    ------
    NoCoverRasterError
        Naming those that would do.
    """
    kinds = KINDS if wanted == "auto" else (wanted,)
    found = (inputs.raster(kind) for kind in kinds)
    raster = next((one for one in found if one is not None), None)
    if raster is None:
        one = Text("显示绿化的栅格", "raster that shows green")
        listed = (f"{RASTERS[kind].zh}（{kind}）" for kind in KINDS)
        named = (f"{RASTERS[kind].en} ({kind})" for kind in KINDS)
        raise NoCoverRasterError(
            area=inputs.area.slug,
            kind=kinds[0],
            wanted=one if wanted == "auto" else RASTERS[wanted],
            accepted=Text("、".join(listed), ", ".join(named)),
        )
    return raster


def cover_of(kind: str, parameters: CoverParameters, *, field: str = "classes") -> CellGreenness:
    """Return what makes a cell of this kind of raster green; `field` is the name of the codes.

    Raises
    ------
    ParameterError
        When the classes are not a few numbers with commas between.
    """
    if kind == "ndvi":
        return CellGreenness(threshold=parameters.threshold)
    if kind == "canopy":
        return CellGreenness(full=parameters.full)
    text = Text(
        f"可用：1 至 {MOST_CLASSES} 个数，逗号分隔",
        f"accepted: 1 to {MOST_CLASSES} numbers, with commas",
    )
    try:
        codes = tuple(float(code) for code in parameters.classes.split(",", MOST_CLASSES))
    except ValueError:
        raise refuse(field, parameters.classes, text, code="malformed") from None
    if not all(abs(code) < 1e9 for code in codes):  # noqa: PLR2004 - NaN and infinity too
        raise refuse(field, parameters.classes, text)
    return CellGreenness(classes=codes)


def cost(sizes: Sizes, _parameters: CoverParameters) -> Cost:
    """Estimate the cost: the cells of the greatest raster, by unit."""
    return reading(sizes, ("communities", "subdistricts")) + rasters(sizes, KINDS)


GREEN_COVER = Analysis(
    id="green-cover",
    title=Text("绿化覆盖", "Green cover"),
    summary=Text(
        "由树冠、植被指数或土地覆盖栅格得出的绿化覆盖率",
        "share of cover from a raster of canopy, vegetation index or land cover",
    ),
    parameters=CoverParameters,
    compute=compute,
    cost=cost,
    path="green-cover",
    formats=("json", "geojson", "csv", "xlsx", "gpkg"),
    layout=Layout(("canopy_ratio", "valid_share", "area_m2")),
)
