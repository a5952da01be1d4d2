"""Rasters: checked by their header, then cut to an area and stored.

Begin with `geotiff.store_geotiff`.
"""
