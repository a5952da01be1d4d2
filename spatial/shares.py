"""Shares: a part of a whole, and no number where there is no whole."""

import numpy as np

from spatial.arrays import Floats


def share_of(part: Floats, whole: Floats) -> Floats:
    """Return part / whole, NaN where the whole is 0 or missing."""
    share = np.full(len(part), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share
