// The map without controls: the view that the address describes, for embedding and for print.
import { ask } from "../shared/api.js";
import { MapView } from "../map/view.js";
import { config } from "../shared/page.js";
import { readState } from "../shared/state.js";
import { paintCoverage } from "../tabs/views.js";

const state = readState(config.defaults);
const status = document.getElementById("status");
const view = new MapView({ onError: (error) => { status.textContent = error.message; } });

async function show() {
  const { facility, radius, metric, by, population } = state;
  try {
    const [body, service] = await Promise.all([
      ask("coverage", "coverage", { facility, radius, metric, by, population }),
      ask("service", "service-areas", { facility, radius, metric, f: "geojson" }),
    ]);
    view.showFacility(facility);
    view.reach(service);
    view.paint(paintCoverage(body.rows, { ...state, measure: state.measure ?? "population_share" }));
  } catch (error) {
    status.textContent = error.message;
  }
}

show();
