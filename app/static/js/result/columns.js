// Which columns the table of a result has, and how their cells are shown.
import { config, text } from "../shared/page.js";
import { fieldColumn } from "../shared/table.js";
import { isMap } from "./total.js";
import {
  baseOf,
  facilityTitle,
  gradeTitle,
  nameOf,
  said,
  saidFully,
  suffixes,
  titleOf,
  VERDICTS,
} from "./words.js";

// Columns that hold grades, which the kind of facility that the row is about gives titles.
const GRADED = new Set(["grade", "met_by_grade"]);
const BY_RADIUS = new Set([
  ...["required_m", "nearest_met", "met", "rule", "clause", "standard"],
  ...["met_by", "met_by_id", "met_by_m", "met_by_grade"],
  ...["met_by_required_m", "met_by_rule", "met_by_clause"],
]);
const LONG = 22; // characters; more take a wide column
const NAMED = /^(name|title)/;

// Texts that exist in both languages are shown in one; ids only where there is no name.
export function columnsOf(rows) {
  const { own, other } = suffixes();
  const names = Object.keys(rows[0] ?? {});
  const isNamed = names.some((name) => NAMED.test(name));
  return names.filter(
    (n) => !(n.endsWith(other) || names.includes(`${n}${own}`) || (n === "id" && isNamed)),
  );
}

// Of "one|other" the first that is known.
export function firstOf(choice, isKnown) {
  return choice.split("|").find(isKnown);
}

// The columns that a reader sees first, as far as they hold anything.
export function firstColumns(rows) {
  const { own } = suffixes();
  const isHeld = (n) => n in rows[0] && rows.some((row) => row[n] !== null);
  const kept = config.result.columns
    .map((choice) => firstOf(choice, (n) => isHeld(`${n}${own}`) || isHeld(n)))
    .filter(Boolean)
    .map((n) => (isHeld(`${n}${own}`) ? `${n}${own}` : n));
  return kept.length ? kept : columnsOf(rows);
}

// What a popup says of a row: its columns of the table, or all where it has none of them.
export function linesOf(row) {
  const chosen = chosenNames();
  const names = columnsOf([row]).filter(
    (n) => n !== "id" && typeof row[n] !== "object" && row[n] !== "",
  );
  const first = names.filter((n) => chosen.includes(baseOf(n)));
  return (first.length ? first : names)
    .filter((n) => !n.startsWith("name"))
    .map((n) => [titleOf(n), saidFully(n, row[n])]);
}

export function chosenNames() {
  return config.result.columns.flatMap((choice) => choice.split("|"));
}

// What a row of the list of kinds names: a facility, by its id where it has no name; else nothing.
function facilityName(row) {
  if (row.facility_id === undefined) return null;
  if (row.facility_id === null) return said("name", null);
  return facilityTitle(row, row.facility_id, row.name);
}

// What is judged by a radius, in a row of what no standard asks any radius of: not lacking data.
function notAsked(name, row) {
  const base = baseOf(name);
  if (row.required_m !== null || row[name] !== null || !BY_RADIUS.has(base)) return null;
  return base === "required_m" ? text("noThreshold") : "–";
}

function cellText(name, row) {
  const raw = row[name];
  const base = baseOf(name);
  if (GRADED.has(base) && typeof raw === "string") return gradeTitle(row.id, raw);
  if (base === "name") return facilityName(row) ?? nameOf(row);
  if (base === "met_by" && raw !== null) return facilityTitle(row, row.met_by_id, raw);
  if (config.result.each && raw === null) return "–";
  return isMap(raw) || Array.isArray(raw) ? JSON.stringify(raw) : said(name, raw);
}

export function tableColumn(rows, name) {
  const numeric = rows.some((row) => typeof row[name] === "number");
  const isLong = rows.some((row) => typeof row[name] === "string" && row[name].length > LONG);
  const words = ["words", isLong && "long"];
  return {
    ...fieldColumn(name),
    title: titleOf(name),
    numeric,
    className: (row) => {
      if (baseOf(name) in VERDICTS && row[name] === false) return "bad";
      return numeric ? "" : words;
    },
    show: (row) => notAsked(name, row) ?? cellText(name, row),
  };
}
