// What the server told the page: texts in its language, columns, measures, layers.
export const { config } = window.shequ;

const PLACEHOLDER = /%\((\w+)\)s/g;
// The words for one and for more, as in "%(count)s [row|rows]".
const PLURAL = /\[([^|\]]+)\|([^\]]+)\]/g;

export function text(key, values = {}) {
  const template = config.texts[key] ?? key;
  const fitting = template.replace(PLURAL, (_, one, more) => (values.count === "1" ? one : more));
  return fitting.replace(PLACEHOLDER, (_, name) => values[name] ?? "");
}

// Data-like texts travel in both languages.
export function pick(both) {
  return both ? both[config.language] || both.zh || both.en || "" : "";
}

// A name in a line with other words: whatever direction it is written in, the words keep theirs.
export function isolated(name) {
  return `\u2068${name}\u2069`;
}

// What a layer is called, also one without features, which the map does not have.
export function layerTitle(id) {
  return pick(config.layers[id]?.title ?? config.result?.absent?.[id]);
}

// How the reader's language writes numbers and dates, and in which order it puts names.
export function locale() {
  return config.language === "zh" ? "zh-CN" : "en-GB";
}
