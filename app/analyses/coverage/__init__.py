"""Who is served within a distance: coverage, the nearest of a place, service areas."""
