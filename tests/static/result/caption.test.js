import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { captionOf } from "../../../app/static/js/result/caption.js";
import { config, speak } from "../page.js";

afterEach(() => speak("en"));

function field(name, label, { unit = "", options = {} } = {}) {
  return { name, label, unit, options: new Map(Object.entries(options)) };
}

const FIELDS = [
  field("facility", "Facility", { options: { police: "Police stations" } }),
  field("radius", "Service radius", { unit: "m" }),
  field("by", "Unit", { options: { community: "community" } }),
  field("share", "Share"),
  field("lon", "Longitude", { unit: "°" }),
  field("edits", "Edits"),
  field("speed", "Speed", { unit: "m per min" }),
  field("greens", "Green spaces"),
  field("seed", "Seed"),
];

test("a standard that has no rule for what is asked is not named", () => {
  const options = new Map([
    ["gb50180-2018", "GB 50180-2018"],
    ["plan-2006", "The plan"],
  ]);
  const fields = [{ name: "standard", label: "Standard", unit: "", options }];
  config.result.first.push("standard");
  const asked = { standard: "gb50180-2018" };
  assert.equal(captionOf(fields, asked), "GB 50180-2018");
  assert.equal(captionOf(fields, { ...asked, rule_standard: null }), "");
  assert.equal(captionOf(fields, { ...asked, rule_standard: "plan-2006" }), "The plan");
  config.result.first.pop();
});

test("a caption names what was used, in the order and words of the form", () => {
  const used = { facility: "police", radius: 1250, by: "community", share: 0.9, seed: 3 };
  assert.equal(
    captionOf(FIELDS, used),
    "Police stations · Service radius 1,250 m · by community · Share 90%",
  );
});

test("degrees are told as they are, other numbers as people write them", () => {
  assert.equal(
    captionOf(FIELDS, { lon: 116.41234, radius: 333.333 }),
    "Service radius 333.33 m · Longitude 116.41234 °",
  );
});

test("lists are told one after the other, zero is a value", () => {
  assert.equal(
    captionOf(FIELDS, { greens: ["parks", "公园"], radius: 0 }),
    "Service radius 0 m · Green spaces parks, 公园",
  );
});

test("what was not used is not told, nor a speed of walks that are not in minutes", () => {
  assert.equal(captionOf(FIELDS, { facility: null, radius: "", edits: "[]", speed: 70 }), "");
  assert.equal(captionOf(FIELDS, { speed: 70, minutes: 15 }), "Speed 70 m per min");
});

test("the unit of a result stands where its language puts it", () => {
  speak("zh");
  const fields = [field("by", "单元", { options: { area: "全区" } })];
  assert.equal(captionOf(fields, { by: "area" }), "按全区");
});
