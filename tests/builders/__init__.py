"""What tests are made of, in one place.

Frames, streets, towns whose truth is known, areas, rules, rasters, extracts, and what is asked of
the machine. A builder gives what several tests need and none of them is about; the values that a
test asserts on are passed by the test itself, so that a reader can recompute them there. Begin
with `frames`.
"""
