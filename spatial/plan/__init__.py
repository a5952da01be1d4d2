"""The figures of a plan, recomputed from layers.

Begin with `plan_figures`.
"""

from spatial.plan.figures import plan_figures

__all__ = ["plan_figures"]
