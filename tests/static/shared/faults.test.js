// Kind of fault: ids of programs shown to people where the page has words for them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { faultsOf } from "../../../app/static/js/shared/faults.js";

const LABELS = { facility: "Facility" };
const labelOf = (name) => LABELS[name];

test("a fault is told by the title of its control and those of its choices", () => {
  const fault = {
    parameter: "facility",
    detail: "'nope' is not accepted",
    accepted: "accepted: police_stations, health_centers",
    accepted_titles: "accepted: Police stations, Health centers",
  };
  const said = "Facility 'nope' is not accepted (accepted: Police stations, Health centers)";
  assert.deepEqual(faultsOf({ faults: [fault] }, labelOf), [said]);
});

test("without titles it says what is accepted, without a label the name", () => {
  const fault = { parameter: "f", detail: "'x' is not accepted", accepted: "accepted: json" };
  assert.deepEqual(faultsOf({ faults: [fault] }, labelOf), [
    "f 'x' is not accepted (accepted: json)",
  ]);
});

test("an error without faults says its message", () => {
  assert.deepEqual(faultsOf({ message: "no data" }, labelOf), ["no data"]);
});
