"""What arrays hold, named once for all that reads and writes data."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["Flags", "Floats", "Ints", "Shapes"]

Floats = NDArray[np.float64]
"""Numbers: coordinates in degrees or metres, values of cells."""
Ints = NDArray[np.int64]
"""Whole numbers: ids, and the numbers of rows."""
Flags = NDArray[np.bool_]
"""Yes or no for each."""
Shapes = NDArray[np.object_]
"""Geometries of shapely."""
