"""Exact and heuristic searches behind the models of siting; private to `spatial.siting`.

Begin with `highs`, the solver of programs; the other modules make its work small.
"""
