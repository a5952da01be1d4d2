import "../page.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { ApiError, address, ask } from "../../../app/static/js/shared/api.js";
import { config, speak } from "../page.js";

afterEach(() => {
  speak("en");
  config.area = "dongcheng";
});

// In the place of the network: what each question is answered with, and what was asked.
function answer(make) {
  const asked = [];
  globalThis.fetch = (url, options) => {
    asked.push({ url, ...options });
    return make(options);
  };
  return asked;
}

function json(body, status = 200) {
  return Promise.resolve(Response.json(body, { status }));
}

// A question that is answered by nothing but its own end.
function pending({ signal }) {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new DOMException("ended", "AbortError")));
  });
}

test("an address names what is asked, and leaves out what is not", () => {
  assert.equal(
    address("coverage", { facility: "police", radius: null, by: "", metric: undefined, limit: 0 }),
    "/api/v1/areas/dongcheng/coverage?facility=police&limit=0&lang=en",
  );
  speak("zh");
  assert.equal(address("green"), "/api/v1/areas/dongcheng/green?lang=zh");
});

test("names and values that mean something in an address are escaped", () => {
  config.area = "a/b?c";
  assert.equal(
    address("layers/parks", { name: "公园&x=1" }),
    "/api/v1/areas/a%2Fb%3Fc/layers/parks?name=%E5%85%AC%E5%9B%AD%26x%3D1&lang=en",
  );
});

test("an answer is returned as it is, and JSON was asked for", async () => {
  const asked = answer(() => json({ rows: [] }));
  assert.deepEqual(await ask("green", "green", { by: "area" }), { rows: [] });
  assert.equal(asked[0].url, "/api/v1/areas/dongcheng/green?by=area&lang=en");
  assert.match(asked[0].headers.Accept, /application\/json/);
});

test("a newer question of the same kind ends the older one, which returns nothing", async () => {
  const asked = answer(pending);
  const first = ask("coverage", "coverage", { radius: 1 });
  const other = ask("green", "green");
  answer(() => json({ radius: 2 }));
  const second = ask("coverage", "coverage", { radius: 2 });
  assert.equal(await first, null);
  assert.deepEqual(await second, { radius: 2 });
  assert.equal(asked[1].signal.aborted, false);
  answer(() => json({}));
  await ask("green", "green");
  assert.equal(await other, null);
});

test("a refusal is told in the words of the server, with its faults", async () => {
  const faults = [{ parameter: "radius", detail: "must be positive" }];
  answer(() => json({ title: "Bad request", detail: "radius is wrong", errors: faults }, 400));
  await assert.rejects(ask("coverage", "coverage"), (error) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.message, "radius is wrong");
    assert.deepEqual(error.faults, faults);
    return true;
  });
  answer(() => json({ title: "Too costly" }, 422));
  await assert.rejects(ask("coverage", "coverage"), { message: "Too costly", faults: [] });
});

test("a refusal without words is told by its status, a lost connection as such", async () => {
  answer(() => Promise.resolve(new Response("<html>", { status: 502 })));
  await assert.rejects(ask("coverage", "coverage"), {
    message: "The request failed (status 502)",
  });
  answer(() => Promise.reject(new TypeError("failed to fetch")));
  await assert.rejects(ask("coverage", "coverage"), { message: "The service cannot be reached" });
});
