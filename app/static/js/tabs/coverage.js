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
const PLACES = ["places_share", "places"];
const COLUMNS = [...MEASURES, "covered_population", "places", "area_m2", "covered_area_m2"];

// Places stand for people where nobody knows how many there are, and beside them only repeat.
function isCounted(rows) {
  return rows.some((row) => (row.population_share ?? null) !== null);
}

function namesFor(rows) {
  return isCounted(rows) ? MEASURES.filter((name) => !PLACES.includes(name)) : MEASURES;
}

function columnsFor(rows) {
  return isCounted(rows) ? COLUMNS.filter((name) => !PLACES.includes(name)) : COLUMNS;
}

// Colored by the measure, or where nobody knows it by the first that is known.
export function paintCoverage(rows, { by, measure }) {
  const known = heldMeasure(measure, namesFor(rows), rows);
  return painting(rows, { by, measure: known, names: columnsFor(rows) });
}

export const coverage = {
  source: "coverage",
  panel: "panel-coverage",
  sort: { name: "population_share", down: false },
  measures: (_state, rows) => (rows ? heldNames(namesFor(rows), rows) : MEASURES),
  show(body, context) {
    tabulate(coverage, {
      body,
      names: columnsFor(body.rows),
      caption: text("tabCoverage"),
      context,
    });
    return paintCoverage(body.rows, context.state);
  },
};
