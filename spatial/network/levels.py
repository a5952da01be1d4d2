"""Which vertices of streets meet where several levels stand at one place: bridges do not join."""

import numpy as np

from spatial.arrays import Flags, Ints


def parted_by_level(place: Ints, count: int, level: Ints, is_end: Flags) -> tuple[Ints, int]:
    """Return numbers of places in which what only crosses on another level has its own.

    A vertex inside a line meets what stands on its own level. Ends of lines meet each other
    whatever their level, as a bridge does its ramp: with an end goes all of that level.

    Parameters
    ----------
    place : (v,) int
        Number of the place of each vertex, 0 to `count` - 1.
    level : (v,) int
        Of its line; 0 is the ground.
    is_end : (v,) bool
        Whether the line ends there.

    Returns
    -------
    place : (v,) int
    count : int
        How many numbers there are now.
    """
    levels, at = np.unique(level, return_inverse=True)
    key = place * np.int64(len(levels)) + at
    keys, which = np.unique(key, return_inverse=True)
    joined = np.zeros(len(keys), dtype=bool)
    np.logical_or.at(joined, which, is_end)
    # Where only one level stands there is nothing to part.
    of_place = keys // len(levels)
    joined |= np.bincount(of_place, minlength=count)[of_place] == 1
    number = np.where(joined, of_place, 0)
    loose = np.flatnonzero(~joined)
    number[loose] = count + np.arange(len(loose))
    found: Ints = number[which].astype(np.int64)
    return found, count + len(loose)
