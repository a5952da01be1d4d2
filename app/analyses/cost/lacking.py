"""What a question rests on and nobody has loaded: named before what it would cost."""

from app.analyses.ground.cost import Sizes
from app.params import Parameters
from layers.store.rasters import raster_layer
from spatial.population import SOURCES


def lacks(sizes: Sizes, parameters: Parameters) -> bool:
    """Say whether a choice asks for data of which the area holds none.

    Such a question is refused by the layer it lacks as soon as it is computed; to be told that it
    takes too much would be untrue, and such a choice is no way out of another that does.
    """
    if getattr(parameters, "metric", None) == "walking" and not sizes.count("streets"):
        return True
    if getattr(parameters, "by", None) == "compound" and not sizes.count("compounds"):
        return True
    return not _holds(sizes, getattr(parameters, "weighting", "auto"))


def _holds(sizes: Sizes, weighting: str) -> bool:
    """Say whether there are data of the kind that people are to be placed by."""
    layer = SOURCES.get(weighting)
    if layer is None:
        return True
    if layer == raster_layer("population"):
        return sizes.cells.get(layer, 0) > 0
    return sizes.count(layer) > 0
