// The controls of the left panel and the tabs: they report changes and show the state.
import { create } from "../shared/element.js";
import { title } from "../shared/format.js";
import { config, pick, text } from "../shared/page.js";

const PAUSE = 180; // ms without movement before a slider asks
const CHOICES = ["facility", "metric", "by", "population", "standard", "measure"];
const find = (id) => document.getElementById(id);

export function bindControls(change) {
  for (const name of CHOICES) {
    find(name).addEventListener("change", (event) => change(name, event.target.value));
  }
  bindRadius(change);
  for (const tab of document.querySelectorAll("[role=tab]")) {
    tab.addEventListener("click", () => change("tab", tab.dataset.tab));
    tab.addEventListener("keydown", (event) => moveTab(event, tab));
  }
  find("area").addEventListener("change", (event) => {
    window.location.assign(event.target.value);
  });
  for (const button of document.querySelectorAll("[data-toggle]")) {
    button.addEventListener("click", () => togglePart(button));
  }
}

function bindRadius(change) {
  const [slider, field] = [find("radius"), find("radius-number")];
  let timer = 0;
  const later = (value) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => change("radius", value), PAUSE);
  };
  slider.addEventListener("input", () => {
    field.value = slider.value;
    later(Number(slider.value));
  });
  field.addEventListener("input", () => {
    if (!field.reportValidity() || field.value === "") return;
    slider.value = field.value;
    later(Number(field.value));
  });
  find("radius-standard").addEventListener("click", () => change("radius", null));
}

function moveTab(event, tab) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
}

function togglePart(button) {
  const part = find(button.dataset.toggle);
  const closed = part.classList.toggle("closed");
  button.setAttribute("aria-expanded", !closed);
  window.dispatchEvent(new Event("resize"));
}

// Those that the `rows` of an answer hold; before there is one, all of them.
export function fillMeasures(tab, state, rows) {
  const names = tab.measures(state, rows);
  const select = find("measure");
  if (!names.includes(state.measure)) state.measure = names[0];
  const same = select.dataset.names === names.join();
  if (!same) {
    select.replaceChildren(
      ...names.map((name) =>
        create("option", { value: name, text: config.measures[name] ? title(name) : text(name) }),
      ),
    );
    select.dataset.names = names.join();
  }
  select.value = state.measure;
}

export function showState(state) {
  for (const name of CHOICES) {
    find(name).value = state[name];
  }
  const radius = state.radius ?? state.usedRadius;
  for (const id of ["radius", "radius-number"]) {
    if (radius && document.activeElement !== find(id)) find(id).value = radius;
  }
  showUsual(state);
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const active = tab.dataset.tab === state.tab;
    tab.setAttribute("aria-selected", active);
    tab.tabIndex = active ? 0 : -1;
    find(`panel-${tab.dataset.tab}`).hidden = !active;
  }
  for (const part of document.querySelectorAll("[data-for-tab]")) {
    part.hidden = !part.dataset.forTab.split(" ").includes(state.tab);
  }
  showLanguageLinks();
}

// The radius that is taken where none is given, and whether it is that of a standard.
function showUsual({ facility, radius }) {
  const usual = find("radius-standard");
  const known = config.unruled.includes(facility) ? "radiusUnruled" : "radiusOfStandard";
  const isTaken = radius === null;
  usual.disabled = isTaken;
  usual.textContent = text(isTaken && known === "radiusUnruled" ? "radiusTaken" : known);
}

// What is to be said of the answer, folded: how much there is stands above the table.
export function showNotes(notes, isOpen = false) {
  const box = find("notes");
  box.hidden = !notes.length;
  box.open = isOpen;
  box.querySelector("summary").textContent = `${text("notes")} · ${notes.length}`;
  box
    .querySelector("ul")
    .replaceChildren(...notes.map((note) => create("li", { text: pick(note) })));
}

// downloads: the addresses of the result that is shown, by format.
export function showDownloads(downloads) {
  const names = { geojson: "GeoJSON", gpkg: "GeoPackage", csv: "CSV", xlsx: "Excel" };
  find("downloads").replaceChildren(
    ...Object.entries(downloads)
      .filter(([format]) => format in names)
      .map(([format, href]) => create("a", { href, download: "", text: names[format] })),
  );
}

function showLanguageLinks() {
  for (const link of document.querySelectorAll("a[data-lang]")) {
    const query = new URLSearchParams(window.location.search);
    query.set("lang", link.dataset.lang);
    link.href = `?${query}`;
  }
}

export function showStatus(message, failed = false) {
  const status = find("status");
  status.textContent = message;
  status.classList.toggle("failed", failed);
}
