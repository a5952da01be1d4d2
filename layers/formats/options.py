"""How a file is to be read: what the user said about it, and the limits it must keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """What a file may hold before it is refused; sizes in bytes."""

    rows: int = 2_000_000
    columns: int = 512
    file_bytes: int = 512 * 1024**2
    unpacked_bytes: int = 512 * 1024**2
    archive_entries: int = 200
    archive_ratio: float = 100.0
    depth: int = 32
    vertices: int = 10_000_000


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
    skip_errors
        Leave out the rows with errors, and report them, instead of refusing the file.
    limits
        Caps on rows, sizes and nesting.
    """

    crs: str | None = None
    encoding: str | None = None
    layer_name: str | None = None
    rename: Mapping[str, str] = field(default_factory=dict)
    skip_errors: bool = False
    limits: Limits = field(default_factory=Limits)
