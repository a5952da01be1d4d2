"""What can be wrong with a file, by what it lies in: each cause says what was found and the mend.

Begin with `Cause`; `layers.problem_codes.PROBLEMS` is the one table of all of them.
"""

from layers.causes.cells import CELLS
from layers.causes.coordinates import COORDINATES
from layers.causes.exports import EXPORTS
from layers.causes.formats import FORMATS
from layers.causes.model import Cause, cause
from layers.causes.streets import STREETS
from layers.causes.tables import TABLES
from layers.causes.texts import TEXTS

__all__ = [
    "CELLS",
    "COORDINATES",
    "EXPORTS",
    "FORMATS",
    "STREETS",
    "TABLES",
    "TEXTS",
    "Cause",
    "cause",
]
