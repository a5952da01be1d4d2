"""Results as pictures: line charts in SVG, drawn here, so that nothing has to be loaded."""

import html
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.services.run import Result
from layers.catalogue import FACILITY_TYPES
from layers.text import Text

WIDTH, HEIGHT = 760, 480
LEFT, RIGHT, TOP, BOTTOM = 92, 72, 96, 60
SERVED_COLOR, BOUND_COLOR = "#1f6f9c", "#9a5a00"
SITES = Text("新增设施数", "New sites")
BUDGET = Text("费用", "Cost")
PEOPLE = Text("覆盖人口", "People served")
PERSONS = Text("覆盖人口（人）", "People served (persons)")
SHARE = Text("占总人口（%）", "Share of all people (%)")
WITHIN = Text("{facility}，服务半径 {radius} 米（{how}）", "{facility}, within {radius} m ({how})")
STRAIGHT, WALKED = Text("直线距离", "straight line"), Text("步行距离", "on foot along streets")
ALL_PROVEN = Text("每一点均已证明为最优", "Every point is proven to be the best")
BOUND = Text("不可能超过（已证明）", "No choice serves more (proven)")
CUT = Text("纵轴不从 0 开始", "The vertical axis does not start at 0")
ALIKE = 0.8
# What no XML document may hold, escaped or not.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FONT = "Noto Sans SC Variable, Noto Sans SC, sans-serif"


@dataclass(frozen=True)
class ChartLine:
    """One line of a chart; dashes and the form of its points tell lines apart without color."""

    title: str
    values: Sequence[float]
    color: str
    dashed: bool = False


@dataclass(frozen=True)
class Chart:
    """Lines over shared places on the horizontal axis.

    `whole` is what stands for 100 % on the axis at the right, named `share`; None draws none.
    """

    title: str
    across: str
    up: str
    places: Sequence[float]
    lines: tuple[ChartLine, ...]
    about: str = ""
    whole: float | None = None
    share: str = ""


def escape(text: str) -> str:
    """Return text that SVG shows as it is; signs that XML cannot hold become U+FFFD."""
    return html.escape(NOT_XML.sub("\ufffd", text))


def ticks(low: float, high: float, *, most: int = 6) -> list[float]:
    """Return round numbers (1, 2 or 5 times a power of ten apart) from `low` up to `high`."""
    span = max(high - low, 1e-12)
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(n * power for n in (1, 2, 5, 10) if n * power >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def line_chart(chart: Chart) -> str:
    """Return a chart as SVG; its axis starts at 0, so that heights can be compared, if it can."""
    base, top = _upright(chart)
    low, high = min(chart.places, default=0.0), max(chart.places, default=1.0)
    wide, tall, floor = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM, HEIGHT - BOTTOM

    def x(place: float) -> float:
        return LEFT + wide * ((place - low) / (high - low) if high > low else 0.5)

    def y(value: float) -> float:
        return TOP + tall * (1 - (value - base) / (top - base))

    parts = [*_head(chart)]
    for value in ticks(base, top):
        at = f"{y(value):.1f}"
        parts += [
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at}" y2="{at}" stroke="#d9dee2"/>',
            f'<text x="{LEFT - 8}" y="{at}" dy="4" text-anchor="end">{value:,.6g}</text>',
        ]
    for percent in _percents(chart, base, top):
        at = f"{y(percent / 100 * chart.whole):.1f}" if chart.whole else ""
        end = WIDTH - RIGHT
        parts += [
            f'<path d="M{end} {at}h5" stroke="#444"/>',
            f'<text x="{end + 9}" y="{at}" dy="4">{percent:,.6g}</text>',
        ]
    for place in _across(chart.places, low, high):
        at = f"{x(place):.1f}"
        parts += [
            f'<path d="M{at} {floor}v5" stroke="#444"/>',
            f'<text x="{at}" y="{floor + 20}" text-anchor="middle">{place:,.6g}</text>',
        ]
    start = float(LEFT)
    for line in chart.lines:
        spots = [(x(p), y(v)) for p, v in zip(chart.places, line.values, strict=True)]
        parts += _drawn(line, spots, start)
        start += 58 + _width(line.title)
    return "".join([*parts, *_axes(chart), "</svg>"])


def starts_at_zero(values: Sequence[float]) -> bool:
    """Say whether an axis from 0 shows how values differ: not when they are all much alike."""
    return min(values, default=0.0) <= ALIKE * max(values, default=0.0)


def _upright(chart: Chart) -> tuple[float, float]:
    """Return where the vertical axis begins and ends."""
    values = [value for line in chart.lines for value in line.values]
    least, most = min(values, default=0.0), max(values, default=1.0) or 1.0
    if starts_at_zero(values):
        return 0.0, most * 1.05
    room = max(most - least, most * 1e-3) * 0.1
    return least - 2 * room, most + room


def _percents(chart: Chart, base: float, top: float) -> list[float]:
    """Return the ticks of the axis of shares."""
    return ticks(100 * base / chart.whole, 100 * top / chart.whole) if chart.whole else []


def _head(chart: Chart) -> list[str]:
    """Return the beginning of the picture: its title, and what it is about."""
    return [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
            f' width="{WIDTH}" height="{HEIGHT}" role="img" font-family="{FONT}" font-size="13">'
        ),
        f"<title>{escape(chart.title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="26" font-size="17" font-weight="600">{escape(chart.title)}</text>',
        f'<text x="{LEFT}" y="47" fill="#444">{escape(chart.about)}</text>',
    ]


def _axes(chart: Chart) -> list[str]:
    """Return the axes with their names and units."""
    floor, end = HEIGHT - BOTTOM, WIDTH - RIGHT
    middle, half = LEFT + (end - LEFT) / 2, TOP + (floor - TOP) / 2
    parts = [
        f'<path d="M{LEFT} {TOP}V{floor}H{end}" fill="none" stroke="#444"/>',
        f'<text x="{middle}" y="{HEIGHT - 14}" text-anchor="middle">{escape(chart.across)}</text>',
        (
            f'<text transform="translate(20 {half}) rotate(-90)" text-anchor="middle">'
            f"{escape(chart.up)}</text>"
        ),
    ]
    if chart.whole:
        parts += [
            f'<path d="M{end} {TOP}V{floor}" stroke="#444"/>',
            (
                f'<text transform="translate({WIDTH - 16} {half}) rotate(-90)"'
                f' text-anchor="middle">{escape(chart.share)}</text>'
            ),
        ]
    return parts


def _width(text: str) -> float:
    """Return about how wide a text is drawn: signs beyond Latin are twice as wide."""
    return sum(13.0 if ord(sign) > 0x2E80 else 7.0 for sign in text)  # noqa: PLR2004 - first CJK


def _across(places: Sequence[float], low: float, high: float) -> list[float]:
    """Return where the horizontal axis is labeled: at every place when there are few."""
    few = 12
    if len(places) <= few:
        return list(places)
    whole = all(float(place).is_integer() for place in places)
    return [p for p in ticks(low, high, most=few) if not whole or float(p).is_integer()]


def _drawn(line: ChartLine, spots: list[tuple[float, float]], start: float) -> list[str]:
    """Return a line with its points, and its entry in the legend above the chart at `start`."""
    dash = ' stroke-dasharray="6 4"' if line.dashed else ""
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    parts = [
        f'<polyline points="{points}" fill="none" stroke="{line.color}" stroke-width="2"{dash}/>'
    ]
    for at, value in zip(spots, line.values, strict=True):
        parts.append(
            f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{2.5 if line.dashed else 4}"'
            f' fill="{line.color}"><title>{value:,.0f}</title></circle>'
        )
    parts += [
        f'<path d="M{start} 70h28" stroke="{line.color}" stroke-width="2"{dash}/>',
        f'<text x="{start + 34}" y="74">{escape(line.title)}</text>',
    ]
    return parts


def frontier_chart(result: Result, language: str) -> str:
    """Return people served against sites, or against cost where there was a budget.

    It begins with nothing new, where it is known whom the facilities that stay serve.
    """
    rows = result.rows
    spending = rows["budget"].notna().any()
    places = rows["budget" if spending else "sites_new"].astype(float).tolist()
    begin = (
        [float(result.total["people_served_kept"])] if "people_served_kept" in result.total else []
    )
    begin = begin if min(places, default=0.0) > 0 else []
    served = [*begin, *rows["people_served"].tolist()]
    lines = [ChartLine(PEOPLE.in_language(language), served, SERVED_COLOR)]
    about = [_about(result, language)]
    if (rows["gap"] > 0).any():
        title = BOUND.in_language(language)
        lines.append(ChartLine(title, [*begin, *rows["bound"].tolist()], BOUND_COLOR, dashed=True))
    else:
        about.append(ALL_PROVEN.in_language(language))
    if not starts_at_zero(served):
        about.append(CUT.in_language(language))
    return line_chart(
        Chart(
            title=result.title.in_language(language),
            across=(BUDGET if spending else SITES).in_language(language),
            up=PERSONS.in_language(language),
            places=[*(0.0 for _ in begin), *places],
            lines=tuple(lines),
            about=" · ".join(part for part in about if part),
            whole=result.total.get("people") or None,
            share=SHARE.in_language(language),
        )
    )


def _about(result: Result, language: str) -> str:
    """Say for which facility and radius a result is."""
    asked = result.parameters
    if asked.get("facility") not in FACILITY_TYPES or asked.get("radius") is None:
        return ""
    return WITHIN.in_language(
        language,
        facility=FACILITY_TYPES[asked["facility"]].title.in_language(language),
        radius=f"{asked['radius']:,.6g}",
        how=(WALKED if asked.get("metric") == "walking" else STRAIGHT).in_language(language),
    )


CHARTS: dict[str, Callable[[Result, str], str]] = {"siting-frontier": frontier_chart}
"""The pictures by the id of their analysis."""
