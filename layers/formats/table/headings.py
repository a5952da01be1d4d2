"""What the headings of coordinate columns say: which axis, and in which datum.

`lng_gcj02`, `高德经度` and `bd_lat` name an axis and the datum of web maps, `wgs84lon` and
`GPS经度` one that needs nothing. A pair is two columns of one datum, never one of each.
"""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from layers.text import INVISIBLE
from layers.written import units

# in the order of preference; compared without case, spaces, brackets and underscores
DEGREES = (
    ("lon", "lng", "long", "longitude", "经度", "东经", "經度", "東經"),
    ("lat", "latitude", "纬度", "北纬", "緯度", "北緯"),
)
METERS = (
    ("x", "xcoord", "coordx", "pointx", "easting", "东坐标", "横坐标", "x坐标",
     "y东", "y东坐标", "横坐标y", "y横坐标", "东坐标y"),
    ("y", "ycoord", "coordy", "pointy", "northing", "北坐标", "纵坐标", "y坐标",
     "x北", "x北坐标", "纵坐标x", "x纵坐标", "北坐标x"),
)  # fmt: skip
_PARTS = {
    "°": ("degrees", "deg", "度", "d"),
    "'": ("minutes", "min", "分", "m"),
    '"': ("seconds", "sec", "秒", "s"),
}
_NOISE = re.compile(rf"[\s_\-()（）\[\]°.:：/{INVISIBLE}]+")
_MARKS = {
    "wgs84": "wgs84|wgs|gps|epsg4326",
    "cgcs2000": "cgcs2000|cgcs|国家2000|天地图|tianditu",
    "gcj02": "gcj0?2|gcj|火星|mars|高德地图|高德|gaode|amap|autonavi|腾讯地图|腾讯|tencent",
    "bd09": "bd0?9ll|bd0?9|bd|百度地图|百度|baidu",
}
_FILLER = "(?:坐标系|坐标)?"
_MARKED = {
    datum: re.compile(rf"(?:{marks}){_FILLER}(?P<after>.+)|(?P<before>.+?)(?:{marks}){_FILLER}")
    for datum, marks in _MARKS.items()
}
# what a group over coordinates may say beside other words
_NAMED = {datum: re.compile(rf"(?<![a-z])(?:{marks})(?![a-z])") for datum, marks in _MARKS.items()}
# WGS 84 needs nothing; an offset that is named can be undone, one that is not cannot
_PREFERENCE = ("wgs84", "cgcs2000", "gcj02", "bd09", None)


@dataclass(frozen=True)
class CoordinateColumns:
    """The two columns taken: longitude or east, latitude or north, and the datum they name."""

    x: str
    y: str
    datum: str | None
    others: tuple[str, ...] = ()
    """Columns of further pairs, which were not taken."""
    degrees: bool | None = None
    """Whether they hold degrees; None: the names say it."""


def plain(name: str) -> str:
    """Return a heading without case, spaces, brackets and underscores."""
    return _NOISE.sub("", name.lower())


def names_place(name: str) -> bool:
    """Return whether a heading would be taken for a coordinate, whatever datum it names."""
    axes = {one for names in (*DEGREES, *METERS) for one in names}
    return _axis(name)[1] in axes


def find_pair(headings: Iterable[str]) -> CoordinateColumns | None:
    """Return the pair of coordinate columns, one in WGS 84 first; None where there is no pair.

    Degrees come before meters. A column of one datum is never paired with one of another.
    """
    seen: dict[tuple[str | None, str], str] = {}
    columns = list(headings)
    for name in columns:
        seen.setdefault(_axis(name), name)
    found = [pair for names in (DEGREES, METERS) for pair in _pairs(seen, names)]
    if not found:
        return None
    x, y, datum = found[0]
    both = [(one[0], one[1]) for one in found] + _alike(columns)
    others = [name for one in both for name in one]
    listed = dict.fromkeys(name for name in others if name not in (x, y))
    return CoordinateColumns(x, y, datum, tuple(listed))


def _alike(columns: Sequence[str]) -> list[tuple[str, str]]:
    """Return pairs of columns that say the same beside their axis: `原经度` and `原纬度`."""
    sides: list[dict[str, str]] = [{}, {}]
    for side, names in zip(sides, DEGREES, strict=True):
        for column in columns:
            text = plain(column)
            for name in sorted(names, key=len, reverse=True):
                if text.endswith(name) or text.startswith(name):
                    rest = text.removesuffix(name) if text.endswith(name) else text[len(name) :]
                    side.setdefault(rest, column)
                    break
    return [(x, sides[1][rest]) for rest, x in sides[0].items() if rest and rest in sides[1]]


def grouped_pairs(stacks: Sequence[Sequence[str]], names: Sequence[str]) -> list[CoordinateColumns]:
    """Return the pairs of columns whose headings stand in several rows, the one to take first.

    `stacks` are what stands over each column from top to bottom, `names` what they are called. Both
    columns of a pair have the same group and the same datum, which the group may name. Degrees come
    before meters; WGS 84 first, then an offset that is named, then what says nothing.
    """
    found: dict[tuple[bool, str | None, tuple[str, ...]], dict[int, tuple[int, str]]] = {}
    for at, parts in enumerate(stacks):
        axis = _axis_in(parts)
        if axis is None:
            continue
        meters, side, rank, datum, group = axis
        taken = found.setdefault((meters, datum, group), {})
        taken[side] = min(taken.get(side, (rank, names[at])), (rank, names[at]))
    pairs = {key: one for key, one in found.items() if len(one) == len(DEGREES)}
    if not pairs:
        pairs = _only_pair(found)
    ordered = sorted(pairs, key=lambda key: (key[0], _PREFERENCE.index(key[1])))
    listed = [(key[0], key[1], pairs[key][0][1], pairs[key][1][1]) for key in ordered]
    return [
        CoordinateColumns(
            x, y, datum, tuple(one for _, _, *both in listed for one in both if both != [x, y]),
            degrees=not meters,
        )
        for meters, datum, x, y in listed
    ]  # fmt: skip


_Found = dict[tuple[bool, str | None, tuple[str, ...]], dict[int, tuple[int, str]]]


def _only_pair(found: _Found) -> _Found:
    """Return the pair of different groups where there is one column of each axis, of one datum."""
    for meters in (False, True):
        sides = [(key, one) for key, one in found.items() if key[0] == meters]
        whole = {side: held for _, one in sides for side, held in one.items()}
        if len(sides) == len(whole) == len(DEGREES) and len({key[1] for key, _ in sides}) == 1:
            return {(meters, sides[0][0][1], ()): whole}
    return {}


def _axis_in(parts: Sequence[str]) -> tuple[bool, int, int, str | None, tuple[str, ...]] | None:
    """Return of a stack: whether meters, which axis, how usual its name, the datum, the group."""
    known = {one for names in (*DEGREES, *METERS) for one in names}
    at = next((at for at in reversed(range(len(parts))) if _axis(parts[at])[1] in known), None)
    datum, name = _axis("".join(parts))
    group = tuple(part for number, part in enumerate(parts) if number != at)
    if name not in known:
        if at is None:
            return None
        datum, name = _axis(parts[at])
        datum = datum or datum_in(" ".join(group))
    for meters, axes in ((False, DEGREES), (True, METERS)):
        for side, names in enumerate(axes):
            if name in names:
                return meters, side, names.index(name), datum, group if at is not None else ()
    return None


def axis_part(parts: Sequence[str]) -> str:
    """Return the part of a stack that names an axis by itself, or nothing.

    >>> axis_part(["位置", "经度"]), axis_part(["经度", "WGS84"]), axis_part(["规模", "面积"])
    ('经度', '经度', '')
    """
    return next((part for part in reversed(parts) if names_place(part)), "")


def datum_in(text: str) -> str | None:
    """Return the datum that a text names anywhere, or None.

    >>> datum_in("原始坐标（GCJ-02）"), datum_in("WGS-84 坐标系"), datum_in("原坐标")
    ('gcj02', 'wgs84', None)
    """
    lower = re.sub(r"[\s_\-－]+", "", text.lower())
    found = [datum for datum, pattern in _NAMED.items() if pattern.search(lower)]
    return found[0] if len(found) == 1 else None


def datum_of(x: str, y: str) -> str | None:
    """Return the datum that both headings of a pair name, or None."""
    named = {_axis(name)[0] or datum_in(name) for name in (x, y)}
    return named.pop() if len(named) == 1 else None


def half_pairs(columns: Iterable[str]) -> list[str]:
    """Return the columns of longitude and latitude where both are there, of whatever datum."""
    found = [(name, _axis(name)[1]) for name in columns]
    axes = [[name for name, axis in found if axis in names] for names in DEGREES]
    halves = [name for name, _ in found if name in axes[0] or name in axes[1]]
    return halves if all(axes) else []


def of_degrees(name: str) -> bool:
    """Whether a heading names longitude or latitude, of whatever datum."""
    return any(_axis(name)[1] in names for names in DEGREES)


def angle_part(name: str) -> tuple[str, str]:
    """Return the axis of a column that holds degrees, minutes or seconds alone, and their sign.

    >>> angle_part("经度（分）"), angle_part("lat_sec"), angle_part("经度"), angle_part("分")
    (('经度', "'"), ('lat', '"'), ('经度', '°'), ('', ''))
    """
    text = plain(name)
    axes = {one for names in DEGREES for one in names}
    for sign, endings in _PARTS.items():
        for ending in endings:
            axis = text.removesuffix(ending)
            if axis != text and axis in axes:
                return axis, sign
    return (text, "°") if text in axes else ("", "")


def _pairs(
    seen: dict[tuple[str | None, str], str], names: tuple[tuple[str, ...], tuple[str, ...]]
) -> list[tuple[str, str, str | None]]:
    pairs = []
    for datum in _PREFERENCE:
        x = next((seen[datum, one] for one in names[0] if (datum, one) in seen), None)
        y = next((seen[datum, one] for one in names[1] if (datum, one) in seen), None)
        if x is not None and y is not None:
            pairs.append((x, y, datum))
    return pairs


def _axis(name: str) -> tuple[str | None, str]:
    """Return the datum a heading names, or None, and what else it says without its unit."""
    stem, unit = units.split(name)
    bare = stem if unit and units.of_place(unit) and not units.of_parts(unit) else name
    return marked(plain(bare), {one for names in (*DEGREES, *METERS) for one in names})


def marked(name: str, known: Container[str]) -> tuple[str | None, str]:
    """Return the datum that a plain heading names beside one of the known, and that one.

    >>> marked("高德坐标", {"坐标"}), marked("坐标", {"坐标"}), marked("名称", {"坐标"})
    (('gcj02', '坐标'), (None, '坐标'), (None, '名称'))
    """
    for datum, pattern in _MARKED.items():
        found = pattern.fullmatch(name)
        rest = found and (found["after"] or found["before"])
        if rest and rest in known:
            return datum, str(rest)
    return None, name
