"""Files from strangers, read in a process of its own that touches its task alone.

Begin with `isolated.read_isolated`. Nothing is imported here: the child sets its limits first.
"""
