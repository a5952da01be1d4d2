"""Errors and what is told of them: one table from each error to its status and words.

Begin with `errors.describe`.
"""
