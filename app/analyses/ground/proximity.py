"""How far people and land are from the facilities of a kind, kept for any distance asked."""

from geopandas import GeoDataFrame

from app.analyses.ground.demand import ground_of
from app.analyses.ground.facilities import in_service, today
from app.analyses.ground.model import Inputs
from app.analyses.ground.streets import network
from layers.text import Text
from spatial.coverage import Proximity, measure_proximity
from spatial.network import MAX_SNAP
from spatial.population import PlacedPeople
from spatial.walking import WalkingGround, WalkingProximity, measure_walks, prepare_walking

LISTED = 10


def proximity(inputs: Inputs, facility: str, population: str, found: PlacedPeople) -> Proximity:
    """Return the straight-line distances to facilities, kept while the layers behind stay."""
    placed, behind = _key(population, found), ("communities", *found.layers)

    def measure() -> Proximity:
        ground = ground_of(inputs, population, found)
        return measure_proximity(ground, in_service(inputs, facility))

    # A facility may close from one day to the next.
    return inputs.kept(f"proximity {placed} {today()}", (facility, *behind), measure)


def walks(
    inputs: Inputs, facility: str, population: str, found: PlacedPeople, *, freedom: float = 0.0
) -> WalkingProximity:
    """Return the walking distances to facilities, kept while the layers behind stay.

    `freedom` (m): how much further than the nearest street people may start, for brackets.

    Raises
    ------
    MissingLayerError
        When no walkable streets are loaded.
    """
    placed, behind = _key(population, found), ("streets", "communities", *found.layers)

    def measure() -> WalkingProximity:
        walking = walking_ground_of(inputs, population, found, freedom=freedom)
        return measure_walks(walking, in_service(inputs, facility))

    return inputs.kept(f"walks {placed} {freedom:g} {today()}", (facility, *behind), measure)


def walking_ground_of(
    inputs: Inputs, population: str, found: PlacedPeople, *, freedom: float = 0.0
) -> WalkingGround:
    """Return the ground with people and land attached to the streets, kept."""
    ground, streets = ground_of(inputs, population, found), network(inputs)
    name = f"walking ground {_key(population, found)} {freedom:g}"
    behind = ("streets", "communities", *found.layers)
    return inputs.kept(name, behind, lambda: prepare_walking(ground, streets, freedom=freedom))


def lost_facilities(found: WalkingProximity, facilities: GeoDataFrame) -> tuple[Text, ...]:
    """Return a note that lists the facilities too far from any street, if there are any."""
    lost = facilities.index[found.facilities.unattached].tolist()
    if not lost:
        return ()
    listed = ", ".join(map(str, lost[:LISTED])) + ("…" if len(lost) > LISTED else "")
    return (
        Text(
            f"{len(lost)} 处设施离道路超过 {MAX_SNAP:g} 米，不计入：{listed}",
            f"{len(lost)} facilities lie more than {MAX_SNAP:g} m from every street"
            f" and serve nobody: {listed}",
        ),
    )


def _key(population: str, found: PlacedPeople) -> str:
    return f"{population} {found.source}"
