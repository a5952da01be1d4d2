"""The sizes of two areas as they were read: the reference district, and a city of OpenStreetMap.

The city is Las Palmas as `docs/how-to/your-own-city.md` loads it, with people in its communities.
"""

from app.analyses.ground.cost import Sizes

DONGCHENG = Sizes(
    features={
        "subdistricts": 10, "communities": 137, "police_stations": 128, "health_centers": 40,
        "culture_rooms": 69, "culture_stations": 10, "service_centers": 11, "elder_homes": 9,
        "green_spaces": 1554, "land_use": 1436, "buildings": 8914, "streets": 4333,
    },
    vertices={
        "subdistricts": 791, "communities": 3587, "green_spaces": 14130, "land_use": 13414,
        "buildings": 101102, "streets": 14353, "area": 228,
    },
    counting={"communities": 137, "green_spaces": 60, "buildings": 8194},
    width_m=4_124.0,
    height_m=7_817.0,
    area_m2=25_408_342.0,
)  # fmt: skip
LAS_PALMAS = Sizes(
    features={
        "communities": 29, "police_stations": 12, "health_centers": 143, "culture_rooms": 37,
        "service_centers": 3, "elder_homes": 6, "green_spaces": 4794, "land_use": 1600,
        "buildings": 22228, "streets": 27189,
    },
    vertices={
        "communities": 5880, "green_spaces": 66766, "land_use": 24313, "buildings": 313069,
        "streets": 173484, "area": 7388,
    },
    cells={"population_raster": 22_750, "canopy_raster": 56_853_252},
    counting={"communities": 29, "green_spaces": 3591},
    width_m=12_996.0,
    height_m=17_495.0,
    area_m2=103_693_436.0,
)  # fmt: skip
AREAS = {"dongcheng": DONGCHENG, "laspalmas": LAS_PALMAS}
