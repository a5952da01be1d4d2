"""GML: read from a copy that keeps to itself."""
