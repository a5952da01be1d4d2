// What stands on every map: zoom, scale, north, the tree of layers, names of subdistricts.
import { create } from "../shared/element.js";
import { text } from "../shared/page.js";
import { addMeasureTool } from "./measure-tool.js";

const { shequ } = window;

function addNorth(map) {
  const North = L.Control.extend({
    onAdd() {
      const arrow = create("div", { className: "north", role: "img", "aria-label": text("north") });
      arrow.append(create("span", { text: text("northLetter") }));
      return arrow;
    },
  });
  new North({ position: "topright" }).addTo(map);
}

// The page has a place of its own for the tree, where it hides nothing of the map.
function placeTree() {
  const tree = document.querySelector(".leaflet-control-layers");
  const place = document.getElementById("layer-tree");
  if (tree && place) place.append(tree);
}

export function addControls(map, shield) {
  L.control.zoom({ zoomInTitle: text("zoomIn"), zoomOutTitle: text("zoomOut") }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 140 }).addTo(map);
  addMeasureTool(map, shield);
  addNorth(map);
  placeTree();
}

export function addLabels(map) {
  const labels = L.layerGroup().addTo(map);
  shequ.layer("subdistricts").eachLayer((layer) => {
    const html = create("span", { text: shequ.nameText(layer.feature.properties) });
    const icon = L.divIcon({ className: "place-label", html, iconSize: [0, 0] });
    L.marker(layer.getBounds().getCenter(), {
      icon,
      pane: "shequ-labels",
      interactive: false,
      keyboard: false,
    }).addTo(labels);
  });
}
