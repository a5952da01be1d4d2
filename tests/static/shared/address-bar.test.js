import assert from "node:assert/strict";
import { test } from "node:test";
import { readState, writeState } from "../../../app/static/js/shared/address-bar.js";

test("the state is read from the address and written into it, without a step to go back", () => {
  const replaced = [];
  globalThis.window = {
    location: { search: "?by=area&lang=zh" },
    history: { replaceState: (...given) => replaced.push(given) },
  };
  const state = readState({ by: "community", facility: "police", radius: null });
  assert.deepEqual(state, { by: "area", facility: "police", radius: null });
  writeState({ ...state, radius: 300 });
  assert.deepEqual(replaced, [[null, "", "?by=area&lang=zh&facility=police&radius=300"]]);
});
