// How rows become colors and words on the map.
import { classify } from "../map/classes.js";
import { column, title, unit, withUnit } from "../shared/format.js";
import { config } from "../shared/page.js";

// What the popup of a unit says: those of the columns `names` that its row has.
function described(row, names) {
  return names
    .filter((name) => row[name] !== undefined)
    .map((name) => [title(name), withUnit(name, row[name])]);
}

// Return what MapView.paint takes: units in the classes of one measure.
export function painting(rows, { by, measure, names }) {
  const { breaks, ramp } = config.measures[measure];
  const { share, decimals } = column(measure);
  const classes = classify(
    rows.map((row) => row[measure]),
    { breaks, ramp: config.ramps[ramp], share, decimals: decimals ?? 0 },
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    by,
    title: title(measure),
    unit: unit(measure),
    ...classes,
    colorOf: (id) => classes.colorOf(byId.get(id)?.[measure]),
    describe: (id) => (byId.has(id) ? described(byId.get(id), names) : []),
  };
}
