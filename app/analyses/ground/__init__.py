"""What all analyses stand on: their declaration, their choices, people, facilities, distances.

Begin with `model.Analysis`, the declaration; `choices` are the parameters that many share.
"""
