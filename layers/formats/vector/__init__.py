"""Files of shapes, one module a format.

Each has `read` and, for most, `write`; `layers.formats` finds the right one by content.
"""
