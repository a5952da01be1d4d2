"""The streets that people walk on, and what has been attached to them, kept while they stay."""

from geopandas import GeoDataFrame

from app.analyses.ground.model import Inputs
from app.problems.errors import MissingLayerError
from app.problems.unclassed import NoWalkableStreetError
from spatial.network import Network, walkable_streets, walking_network


def walkable(inputs: Inputs) -> GeoDataFrame:
    """Return the streets in metres that are not closed to walkers; refused when there are none.

    A street of which it is not known whether people may walk there counts as walkable.
    """
    if not inputs.holds("streets"):
        raise MissingLayerError(area=inputs.area.slug, layer="streets")
    found = _open(inputs)
    if not len(found):
        raise NoWalkableStreetError(area=inputs.area.slug)
    return found


def has_walkable(inputs: Inputs) -> bool:
    """Say whether there is any street that is not closed to walkers."""
    return inputs.holds("streets") and len(_open(inputs)) > 0


def _open(inputs: Inputs) -> GeoDataFrame:
    return inputs.kept("walkable", ("streets",), lambda: walkable_streets(inputs.metric("streets")))


def network(inputs: Inputs) -> Network:
    """Return the network of the walkable streets; `edge_line` counts the rows of `walkable`.

    Raises
    ------
    MissingLayerError
        When no walkable streets are loaded.
    """
    streets = walkable(inputs)
    return inputs.kept("network", ("streets",), lambda: _network(streets))


def _network(streets: GeoDataFrame) -> Network:
    made = walking_network(streets)
    # Prepared now, so that the cache is told how much memory it takes.
    _ = (made.graph, made.grid)
    return made
