"""What stands before every view: hosts that are ours, bodies that are taken, JSON that is safe.

Begin with `bodies.guard` and `hosts.refuse_foreign`.
"""
