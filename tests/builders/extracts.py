"""OpenStreetMap extracts of a few places and ways on a grid."""

from collections.abc import Collection, Sequence
from pathlib import Path

STEP = 0.001
"""Degrees from one line of the grid to the next: about 85 m east, 111 m north."""


def _tags(tags: dict[str, str]) -> str:
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())


class Extract:
    """Writes nodes on a grid from 116.4 E, 39.9 N, numbered 100 * column + row, and ways."""

    def __init__(self) -> None:
        self.nodes: dict[int, tuple[int, int, dict[str, str]]] = {}
        self.ways: list[tuple[int, list[int], dict[str, str]]] = []
        self.relations: list[str] = []

    def node(self, column: int, row: int, **tags: str) -> int:
        """Put a node on the grid; return its number."""
        self.nodes[100 * column + row] = (column, row, tags)
        return 100 * column + row

    def way(self, identifier: int, places: Sequence[tuple[int, int]], **tags: str) -> None:
        """Put a way through places of the grid; nodes that are there keep their tags."""
        refs = [
            self.node(*place) if place not in self._grid() else 100 * place[0] + place[1]
            for place in places
        ]
        self.ways.append((identifier, refs, tags))

    def relation(self, identifier: int, roles: dict[int, str], **tags: str) -> None:
        """Put a relation of ways, each with its role."""
        members = "".join(
            f'<member type="way" ref="{way}" role="{role}"/>' for way, role in roles.items()
        )
        head = f'<relation id="{identifier}" version="1">'
        self.relations.append(f"{head}{members}{_tags(tags)}</relation>")

    def _grid(self) -> set[tuple[int, int]]:
        return {(column, row) for column, row, _ in self.nodes.values()}

    def write(self, path: Path, *, missing: Collection[int] = ()) -> Path:
        """Write the extract without the nodes that are `missing`; return the path."""
        lines = ['<?xml version="1.0"?><osm version="0.6">']
        for identifier, (column, row, tags) in sorted(self.nodes.items()):
            if identifier in missing:
                continue
            lon, lat = 116.4 + column * STEP, 39.9 + row * STEP
            head = f'<node id="{identifier}" version="1" lon="{lon:.7f}" lat="{lat:.7f}">'
            lines.append(f"{head}{_tags(tags)}</node>")
        for identifier, refs, tags in sorted(self.ways, key=lambda way: way[0]):
            members = "".join(f'<nd ref="{ref}"/>' for ref in refs)
            lines.append(f'<way id="{identifier}" version="1">{members}{_tags(tags)}</way>')
        lines += self.relations
        path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
        return path
