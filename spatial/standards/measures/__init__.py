"""The measures that rules of standards name, each from layers to a number; private to its parent.

Begin with `table`, which lists them.
"""
