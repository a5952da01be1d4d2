// The map: paints results on the layers that folium made, and tells which unit was clicked.
import { ask } from "../shared/api.js";
import { config, create, pick, text } from "../shared/page.js";
import { drawLegend, makeLegend } from "./legend.js";
import { addMeasureTool } from "./measure-tool.js";
import { attributeLines, popupContent } from "./popup.js";

const shequ = window.shequ;
const ZONES = { community: "communities", subdistrict: "subdistricts", area: "area" };
const NO_FILL = { fillOpacity: 0 };
const MOST_AT_ONCE = 20000;

export class MapView {
  constructor({ onSelect = () => {}, onMove = () => {}, onError = () => {} } = {}) {
    this.map = shequ.map;
    this.handlers = { onSelect, onError };
    this.result = null;
    this.fills = {};
    this.loaded = new Set();
    this.highlight = L.geoJSON(null, {
      pane: "shequ-highlight", interactive: false,
      style: { color: "#d6006c", weight: 4, fill: false },
    }).addTo(this.map);
    this.fitNarrow();
    this.addControls();
    this.addLabels();
    shequ.onClick = (id, feature, at) => this.clicked(id, feature, at);
    this.fitZoom = this.map.getZoom();
    this.map.on("zoomend", () => this.scalePoints());
    this.map.on("layeradd layerremove", (event) => this.layersChanged(event));
    this.map.on("moveend", () => {
      onMove(this.map.getCenter(), this.map.getZoom());
      this.loadVisible(true);
    });
    this.loadVisible(false);
  }

  // On a narrow screen there is no room beside the area for controls and legend.
  fitNarrow() {
    if (this.map.getSize().x < 450) {
      this.map.fitBounds(shequ.layer("area").getBounds(), { padding: [8, 8], animate: false });
    }
  }

  addControls() {
    L.control.zoom({ zoomInTitle: text("zoomIn"), zoomOutTitle: text("zoomOut") }).addTo(this.map);
    L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 140 }).addTo(this.map);
    addMeasureTool(this.map, (on) => { this.measuring = on; });
    const North = L.Control.extend({
      onAdd() {
        const arrow = create("div", { className: "north", role: "img", "aria-label": text("north") });
        arrow.append(create("span", { text: text("northLetter") }));
        return arrow;
      },
    });
    new North({ position: "topright" }).addTo(this.map);
    this.legend = makeLegend(this.map);
    const tree = document.querySelector(".leaflet-control-layers");
    const place = document.getElementById("layer-tree");
    if (tree && place) place.append(tree);
  }

  addLabels() {
    const labels = L.layerGroup().addTo(this.map);
    shequ.layer("subdistricts")?.eachLayer((layer) => {
      const html = create("span", { text: shequ.nameText(layer.feature.properties) });
      const icon = L.divIcon({ className: "place-label", html, iconSize: [0, 0] });
      L.marker(layer.getBounds().getCenter(), {
        icon, pane: "shequ-labels", interactive: false, keyboard: false,
      }).addTo(labels);
    });
  }

  // Points grow as one zooms in, so that they neither hide the area nor get lost.
  scalePoints() {
    const scale = Math.min(1.6, 1 + Math.max(0, this.map.getZoom() - this.fitZoom) * 0.18);
    for (const id of Object.keys(config.layers)) {
      shequ.layer(id).eachLayer((layer) => {
        if (layer.options.atFit) layer.setRadius(layer.options.atFit * scale);
      });
    }
  }

  // Layers that are on the map now, in the order of the tree.
  shown() {
    const known = [
      { id: "served" }, { id: "unserved" }, { id: "area" },
      ...Object.entries(config.layers).map(([id, layer]) => ({ id, ...layer })),
    ];
    const drawn = (id) => this.map.hasLayer(shequ.layer(id))
      && (config.layers[id]?.count > 0 || shequ.layer(id).getLayers().length > 0);
    return known.filter(({ id }) => id !== "communities" && drawn(id));
  }

  layersChanged(event) {
    if (!event.layer.feature) window.requestAnimationFrame(() => this.drawLegend());
    const id = Object.keys(config.layers).find((one) => shequ.layer(one) === event.layer);
    if (id && event.type === "layeradd") this.load(id, false);
  }

  drawLegend() {
    drawLegend(this.legend, this.result, this.shown());
  }

  loadVisible(moved) {
    for (const id of Object.keys(config.layers)) {
      if (this.map.hasLayer(shequ.layer(id))) this.load(id, moved);
    }
  }

  // Layers that did not travel with the page: whole, or by what is in view when very large.
  async load(id, moved) {
    const layer = config.layers[id];
    const byView = layer.count > MOST_AT_ONCE;
    if (!layer.lazy || layer.count === 0 || (this.loaded.has(id) && !(byView && moved))) return;
    this.loaded.add(id);
    const bounds = this.map.getBounds();
    const bbox = byView ? bounds.toBBoxString() : null;
    try {
      const found = await ask(`layer-${id}`, `layers/${id}`, {
        bbox, limit: MOST_AT_ONCE, f: "geojson",
      });
      if (!found) return;
      shequ.layer(id).clearLayers().addData(found);
      if (id === "communities" && this.result?.by) this.paint(this.result);
    } catch (error) {
      this.loaded.delete(id);
      this.handlers.onError(error);
    }
  }

  // The polygons that one row of the result stands for.
  zones(by) {
    if (by === "community") return shequ.layer("communities");
    if (!this.fills[by]) {
      const source = shequ.layer(ZONES[by]).toGeoJSON();
      this.fills[by] = L.geoJSON(source, {
        pane: "shequ-communities",
        style: { color: "#ffffff", weight: 1 },
        onEachFeature: (feature, layer) => {
          if (by === "area") Object.assign(feature.properties, { id: 1, ...config.areaNames });
          layer.bindTooltip(() => shequ.nameOf(feature.properties), { sticky: true });
          layer.on("click", (event) => this.clicked(ZONES[by], feature, event.latlng));
        },
      });
    }
    return this.fills[by];
  }

  // result: {by, title, unit, classes, missing, colorOf(id), describe(id)}
  paint(result) {
    this.result = result;
    for (const [by, layer] of Object.entries(this.fills)) if (by !== result.by) layer.remove();
    const zones = this.zones(result.by);
    if (result.by !== "community") {
      shequ.layer("communities").setStyle(NO_FILL);
      zones.addTo(this.map);
    }
    zones.setStyle((feature) => ({
      fillColor: result.colorOf(feature.properties.id), fillOpacity: 0.82,
    }));
    this.drawLegend();
  }

  reach(collection) {
    for (const name of ["served", "unserved"]) {
      const layer = shequ.layer(name).clearLayers();
      const part = collection?.features.find((f) => f.id === name);
      if (part?.geometry) layer.addData(part);
    }
    this.drawLegend();
  }

  // Show the facilities that the result is about, and take away those shown before.
  showFacility(id) {
    if (this.facility === id) return;
    if (this.facility) shequ.layer(this.facility).remove();
    this.facility = id;
    shequ.layer(id)?.addTo(this.map);
  }

  clicked(id, feature, at) {
    if (this.measuring) {
      this.map.fire("click", { latlng: at });
      return;
    }
    const name = shequ.nameText(feature.properties);
    const isZone = this.result && id === ZONES[this.result.by];
    const lines = id in config.layers ? attributeLines(config.layers[id], feature.properties) : [];
    const found = isZone ? this.result.describe(feature.properties.id) : [];
    const kind = id in config.layers ? pick(config.layers[id].title) : "";
    L.popup({ maxWidth: 300, autoPanPadding: [30, 30] })
      .setLatLng(at).setContent(popupContent(name, kind, [...found, ...lines])).openOn(this.map);
    if (isZone) {
      this.select(feature.properties.id, { zoom: false });
      this.handlers.onSelect(feature.properties.id);
    }
  }

  select(id, { zoom = true } = {}) {
    this.highlight.clearLayers();
    if (!this.result) return;
    this.zones(this.result.by).eachLayer((layer) => {
      if (layer.feature.properties.id !== id) return;
      this.highlight.addData(layer.feature);
      if (zoom) this.map.flyToBounds(layer.getBounds(), { maxZoom: 15.5, duration: 0.5, padding: [40, 40] });
    });
  }

  // The names of communities as rows tell them, and as the reader is shown them.
  titles() {
    const found = new Map();
    shequ.layer("communities")?.eachLayer(({ feature }) =>
      found.set(feature.properties.name, shequ.nameText(feature.properties)));
    return found;
  }

  names() {
    const names = { area: new Map([[1, shequ.nameText({ id: 1, ...config.areaNames })]]) };
    for (const by of ["community", "subdistrict"]) {
      names[by] = new Map();
      shequ.layer(ZONES[by])?.eachLayer((layer) => {
        const properties = layer.feature.properties;
        names[by].set(properties.id, shequ.nameText(properties));
      });
    }
    return names;
  }
}
