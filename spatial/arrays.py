"""What arrays hold, named once: every method states its shapes and units with these."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["Flags", "Floats", "Indices", "Ints", "Rows", "Shapes", "ShortInts"]

Floats = NDArray[np.float64]
"""Numbers: metres, persons, shares."""
Ints = NDArray[np.int64]
"""Whole numbers: counts, and the numbers of rows, edges and nodes."""
ShortInts = NDArray[np.int32]
"""Whole numbers in half the memory, as sparse tables hold their columns."""
Rows = Ints
"""Numbers of rows in another array."""
Indices = NDArray[np.intp]
"""Numbers of rows as numpy itself counts them, for what answers with its own type."""
Flags = NDArray[np.bool_]
"""Yes or no for each."""
Shapes = NDArray[np.object_]
"""Geometries of shapely."""
