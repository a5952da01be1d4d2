"""From a file to rows that may be stored: placed, typed, checked, every problem listed.

Begin with `examine`, or with `examine_isolated` for a file from a stranger.
"""

from layers.intake.examine import Intake, IntakeContext, examine, read_boundary
from layers.intake.isolated import examine_isolated, read_boundary_isolated

__all__ = [
    "Intake",
    "IntakeContext",
    "examine",
    "examine_isolated",
    "read_boundary",
    "read_boundary_isolated",
]
