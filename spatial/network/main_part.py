"""Facilities beside a piece of street that reaches nothing: opened to the main network as well.

A path in a park or a street that the data draw without its junction may be the nearest to a clinic
whose door opens to the street behind it. Where one may be so free, it stands on both.
"""

import numpy as np

from spatial.arrays import Ints
from spatial.network.attachment import Attachment, attach
from spatial.network.network import Network


def opened_to_main(
    streets: Network, at: Attachment, *, freedom: float, max_snap: float | None = None
) -> tuple[Attachment, Ints]:
    """Return places, and those on pieces apart a second time where the largest part is near.

    Parameters
    ----------
    streets : Network
    at : Attachment
        Of n places to it.
    freedom : float
        In metres, 0 or more: how much further than the nearest street the largest part may be.
    max_snap : float, optional
        In metres: how far it may be at all.

    Returns
    -------
    Attachment
        Of n + k places: the given ones, and behind them k that stand on the largest part.
    row : (n + k,) int
        Which of the n places each of them is.
    """
    same = np.arange(len(at))
    main = streets.ways.of_edges == 0
    apart = np.flatnonzero(at.attached & ~main[at.edge])
    if freedom <= 0 or not len(apart):
        return at, same
    limit = np.inf if max_snap is None else max_snap
    beside = attach(streets.grid, streets.edges, at.points[apart], limit=limit, open_edge=main)
    near = beside.attached & (beside.leg <= at.leg[apart] + freedom)
    return at.and_then(beside.rows(near)), np.concatenate([same, apart[near]])
