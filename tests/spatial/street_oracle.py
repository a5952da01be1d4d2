"""Distances by a plain Dijkstra over points put into the streets, to hold the network against."""

import heapq
from itertools import pairwise

import numpy as np


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
