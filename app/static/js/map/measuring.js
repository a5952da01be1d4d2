// What was clicked on the map, as a length and an area.
import { number } from "../shared/format.js";

const RADIUS = 6371008.8; // mean Earth radius in metres: lengths are within 0.3 % of the ellipsoid

function sphericalArea(points) {
  const rad = Math.PI / 180;
  let sum = 0;
  points.forEach((at, i) => {
    const next = points[(i + 1) % points.length];
    sum += (next.lng - at.lng) * rad * (2 + Math.sin(at.lat * rad) + Math.sin(next.lat * rad));
  });
  return Math.abs((sum * RADIUS * RADIUS) / 2);
}

function length(points, distance) {
  return points.slice(1).reduce((sum, at, i) => sum + distance(points[i], at), 0);
}

// points: [{lat, lng}]; `distance` gives the meters between two of them.
export function saidMeasure(points, distance) {
  const along = length(points, distance);
  const way = along < 1000 ? `${number(along)} m` : `${number(along / 1000, 2)} km`;
  if (points.length < 3) return way;
  const m2 = sphericalArea(points);
  const land = m2 < 10000 ? `${number(m2)} m²` : `${number(m2 / 10000, 2)} ha`;
  return `${way} · ${land}`;
}
