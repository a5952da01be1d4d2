"""The data: which layers exist, where they live, how they come and go."""
