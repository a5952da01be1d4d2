"""Bounded scripts that press on a running service; each tells what it saw beside the limit.

`make load` starts a service of its own on the reference district and runs all of them.
"""

from typing import NamedTuple

SCRIPTS = ("slow_clients", "hostile", "overload", "schema", "memory")
"""Modules with `run(address) -> list[Row]`, which press on a running service."""
ALONE = ("kills", "records", "imports", "extremes")
"""Modules with a `main` and a service, database or processes of their own."""


class Row(NamedTuple):
    """One figure: it holds when `seen` is at most `limit`."""

    what: str
    limit: float
    seen: float
    unit: str = ""

    @property
    def holds(self) -> bool:
        """Whether the limit is kept."""
        return self.seen <= self.limit


def table(rows: list[Row]) -> str:
    """Return the rows as lines of text: what, limit, seen, and whether it holds."""
    wide = max((len(row.what) for row in rows), default=4)
    lines = [f"{'what':{wide}}  {'limit':>10}  {'seen':>10}  ok"]
    for row in rows:
        limit, seen = f"{row.limit:g} {row.unit}".strip(), f"{row.seen:.4g} {row.unit}".strip()
        lines.append(f"{row.what:{wide}}  {limit:>10}  {seen:>10}  {'yes' if row.holds else 'NO'}")
    return "\n".join(lines)
