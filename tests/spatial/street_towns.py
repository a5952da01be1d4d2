"""Random little towns, and distances by a plain Dijkstra over points put into the streets."""

import heapq
from itertools import pairwise

import numpy as np
import shapely


def town(rng, *, rows=5, columns=5, spacing=100.0, straight=False):
    """Return lines over a grid: some missing, some bent, some long, some twice, some closed."""
    places = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), -1) * spacing
    if not straight:
        places = places + rng.uniform(-0.3, 0.3, places.shape) * spacing
    lines = [shapely.LineString(row) for row in places[:: rng.integers(1, 3)]]
    for column in range(columns):
        for row in range(rows - 1):
            chance = rng.random()
            ends = places[row, column], places[row + 1, column]
            if chance < 0.2:
                continue
            middle = (ends[0] + ends[1]) / 2 + [0 if straight else 30, 0]
            lines.append(shapely.LineString([ends[0], middle, ends[1]]))
            if chance > 0.8:  # another way round between the same nodes
                lines.append(
                    shapely.LineString([ends[0], np.add(middle, (spacing / 5, 0)), ends[1]])
                )
            if chance > 0.9:  # a way that ends where it began
                lines.append(
                    shapely.LineString([ends[0], np.subtract(middle, (20, 0)), [0, -50], ends[0]])
                )
    return np.array(lines, dtype=object)


def snapped(network, point):
    """Return leg, edge and offset of a point by looking at every open piece of street."""
    best = (np.inf, -1, np.nan)
    for edge in np.flatnonzero(network.edge_open):
        begin, end = network.edge_first[edge], network.edge_first[edge + 1]
        for row in range(begin, end - 1):
            a, b = network.vertices[row], network.vertices[row + 1]
            share = float(np.clip(np.dot(point - a, b - a) / np.dot(b - a, b - a), 0, 1))
            leg = float(np.hypot(*(point - a - share * (b - a))))
            if leg < best[0] - 1e-9:
                offset = network.along[row] + share * (network.along[row + 1] - network.along[row])
                best = (leg, int(edge), float(offset))
    return best


def distances(network, demand, facilities, *, max_snap=np.inf):
    """Return (n, m) walking metres: every point becomes a node of its edge, then Dijkstra."""
    stops = [snapped(network, point) for point in [*demand, *facilities]]
    stops = [stop if stop[0] <= max_snap else None for stop in stops]
    ways = {}

    def join(one, two, metres):
        ways.setdefault(one, []).append((two, metres))
        ways.setdefault(two, []).append((one, metres))

    for edge in np.flatnonzero(network.edge_open):
        on_it = [(s[2], ("place", i)) for i, s in enumerate(stops) if s and s[1] == edge]
        begin, end = network.edge_ends[edge]
        chain = [(0.0, int(begin)), *sorted(on_it), (float(network.edge_length[edge]), int(end))]
        for (here, one), (there, two) in pairwise(chain):
            join(one, two, there - here)
    for i, stop in enumerate(stops):
        if stop:
            join(("place", i), ("point", i), stop[0])
    n = len(demand)
    found = np.full((n, len(facilities)), np.inf)
    for j in range(len(facilities)):
        if stops[n + j]:
            reached = dijkstra(ways, ("point", n + j))
            found[:, j] = [reached.get(("point", i), np.inf) for i in range(n)]
    return found


def dijkstra(ways, source):
    """Return the metres from one node to all that can be reached."""
    done, heap, count = {}, [(0.0, 0, source)], 1
    while heap:
        metres, _, node = heapq.heappop(heap)
        if node in done:
            continue
        done[node] = metres
        for other, step in ways.get(node, []):
            if other not in done:
                heapq.heappush(heap, (metres + step, count, other))
                count += 1
    return done
