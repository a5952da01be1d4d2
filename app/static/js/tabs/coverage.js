// Coverage: how many people, and how much ground, have a facility within the radius.
import { text } from "../shared/page.js";
import { heldMeasure, heldNames } from "./held.js";
import { painting } from "./painting.js";
import { tabulate } from "./unit-table.js";

const MEASURES = [
  "population_share",
  "places_share",
  "area_share",
  "residential_share",
  "nearest_m",
  "facilities_inside",
  "population",
];
const COLUMNS = [...MEASURES, "covered_population", "places", "area_m2", "covered_area_m2"];

// Colored by the measure, or where nobody knows it by the first that is known.
export function paintCoverage(rows, { by, measure }) {
  const known = heldMeasure(measure, MEASURES, rows);
  return painting(rows, { by, measure: known, names: COLUMNS });
}

export const coverage = {
  source: "coverage",
  panel: "panel-coverage",
  sort: { name: "population_share", down: false },
  measures: (_state, rows) => (rows ? heldNames(MEASURES, rows) : MEASURES),
  show(body, context) {
    tabulate(coverage, { body, names: COLUMNS, caption: text("tabCoverage"), context });
    return paintCoverage(body.rows, context.state);
  },
};
