"""JSON that holds shapes: GeoJSON whole or line by line, TopoJSON and EsriJSON, told by content."""
