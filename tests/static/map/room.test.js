// Kind: a fixed room for a legend whose width follows its words; it lay over the area.
import assert from "node:assert/strict";
import { test } from "node:test";
import { roomFor } from "../../../app/static/js/map/room.js";

test("the area stands beside the legend, however wide that is", () => {
  assert.deepEqual(roomFor(568, 190), {
    paddingTopLeft: [48, 14],
    paddingBottomRight: [202, 14],
    animate: false,
  });
  // At 1024 pixels the map of the workbench has 362: the area gets 362 - 14 - 118 = 230.
  assert.deepEqual(roomFor(362, 106).paddingBottomRight, [118, 14]);
  assert.deepEqual(roomFor(362, 106).paddingTopLeft, [14, 14]);
});

test("where less than 160 pixels were left the area takes the whole map", () => {
  assert.deepEqual(roomFor(320, 150).paddingBottomRight, [14, 14]);
  assert.deepEqual(roomFor(800, 0).paddingBottomRight, [14, 14]);
});
