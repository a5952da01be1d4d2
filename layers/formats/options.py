"""How a file is to be read: what the user said about it, and the limits it must keep."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from layers.errors import ReadOptionError
from layers.text import Text
from layers.written.conventions import AskedMarks, Conventions, Shown
from layers.written.dates import ORDERS, Order
from layers.written.day_numbers import DAYS_FROM_1904, MAC_START, SPREADSHEET_START
from layers.written.numbers import COORDINATES_COMMA, DECIMALS, Decimal
from layers.written.places import PAIR_ORDERS, PairOrder
from layers.written.zones import Clocks, zone_of

KIBIBYTE = 1024
MEBIBYTE = 1024**2
COORDINATES = Text("坐标列", "the coordinates")


@dataclass(frozen=True)
class Limits:
    """What a file may hold, and what importing it may take, before it is refused.

    Sizes in bytes, times in seconds. A small file gets little memory and time, since what asks for
    more than its size explains is an attack or an accident; `for_size` gives what a file gets.

    Attributes
    ----------
    rows, columns, cells
        Of a table; `cells` are rows times columns, the empty ones too.
    cell_bytes, table_bytes
        Of the content of one cell and of all, each counted as often as it stands in the table.
    workbook_cells, workbook_parts
        Cells of all sheets, those without a value too, and XML elements of any other part.
    record_bytes
        Of one row of a text table: shapes written as text are longer than a cell may be.
    layers
        In one file, those that are not read too.
    file_bytes, unpacked_bytes
        Of the file, and of what it holds once unpacked.
    archive_entries, archive_ratio
        Members of an archive; unpacked over packed size.
    depth
        Levels of JSON or XML.
    vertices
        Of the whole file.
    pieces
        Parts of a GeoParquet file: row groups times columns.
    raster_cells, raster_ratio, block_bytes
        Cells of a raster, their bytes over those of the file, and bytes of one of its blocks.
    findings
        Findings of one kind that are listed; of more their number is told.
    memory_bytes, seconds
        The most that reading may take: memory, and processor time.
    least_memory_bytes, least_seconds
        What the smallest file gets of both.
    memory_each_byte, seconds_each_mebibyte
        What each byte and each mebibyte of a file adds, up to the most.
    """

    rows: int = 1_000_000
    columns: int = 1_000
    cells: int = 10_000_000
    cell_bytes: int = 64 * KIBIBYTE
    table_bytes: int = 512 * MEBIBYTE
    workbook_cells: int = 5_000_000
    workbook_parts: int = 500_000
    record_bytes: int = 32 * MEBIBYTE
    layers: int = 500
    file_bytes: int = 512 * MEBIBYTE
    unpacked_bytes: int = 512 * MEBIBYTE
    archive_entries: int = 2_000
    archive_ratio: float = 100.0
    depth: int = 32
    vertices: int = 10_000_000
    pieces: int = 100_000
    raster_cells: int = 1_000_000_000
    raster_ratio: float = 1_000.0
    block_bytes: int = 64 * MEBIBYTE
    findings: int = 10_000
    memory_bytes: int = 3072 * MEBIBYTE
    seconds: int = 120
    least_memory_bytes: int = 640 * MEBIBYTE
    least_seconds: int = 12
    memory_each_byte: int = 64
    seconds_each_mebibyte: int = 6

    def for_size(self, size: int) -> "Limits":
        """Return the limits of a file of `size` bytes: memory, time and content it may come to."""
        memory = self.least_memory_bytes + self.memory_each_byte * size
        seconds = self.least_seconds + self.seconds_each_mebibyte * size // MEBIBYTE
        content = int(self.least_memory_bytes // 10 + self.archive_ratio * size)
        return dataclasses.replace(
            self,
            memory_bytes=min(self.memory_bytes, memory),
            seconds=min(self.seconds, seconds),
            table_bytes=min(self.table_bytes, content),
        )

    @property
    def deadline(self) -> float:
        """How long the whole import may wait for its rows, by the clock on the wall.

        Work ends by its processor time; this ends what waits, and leaves room for a busy machine.
        """
        return 4.0 * self.seconds


@dataclass(frozen=True)
class ReadOption:
    """One option of reading, from which commands and forms make theirs.

    Attributes
    ----------
    name
        Of the attribute of `ReadOptions`.
    kind
        `text`, `flag`, `choice` (one of `accepted`), `pairs` (NAME=VALUE, several times) or `marks`
        (`comma`, or HEADING=point, several times).
    shown
        What a value looks like.
    of_tables, of_boundaries
        Whether it is for tables only, and whether it says anything where a file is read as one
        boundary, without the values of its columns.
    """

    name: str
    about: Text
    kind: Literal["text", "flag", "choice", "pairs", "marks"] = "text"
    accepted: tuple[str, ...] = ()
    shown: str | None = None
    of_tables: bool = False
    of_boundaries: bool = False

    @property
    def option(self) -> str:
        """The name that commands and messages use: `--heading-row`."""
        return "--" + self.name.removesuffix("_name").replace("_", "-")


READ_OPTIONS = (
    ReadOption(
        "crs",
        Text(
            "文件的坐标系：EPSG:n、gcj02 或 bd09；不填则由文件说明",
            "coordinate system of the file: EPSG:n, gcj02 or bd09; else the file says",
        ),
        of_boundaries=True,
    ),
    ReadOption(
        "encoding",
        Text(
            "文字编码，如 gb18030；不填则自动识别",
            "text encoding, such as gb18030; else it is found out",
        ),
        of_boundaries=True,
    ),
    ReadOption(
        "layer_name",
        Text("要读取的图层、工作表或压缩包成员", "layer, sheet or archive member to read"),
        of_boundaries=True,
    ),
    ReadOption(
        "heading_row",
        Text(
            "表格标题所在的行，如 3 或 3-4；不填则自动识别",
            "row of a table's headings, 3 or 3-4; else it is found out",
        ),
        shown="N",
        of_tables=True,
        of_boundaries=True,
    ),
    ReadOption(
        "rename",
        Text("文件中的列对应图层的哪一列", "name of a column"),
        kind="pairs",
        shown="SOURCE=COLUMN",
    ),
    ReadOption(
        "where",
        Text("只取这些行", "take only these rows"),
        kind="pairs",
        shown="SOURCE=VALUE",
        of_boundaries=True,
    ),
    ReadOption(
        "skip_errors",
        Text("略去有错误的行并列出", "leave out and report the rows with errors"),
        kind="flag",
    ),
    ReadOption(
        "node_crossings",
        Text("道路：在同一层相交处打断连接", "of streets: join those that cross on one level"),
        kind="flag",
    ),
    ReadOption(
        "coordinates",
        Text(
            "有几对坐标列时取哪两列（标题，经度在前）",
            "headings of the columns to take, where several could",
        ),
        shown="LON,LAT",
        of_tables=True,
        of_boundaries=True,
    ),
    ReadOption(
        "coordinate_order",
        Text(
            "哪个坐标在前：同一列中的两个数，或任何格式的图形",
            "which coordinate comes first, in one column or in the shapes of any format",
        ),
        kind="choice",
        accepted=PAIR_ORDERS,
        of_boundaries=True,
    ),
    ReadOption(
        "decimal",
        Text(
            "如 1,234 的数以何为小数点：point 或 comma，可用于全部列或某一列",
            "decimal mark of numbers such as 1,234: point or comma, of all columns or of one",
        ),
        kind="marks",
        accepted=DECIMALS,
        shown="[COLUMN=]MARK",
        of_boundaries=True,
    ),
    ReadOption(
        "date_order",
        Text(
            "如 03/04/2026 的日期中年、月、日的次序",
            "order of year, month and day in dates such as 03/04/2026",
        ),
        kind="choice",
        accepted=ORDERS,
    ),
    ReadOption(
        "time_zone",
        Text(
            "时间戳按何地的日期：Asia/Shanghai、+08:00；不填则按区域所在地",
            "whose day a time stamp has: Asia/Shanghai, +08:00; else by the area",
        ),
    ),
)
"""What a user may say of how a file is read, once for every command and form."""


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
    heading_row
        Of a table: the row of the file that holds its headings (`3`), or the rows (`3-4`).
    rename
        Source column name -> column name of the layer type.
    where
        Source column name -> value: only rows that have it are taken.
    node_crossings
        Of streets: put a vertex wherever two of them cross on one level.
    coordinates
        Of a table: the headings of longitude (or east) and latitude (or north), `经度,纬度`.
    coordinate_order
        `lonlat` or `latlon`: the order of two coordinates in one column.
    decimal
        `point` or `comma`: the decimal mark of numbers such as 1,234.
    decimals
        Source column name -> `point` or `comma`: goes before `decimal` in that column.
    date_order
        `ymd`, `dmy` or `mdy`: how dates such as 03/04/2026 are read.
    time_zone
        Whose day a time stamp with a zone has: `Asia/Shanghai`, `UTC`, `+08:00`.
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
    heading_row: str | None = None
    rename: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    node_crossings: bool = False
    coordinates: str | None = None
    coordinate_order: PairOrder | None = None
    decimal: Decimal | None = None
    decimals: Mapping[str, Decimal] = field(default_factory=dict)
    date_order: Order | None = None
    time_zone: str | None = None
    skip_errors: bool = False
    limits: Limits = field(default_factory=Limits)
    display_name: str | None = None

    def __post_init__(self) -> None:
        """Raise `ReadOptionError` for a value that is none of those accepted."""
        for one in READ_OPTIONS:
            given = [getattr(self, one.name)] if one.accepted else []
            given += self.decimals.values() if one.kind == "marks" else ()
            for value in given:
                if value not in (None, *one.accepted):
                    raise _refused(one.option, value, ", ".join(one.accepted))
        if self.time_zone is not None:
            try:
                zone_of(self.time_zone)
            except ValueError:
                accepted = "Asia/Shanghai, America/Chicago, UTC, +08:00, ..."
                raise _refused("--time-zone", self.time_zone, accepted) from None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "ReadOptions":
        """Return the options that a command or a form was given, by their names; None is none."""
        values = {one.name: given.get(one.name) for one in READ_OPTIONS}
        marks = values.pop("decimal", None) or AskedMarks()
        known = {name: value for name, value in values.items() if value is not None}
        return cls(**known, decimal=marks.every, decimals=marks.columns)

    @property
    def marks(self) -> AskedMarks:
        """The decimal mark that was asked for, of all columns and of some."""
        return AskedMarks(self.decimal, self.decimals)

    def conventions(self, clocks: Clocks, findings: Mapping[str, str] | None = None) -> Conventions:
        """Return what decides between two readings of a cell; a zone that is stated goes first.

        `findings` are what the reader noticed in the file: causes, each with the cell it names.
        """
        found = findings or {}
        if self.time_zone is not None:
            clocks = Clocks(zone_of(self.time_zone))
        comma = found.get(COORDINATES_COMMA)
        return Conventions(
            decimal=self.decimal,
            decimals=self.decimals,
            comma_elsewhere=None if comma is None else Shown(COORDINATES, comma),
            date_order=self.date_order,
            clocks=clocks,
            day_start=MAC_START if DAYS_FROM_1904 in found else SPREADSHEET_START,
        )

    def name_of(self, path: Path) -> str:
        """Return the name to show for the file at `path`: never a folder."""
        return self.display_name or path.name


def _refused(option: str, value: object, accepted: str) -> ReadOptionError:
    return ReadOptionError(option=option, value=str(value)[:60], accepted=accepted)
