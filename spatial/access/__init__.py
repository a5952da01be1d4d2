"""Access with competition for a place: floating catchments and their kin.

Begin with `two_step_floating_catchment`; `decay` says how access falls with distance.
"""

from spatial.access.balanced import balanced_floating_catchment, spatial_availability
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
from spatial.access.decay import (
    Exponential,
    GaussianKernel,
    Linear,
    Logistic,
    Power,
    Steps,
    as_decay,
)
from spatial.access.opportunities import cumulative_interval, dual_access
from spatial.access.raam import RationalAccess, rational_agent_access

__all__ = [
    "AnyDecay",
    "Catchments",
    "Exponential",
    "GaussianKernel",
    "Linear",
    "Logistic",
    "Power",
    "RationalAccess",
    "Steps",
    "as_decay",
    "balanced_floating_catchment",
    "cumulative",
    "cumulative_interval",
    "dual_access",
    "floating_catchment",
    "gravity",
    "rational_agent_access",
    "spatial_availability",
    "three_step_floating_catchment",
    "two_step_floating_catchment",
    "weigh",
]
