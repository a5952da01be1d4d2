// The members of a total, parted: plain facts, pairs of before and after, and lists of rows.
import { column, number, title } from "../shared/format.js";
import { config, text } from "../shared/page.js";
import { saidFully, suffixes, titleOf } from "./words.js";

const SILENT = new Set(["id", "name", "candidate", "lorenz"]);
const BEFORE = /_before$/;
const AFTER = /_after$/;
const NOW = /^现状|,? before$/g;

export function isMap(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function isRows(value) {
  return Array.isArray(value) && value.length > 0 && isMap(value[0]);
}

function isSilent(name, members) {
  if (name.endsWith(suffixes().other) || SILENT.has(name)) return true;
  return AFTER.test(name) && name.replace(AFTER, "_before") in members;
}

function pairsOf(base, before, after) {
  if (isMap(before)) {
    return Object.keys(before).map((one) => ({
      base: one,
      before: before[one],
      after: after[one],
    }));
  }
  return before === null && after === null ? [] : [{ base, before, after }];
}

function weightRows(weights) {
  return Object.entries(weights).map(([rule, weight]) => ({ rule, weight }));
}

function rowsOf(name, raw) {
  if (name === "weights" && isMap(raw)) return weightRows(raw);
  return isRows(raw) ? raw : null;
}

function collectMember(name, raw, found) {
  const rows = rowsOf(name, raw);
  if (rows) found.lists.push([name, rows]);
  else if (isMap(raw)) collect(raw, found);
  else if (!Array.isArray(raw)) found.facts.set(name, raw);
}

function collect(members, found) {
  for (const [name, raw] of Object.entries(members)) {
    if (isSilent(name, members)) continue;
    const base = name.replace(BEFORE, "");
    const after = `${base}_after`;
    if (base !== name && after in members) found.pairs.push(...pairsOf(base, raw, members[after]));
    else collectMember(name, raw, found);
  }
  return found;
}

// Return {facts: Map, pairs: [{base, before, after}], lists: [[name, rows]]}.
export function partsOf(total) {
  return collect(total, { facts: new Map(), pairs: [], lists: [] });
}

// The column that says how a pair is written: that of its first member where it has one.
export function columnOfPair(base) {
  return config.columns[`${base}_before`] ? `${base}_before` : base;
}

// What a pair is called: the title of its first member, less the words for "before".
export function titleOfPair(base) {
  const name = columnOfPair(base);
  return name === base ? titleOf(base) : title(name).replace(NOW, "");
}

function signOf(difference) {
  if (difference === 0) return "±";
  return difference > 0 ? "+" : "−";
}

// By how much a pair changes, with its sign; shares in percentage points.
export function saidChange({ base, before, after }) {
  if (typeof before !== "number" || typeof after !== "number") return "";
  const name = columnOfPair(base);
  const difference = after - before;
  const size = Math.abs(difference);
  const sign = signOf(difference);
  if (column(name).share) return text("points", { change: `${sign}${number(size * 100, 1)}` });
  return `${sign}${saidFully(name, size)}`;
}
