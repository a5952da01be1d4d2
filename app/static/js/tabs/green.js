// Green space: how much of it there is, by person and by ground.
import { text } from "../shared/page.js";
import { heldMeasure, heldNames } from "./held.js";
import { painting } from "./painting.js";
import { tabulate } from "./unit-table.js";

const MEASURES = [
  "green_per_resident_m2",
  "green_per_registered_m2",
  "green_ratio",
  "green_area_m2",
  "population_resident",
  "population_registered",
];
const COLUMNS = [...MEASURES, "area_m2"];

export const green = {
  source: "green",
  panel: "panel-green",
  sort: { name: "green_per_resident_m2", down: false },
  measures: (_state, rows) => (rows ? heldNames(MEASURES, rows) : MEASURES),
  show(body, context) {
    const { by } = context.state;
    const measure = heldMeasure(context.state.measure, MEASURES, body.rows);
    tabulate(green, { body, names: COLUMNS, caption: text("tabGreen"), context });
    return painting(body.rows, { by, measure, names: COLUMNS });
  },
};
