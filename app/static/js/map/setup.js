// Runs before the script that folium writes, which calls these functions while it makes layers.
window.shequ = (() => {
  "use strict";
  // What data are called is never looked up among what JavaScript itself calls "constructor".
  const plain = (_, value) =>
    value && typeof value === "object" && !Array.isArray(value)
      ? Object.setPrototypeOf(value, null)
      : value;
  const told = (id) => document.getElementById(id).textContent;
  const config = JSON.parse(told("page-config"), plain);
  const { bounds, features } = JSON.parse(told("map-data"));
  // Pixels kept free for the controls at the left and the legend at the right.
  const ROOM = { paddingTopLeft: [48, 14], paddingBottomRight: [150, 14], animate: false };
  const HEIGHTS = {
    communities: 400,
    compounds: 401,
    land_use: 402,
    population_cells: 404,
    green_spaces: 406,
    buildings: 408,
    streets: 410,
    served: 420,
    unserved: 421,
    subdistricts: 430,
    area: 435,
  };
  // Facilities that may be areas lie below those that are points alone.
  const SITE_HEIGHT = 445;
  const POINT_HEIGHT = 450;
  const SITE_OPACITY = 0.45;
  const MANY = 100;
  const CANVAS = new Set(["streets", "buildings", "population_cells"]);
  const SILENT = new Set([...CANVAS, "served", "unserved", "subdistricts", "area"]);
  const SHAPES = {
    area: { color: "#1d2b36", weight: 3, fill: false },
    subdistricts: { color: "#33424e", weight: 1.8, fill: false },
    communities: { color: "#ffffff", weight: 1, fillColor: "#dde5ea", fillOpacity: 0.9 },
    served: { color: "#177a45", weight: 1.6, fillColor: "#2fa866", fillOpacity: 0.12 },
    unserved: { color: "#c2410c", weight: 0.8, fillColor: "url(#hatch-unserved)", fillOpacity: 1 },
    streets: { color: "#6d7b86", weight: 0.7, opacity: 0.55, fill: false },
  };
  const SYMBOLS = window.shequSymbols;
  const POINT = new Set(["Point", "MultiPoint"]);
  const canvases = {};
  const drawn = {};
  const api = { config, map: null, onClick: () => {} };

  function paneOf(id) {
    return `shequ-${id}`;
  }

  api.shapeOf = (id) => {
    if (SHAPES[id]) return SHAPES[id];
    const style = config.layers[id].style;
    return {
      color: style.color,
      weight: style.weight,
      fillColor: style.color,
      fillOpacity: style.shape ? SITE_OPACITY : style.fill_opacity,
      opacity: 0.9,
    };
  };

  function heightOf(id) {
    if (HEIGHTS[id]) return HEIGHTS[id];
    return config.layers[id].geometry === "point" ? POINT_HEIGHT : SITE_HEIGHT;
  }

  const pick = (both) => (both ? both[config.language] || both.zh || both.en || "" : "");

  api.label = (name) => pick(config.labels.controls[name]);

  // An area on both sides of 180 degrees lies in one piece: what is west of it goes on beyond.
  const [, [, EAST]] = bounds;
  const onward = (lon) => (EAST > 180 && lon < 0 ? lon + 360 : lon);
  api.at = (lat, lon) => L.latLng(lat, onward(lon));
  if (EAST > 180) L.GeoJSON.mergeOptions({ coordsToLatLng: ([lon, lat]) => api.at(lat, lon) });

  // Show the whole area beside what lies on the map.
  api.fit = (room = ROOM) => api.map.fitBounds(bounds, room);

  api.prepare = (map) => {
    api.map = map;
    api.fit();
    // Results are painted among the communities, also where none are loaded.
    const always = ["area", "communities", "served", "unserved"];
    for (const id of new Set([...always, ...Object.keys(config.layers)])) {
      const pane = map.createPane(paneOf(id));
      pane.style.zIndex = heightOf(id);
      if (SILENT.has(id)) pane.style.pointerEvents = "none";
    }
    for (const [id, height] of [
      ["highlight", 440],
      ["labels", 470],
    ]) {
      const pane = map.createPane(paneOf(id));
      pane.style.zIndex = height;
      pane.style.pointerEvents = "none";
    }
  };

  // Folium made every layer empty: what it writes is compiled as a template on the server.
  api.fill = () => {
    for (const [id, found] of Object.entries(features)) api.layer(id).addData(found);
  };

  // The tree takes its labels as markup: ours are empty elements, named here by text nodes.
  const { _addTreeLayout: addTree } = L.Control.Layers.Tree.prototype;
  L.Control.Layers.Tree.include({
    _addTreeLayout(...given) {
      addTree.apply(this, given);
      for (const place of this._container.querySelectorAll("[data-group]:empty")) {
        place.append(pick(config.labels.groups[place.dataset.group]));
      }
      for (const place of this._container.querySelectorAll("[data-layer]:empty")) nameLayer(place);
    },
  });

  function nameLayer(place) {
    const layer = config.layers[place.dataset.layer];
    place.append(pick(layer ? layer.title : config.labels.layers[place.dataset.layer]));
    if (!layer) return;
    const count = document.createElement("span");
    count.className = "tree-count";
    count.textContent = layer.count.toLocaleString("en");
    place.append(" ", count);
    if (layer.style.shape) place.prepend(SYMBOLS.picture(layer.style.shape, layer.style.color));
  }

  api.renderer = (id) => {
    if (!CANVAS.has(id)) return;
    canvases[id] ??= L.canvas({ pane: paneOf(id), padding: 0.3 });
    return canvases[id];
  };

  // Points have their look from when they are made: what is given here would take its place.
  api.style = (id) => (feature) => ({
    ...(POINT.has(feature.geometry.type) ? {} : api.shapeOf(id)),
    interactive: !SILENT.has(id),
  });

  api.point = (id) => (feature, at) => {
    const { style, count } = config.layers[id];
    const crowd = count > MANY ? 0.6 : 1;
    const small = feature.properties.grade === "station" || feature.properties.grade === "below";
    const radius = crowd * (small ? style.radius - 1 : style.radius + 1);
    return SYMBOLS.marker(at, {
      pane: paneOf(id),
      renderer: api.renderer(id),
      shape: style.shape,
      radius,
      atFit: radius,
      color: "#ffffff",
      weight: 1.5 * crowd,
      fillColor: style.color,
      fillOpacity: 1,
    });
  };

  api.bind = (id) => (feature, layer) => {
    if (SILENT.has(id)) return;
    layer.bindTooltip(() => api.nameOf(feature.properties), { sticky: true, direction: "top" });
    layer.on("click", (event) => api.onClick(id, feature, event.latlng));
  };

  // Names as a text node in an element: Leaflet would take a string as markup.
  api.nameOf = (properties) => {
    const element = document.createElement("span");
    element.textContent = api.nameText(properties);
    return element;
  };

  api.nameText = (properties) =>
    (config.language === "en" && properties.name_en) || properties.name || `#${properties.id}`;

  // Of layers without any feature there is nothing on the page: they are empty ones here.
  api.layer = (id) => {
    drawn[id] ??= window[`geo_json_${id}`] ?? L.geoJSON(null);
    return drawn[id];
  };
  api.marker = SYMBOLS.marker;
  api.symbol = SYMBOLS.picture;
  return api;
})();
