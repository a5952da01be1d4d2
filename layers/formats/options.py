"""How a file is to be read: what the user said about it, and the limits it must keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MEBIBYTE = 1024**2


@dataclass(frozen=True)
class Limits:
    """What a file may hold, and what reading it may take, before it is refused.

    Sizes in bytes, times in seconds. `vertices` counts the whole file, `depth` the nesting of
    JSON, `archive_ratio` unpacked over packed size.
    """

    rows: int = 2_000_000
    columns: int = 512
    file_bytes: int = 512 * MEBIBYTE
    unpacked_bytes: int = 512 * MEBIBYTE
    archive_entries: int = 200
    archive_ratio: float = 100.0
    depth: int = 32
    vertices: int = 10_000_000
    memory_bytes: int = 3072 * MEBIBYTE
    seconds: int = 120


@dataclass(frozen=True)
class ReadOptions:
    """What the user said about a file; None means: find out from the file itself.

    Attributes
    ----------
    crs
        `EPSG:n`, `gcj02`, `bd09` or WKT. Readers hand it on untouched; the intake applies it.
    encoding
        Text encoding of tables and Shapefile attributes, such as `gb18030`.
    layer_name
        Which layer, sheet or archive member to read where a file holds several.
    rename
        Source column name -> column name of the layer type.
    where
        Source column name -> value: only rows that have it are taken.
    skip_errors
        Leave out the rows with errors, and report them, instead of refusing the file.
    limits
        Caps on rows, sizes, nesting, memory and time.
    display_name
        The name the user knows the file by, when it lies on disk under another one.
    """

    crs: str | None = None
    encoding: str | None = None
    layer_name: str | None = None
    rename: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    skip_errors: bool = False
    limits: Limits = field(default_factory=Limits)
    display_name: str | None = None

    def name_of(self, path: Path) -> str:
        """Return the name to show for the file at `path`: never a folder."""
        return self.display_name or path.name
