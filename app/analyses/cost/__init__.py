"""What an analysis will cost before it begins, and what would be accepted where that is too much.

Begin with `refusal.admitted`; `pieces` are what costs are made of.
"""
