"""Formats in XML: KML, zipped or not, and GML; read from a copy in UTF-8 that keeps to itself."""
