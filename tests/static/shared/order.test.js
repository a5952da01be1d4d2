import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { sortedRows } from "../../../app/static/js/shared/order.js";
import { speak } from "../page.js";

afterEach(() => speak("en"));

function sorted(values, down = false) {
  const rows = values.map((value, id) => ({ id, value }));
  return sortedRows(rows, (row) => row.value, down).map((row) => row.value);
}

test("numbers are sorted by size, not by their digits", () => {
  assert.deepEqual(sorted([10, 9, -1, 0, 2.5]), [-1, 0, 2.5, 9, 10]);
  assert.deepEqual(sorted([10, 9, -1, 0, 2.5], true), [10, 9, 2.5, 0, -1]);
});

test("what is unknown comes last, whichever way it is sorted", () => {
  const values = [3, null, 1, undefined, Number.NaN, 2];
  assert.deepEqual(sorted(values).slice(0, 3), [1, 2, 3]);
  assert.deepEqual(sorted(values, true), [3, 2, 1, null, undefined, Number.NaN]);
});

test("names are sorted as the reader's language does", () => {
  assert.deepEqual(sorted(["b", "C", "a"]), ["a", "b", "C"]);
  speak("zh"); // by pinyin: anding, chaoyang, dongsi, jianguo
  assert.deepEqual(sorted(["东四", "朝阳", "建国", "安定"]), ["安定", "朝阳", "东四", "建国"]);
});

test("verdicts are sorted from not met to met", () => {
  assert.deepEqual(sorted([true, false, true]), [false, true, true]);
});

test("numbers among words are sorted as words", () => {
  assert.deepEqual(sorted([12, "b", "a"]), [12, "a", "b"]);
});

test("equal rows stay in the order of the answer, and the answer stays as it was", () => {
  const rows = [1, 2, 1, 2].map((value, id) => ({ id, value }));
  const ids = (down) => sortedRows(rows, (row) => row.value, down).map((row) => row.id);
  assert.deepEqual(ids(false), [0, 2, 1, 3]);
  assert.deepEqual(ids(true), [1, 3, 0, 2]);
  assert.deepEqual(
    rows.map((row) => row.id),
    [0, 1, 2, 3],
  );
});

test("no rows and one row are sorted already", () => {
  assert.deepEqual(sorted([]), []);
  assert.deepEqual(sorted([null]), [null]);
});
