"""Streets of a file: who may walk them, the areas that are crossed, and how they join.

Begin with `with_walkable`; `with_areas_crossed` takes areas, `check_joins` tells what stays apart.
"""

from layers.intake.streets.areas import with_areas_crossed
from layers.intake.streets.joins import check_joins
from layers.intake.streets.tags import LAYER, with_walkable

__all__ = ["LAYER", "check_joins", "with_areas_crossed", "with_walkable"]
