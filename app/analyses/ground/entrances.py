"""The entrances of sites whose kind counts distance from them: given, or by the rule for parks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame

from app.analyses.ground.model import Inputs
from app.analyses.ground.streets import walkable
from layers.arrays import Ints, Shapes
from layers.catalogue import FACILITY_TYPES, layer_type
from layers.crs import LONLAT, to_metric
from layers.intake.entrances import ENTRANCES, FARTHEST, flat, read_column
from layers.text import Text
from spatial.green import park_entrances
from spatial.population.zones import STANDS
from spatial.site_points import DRAWN

IGNORED = Text(
    "“{layer}”中有 {count} 处设施的出入口坐标（entrances）无法识别，或距该设施超过 {most} 米，"
    "未予采用（首个要素编号：{first}）；请写作“经度 纬度; 经度 纬度”",
    "'{layer}': the column entrances of {count:facility|facilities} cannot be read or names"
    " places more than"
    " {most} m away, and is not used (first feature: {first}); write 'longitude latitude;"
    " longitude latitude'",
)


def with_entrances(inputs: Inputs, layer: str) -> GeoDataFrame:
    """Return the facilities of a kind in meters, each drawn as that from which distance counts.

    Of a kind that counts from entrances these are, in this order: those that the facility states in
    `entrances` (longitude and latitude in degrees, `;` between them), those of the rule for parks
    (`spatial.green.park_entrances`: where walkable streets cross the edge, and every 30 m of it
    that has one within 30 m), and the edge where there are neither. The area as drawn stays in
    `DRAWN`: who stands in it is there. Where no `site_area_m2` is stated it is that of this area.

    Stated entrances that cannot be read or lie far away are not used: `unused_entrances` tells it.
    """
    frame, kind = inputs.metric(layer), layer_type(layer)
    if kind.geometry == "point" or not len(frame):
        return frame
    frame = _with_area(frame)
    if kind.distance != "entrances":
        return frame
    behind = layers_of_sites(inputs, layer)
    return inputs.kept("with entrances", behind, lambda: _entered(inputs, layer, frame))


def layers_of_sites(inputs: Inputs, layer: str) -> tuple[str, ...]:
    """Return the layers that say where distance to a kind of facility counts from."""
    kind = FACILITY_TYPES.get(layer)
    if kind is None or kind.geometry == "point" or kind.distance != "entrances":
        return (layer,)
    return (layer, "streets") if inputs.holds("streets") else (layer,)


def unused_entrances(inputs: Inputs, layers: Iterable[str]) -> Iterator[Text]:
    """Yield a note for each kind among `layers` some of whose stated entrances are not used."""
    for layer in layers:
        kind = FACILITY_TYPES.get(layer)
        if kind is None or kind.distance != "entrances" or kind.geometry == "point":
            continue
        frame = inputs.metric(layer)
        unused = _stated(inputs, layer, frame).unused
        if len(unused):
            told = {
                "layer": kind.title,
                "count": len(unused),
                "most": f"{FARTHEST:,.0f}",
                "first": frame.index[unused[0]],
            }
            yield Text(IGNORED.in_language("zh", **told), IGNORED.in_language("en", **told))


@dataclass(frozen=True)
class Stated:
    """The entrances that facilities state, in meters, and the facilities whose are not used."""

    points: Shapes
    owner: Ints
    unused: Ints


def _stated(inputs: Inputs, layer: str, frame: GeoDataFrame) -> Stated:
    return inputs.kept("stated entrances", (layer,), lambda: _read(inputs, frame))


def _read(inputs: Inputs, frame: GeoDataFrame) -> Stated:
    cells = frame[ENTRANCES] if ENTRANCES in frame else [None] * len(frame)
    pairs, unread = read_column(cells)
    points, owner = flat(pairs)
    placed = GeoDataFrame(geometry=shapely.points(points), crs=LONLAT)
    there = to_metric(placed, inputs.area.crs).geometry.to_numpy()
    apart = shapely.distance(there, frame.geometry.to_numpy()[owner])
    far = np.unique(owner[~(apart <= FARTHEST)])  # also what the projection cannot reach
    used = ~np.isin(owner, far)
    return Stated(there[used], owner[used], np.union1d(unread, far).astype(np.intp))


def _with_area(frame: GeoDataFrame) -> GeoDataFrame:
    """Return facilities with the area (m2) of their site: stated, else as it is drawn."""
    drawn = frame.geometry.area.where(frame.geometry.area > 0)
    stated = frame["site_area_m2"].astype(float)
    return frame.assign(site_area_m2=stated.where(stated.notna(), drawn))


def _entered(inputs: Inputs, layer: str, frame: GeoDataFrame) -> GeoDataFrame:
    shapes = np.array(frame.geometry.to_numpy(), dtype=object)
    given = _stated(inputs, layer, frame)
    stated = np.isin(np.arange(len(frame)), given.owner)
    shapes[stated] = shapely.multipoints(given.points, indices=_ranks(given.owner))
    areas = np.flatnonzero((shapely.get_dimensions(shapes) == 2) & ~stated)  # noqa: PLR2004
    if len(areas) and inputs.holds("streets"):
        doors = park_entrances(shapes[areas], walkable(inputs).geometry.to_numpy())
        for position, area in enumerate(areas):
            own = doors.points[doors.park == position]
            if len(own):
                shapes[area] = shapely.MultiPoint(own)
    # Distance counts from the entrances; the site stands where it was drawn, and who is in that
    # area is at it.
    own = np.array(frame.geometry.to_numpy(), dtype=object)
    stands = shapely.point_on_surface(own)
    own[shapely.get_dimensions(own) < 2] = None  # noqa: PLR2004 - of a surface
    return frame.assign(**{STANDS: stands, DRAWN: own}).set_geometry(shapes, crs=frame.crs)


def _ranks(owner: Ints) -> Ints:
    """Return the owners numbered from 0 without gaps, as they come."""
    return np.unique(owner, return_inverse=True)[1].astype(np.intp)
