"""Degrees as people write them: 116°23′29″E, 东经116度23分29秒, 116 23 29.5, 116d23m29s, 39.9N.

What states its half of the earth (E, N, 东经, 北纬, lat) states its axis, which a plain number does
not.
"""

import re
from dataclasses import dataclass
from typing import Literal

from layers.written.plain import plain, with_hyphens

Axis = Literal["lon", "lat"]
Fault = Literal["sixty", "beyond", "halves"]

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u00ba\u02da\u2218度", "°"),
        **dict.fromkeys("\u2032\u02b9\u00b4`\u2018\u2019\u02ca\uff07\u201b分", "'"),
        **dict.fromkeys("\u2033\u02ba\u201c\u201d\u02dd\u301e\uff02秒", '"'),
    }
)
_AXES: dict[str, tuple[Axis, int]] = {
    **dict.fromkeys(("e", "东经", "东", "east"), ("lon", 1)),
    **dict.fromkeys(("w", "西经", "西", "west"), ("lon", -1)),
    **dict.fromkeys(("n", "北纬", "北", "north"), ("lat", 1)),
    **dict.fromkeys(("s", "南纬", "南", "south"), ("lat", -1)),
}
_LABELS: dict[str, Axis] = {  # 经度 and 纬度 with the sign of a degree for 度
    **dict.fromkeys(("经°", "longitude", "long", "lon", "lng"), "lon"),
    **dict.fromkeys(("纬°", "latitude", "lat"), "lat"),
}
_HALF = "|".join(sorted(_AXES, key=len, reverse=True))
_LABEL = "|".join(sorted(_LABELS, key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:[.,]\d{1,15})?"
_PART = r"\d{1,2}(?:[.,]\d{1,15})?"
_BODIES = (
    rf"(?P<d>{_NUMBER}) ?°?",
    rf"(?P<d>\d{{1,3}}) ?° ?(?P<m>{_PART}) ?'?",
    rf"(?P<d>\d{{1,3}}) ?° ?(?P<m>\d{{1,2}}) ?' ?(?P<s>{_PART}) ?(?:\"|'')?",
    rf"(?P<d>\d{{1,3}}) ?d ?(?P<m>{_PART}) ?m?",
    rf"(?P<d>\d{{1,3}}) ?d ?(?P<m>\d{{1,2}}) ?m ?(?P<s>{_PART}) ?s?",
    rf"(?P<d>\d{{1,3}}):(?P<m>{_PART})",
    rf"(?P<d>\d{{1,3}})(?P<by>[ :.-])(?P<m>\d{{1,2}})(?P=by)(?P<s>{_PART})",
)
_FORMS = tuple(
    re.compile(
        rf"(?:(?P<label>{_LABEL}) ?[:=]? ?)?(?P<before>{_HALF})? ?[:=]? ?"
        rf"(?P<sign>[+-]?){body} ?(?P<after>{_HALF})?"
    )
    for body in _BODIES
)
_LONGEST = 60
_MOST: dict[Axis | None, float] = {"lon": 180.0, "lat": 90.0, None: 180.0}
_SIXTY = 60.0


@dataclass(frozen=True)
class Angle:
    """Degrees, south and west negative, and the axis that the text states, or None.

    `parts` are 1 for degrees alone, 2 with minutes, 3 with seconds.
    """

    degrees: float
    axis: Axis | None = None
    parts: int = 1


def angle(text: str) -> Angle | None:
    """Return the angle a text is; None where it is none, a plain number without a sign too."""
    found = _read(text)
    return found if isinstance(found, Angle) else None


def fault(text: str) -> Fault | None:
    """Return why a text that is written as an angle is none.

    `sixty`: minutes or seconds are 60 or more; `beyond`: more degrees than there are; `halves`: two
    halves of the earth, or one and a minus.

    >>> fault("39d60m0s"), fault("91°N"), fault("-5°W"), fault("39d59m0s"), fault("北京")
    ('sixty', 'beyond', 'halves', None, None)
    """
    found = _read(text)
    return None if isinstance(found, Angle) else found


def _read(text: str) -> Angle | Fault | None:
    if len(text) > _LONGEST:
        return None
    text = " ".join(with_hyphens(plain(text.translate(_SIGNS))).split())
    for form in _FORMS:
        matched = form.fullmatch(text)
        if matched is not None:
            bare = matched.groupdict().get("m") is None and not text.strip("+-0123456789., ")
            return None if bare else _of(matched)
    return None


def _of(matched: re.Match[str]) -> Angle | Fault:
    parts = matched.groupdict()
    degrees, minutes, seconds = (
        float((parts.get(name) or "0").replace(",", ".")) for name in ("d", "m", "s")
    )
    if minutes >= _SIXTY or seconds >= _SIXTY:
        return "sixty"
    halves = [_AXES[one] for one in (parts["before"], parts["after"]) if one]
    axes = {axis for axis, _ in halves}
    if parts["label"]:
        axes.add(_LABELS[parts["label"]])
    if len(axes) > 1 or len(set(halves)) > 1 or (halves and parts["sign"] == "-"):
        return "halves"
    axis = next(iter(axes), None)
    whole = degrees + minutes / _SIXTY + seconds / _SIXTY**2
    if whole > _MOST[axis]:
        return "beyond"
    turned = parts["sign"] == "-" or (bool(halves) and halves[0][1] < 0)
    count = sum(parts.get(name) is not None for name in ("d", "m", "s"))
    return Angle(-whole if turned else whole, axis, count)
