import assert from "node:assert/strict";
import { test } from "node:test";
import { firstJudged, judges } from "../../../app/static/js/workbench/standards.js";

const answer = (...met) => ({ rows: met.map((one) => ({ met: one })) });

test("an answer judges where any row is met or not", () => {
  assert.equal(judges(answer(null, false)), true);
  assert.equal(judges(answer(null, null)), false);
  assert.equal(judges(answer()), false);
});

test("the first standard that judges is taken, and no further one is asked", async () => {
  const asked = [];
  const answers = { a: answer(null), b: new Error("refused"), c: answer(true), d: answer(true) };
  const found = await firstJudged(["a", "b", "c", "d"], (standard) => {
    asked.push(standard);
    const held = answers[standard];
    return held instanceof Error ? Promise.reject(held) : Promise.resolve(held);
  });
  assert.deepEqual(found, { standard: "c", body: answers.c });
  assert.deepEqual(asked, ["a", "b", "c"]);
});

test("where none judges, or another question came, nothing is taken", async () => {
  assert.equal(await firstJudged(["a"], () => Promise.resolve(answer(null))), null);
  assert.equal(await firstJudged(["a", "b"], () => Promise.resolve(null)), null);
});
