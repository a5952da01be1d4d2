// The workbench: controls -> questions to the API -> table, figures and map.
import { unitNames } from "../map/units.js";
import { MapView } from "../map/view.js";
import { readState, writeState } from "../shared/address-bar.js";
import { ApiError, address, ask } from "../shared/api.js";
import { faultList } from "../shared/faults.js";
import { drawFigures } from "../shared/figure.js";
import { config, pick, text } from "../shared/page.js";
import { TABS } from "../tabs/tabs.js";
import {
  bindControls,
  fillMeasures,
  showDownloads,
  showNotes,
  showState,
  showStatus,
} from "../workbench/controls.js";
import { figuresOf, isLacking } from "../workbench/figures.js";
import { firstJudged, judges } from "../workbench/standards.js";

const state = readState(config.defaults);
const answers = {};
const view = new MapView({
  onSelect: (id) => TABS[state.tab].table?.select(id, { scroll: true }),
  onMove: (center, zoom) => {
    state.loc = `${center.lat.toFixed(5)},${center.lng.toFixed(5)},${zoom}`;
    save();
  },
  onError: (error) => showStatus(error.message, true),
  onUnits: () => shown?.(),
});
// Shows the last answer again; null while nothing is shown.
let shown = null;
// Whether another standard was looked for, or one was chosen.
let sought = false;

function save() {
  writeState(state);
}

function restoreView() {
  const parts = (state.loc ?? "").split(",").map(Number);
  if (parts.length === 3 && parts.every(Number.isFinite)) {
    view.map.setView([parts[0], parts[1]], parts[2], { animate: false });
  }
}

function questions() {
  const { facility, radius, metric, by, population, standard } = state;
  return {
    coverage: ["coverage", { facility, radius, metric, by, population }],
    service: ["service-areas", { facility, radius, metric, f: "geojson" }],
    green: ["green", { by, population }],
    gaps: ["gaps", { standard, by }],
  };
}

async function answer(kind) {
  const [path, parameters] = questions()[kind];
  const key = JSON.stringify([path, parameters]);
  if (answers[kind]?.key === key) return answers[kind].body;
  const body = await ask(kind, path, parameters);
  if (body) answers[kind] = { key, body };
  return body;
}

// A failed question names its fault, and nothing stands beside it that answered another one.
async function refresh() {
  showStatus(text("computing"));
  const tab = TABS[state.tab];
  fillMeasures(tab, state);
  showState(state);
  try {
    const asked = answer(tab.source);
    const drawn = state.tab === "coverage" ? answer("service") : null;
    // Of two refusals the one is told that is about the table, whichever comes first.
    drawn?.catch(() => {});
    const body = await judged(await asked);
    const service = await drawn;
    if (!body) return;
    shown = () => show(tab, body, service);
    shown();
    showStatus(text("ready"));
  } catch (error) {
    fail(tab, error);
  }
}

// A page of the usual standard, which nobody chose, goes to one that can be judged, and says so.
async function judged(body) {
  const usual = state.tab === "gaps" && state.standard === config.defaults.standard;
  if (!(body && usual) || sought || judges(body)) return body;
  sought = true;
  const select = document.getElementById("standard");
  const others = [...select.options].map(({ value }) => value);
  const found = await firstJudged(
    others.filter((value) => value !== state.standard),
    (standard) => ask("gaps", "gaps", { standard, by: state.by }),
  );
  if (!found) return body;
  state.standard = found.standard;
  const key = JSON.stringify(questions().gaps);
  const titled = select.querySelector(`option[value="${CSS.escape(found.standard)}"]`);
  const told = text("standardTaken", { standard: titled.textContent });
  found.body.notes.unshift({ zh: told, en: told });
  found.body.switched = true;
  answers.gaps = { key, body: found.body };
  return found.body;
}

function labelOf(parameter) {
  return config.parameters[parameter] && pick(config.parameters[parameter]);
}

function fail(tab, error) {
  if (!(error instanceof ApiError)) console.error(error);
  const told = error instanceof ApiError ? error : new ApiError(text("shownFailed", error));
  shown = null;
  view.clear();
  drawFigures([]);
  showNotes([]);
  showDownloads({});
  document.getElementById("gap-rule").replaceChildren();
  document.getElementById(tab.panel).replaceChildren(faultList(told, labelOf));
  showStatus(text("notComputed"), true);
}

function show(tab, body, service) {
  if (state.tab === "coverage") {
    state.usedRadius = body.parameters.radius;
    view.showFacility(state.facility);
  }
  view.showServed(service);
  fillMeasures(tab, state, body.rows);
  const context = {
    state,
    names: unitNames(),
    view,
    refresh: () => {
      save();
      refresh();
    },
  };
  view.paint(tab.show(body, context));
  drawFigures(figuresOf(state.tab, body));
  // What is not known is not shown: the notes say why, and what would tell it.
  showNotes(body.notes, body.switched || isLacking(state.tab, body));
  showState(state);
  showDownloads(downloads());
  save();
}

function downloads() {
  const tab = TABS[state.tab];
  const [path, parameters] = questions()[tab.source];
  return Object.fromEntries(
    config.formats[tab.source].map((f) => [f, address(path, { ...parameters, f })]),
  );
}

function change(name, value) {
  state[name] = value;
  if (name === "facility") state.radius = null;
  if (name === "tab") state.measure = null;
  if (name === "standard") {
    state.rule = null;
    sought = true;
  }
  if (name === "by") view.select(null);
  save();
  refresh();
}

restoreView();
bindControls(change);
refresh();
