// Coverage: how many people, and how much ground, have a facility within the radius.
import { text } from "../shared/page.js";
import { painting } from "./painting.js";
import { tabulate } from "./unit-table.js";

const MEASURES = [
  "population_share",
  "area_share",
  "residential_share",
  "nearest_m",
  "facilities_inside",
  "population",
];
const COLUMNS = [...MEASURES, "covered_population", "area_m2", "covered_area_m2"];

export function paintCoverage(rows, { by, measure }) {
  return painting(rows, { by, measure, names: COLUMNS });
}

export const coverage = {
  source: "coverage",
  panel: "panel-coverage",
  sort: { name: "population_share", down: false },
  measures: () => MEASURES,
  show(body, context) {
    tabulate(coverage, { body, names: COLUMNS, caption: text("tabCoverage"), context });
    return paintCoverage(body.rows, context.state);
  },
};
