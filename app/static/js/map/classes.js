// Classes of a choropleth: at most five, breaks that people can read, "no data" on its own.
import { number } from "../shared/format.js";
import { text } from "../shared/page.js";

const NO_DATA = "url(#hatch-nodata)";
const MET = "#2c7fb8";
const NOT_MET = "#e66101";
const MOST = 5;
const NEARLY = 1e-12;

// Two significant digits, so that a legend says 1,200 and not 1,183.4; 0 where nothing is rounded.
function stepOf(value) {
  if (value === 0 || (Number.isInteger(value) && Math.abs(value) < 10)) return 0;
  return 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
}

function readable(value) {
  const step = stepOf(value);
  return step ? Math.round(value / step) * step : value;
}

function quantileBreaks(values, count = MOST) {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return [];
  const inner = [];
  for (let i = 1; i < count; i += 1) {
    inner.push(readable(sorted[Math.floor((i * sorted.length) / count)]));
  }
  const [least, greatest] = [sorted[0], sorted.at(-1)];
  // Nearer to an end than it was rounded, a break would make a class of nearly nothing: 520 – 523.
  const isInside = (b) => b > least && b < greatest;
  const isApart = (b) => Math.min(b - least, greatest - b) >= stepOf(b) - NEARLY;
  const distinct = [...new Set(inner)].filter((b) => isInside(b) && isApart(b));
  if (distinct.length || greatest === least || count <= 1) return [least, ...distinct, greatest];
  // Nearly all have the least, such as 0: what is more gets classes of its own.
  const rest = sorted.filter((v) => v > least);
  return [least, ...quantileBreaks(rest, count - 1)];
}

function shades(ramp, count) {
  if (count === 1) return [ramp[Math.floor(ramp.length / 2)]];
  return Array.from(
    { length: count },
    (_, i) => ramp[Math.round((i * (ramp.length - 1)) / (count - 1))],
  );
}

function labelOf(low, high, { scale, decimals, last, whole }) {
  const show = (v) => number(v * scale, decimals);
  const top = whole && !last ? high - 1 : high;
  if (low === top) return show(low);
  if (whole || last) return `${show(low)} – ${show(top)}`;
  return `${show(low)} – < ${show(high)}`;
}

// Small whole numbers are counts: "0 – 2" then "3 – 5", where measures have "0 – < 3".
function areCounts(known, edges, share) {
  return (
    !share &&
    known.every(Number.isInteger) &&
    edges.every(Number.isInteger) &&
    edges.length > 0 &&
    edges.at(-1) < 100
  );
}

function labels(edges, count, { share, decimals, whole }) {
  const isFine = !share && edges.some((e) => Math.abs(e) < 10 && !Number.isInteger(e));
  return Array.from({ length: count }, (_, i) =>
    labelOf(edges[i], edges[i + 1] ?? edges[i], {
      scale: share ? 100 : 1,
      decimals: isFine ? decimals : 0,
      last: i === count - 1,
      whole,
    }),
  );
}

// Return {classes: [{color, label, count}], missing, colorOf(value)}.
export function classify(values, { breaks, ramp, share, decimals }) {
  const known = values.filter(Number.isFinite);
  const edges = breaks ?? quantileBreaks(known);
  const count = Math.max(edges.length - 1, known.length ? 1 : 0);
  const colors = shades(ramp, count);
  const indexOf = (v) => {
    let index = 0;
    while (index < count - 1 && v >= edges[index + 1] - NEARLY) index += 1;
    return index;
  };
  const counts = new Array(count).fill(0);
  for (const v of known) counts[indexOf(v)] += 1;
  const said = labels(edges, count, { share, decimals, whole: areCounts(known, edges, share) });
  return {
    classes: colors.map((color, i) => ({ color, count: counts[i], label: said[i] })),
    missing: values.length - known.length,
    colorOf: (v) => (Number.isFinite(v) ? colors[indexOf(v)] : NO_DATA),
  };
}

function colorOfVerdict(met) {
  if (met === true) return MET;
  return met === false ? NOT_MET : NO_DATA;
}

export function classifyMet(values) {
  const count = (wanted) => values.filter((v) => v === wanted).length;
  return {
    classes: [
      { color: NOT_MET, label: text("notMet"), count: count(false) },
      { color: MET, label: text("met"), count: count(true) },
    ],
    missing: values.length - count(true) - count(false),
    colorOf: colorOfVerdict,
  };
}
