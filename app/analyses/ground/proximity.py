"""How far people and land are from the facilities of a kind, kept for any distance asked."""

from geopandas import GeoDataFrame

from app.analyses.ground.demand import ground_of
from app.analyses.ground.entrances import layers_of_sites
from app.analyses.ground.facilities import in_service, today
from app.analyses.ground.model import Inputs
from app.analyses.ground.streets import network
from layers.text import Count, Text
from spatial.coverage import Proximity, measure_proximity
from spatial.network import MAX_SNAP
from spatial.population import PlacedPeople
from spatial.walking import WalkingGround, WalkingProximity, measure_walks, prepare_walking

LISTED = 10


def proximity(
    inputs: Inputs,
    facility: str,
    found: PlacedPeople,
    *,
    population: str,
    metric: str,
    freedom: float = 0.0,
) -> Proximity | WalkingProximity:
    """Return the distances from people and land to facilities, kept while the layers stay.

    `metric` is euclidean or walking; on foot `freedom` (m) says how much further than the nearest
    street people may start, for brackets.

    Raises
    ------
    MissingLayerError
        When there are no communities, or no streets to walk on.
    """
    on_foot = metric == "walking"

    def measure() -> Proximity | WalkingProximity:
        serving = in_service(inputs, facility)
        if on_foot:
            walking = walking_ground_of(inputs, population, found, freedom=freedom)
            return measure_walks(walking, serving)
        return measure_proximity(ground_of(inputs, population, found), serving)

    way = f"{metric} {freedom:g}" if on_foot else metric
    behind = (*(("streets",) if on_foot else ()), "communities", *found.layers)
    # A facility may close from one day to the next.
    name = f"proximity {way} {population} {found.source} {today()}"
    every = tuple(dict.fromkeys((*layers_of_sites(inputs, facility), *behind)))
    return inputs.kept(name, every, measure)


def walking_ground_of(
    inputs: Inputs, population: str, found: PlacedPeople, *, freedom: float = 0.0
) -> WalkingGround:
    """Return the ground with people and land attached to the streets, kept."""
    ground, streets = ground_of(inputs, population, found), network(inputs)
    name = f"walking ground {population} {found.source} {freedom:g}"
    behind = ("streets", "communities", *found.layers)
    return inputs.kept(name, behind, lambda: prepare_walking(ground, streets, freedom=freedom))


def lost_facilities(found: WalkingProximity, facilities: GeoDataFrame) -> tuple[Text, ...]:
    """Return a note that lists the facilities too far from any street, if there are any."""
    lost = facilities.index[found.lost].tolist()
    if not lost:
        return ()
    listed = ", ".join(map(str, lost[:LISTED])) + ("…" if len(lost) > LISTED else "")
    return (
        Text(
            f"{len(lost)} 处设施离道路超过 {MAX_SNAP:g} 米，不计入：{listed}",
            f"{Count(len(lost)):facility lies|facilities lie} more than {MAX_SNAP:g} m from"
            " every street"
            f", serving nobody: {listed}",
        ),
    )
