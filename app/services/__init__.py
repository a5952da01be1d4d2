"""One way through the house: every door asks `run.run`, and all give the same numbers.

Begin with `run`; `receipts` and `replay` compute a result again.
"""
