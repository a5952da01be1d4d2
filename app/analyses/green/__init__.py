"""Green space: areas and people, parks, cover, whose green it is."""
