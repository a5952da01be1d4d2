// Numbers as a reader expects them: rounded for display only, with their unit.
import { config, language, pick, text } from "./page.js";

const LOCALE = language === "zh" ? "zh-CN" : "en-GB";
const formats = new Map();

function numberFormat(decimals) {
  if (!formats.has(decimals)) {
    formats.set(decimals, new Intl.NumberFormat(LOCALE, {
      minimumFractionDigits: decimals, maximumFractionDigits: decimals,
    }));
  }
  return formats.get(decimals);
}

export function number(value, decimals = 0) {
  return value === null || value === undefined || !Number.isFinite(value)
    ? text("noData")
    : numberFormat(decimals).format(value);
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

export function unitName(code) {
  const known = config.units[code];
  return known ? pick(known) : code ?? "";
}

export function value(name, raw) {
  if (raw === null || raw === undefined) return text("noData");
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
  const suffix = unit(name);
  if (raw === null || raw === undefined || !suffix) return shown;
  return suffix === "%" ? `${shown}%` : `${shown} ${suffix}`;
}

export function quantity(raw, unitCode) {
  if (raw === null || raw === undefined) return text("noData");
  if (unitCode?.startsWith("share")) {
    const of = config.units[unitCode];
    const percent = `${number(raw * 100, Number.isInteger(raw * 100) ? 0 : 1)}%`;
    return of && unitCode !== "share" ? `${percent} ${pick(of)}` : percent;
  }
  const decimals = Number.isInteger(raw) ? 0 : Math.abs(raw) < 10 ? 2 : 1;
  const suffix = unitName(unitCode);
  return suffix ? `${number(raw, decimals)} ${suffix}` : number(raw, decimals);
}
