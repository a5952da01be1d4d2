"""OpenStreetMap extracts: which tags make which facility, and streets cut at their crossings.

Begin with `extract.read_osm`.
"""
