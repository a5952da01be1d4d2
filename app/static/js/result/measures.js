// By which columns the rows of a result can be colored, and in which classes.
import { classify } from "../map/classes.js";
import { column, number, withUnit } from "../shared/format.js";
import { config } from "../shared/page.js";
import { chosenNames, columnsOf } from "./columns.js";
import { nameOf, titleOf } from "./words.js";

const SKIPPED = new Set(["id", "lon", "lat", "candidate", "community_id", "facility_id"]);
const ANY = { ramp: "people", breaks: null };
const UNSERVED = "url(#hatch-unserved)";

function holdsNumbers(rows, name) {
  return rows.some((row) => typeof row[name] === "number");
}

// Of `names` those that hold numbers, as [name, title].
export function titled(names, rows) {
  return names.filter((name) => holdsNumbers(rows, name)).map((name) => [name, titleOf(name)]);
}

// The numeric columns: first those that maps are made for, in the order of their table.
export function measuresOf(rows) {
  const chosen = chosenNames();
  const isShown = (name) => !chosen.length || chosen.includes(name) || name in config.measures;
  const names = columnsOf(rows).filter((name) => isShown(name) && !SKIPPED.has(name));
  const first = Object.keys(config.measures).filter((name) => names.includes(name));
  return titled([...first, ...names.filter((name) => !first.includes(name))], rows);
}

export function classesOf(rows, measure) {
  const { breaks, ramp } = config.measures[measure] ?? ANY;
  const { share, decimals } = column(measure);
  return classify(
    rows.map((row) => row[measure] ?? null),
    { breaks, ramp: config.ramps[ramp], share, decimals: decimals ?? 2 },
  );
}

// From the best color to all but the worst, which what is not reached comes near to.
function colorsOfDistances(count) {
  const ramp = [...config.ramps.good].reverse();
  if (count === 1) return [ramp[1]];
  return Array.from(
    { length: count },
    (_, i) => ramp[Math.round((i * (ramp.length - 2)) / (count - 1))],
  );
}

// Distances are few and given: each has its own class, and what none reaches is hatched.
export function distanceClasses(rows) {
  const reached = rows.filter((row) => row.radius_m !== null);
  const rest = rows.find((row) => row.radius_m === null);
  const colors = colorsOfDistances(reached.length);
  const share = (row) => withUnit("area_share", row.area_share);
  return {
    classes: reached.map((row, i) => ({
      color: colors[i],
      label: `≤ ${number(row.radius_m)}`,
      count: share(row),
    })),
    missing: 0,
    extra: rest ? [["unserved", null, nameOf(rest), share(rest)]] : [],
    colorOf: (radius) => colors[reached.findIndex((row) => row.radius_m === radius)] ?? UNSERVED,
  };
}
