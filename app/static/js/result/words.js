// What names and values of rows are called, in the reader's language.
import { title, value, withUnit } from "../shared/format.js";
import { config, layerTitle, pick, text } from "../shared/page.js";

// What is said of a verdict that is true, false or open.
export const VERDICTS = {
  met: ["met", "notMet", "noData"],
  consistent: ["consistent", "inconsistent", "undecided"],
};
// Columns that hold codes of ours; what stands in any other is text of the data, shown as it is.
const CODED = new Set([
  "kind",
  "status",
  "fix",
  "certainty",
  "way",
  "edit",
  "rule",
  "main_gap",
  "layer",
  "supply",
]);
// What the mean of a distribution can be a mean of.
const MEASURED = [
  "nearest_m",
  "access_per_1000",
  "facilities_per_1000",
  "green_per_person_m2",
  "green_per_capita_catchment",
  "opportunities",
  "access_cost",
  "enough_at_m",
  "enough_share",
];
const LANGUAGE = /_(zh|en)$/;
const GAP = /^gap_/;

// What the map knows of names, and of what the rows at hand hold the mean.
const known = { units: null, communities: null, titles: null, mean: MEASURED[0] };
// The names of facilities: `of` gives those of a layer by id, `layer` is the one asked for.
const facilities = { of: () => null, layer: "", held: new Map() };

// names: by kind of unit and id; titles: by kind of unit and the name in the rows; of, layer: see
// `facilities`.
export function learnNames(rows, { names, by, titles, of, layer } = {}) {
  facilities.of = of ?? (() => null);
  facilities.layer = layer ?? "";
  facilities.held.clear();
  known.units = names?.[by] ?? null;
  known.communities = names?.community ?? null;
  known.titles = titles ?? null;
  known.mean = MEASURED.find((name) => rows[0] && name in rows[0]) ?? MEASURED[0];
}

// Texts that exist in both languages end in these.
export function suffixes() {
  return config.language === "en" ? { own: "_en", other: "_zh" } : { own: "_zh", other: "_en" };
}

// A column without its language.
export function baseOf(name) {
  return name.replace(LANGUAGE, "");
}

export function nameOf(row) {
  const { own } = suffixes();
  const names = row.community_id === undefined ? known.units : known.communities;
  const shown = row.name ? names?.get(row.community_id ?? row.id) : undefined;
  const told = row[`name${own}`] ?? row.name_zh ?? row.name ?? row[`title${own}`];
  return shown ?? told ?? `#${row.id}`;
}

export function communityName(row) {
  return known.communities?.get(row.id) ?? row.name;
}

// A unit that a cell names, such as the community that a site lies in.
function unitTitle(kind, name) {
  return known.titles?.[kind]?.get(name) ?? name;
}

// A facility that a row names; its id where it has no name. What serves a point has a row a layer.
export function facilityTitle(row, id, name) {
  const layer = typeof row.id === "string" ? row.id : facilities.layer;
  if (layer && !facilities.held.has(layer)) facilities.held.set(layer, facilities.of(layer));
  const shown = name ? facilities.held.get(layer)?.get(id) : undefined;
  return shown ?? name ?? `#${id}`;
}

export function gradeTitle(layer, grade) {
  return pick(config.result.grades?.[layer]?.[grade]) || grade;
}

function ruleOf(name) {
  const { rules } = config.result;
  return rules[name] ?? rules[name.replace(GAP, "").replaceAll("_", "-")];
}

export function titleOf(name) {
  const base = baseOf(name);
  if (config.columns[base]) return title(base);
  if (config.columns[name]) return title(name);
  return pick(ruleOf(name)) || base;
}

export function meanTitle() {
  return text("meanOf", { what: title(known.mean) });
}

function verdict([yes, no, open], raw) {
  if (raw === true) return text(yes);
  return text(raw === false ? no : open);
}

function codeInWords(code) {
  const { result, texts } = config;
  return texts[`value:${code}`] ?? (pick(result.rules[code]) || layerTitle(code) || code);
}

function measured(name) {
  return name === "mean" ? known.mean : name;
}

// A value in words: verdicts, codes, rules and layers by their titles; numbers without unit.
export function said(name, raw) {
  if (name in VERDICTS && typeof raw !== "number") return verdict(VERDICTS[name], raw);
  if (typeof raw === "string") return CODED.has(name) ? codeInWords(raw) : unitTitle(name, raw);
  return value(measured(name), raw);
}

export function saidFully(name, raw) {
  return typeof raw === "number" ? withUnit(measured(name), raw) : said(name, raw);
}
