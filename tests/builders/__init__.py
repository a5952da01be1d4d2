"""What tests are made of, in one place: frames, streets, towns, areas, rules, rasters, extracts.

A builder gives what several tests need and none of them is about; the values that a test asserts
on are passed by the test itself, so that a reader can recompute them there. Begin with `frames`.
"""
