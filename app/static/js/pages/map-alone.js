// The map without controls: the view that the address describes, for embedding and for print.
import { MapView } from "../map/view.js";
import { readState } from "../shared/address-bar.js";
import { ApiError, ask } from "../shared/api.js";
import { faultsOf } from "../shared/faults.js";
import { config, pick } from "../shared/page.js";
import { paintCoverage } from "../tabs/coverage.js";

const state = readState(config.defaults);

function showError(error) {
  if (!(error instanceof ApiError)) console.error(error);
  const labelOf = (name) => config.parameters[name] && pick(config.parameters[name]);
  document.getElementById("status").textContent = faultsOf(error, labelOf).join(" · ");
}

async function show() {
  const view = new MapView({ onError: showError });
  const { facility, radius, metric, by, population } = state;
  try {
    const [body, service] = await Promise.all([
      ask("coverage", "coverage", { facility, radius, metric, by, population }),
      ask("service", "service-areas", { facility, radius, metric, f: "geojson" }),
    ]);
    if (!(body && service)) return;
    view.showFacility(facility);
    view.showServed(service);
    view.paint(paintCoverage(body.rows, { by, measure: state.measure }));
  } catch (error) {
    showError(error);
  }
}

show();
