"""Units as tables write them: in a row of their own, in brackets, behind a slash or a line end.

One list says what is a unit and what it is worth, so that a row of units that is recognized is one
whose numbers can be converted.
"""

import re
import unicodedata

from layers.written.plain import plain

_MU = 2000.0 / 3.0  # square metres in a Chinese mu
_ACRE = 4_046.8564224  # the international acre, 43 560 square feet of 0.3048 m
_AREAS = {
    **dict.fromkeys(("平方米", "平米", "平方", "平", "m2", "sqm"), 1.0),
    **dict.fromkeys(("万平方米", "万平米", "万平", "万m2", "公顷", "ha", "hm2"), 1e4),
    **dict.fromkeys(("平方公里", "平方千米", "km2"), 1e6),
    **dict.fromkeys(("hectare", "hectares"), 1e4),
    **dict.fromkeys(("acre", "acres", "英亩"), _ACRE),
    **dict.fromkeys(("ft2", "sqft", "平方英尺"), 0.3048**2),
    **dict.fromkeys(("千平方米", "千m2"), 1e3),
    "sqkm": 1e6,
    **dict.fromkeys(("亩", "市亩"), _MU),
    "万亩": _MU * 1e4,
}
_ONES = "人 名 户 个 支 册 张 床 层 间 处 所 座 栋 幢 辆 位 家 台 班"
_COUNTS = {
    **dict.fromkeys(("千", "千人", "千户", "千册"), 1e3),
    **dict.fromkeys(("百", "百人", "百户"), 1e2),
    **dict.fromkeys(("百万", "百万人"), 1e6),
    **dict.fromkeys(("亿", "亿人"), 1e8),
    "万": 1e4,
    **{f"万{one}": 1e4 for one in _ONES.split()},
    **dict.fromkeys(_ONES.split(), 1.0),
    **dict.fromkeys(("person", "persons", "people"), 1.0),
}
_OF_PLACES = (
    "度 ° deg degree degrees decimaldegrees 十进制度 十进制 度分秒 °'\""
    " 米 m meter meters metre metres"
)
_OF_PARTS = "分 ' min 秒 \" sec"
_FURTHER = (
    "千米 公里 km 厘米 cm 毫米 mm 千克 kg 吨 t 年 月 日 岁 天 小时 时 元 万元 亿元 千元 % ‰"
    " 人次 万人次 分钟 m3 立方米 升"
)
_BLANKS = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "...", "…", "×", "x"})
"""What a row of units holds where a column has none."""
_LABEL = re.compile(r"(计量)?单位|units?")
_STATED = re.compile(r"(?:计量)?(?:单位|units?)[:：]", re.IGNORECASE)
_BRACKETS = {"(": ")", "[": "]", "<": ">", "【": "】", "〔": "〕"}
_PRIMES = str.maketrans("\u2032\u2019\u201d", "''\"")
_LONGEST = 24


def unit_factor(unit_text: str, unit: str) -> float | None:
    """Return how many of the column's `unit` one `unit_text` is; None when it is no such unit."""
    units = _AREAS if unit == "m2" else _COUNTS
    return units.get(plain(unit_text))


def unit_in(cell: str) -> str | None:
    """Return the unit that a cell is, without brackets and `单位：`; None where it is none.

    >>> unit_in("（公顷）"), unit_in("单位：万人"), unit_in("人/平方公里"), unit_in("名称")
    ('公顷', '万人', '人/平方公里', None)
    """
    text = cell.strip()
    if len(text) > _LONGEST:
        return None
    text = _STATED.sub("", _bare(text), count=1).strip()
    text = _bare(text)
    text = text if text.isascii() else "".join(text.split())
    parts = plain(text).replace("／", "/").split("/")
    if not text or not all(_known(_compared(one)) for one in parts):
        return None
    return text


def is_blank_unit(cell: str) -> bool:
    """Return whether a cell of a row of units says that its column has none, or names the row.

    >>> is_blank_unit("—"), is_blank_unit("单位"), is_blank_unit("公顷")
    (True, True, False)
    """
    text = plain(_bare(cell.strip()))
    return text in _BLANKS or bool(_LABEL.fullmatch(text))


def of_place(unit: str) -> bool:
    """Return whether coordinates may have this unit: degrees, their parts, or meters."""
    return _compared(unit) in _PLACES or of_parts(unit)


def of_parts(unit: str) -> bool:
    """Return whether this is the unit of minutes or seconds of an angle, in a column of their own.

    >>> of_parts("分"), of_parts("度")
    (True, False)
    """
    return _compared(unit) in _PARTS


def split(heading: str) -> tuple[str, str]:
    """Return a heading and the text in the brackets at its end, or the whole heading and nothing.

    >>> split("建筑面积（公顷）"), split("面积(建筑)（m²）"), split("名称")
    (('建筑面积', '公顷'), ('面积(建筑)', 'm2'), ('名称', ''))
    """
    text = unicodedata.normalize("NFKC", heading).strip()
    opened = max(text.rfind("("), text.rfind("["))
    unit = text[opened + 1 : -1].strip()
    if opened < 0 or text[-1] not in ")]" or not unit or ")" in unit or "]" in unit:
        return heading, ""
    return text[:opened].rstrip(), _STATED.sub("", unit, count=1).strip() or unit


def split_area(heading: str) -> tuple[str, str]:
    r"""Return a heading and the unit of areas that stands behind it without brackets.

    It stands behind a slash, as quantities are written (GB 3101-1993), a sign, or on a line of its
    own. A count is not looked for: `人口/户` is the people of a household.

    >>> split_area("建筑面积/公顷"), split_area("用地面积\n亩"), split_area("面积/人")
    (('建筑面积', '公顷'), ('用地面积', '亩'), ('面积/人', ''))
    """
    text = unicodedata.normalize("NFKC", heading).strip()
    unit = re.split(r"[/,、:;_\s-]", text[-_LONGEST:])[-1]
    name = text[: len(text) - len(unit)].rstrip("/,、:;_- \t\r\n")
    return (
        (name, unit) if name and len(unit) < len(text) and plain(unit) in _AREAS else (heading, "")
    )


def _bare(text: str) -> str:
    """Return a text without the brackets around the whole of it."""
    narrow = unicodedata.normalize("NFKC", text[:1] + text[-1:]) if len(text) > 1 else ""
    around = len(narrow) > 1 and _BRACKETS.get(narrow[0]) == narrow[-1]
    return text[1:-1].strip() if around else text


def _compared(unit: str) -> str:
    marks = plain(unit).translate(_PRIMES).replace("'''", "'\"").replace("''", '"')
    return "".join(marks.split())


def _known(unit: str) -> bool:
    return unit in _ALL


_PLACES = frozenset(_OF_PLACES.split())
_PARTS = frozenset(_OF_PARTS.split())
_ALL = _PLACES | _PARTS | _AREAS.keys() | _COUNTS.keys() | frozenset(_FURTHER.split())
