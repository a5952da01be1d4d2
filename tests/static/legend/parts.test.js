import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { partLines, partOf } from "../../../app/static/js/legend/parts.js";
import { config, speak } from "../page.js";

afterEach(() => speak("en"));

const streets = { id: "parks", title: { zh: "道路", en: "Streets" } };
const page = (returned, matched) => ({
  features: Array.from({ length: returned }, () => ({})),
  numberMatched: matched,
});

// A silent cut: 20,000 of 27,189 streets were drawn, and nothing on the page said so.
test("a layer of which a part is drawn says how many of how many, and where all are", () => {
  const count = config.layers.parks.count;
  config.layers.parks.count = 27189;
  const part = partOf("parks", page(20000, 27189));
  assert.deepEqual(part, { drawn: 20000, all: 27189 });
  const [line] = partLines([streets], { parks: part });
  assert.match(line.label, /Streets.*20,000.*27,189/);
  assert.match(line.href, /layers\/parks\?f=gpkg/);
  config.layers.parks.count = count;
});

test("what is in view is a part where the layer has more", () => {
  const count = config.layers.parks.count;
  config.layers.parks.count = 27189;
  assert.deepEqual(partOf("parks", page(12, 12)), { drawn: 12, all: 27189 });
  config.layers.parks.count = count;
});

test("a whole layer says nothing, nor does one that is not shown", () => {
  const count = config.layers.parks.count;
  config.layers.parks.count = 3;
  assert.equal(partOf("parks", page(3, 3)), null);
  assert.deepEqual(partLines([streets], {}), []);
  assert.deepEqual(partLines([], { parks: { drawn: 1, all: 2 } }), []);
  config.layers.parks.count = count;
});
