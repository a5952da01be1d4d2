// Numbers as a reader expects them: rounded for display only, with their unit.
import { config, locale, pick, text } from "./page.js";

const formats = new Map();

function numberFormat(decimals) {
  const key = `${locale()} ${decimals}`;
  if (!formats.has(key)) {
    formats.set(
      key,
      new Intl.NumberFormat(locale(), {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      }),
    );
  }
  return formats.get(key);
}

export function isMissing(raw) {
  return raw === null || raw === undefined || Number.isNaN(raw);
}

export function number(raw, decimals = 0) {
  if (!Number.isFinite(raw)) return text("noData");
  // What rounds to nothing has no sign: not "-0".
  const isNothing = Math.abs(raw) * 10 ** decimals < 0.5;
  return numberFormat(decimals).format(isNothing ? 0 : raw);
}

export function column(name) {
  return config.columns[name] ?? { zh: name, en: name, unit: "", decimals: null, share: false };
}

export function title(name) {
  return pick(column(name));
}

export function unit(name) {
  return unitName(column(name).unit);
}

// What a unit is called: of one, where a number is given and it is 1.
export function unitName(code, raw) {
  if (raw === 1 && config.language === "en" && config.one[code]) return config.one[code];
  const known = config.units[code];
  return known ? pick(known) : (code ?? "");
}

export function value(name, raw) {
  if (isMissing(raw)) return text("noData");
  if (typeof raw === "boolean") return raw ? text("yes") : text("no");
  if (typeof raw !== "number") return String(raw);
  const { share, decimals } = column(name);
  if (share) return number(raw * 100, decimals ?? 1);
  return number(raw, decimals ?? (Number.isInteger(raw) ? 0 : 2));
}

// Large areas as people say them: hectares, then square kilometers.
function areaInWords(raw) {
  const [code, scale, decimals] = Math.abs(raw) >= 1e7 ? ["km2", 1e6, 2] : ["ha", 1e4, 1];
  return `${number(raw / scale, decimals)} ${unitName(code)}`;
}

export function withUnit(name, raw) {
  if (column(name).unit === "m2" && Math.abs(raw ?? 0) >= 1e4) return areaInWords(raw);
  const shown = value(name, raw);
  const suffix = unitName(column(name).unit, raw);
  if (isMissing(raw) || !suffix) return shown;
  return suffix === "%" ? `${shown}%` : `${shown} ${suffix}`;
}

// 0.29 times 100 is 28.999999999999996 to a computer, and 29 to a reader.
function isWhole(percent) {
  return Number.isInteger(Number(percent.toFixed(9)));
}

function shareInWords(raw, unitCode) {
  const percent = raw * 100;
  const said = `${number(percent, isWhole(percent) ? 0 : 1)}%`;
  const of = unitCode === "share" ? "" : pick(config.units[unitCode]);
  return of ? `${said} ${of}` : said;
}

function decimalsOf(raw) {
  if (Number.isInteger(raw)) return 0;
  return Math.abs(raw) < 10 ? 2 : 1;
}

// A number of a rule, whose unit stands beside it in the row.
export function quantity(raw, unitCode) {
  if (isMissing(raw)) return text("noData");
  if (unitCode?.startsWith("share")) return shareInWords(raw, unitCode);
  const said = number(raw, decimalsOf(raw));
  const suffix = unitName(unitCode, raw);
  return suffix ? `${said} ${suffix}` : said;
}
