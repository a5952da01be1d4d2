"""File formats: one small module a format, with `read` and, for most, `write`."""
