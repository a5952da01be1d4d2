"""Streets of OpenStreetMap that cross with a node each at one coordinate do not join there.

A bridge and the street below are often drawn so. A layer of lines knows places only, so that all
but one of such nodes are drawn a hair beside. Where a street ends at the coordinate of another's
node they do meet: the node was doubled when two drawings were put together.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from layers.arrays import Floats, Ints

HAIR = 1e-7
"""Degrees (about 1 cm): the grid on which OpenStreetMap keeps coordinates."""


def told_apart(nodes: Sequence[Ints], places: Sequence[Floats]) -> list[Floats]:
    """Return places in which different nodes inside ways never stand at the same one.

    Parameters
    ----------
    nodes : sequence of (n,) int
        Ids of the nodes of each way.
    places : sequence of (n, 2) float
        Where they are, in degrees; NaN where the extract does not hold a node.

    Returns
    -------
    list of (n, 2) float
        Of several nodes at one place, where no way begins or ends, the lowest id stays there;
        each other one stands a further `HAIR` to the north, the same in all ways.
    """
    if not nodes:
        return list(places)
    ids, first, back = np.unique(np.concatenate(nodes), return_index=True, return_inverse=True)
    at = np.concatenate(places)[first]
    ends_at = np.isin(ids, [node for line in nodes if len(line) for node in (line[0], line[-1])])
    moved = at.copy()
    for group in _groups(at):
        if not ends_at[group].any():
            steps = np.arange(len(group)) * HAIR
            moved[group, 1] = np.where(steps > 0, np.round(at[group, 1] + steps, 7), at[group, 1])
    borders = np.cumsum([len(line) for line in nodes])[:-1]
    return np.split(moved[back.ravel()], borders)


def _groups(places: Floats) -> Iterator[Ints]:
    """Yield the rows, ascending, of places that are the same; none of a place that stands once."""
    known = np.flatnonzero(np.isfinite(places).all(axis=1))
    order = known[np.lexsort(places[known].T)]
    new = np.append(True, (places[order][1:] != places[order][:-1]).any(axis=1))
    starts = np.flatnonzero(new)
    counts = np.diff(np.append(starts, len(order)))
    for begin, count in zip(starts[counts > 1], counts[counts > 1], strict=True):
        yield order[begin : begin + count]
