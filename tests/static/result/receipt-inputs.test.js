import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { inputsOf, shortPrint, verdictOf } from "../../../app/static/js/result/receipt-inputs.js";
import { speak } from "../page.js";

afterEach(() => speak("en"));

const RECEIPT = {
  layers: [
    { layer: "parks", version: 3, feature_count: 0, sha256: "ab".repeat(32) },
    { layer: "own_layer", version: 1, feature_count: 12, sha256: null },
  ],
  standards: [{ standard: "gb50180-2018", sha256: "cd".repeat(32) }],
};

test("layers come first, by their titles, then standards, which have no version", () => {
  const told = inputsOf(RECEIPT).map(({ id, title, version, count }) => [
    id,
    title,
    version,
    count,
  ]);
  assert.deepEqual(told, [
    ["parks", "Parks", 3, 0],
    ["own_layer", "own_layer", 1, 12],
    ["gb50180-2018", "gb50180-2018", null, null],
  ]);
  speak("zh");
  assert.equal(inputsOf(RECEIPT)[0].title, "公园");
});

test("a fingerprint is told by its first twelve characters", () => {
  assert.equal(shortPrint("0123456789abcdef"), "0123456789ab");
  assert.deepEqual([shortPrint(null), shortPrint(undefined)], ["–", "–"]);
});

test("a check ends well only when the result is the same", () => {
  assert.deepEqual(verdictOf({ ok: true }, { reproduced: true }), {
    key: "receiptSame",
    bad: false,
  });
  assert.deepEqual(verdictOf({ ok: true }, { reproduced: false }), {
    key: "receiptOther",
    bad: true,
  });
});

test("a check that was refused tells the words of the server, else its status", () => {
  const { said, bad } = verdictOf({ ok: false, status: 422 }, { detail: "too old" });
  assert.deepEqual([said, bad], ["too old", true]);
  const { said: none, key, values } = verdictOf({ ok: false, status: 500 }, {});
  assert.deepEqual([none, key, values], [undefined, "failed", { status: 500 }]);
});
