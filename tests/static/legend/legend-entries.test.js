import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { layerEntries, resultEntries } from "../../../app/static/js/legend/legend-entries.js";
import { config, speak } from "../page.js";

afterEach(() => speak("en"));

test("a result lists its classes, what it has beside them, what is missing, then its marks", () => {
  const entries = resultEntries({
    classes: [{ color: "#1", label: "0 – 5", count: 3 }],
    missing: 2,
    extra: [["unserved", null, "Beyond", "12.0%"]],
    marks: [["ring", "#d6006c", "New site", 4]],
  });
  assert.deepEqual(entries, [
    { kind: "fill", color: "#1", label: "0 – 5", count: 3 },
    { kind: "unserved", color: null, label: "Beyond", count: "12.0%" },
    { kind: "nodata", label: "no data", count: 2 },
    { kind: "ring", color: "#d6006c", label: "New site", count: 4 },
  ]);
});

test("nothing missing is not listed, a class that holds nothing is", () => {
  const entries = resultEntries({ classes: [{ color: "#1", label: "0", count: 0 }], missing: 0 });
  assert.deepEqual(entries, [{ kind: "fill", color: "#1", label: "0", count: 0 }]);
});

test("layers are listed as they are drawn, by their titles", () => {
  const parks = { id: "parks", ...config.layers.parks, style: { color: "#2a2" } };
  const subdistricts = { id: "subdistricts", title: { zh: "街道", en: "Subdistricts" } };
  const ids = [{ id: "served" }, { id: "unserved" }, { id: "area" }, subdistricts, parks];
  assert.deepEqual(layerEntries(ids), [
    { kind: "served", label: "Served" },
    { kind: "unserved", label: "Not served" },
    { kind: "border", label: "Area boundary" },
    { kind: "border thin", label: "Subdistricts" },
    { kind: "polygon", color: "#2a2", label: "Parks" },
  ]);
  speak("zh");
  assert.deepEqual(
    layerEntries([{ id: "served" }, subdistricts, parks]).map((one) => one.label),
    ["已覆盖", "街道", "公园"],
  );
});

test("a kind has its symbol, one that may be areas stands on ground, others are areas or lines", () => {
  const title = { zh: "甲", en: "A" };
  const look = (geometry, shape) =>
    layerEntries([{ id: "any", geometry, title, style: { color: "#123456", shape } }])[0];
  assert.deepEqual(look("point", "diamond"), {
    kind: "symbol",
    color: "#123456",
    shape: "diamond",
    label: "A",
  });
  assert.equal(look("point_or_polygon", "square").kind, "site");
  assert.deepEqual(look("polygon", "square"), { kind: "polygon", color: "#123456", label: "A" });
  assert.equal(look("point_or_polygon").kind, "polygon");
  assert.equal(look("line").kind, "line");
});

test("a mark of a result may have a shape", () => {
  const marks = [["symbol", "#123456", "Stays", 2, "triangle"]];
  const [entry] = resultEntries({ classes: [], missing: 0, marks });
  assert.deepEqual([entry.kind, entry.shape], ["symbol", "triangle"]);
});
