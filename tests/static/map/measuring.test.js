import "../page.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { saidMeasure } from "../../../app/static/js/map/measuring.js";

// A degree is 6371008.8 * pi / 180 = 111195.08 m on the sphere; along a parallel, times its cosine.
const DEGREE = (6371008.8 * Math.PI) / 180;

function flat(a, b) {
  const shrink = Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180);
  return Math.hypot((b.lng - a.lng) * DEGREE * shrink, (b.lat - a.lat) * DEGREE);
}

function said(...places) {
  return saidMeasure(
    places.map(([lng, lat]) => ({ lng, lat })),
    flat,
  );
}

test("two points have a length, in kilometers from 1,000 m on", () => {
  assert.equal(said([0, 0], [0, 0.001]), "111 m");
  assert.equal(said([0, 0], [0, 1]), "111.20 km");
  assert.equal(said([0, 0], [0, 0]), "0 m");
});

test("a way is the sum of its parts", () => {
  assert.equal(said([0, 0], [0, 0.001], [0, 0]), "222 m · 0 m²");
});

test("three points and more have an area, in hectares from one on", () => {
  // Half of 111.195 m times 111.195 m.
  assert.equal(said([0, 0], [0.001, 0], [0.001, 0.001]), "222 m · 6,182 m²");
  // 1111.95 m times 1111.95 m at the equator.
  assert.equal(said([0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01]), "3.34 km · 123.64 ha");
});

test("a square at 60 degrees has half the area, whichever way it is walked", () => {
  const square = [
    [116, 60],
    [116.01, 60],
    [116.01, 60.01],
    [116, 60.01],
  ];
  // 123.644 ha times the cosine of 60.005 degrees, 0.49992.
  assert.match(said(...square), /· 61\.81 ha$/);
  assert.match(said(...square.reverse()), /· 61\.81 ha$/);
});
