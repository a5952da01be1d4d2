"""Facilities: points in buildings, as many as the plan counts, unevenly spread as in life."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import shapely

from layers.arrays import Floats, Ints, Shapes
from layers.reference_district.description import Description, Facility

STRAY = 60.0
"""How far (m, standard deviation) a facility is from the middle of its community."""
SHARING = 10_000.0
"""Added to the distance (m) of a building that another facility has taken."""
NUMBER_EVERY = 8.0
"""Distance (m) from one house number to the next."""
OPENED = (1985, 2006)
"""First year (inclusive) and last year (exclusive) in which facilities opened."""


@dataclass(frozen=True)
class NamedStreets:
    """Street segments (m) and the name of the street of each."""

    names: list[str]
    lines: Shapes

    def addresses(self, points: Floats) -> list[str]:
        """Return the nearest street and a house number that grows along it."""
        nearest = np.atleast_1d(self._tree.nearest(shapely.points(points)))
        street = [self.names[i] for i in nearest]
        far = [np.hypot(*(p - self._starts[s])) for p, s in zip(points, street, strict=True)]
        return [f"{s}{1 + int(m / NUMBER_EVERY)}号" for s, m in zip(street, far, strict=True)]

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.lines)

    @cached_property
    def _starts(self) -> dict[str, Floats]:
        """Return where each street begins: the first point of its first segment."""
        first = shapely.get_coordinates(shapely.get_point(self.lines, 0))
        return dict(zip(reversed(self.names), first[::-1], strict=True))


@dataclass(frozen=True)
class FacilityPlaces:
    """Where facilities can stand: names, centers (m), people and buildings of the communities."""

    names: list[str]
    names_en: list[str]
    subdistrict: Ints
    center: Floats
    residents: Ints
    building_points: Floats
    building_community: Ints
    streets: NamedStreets


class Siting:
    """Gives each facility a building, none twice while there are others."""

    def __init__(
        self, ground: FacilityPlaces, description: Description, rng: np.random.Generator
    ) -> None:
        self.ground = ground
        self._facilities = description.facilities
        self._rng = rng
        self._free = np.ones(len(ground.building_points), dtype=np.bool_)

    def place(self, kind: str, communities: list[int], grade: str | None = None) -> pd.DataFrame:
        """Return one row a community for facilities of a kind, with `x` and `y` in metres.

        Raises
        ------
        ValueError
            When there are not as many sites as facilities.
        """
        facility = self._facilities[kind]
        if len(communities) != facility.count:
            raise ValueError(f"{kind}: {len(communities)} sites for {facility.count} facilities")
        frame = pd.DataFrame([self._row(facility, c, grade) for c in communities])
        frame["address"] = self.ground.streets.addresses(frame[["x", "y"]].to_numpy())
        return frame

    def _row(self, facility: Facility, community: int, grade: str | None) -> dict[str, object]:
        x, y = self._building(community)
        floor_area = round(self._rng.uniform(*facility.floor_area_m2))
        row: dict[str, object] = {
            "name": f"{self.ground.names[community]}{facility.suffix}",
            "name_en": f"{self.ground.names_en[community]} {facility.suffix_en}",
            "community": self.ground.names[community],
            "grade": grade,
            "floor_area_m2": float(floor_area),
            "staff": self._whole(facility.staff),
            "capacity": self._whole(facility.capacity) if facility.capacity else None,
            "volumes": facility.volumes,
            "opened_on": pd.Timestamp(self._whole((OPENED[0], OPENED[1] - 1)), 1, 1).date(),
        }
        return row | {"x": x, "y": y}

    def _whole(self, span: tuple[int, int]) -> int:
        return int(self._rng.integers(span[0], span[1] + 1))

    def _building(self, community: int) -> Floats:
        """Return the center of the free building nearest to a point near the middle."""
        ground = self.ground
        target = ground.center[community] + self._rng.normal(0, STRAY, 2)
        here = np.flatnonzero(ground.building_community == community)
        distances = np.hypot(*(ground.building_points[here] - target).T)
        distances[~self._free[here]] += SHARING
        chosen = here[int(distances.argmin())]
        self._free[chosen] = False
        return np.asarray(ground.building_points[chosen])


def place_facilities(
    ground: FacilityPlaces, description: Description, rng: np.random.Generator
) -> dict[str, pd.DataFrame]:
    """Return the facilities of each layer, columns of the catalogue plus `x`, `y` in metres."""
    siting = Siting(ground, description, rng)
    everyone = list(range(len(ground.names)))
    rooms = _draw(everyone, sum(_count(description, k) for k in _ROOMS), rng)
    heads = _heads(ground)
    homes = [h for h, q in zip(heads, description.subdistricts, strict=True) if q.elder_home]
    police = sorted(_draw(everyone, _count(description, "police_station"), rng))
    frames = {
        "police_stations": [siting.place("police_station", police)],
        "health_centers": [
            siting.place("health_center", heads, "center"),
            siting.place("health_station", _stations(ground, description, rng), "station"),
        ],
        "culture_rooms": _culture_rooms(siting, description, rooms),
        "culture_stations": [siting.place("culture_station", _others(ground, heads, rng))],
        "service_centers": [
            siting.place("district_service_center", _largest(ground), "district"),
            siting.place("service_center", _others(ground, heads, rng), "subdistrict"),
        ],
        "elder_homes": [siting.place("elder_home", _others(ground, homes, rng))],
    }
    return {layer: pd.concat(parts, ignore_index=True) for layer, parts in frames.items()}


_ROOMS = {"demonstration_room": "demonstration", "standard_room": "standard"}


def _count(description: Description, kind: str) -> int:
    return description.facilities[kind].count


def _culture_rooms(
    siting: Siting, description: Description, communities: list[int]
) -> list[pd.DataFrame]:
    """One room a community: the demonstration rooms first, then the standard ones."""
    frames, first = [], 0
    for kind, grade in _ROOMS.items():
        count = _count(description, kind)
        frames.append(siting.place(kind, sorted(communities[first : first + count]), grade))
        first += count
    return frames


def _draw(communities: list[int], count: int, rng: np.random.Generator) -> list[int]:
    """Draw communities without repetition."""
    return [communities[i] for i in rng.permutation(len(communities))[:count]]


def _heads(ground: FacilityPlaces) -> list[int]:
    """Return the community nearest to the middle of each subdistrict's people."""
    heads = []
    for number in np.unique(ground.subdistrict):
        here = np.flatnonzero(ground.subdistrict == number)
        middle = np.average(ground.center[here], axis=0, weights=ground.residents[here])
        heads.append(int(here[np.hypot(*(ground.center[here] - middle).T).argmin()]))
    return heads


def _others(ground: FacilityPlaces, heads: list[int], rng: np.random.Generator) -> list[int]:
    """Return another community of the same subdistrict for each head."""
    chosen = []
    for head in heads:
        here = np.flatnonzero(ground.subdistrict == ground.subdistrict[head])
        chosen.append(int(rng.choice(here[here != head])))
    return chosen


def _largest(ground: FacilityPlaces) -> list[int]:
    return [int(ground.residents.argmax())]


def _stations(
    ground: FacilityPlaces, description: Description, rng: np.random.Generator
) -> list[int]:
    """Draw the stations of each subdistrict, more likely where more people live."""
    heads = _heads(ground)
    chosen: list[int] = []
    for number, quarter in enumerate(description.subdistricts):
        here = np.flatnonzero(ground.subdistrict == number)
        here = here[here != heads[number]]
        odds = ground.residents[here] / ground.residents[here].sum()
        drawn = rng.choice(here, quarter.health_stations, replace=False, p=odds)
        chosen.extend(sorted(int(c) for c in drawn))
    return chosen
