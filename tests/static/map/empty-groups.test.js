import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { emptyByGroup } from "../../../app/static/js/map/empty-groups.js";
import { speak } from "../page.js";

afterEach(() => speak("en"));

const layer = (id, group, count) => ({
  id,
  group: { zh: `${group}组`, en: group },
  feature_count: count,
});
const LAYERS = [
  layer("clinics", "Health", 3),
  layer("nurseries", "Children", 0),
  layer("pharmacies", "Health", 0),
  layer("schools", "Children", 0),
  layer("parks", "Green", 1),
];

function ids([name, layers]) {
  return [name, layers.map(({ id }) => id)];
}

test("layers without features stand in their groups, in the order of the catalogue", () => {
  assert.deepEqual(emptyByGroup(LAYERS).map(ids), [
    ["Children", ["nurseries", "schools"]],
    ["Health", ["pharmacies"]],
  ]);
  speak("zh");
  assert.equal(emptyByGroup(LAYERS)[0][0], "Children组");
});

test("where every layer is filled there is no group", () => {
  assert.deepEqual(emptyByGroup([LAYERS[0], LAYERS[4]]), []);
});
