"""GCJ-02 and BD-09, the offset coordinates of Chinese web maps, to and from WGS 84.

The offsets are no coordinate system: no EPSG code, no datum. The forward formulas are the ones
published for years in open-source libraries (gcoord, coordtransform, eviltransform) and are
written here from the formulas. GCJ-02 is computed on the Krassowsky 1940 ellipsoid.
The inverses iterate to a fixed point: below a micrometer, where the usual one-step inverse is off
by up to 2.3 m in central Beijing.

All functions take arrays or numbers in degrees and return arrays (lon, lat). They do not ask
whether a place is in China: the usual bounding box would claim Seoul, Hanoi and Ulaanbaatar.
Undoing the offset is a repair of imported files; GB 20263-2006 prescribes the offset for
published navigation maps.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from layers.arrays import Floats

Pair = tuple[Floats, Floats]

_A = 6378245.0  # Krassowsky 1940, metres
_EE = 0.00669342162296594323
_BD_TURN = np.pi * 3000.0 / 180.0
_TOLERANCE = 1e-12  # degrees: 0.1 micrometers on the ground
_STEPS = 30


def _waves(value: Floats, terms: tuple[tuple[float, float], ...]) -> Floats:
    """Sum `weight * sin(value * pi * frequency)` over the terms, times 2/3."""
    total = np.zeros_like(value)
    for weight, frequency in terms:
        total += weight * np.sin(value * np.pi * frequency)
    return total * 2.0 / 3.0


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Apply the GCJ-02 offset to WGS 84 degrees."""
    east = np.asarray(lon, dtype=float)
    north = np.asarray(lat, dtype=float)
    x, y = east - 105.0, north - 35.0
    ripple = _waves(x, ((20.0, 6.0), (20.0, 2.0)))
    d_north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    d_north = d_north + ripple + _waves(y, ((20.0, 1.0), (40.0, 1 / 3)))
    d_north = d_north + _waves(y, ((160.0, 1 / 12), (320.0, 1 / 30)))
    d_east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    d_east = d_east + ripple + _waves(x, ((20.0, 1.0), (40.0, 1 / 3)))
    d_east = d_east + _waves(x, ((150.0, 1 / 12), (300.0, 1 / 30)))
    phi = np.radians(north)
    magic = 1.0 - _EE * np.sin(phi) ** 2
    root = np.sqrt(magic)
    d_lat = np.degrees(d_north / (_A * (1.0 - _EE) / (magic * root)))
    d_lon = np.degrees(d_east / (_A / root * np.cos(phi)))
    return east + d_lon, north + d_lat


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Apply Baidu's further offset to GCJ-02 degrees."""
    east = np.asarray(lon, dtype=float)
    north = np.asarray(lat, dtype=float)
    radius = np.hypot(east, north) + 2e-5 * np.sin(north * _BD_TURN)
    angle = np.arctan2(north, east) + 3e-6 * np.cos(east * _BD_TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Apply the GCJ-02 and the BD-09 offset to WGS 84 degrees."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Undo the GCJ-02 offset to better than a micrometer."""
    return _invert(wgs84_to_gcj02, lon, lat)


def bd09_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Undo Baidu's further offset to better than a micrometer."""
    return _invert(gcj02_to_bd09, lon, lat)


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Undo the BD-09 and the GCJ-02 offset."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


def _invert(forward: Callable[[Floats, Floats], Pair], lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Find the places that `forward` moves to (lon, lat): p <- p - (forward(p) - target).

    The offsets change by less than 1 part in 500 of the distance, so each step gains more than two
    digits; places that never settle (not a number, poles) come back as they are then.
    """
    target_x = np.asarray(lon, dtype=float)
    target_y = np.asarray(lat, dtype=float)
    x, y = target_x.copy(), target_y.copy()
    for _ in range(_STEPS):
        moved_x, moved_y = forward(x, y)
        step_x, step_y = moved_x - target_x, moved_y - target_y
        x, y = x - step_x, y - step_y
        if not np.any((np.abs(step_x) > _TOLERANCE) | (np.abs(step_y) > _TOLERANCE)):
            break
    return x, y


TO_WGS84: dict[str, Callable[[ArrayLike, ArrayLike], Pair]] = {
    "gcj02": gcj02_to_wgs84,
    "bd09": bd09_to_wgs84,
}
