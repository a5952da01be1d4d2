"""The reference district, synthetic: the parts, and `build`, which puts them together."""
