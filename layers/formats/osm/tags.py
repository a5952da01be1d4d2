"""Which OpenStreetMap tags mean green, land and streets; wiki.openstreetmap.org/wiki/Map_features.

Plain data; the tags of facilities stand with their kinds (`data/kinds`). Pitches, allotments and
cemeteries count as green of class `other`, so that a study that wants parks only can leave them
out by `green_class`.
"""

# facilities and streets are kept this far outside the boundary, in meters: they serve people
# inside (edge effect), and walks may lead through the neighbor
MARGIN = 1_500.0

# key -> value -> green_class of the catalogue
GREEN: dict[str, dict[str, str]] = {
    "leisure": {
        "park": "comprehensive_park",
        "garden": "pocket_park",
        "nature_reserve": "special_park",
        "common": "community_park",
        "playground": "other",
        "pitch": "other",
        "recreation_ground": "other",
    },
    "landuse": {
        "grass": "attached",
        "village_green": "community_park",
        "recreation_ground": "other",
        "forest": "protective",
        "meadow": "other",
        "allotments": "other",
        "cemetery": "other",
    },
}

# landuse value -> land_class of the catalogue
LAND: dict[str, str] = {
    "residential": "residential",
    "commercial": "commercial",
    "retail": "commercial",
    "industrial": "industrial",
    "garages": "road",
    "railway": "road",
    "port": "road",
    "institutional": "public_service",
    "education": "public_service",
    "religious": "public_service",
    "military": "other",
    "cemetery": "green",
    "recreation_ground": "green",
    "village_green": "green",
    "grass": "green",
    "forest": "green",
    "landfill": "utility",
    "reservoir": "water",
    "basin": "water",
    "construction": "other",
    "brownfield": "other",
    "greenfield": "other",
    "farmland": "other",
}
