import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { isolated, locale, pick, text } from "../../../app/static/js/shared/page.js";
import { speak } from "../page.js";

afterEach(() => speak("en"));

test("a text takes its values, in the order of its language", () => {
  const values = { part: "3", whole: "12" };
  assert.equal(text("kpiOf", values), "3 of 12 people");
  speak("zh");
  assert.equal(text("kpiOf", values), "12 人中的 3 人");
});

test("a text without a translation is its key, a value that is not given is nothing", () => {
  assert.equal(text("to be checked"), "to be checked");
  assert.equal(text("failed"), "The request failed (status )");
});

test("a value is put in as it is, whatever it looks like", () => {
  assert.equal(text("perUnit", { unit: "$& %(unit)s" }), "by $& %(unit)s");
});

test("data-like texts are picked by language, and fall back to the other", () => {
  assert.equal(pick({ zh: "公园", en: "Parks" }), "Parks");
  assert.equal(pick({ zh: "公园" }), "公园");
  assert.equal(pick(undefined), "");
  assert.equal(pick({}), "");
  speak("zh");
  assert.equal(pick({ zh: "公园", en: "Parks" }), "公园");
  assert.equal(pick({ zh: "", en: "Parks" }), "Parks");
});

test("each language has its way of writing numbers and dates", () => {
  assert.equal(locale(), "en-GB");
  speak("zh");
  assert.equal(locale(), "zh-CN");
});

test("a count picks its word", () => {
  assert.equal(text("kpiUnits", { count: "1" }), "in 1 unit");
  assert.equal(text("kpiUnits", { count: "137" }), "in 137 units");
});

// Kind of fault: a name whose direction turns the number that stands beside it.
test("a name in a line stands between marks that keep its direction to itself", () => {
  assert.equal(`1. ${isolated("\u05d0\u200f")}`, "1. \u2068\u05d0\u200f\u2069");
});
