// The key figures of a result: those that its layout names, as far as the total knows them.
import { column, number, withUnit } from "../shared/format.js";
import { config, text } from "../shared/page.js";
import { firstOf } from "./columns.js";
import { columnOfPair, partsOf, saidChange, titleOfPair } from "./total.js";
import { meanTitle, nameOf, said, saidFully, titleOf, VERDICTS } from "./words.js";

const OF_PEOPLE = /^((un)?covered_population|without_(access|green))$/;

function figureOfRow(row) {
  const { each } = config.result;
  const note = "area_m2" in row ? withUnit("area_m2", row.area_m2) : "";
  return { label: nameOf(row), said: saidFully(each, row[each]), note };
}

function noteOf(name, facts) {
  const [low, high] = [facts.get(`${name}_low`), facts.get(`${name}_high`)];
  if (typeof low === "number" && saidFully(name, low) !== saidFully(name, high)) {
    return text("between", { low: saidFully(name, low), high: saidFully(name, high) });
  }
  const whole = facts.get("population");
  if (whole && OF_PEOPLE.test(name)) return text("kpiPeople", { count: number(whole) });
  return "";
}

function figureOfPair(pair) {
  const name = columnOfPair(pair.base);
  // The unit is said once, but for percent.
  const before = (column(name).share ? saidFully : said)(name, pair.before);
  return {
    label: titleOfPair(pair.base),
    said: `${before} → ${saidFully(name, pair.after)}`,
    note: saidChange(pair),
  };
}

function labelOf(name) {
  if (name === "mean") return meanTitle();
  return name in VERDICTS ? text(VERDICTS[name][0]) : titleOf(name);
}

function figureOfFact(name, facts) {
  const raw = facts.get(name);
  // Counts of verdicts share their name with the verdict itself.
  const words = name in VERDICTS ? number(raw) : saidFully(name, raw);
  return { label: labelOf(name), said: words, note: noteOf(name, facts) };
}

// Return the figures, and the names of the facts that they tell.
export function keyFigures(total, rows) {
  const { each, figures: wanted } = config.result;
  const { facts, pairs } = partsOf(total);
  const figures = each ? rows.map(figureOfRow) : [];
  const told = new Set();
  const isKnown = (name) => (facts.get(name) ?? null) !== null;
  for (const choice of wanted) {
    const name = firstOf(choice, isKnown) ?? choice;
    const pair = pairs.find(({ base }) => name === `${base}_before/${base}_after`);
    if (pair) figures.push(figureOfPair(pair));
    else if (isKnown(name)) {
      told.add(name);
      figures.push(figureOfFact(name, facts));
    }
  }
  return { figures, told };
}
