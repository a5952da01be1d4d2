"""Access with competition for a place: floating catchments and their kin.

Begin with `two_step_floating_catchment`; `decay` says how access falls with distance.
"""

from spatial.access.catchments import (
    AnyDecay,
    Catchments,
    cumulative,
    floating_catchment,
    gravity,
    three_step_floating_catchment,
    two_step_floating_catchment,
    weigh,
)
from spatial.access.decay import Exponential, GaussianKernel, Power, Steps, as_decay

__all__ = [
    "AnyDecay",
    "Catchments",
    "Exponential",
    "GaussianKernel",
    "Power",
    "Steps",
    "as_decay",
    "cumulative",
    "floating_catchment",
    "gravity",
    "three_step_floating_catchment",
    "two_step_floating_catchment",
    "weigh",
]
