"""Results as pictures: line charts in SVG, drawn here, so that nothing has to be loaded."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from app.services import Result
from layers.text import Text

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 84, 24, 48, 64
SERVED_COLOR, BOUND_COLOR = "#1f6f9c", "#9a5a00"
SITES = Text("新增设施数", "New sites")
BUDGET = Text("费用", "Cost")
PEOPLE = Text("覆盖人口", "People served")
BOUND = Text("不可能超过（已证明）", "No choice serves more (proven)")
FONT = "Noto Sans SC Variable, Noto Sans SC, sans-serif"


@dataclass(frozen=True)
class Line:
    """One line of a chart; dashes and the form of its points tell lines apart without color."""

    title: str
    values: Sequence[float]
    color: str
    dashed: bool = False


@dataclass(frozen=True)
class Chart:
    """Lines over shared places on the horizontal axis."""

    title: str
    across: str
    up: str
    places: Sequence[float]
    lines: tuple[Line, ...]


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
    """Return a chart as SVG; the axis of people starts at 0, so that heights can be compared."""
    top = max((value for line in chart.lines for value in line.values), default=1.0) or 1.0
    low, high = min(chart.places, default=0.0), max(chart.places, default=1.0)
    wide, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(place: float) -> float:
        return LEFT + wide * ((place - low) / (high - low) if high > low else 0.5)

    def y(value: float) -> float:
        return TOP + tall * (1 - value / (top * 1.05))

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
            f' width="{WIDTH}" height="{HEIGHT}" role="img" font-family="{FONT}" font-size="13">'
        ),
        f"<title>{escape(chart.title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for value in ticks(0.0, top * 1.05):
        at = f"{y(value):.1f}"
        parts += [
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at}" y2="{at}" stroke="#d9dee2"/>',
            f'<text x="{LEFT - 8}" y="{at}" dy="4" text-anchor="end">{value:,.6g}</text>',
        ]
    for place in _across(chart.places, low, high):
        at = f"{x(place):.1f}"
        floor = HEIGHT - BOTTOM
        parts += [
            f'<line x1="{at}" x2="{at}" y1="{floor}" y2="{floor + 5}" stroke="#444"/>',
            f'<text x="{at}" y="{floor + 20}" text-anchor="middle">{place:,.6g}</text>',
        ]
    for number, line in enumerate(chart.lines):
        spots = [(x(p), y(v)) for p, v in zip(chart.places, line.values, strict=True)]
        parts += _drawn(line, spots, number)
    parts += [
        (
            f'<text x="{LEFT + wide / 2}" y="{HEIGHT - 16}" text-anchor="middle">'
            f"{escape(chart.across)}</text>"
        ),
        f'<text x="{LEFT - 72}" y="20" font-weight="600">{escape(chart.up)}</text>',
        "</svg>",
    ]
    return "".join(parts)


def _across(places: Sequence[float], low: float, high: float) -> list[float]:
    """Return where the horizontal axis is labeled: at every place when there are few."""
    few = 12
    if len(places) <= few:
        return list(places)
    whole = all(float(place).is_integer() for place in places)
    return [p for p in ticks(low, high, most=few) if not whole or float(p).is_integer()]


def _drawn(line: Line, spots: list[tuple[float, float]], number: int) -> list[str]:
    """Return a line with its points, and its entry in the legend above the chart."""
    dash = ' stroke-dasharray="6 4"' if line.dashed else ""
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    parts = [
        f'<polyline points="{points}" fill="none" stroke="{line.color}" stroke-width="2"{dash}/>'
    ]
    for at, value in zip(spots, line.values, strict=True):
        parts.append(
            f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{2.5 if line.dashed else 4}"'
            f' fill="{line.color}"><title>{value:,.6g}</title></circle>'
        )
    start = LEFT + 110 + number * 150
    parts += [
        (
            f'<line x1="{start}" x2="{start + 28}" y1="16" y2="16" stroke="{line.color}"'
            f' stroke-width="2"{dash}/>'
        ),
        f'<text x="{start + 34}" y="20">{escape(line.title)}</text>',
    ]
    return parts


def frontier_chart(result: Result, language: str) -> str:
    """Return people served against sites, or against cost where there was a budget."""
    rows = result.rows
    spending = rows["budget"].notna().any()
    places = rows["budget" if spending else "sites_new"].astype(float).tolist()
    lines = [Line(PEOPLE.in_language(language), rows["people_served"].tolist(), SERVED_COLOR)]
    if (rows["gap"] > 0).any():
        title = BOUND.in_language(language)
        lines.append(Line(title, rows["bound"].tolist(), BOUND_COLOR, dashed=True))
    across = (BUDGET if spending else SITES).in_language(language)
    up = PEOPLE.in_language(language)
    title = result.title.in_language(language)
    return line_chart(Chart(title, across, up, places, tuple(lines)))


CHARTS: dict[str, Callable[[Result, str], str]] = {"siting-frontier": frontier_chart}
"""The pictures by the id of their analysis."""
