// What the server told the page: texts in its language, columns, measures, layers.
export const { config } = window.shequ;
export const language = config.language;

export function text(key, values = {}) {
  const template = config.texts[key] ?? key;
  return template.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");
}

// Data-like texts travel in both languages.
export function pick(both) {
  return both ? both[language] || both.zh || both.en || "" : "";
}

export function create(tag, { text: content, className, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  if (content !== undefined) made.textContent = content;
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}
