"""Sums of each zone that do not depend on how they came about: always added in the order of rows.

Floating-point sums depend on their order. A sum that is mended by adding and taking away
differences drifts from one that is made anew; here those of the touched zones are made anew, in
the order of the rows, so that they are equal to the last bit however many edits led to them.
"""

from typing import NamedTuple

import numpy as np

from spatial.arrays import Floats, Rows
from spatial.errors import ShapeError
from spatial.network import ranges


class Sums(NamedTuple):
    """Sums of each zone, each (z,): persons, those near enough, those with a way, person-metres."""

    people: Floats
    covered: Floats
    reached: Floats
    person_metres: Floats


def zone_sums(zone: Rows, people: Floats, distance: Floats, *, zones: int, radius: float) -> Sums:
    """Return the sums of each zone over its places, added one by one in the order of the rows.

    Parameters
    ----------
    zone : (n,) int
        Zone of each place, 0 to `zones` - 1.
    people : (n,) float
        Persons at each place.
    distance : (n,) float
        To the nearest facility, in metres; infinite without one.
    zones : int
    radius : float
        `distance <= radius` is covered.
    """
    finite = np.isfinite(distance)
    metres = np.where(finite, distance, 0.0)
    weights = (people, people * (distance <= radius), people * finite, people * metres)
    # bincount adds the weights of a zone in the order of the rows, without pairwise shortcuts.
    return Sums(*(np.bincount(zone, weights=one, minlength=zones).astype(float) for one in weights))


class ZoneRows:
    """Which rows belong to each zone, in ascending order.

    Raises
    ------
    ShapeError
        When a zone lies outside 0 to `zones` - 1.
    """

    def __init__(self, zone: Rows, zones: int) -> None:
        if len(zone) and (zone.min() < 0 or zone.max() >= zones):
            raise ShapeError(f"zone holds rows outside 0 to {zones - 1}; accepted: rows of zones")
        self.zone = zone
        self.zones = zones
        self._rows = np.argsort(zone, kind="stable")
        self._start = np.searchsorted(zone[self._rows], np.arange(zones + 1))

    def of(self, zones: Rows) -> Rows:
        """Return the rows of the places in `zones`, those of each zone in ascending order."""
        start = self._start[zones]
        return self._rows[ranges(start, self._start[zones + 1] - start)]

    def renew(self, sums: Sums, touched: Rows, people: Floats, distance: Floats, r: float) -> None:
        """Add up the zones of `touched` anew, in place."""
        rows = self.of(touched)
        short = np.searchsorted(touched, self.zone[rows])
        found = zone_sums(short, people[rows], distance[rows], zones=len(touched), radius=r)
        for column, fresh in zip(sums, found, strict=True):
            column[touched] = fresh
