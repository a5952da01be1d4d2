"""Tables with coordinates: CSV and Excel.

Begin with `coordinates.frame_of`, which both share.
"""
