"""Which of many points may lie in any of some boxes: a quick look before shapes are made."""

import numpy as np

from spatial.arrays import Flags, Floats

_SQUARES = 512
"""Squares along each side of the grid that boxes are drawn on."""


def near_boxes(points: Floats, boxes: Floats, *, margin: Floats | float = 0.0) -> Flags:
    """Return which points may lie in any box, (n,): all that do, and some beside.

    Parameters
    ----------
    points : (n, 2) float
        In metres.
    boxes : (b, 4) float
        West, south, east, north in metres, none missing.
    margin : float
        Metres by which boxes are widened, 0 or more.
    """
    if not len(boxes) or not len(points):
        return np.zeros(len(points), dtype=bool)
    low, high = boxes[:, :2] - margin, boxes[:, 2:] + margin
    origin = low.min(axis=0)
    step = np.maximum((high.max(axis=0) - origin) / _SQUARES, 1e-3)
    first = ((low - origin) / step).astype(np.int64)
    last = ((high - origin) / step).astype(np.int64) + 1
    # Each box adds 1 to the squares that it meets: by its four corners, then summed along both.
    grid = np.zeros((_SQUARES + 3, _SQUARES + 3), dtype=np.int32)
    for x, y, sign in (
        (first[:, 0], first[:, 1], 1),
        (last[:, 0], last[:, 1], 1),
        (first[:, 0], last[:, 1], -1),
        (last[:, 0], first[:, 1], -1),
    ):
        np.add.at(grid, (x, y), sign)
    met = grid.cumsum(axis=0).cumsum(axis=1) > 0
    at = np.clip(np.floor((points - origin) / step), -1, _SQUARES + 1).astype(np.int64)
    within = (at >= 0).all(axis=1)
    return np.asarray(within & met[at[:, 0], at[:, 1]])
