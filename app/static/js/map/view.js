// The map: paints results on the layers that folium made, and tells which unit was clicked.

import { drawLegend, makeLegend } from "../legend/legend.js";
import { partLines, partOf } from "../legend/parts.js";
import { ask } from "../shared/api.js";
import { config, pick } from "../shared/page.js";
import { offerEmptyLayers } from "./empty-layers.js";
import { addControls, addLabels } from "./furniture.js";
import { attributeLines, popupContent } from "./popup.js";
import { roomFor } from "./room.js";
import { LAYER_OF, shownBy, wholeArea } from "./units.js";

const { shequ } = window;
const NO_FILL = { fillOpacity: 0 };
const MOST_AT_ONCE = 20000;

export class MapView {
  constructor({ onSelect = () => {}, onMove = () => {}, onError = () => {}, onUnits } = {}) {
    this.map = shequ.map;
    this.handlers = {
      onSelect,
      onMove,
      onError,
      onUnits: onUnits ?? (() => this.paint(this.result)),
    };
    this.result = null;
    this.marks = []; // of what lies over any result
    this.fills = {};
    this.loaded = new Set();
    this.parts = {};
    this.highlight = L.geoJSON(null, {
      pane: "shequ-highlight",
      interactive: false,
      style: { color: "#d6006c", weight: 4, fill: false },
    }).addTo(this.map);
    addControls(this.map, (on) => {
      this.measuring = on;
    });
    this.legend = makeLegend(this.map);
    this.legendWidth = 0;
    addLabels(this.map);
    offerEmptyLayers(onError);
    this.fit();
    this.listen();
    new ResizeObserver(() => this.resized()).observe(this.map.getContainer());
    this.loadVisible(false);
  }

  listen() {
    shequ.onClick = (id, feature, at) => this.clicked(id, feature, at);
    this.map.on("zoomend", () => this.scalePoints());
    this.map.on("layeradd layerremove", (event) => this.layersChanged(event));
    this.map.on("moveend", () => {
      if (!(this.isResizing || this.isFitted())) {
        this.moved = true;
        this.handlers.onMove(this.map.getCenter(), this.map.getZoom());
      }
      this.loadVisible(true);
    });
  }

  noteFit() {
    this.fitZoom = this.map.getZoom();
    this.fitted = { center: this.map.getCenter(), zoom: this.fitZoom };
  }

  isFitted() {
    const { center, zoom } = this.fitted;
    return zoom === this.map.getZoom() && center.equals(this.map.getCenter());
  }

  // What stands around the map may grow: until somebody moves it, it shows the whole area.
  resized() {
    this.isResizing = true;
    this.map.invalidateSize({ animate: false, pan: false });
    if (!this.moved) this.fit();
    this.isResizing = false;
  }

  fit() {
    this.legendWidth = this.legend.box.offsetWidth;
    shequ.fit(roomFor(this.map.getSize().x, this.legendWidth));
    this.noteFit();
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
      { id: "served" },
      { id: "unserved" },
      { id: "area" },
      ...Object.entries(config.layers).map(([id, layer]) => ({ id, ...layer })),
    ];
    const drawn = (id) =>
      this.map.hasLayer(shequ.layer(id)) &&
      (config.layers[id]?.count > 0 || shequ.layer(id).getLayers().length > 0);
    return known.filter(({ id }) => id !== "communities" && drawn(id));
  }

  layersChanged(event) {
    if (!event.layer.feature) window.requestAnimationFrame(() => this.drawLegend());
    const id = Object.keys(config.layers).find((one) => shequ.layer(one) === event.layer);
    if (id && event.type === "layeradd") this.load(id, false);
  }

  drawLegend() {
    const { result, marks } = this;
    const told = result && { ...result, marks: [...(result.marks ?? []), ...marks] };
    const shown = this.shown();
    drawLegend(this.legend, told, shown, partLines(shown, this.parts));
    // Its words say how wide it is: the area moves aside until somebody moves the map.
    if (!this.moved && this.legend.box.offsetWidth > this.legendWidth) this.resized();
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
    const bbox = byView ? this.map.getBounds().toBBoxString() : null;
    try {
      const found = await ask(`layer-${id}`, `layers/${id}`, {
        bbox,
        limit: MOST_AT_ONCE,
        f: "geojson",
      });
      if (!found) return;
      shequ.layer(id).clearLayers().addData(found);
      this.parts[id] = partOf(id, found);
      this.drawLegend();
      this.repaint(id);
    } catch (error) {
      this.loaded.delete(id);
      this.handlers.onError(error);
    }
  }

  // The units of the result have come, or others of them: they are colored as the result says.
  repaint(id) {
    const by = this.result?.by;
    if (!by || LAYER_OF[by] !== id) return;
    this.fills[by]?.remove();
    delete this.fills[by];
    this.handlers.onUnits();
  }

  // The polygons that one row of the result stands for.
  zones(by) {
    if (by === "community") return shequ.layer("communities");
    this.fills[by] ??= L.geoJSON(shequ.layer(LAYER_OF[by]).toGeoJSON(), {
      pane: "shequ-communities",
      style: { color: "#ffffff", weight: 1 },
      onEachFeature: (feature, layer) => {
        if (by === "area") Object.assign(feature.properties, wholeArea());
        layer.bindTooltip(() => shequ.nameOf(feature.properties), { sticky: true });
        layer.on("click", (event) => this.clicked(LAYER_OF[by], feature, event.latlng));
      },
    });
    return this.fills[by];
  }

  // result: {by, title, unit, classes, missing, colorOf(id), describe(id)}
  paint(asked) {
    const result = asked && { ...asked, by: shownBy(asked.by) };
    this.result = result;
    for (const [by, layer] of Object.entries(this.fills)) if (by !== result.by) layer.remove();
    // Units that did not travel with the page are fetched now, whether the tree shows them or not.
    if (config.layers[LAYER_OF[result.by]]) this.load(LAYER_OF[result.by], false);
    const zones = this.zones(result.by);
    if (result.by !== "community") {
      shequ.layer("communities").setStyle(NO_FILL);
      zones.addTo(this.map);
    }
    zones.setStyle((feature) => ({
      fillColor: result.colorOf(feature.properties.id),
      fillOpacity: 0.82,
    }));
    this.drawLegend();
  }

  // Show no result at all: what was asked last has no answer.
  clear() {
    this.result = null;
    for (const layer of Object.values(this.fills)) layer.remove();
    shequ.layer("communities").setStyle(shequ.style("communities"));
    this.select(null);
    this.map.closePopup();
    this.showServed(null);
  }

  // Show which ground is served and which is not; null shows neither.
  showServed(collection) {
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
    shequ.layer(id).addTo(this.map);
  }

  clicked(id, feature, at) {
    if (this.measuring) {
      this.map.fire("click", { latlng: at });
      return;
    }
    const { properties } = feature;
    const layer = config.layers[id];
    const isZone = this.result && id === LAYER_OF[this.result.by];
    const lines = layer ? attributeLines(layer, properties) : [];
    const found = isZone ? this.result.describe(properties.id) : [];
    const content = popupContent(shequ.nameText(properties), pick(layer?.title), [
      ...found,
      ...lines,
    ]);
    L.popup({ maxWidth: 300, autoPanPadding: [30, 30] })
      .setLatLng(at)
      .setContent(content)
      .openOn(this.map);
    if (isZone) {
      this.select(properties.id, { zoom: false });
      this.handlers.onSelect(properties.id);
    }
  }

  select(id, { zoom = true } = {}) {
    this.highlight.clearLayers();
    if (!this.result) return;
    this.zones(this.result.by).eachLayer((layer) => {
      if (layer.feature.properties.id !== id) return;
      this.highlight.addData(layer.feature);
      if (zoom) {
        const look = { maxZoom: 15.5, duration: 0.5, padding: [40, 40] };
        this.map.flyToBounds(layer.getBounds(), look);
      }
    });
  }
}
