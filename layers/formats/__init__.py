"""File formats: one small module a format, each with `read(path, options)` and most with `write`."""
