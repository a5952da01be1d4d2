// Symbols of points: a shape and a color of their kind, on the map and wherever the map is explained.
// Runs before setup.js, and like it is no module: folium's script makes the points.
window.shequSymbols = (() => {
  "use strict";
  // Corners around the middle, for a radius of 1; each shape covers about as much as the circle.
  const CORNERS = {
    square: [
      [-0.89, -0.89],
      [0.89, -0.89],
      [0.89, 0.89],
      [-0.89, 0.89],
    ],
    triangle: [
      [0, -1.4],
      [1.3, 0.9],
      [-1.3, 0.9],
    ],
    diamond: [
      [0, -1.25],
      [1.25, 0],
      [0, 1.25],
      [-1.25, 0],
    ],
  };
  const WIDEST = 1.4;
  const NAMESPACE = "http://www.w3.org/2000/svg";

  function cornersOf(shape, { x, y }, radius) {
    return CORNERS[shape]?.map(([dx, dy]) => [x + dx * radius, y + dy * radius]);
  }

  function pathOf(shape, at, radius) {
    const corners = cornersOf(shape, at, radius);
    if (corners)
      return `M${corners.map((corner) => corner.map((one) => one.toFixed(1))).join("L")}Z`;
    const [left, width] = [at.x - radius, radius * 2];
    return `M${left},${at.y}a${radius},${radius} 0 1,0 ${width},0a${radius},${radius} 0 1,0 -${width},0`;
  }

  L.SVG.include({
    _updateSymbol(layer) {
      const isSeen = !layer._empty();
      this._setPath(
        layer,
        isSeen ? pathOf(layer.options.shape, layer._point, layer._radius) : "M0 0",
      );
    },
  });

  L.Canvas.include({
    _updateSymbol(layer) {
      const corners = cornersOf(layer.options.shape, layer._point, layer._radius);
      if (!corners) {
        this._updateCircle(layer);
        return;
      }
      if (!this._drawing || layer._empty()) return;
      this._ctx.beginPath();
      for (const [x, y] of corners) this._ctx.lineTo(x, y);
      this._ctx.closePath();
      this._fillStroke(this._ctx, layer);
    },
  });

  // A point as L.CircleMarker is one, of radius in pixels, drawn in the shape of `options.shape`.
  const Marker = L.CircleMarker.extend({
    _updatePath() {
      this._renderer._updateSymbol(this);
    },
    _updateBounds() {
      const reach = this._radius * WIDEST + this._clickTolerance();
      this._pxBounds = L.bounds(
        this._point.subtract([reach, reach]),
        this._point.add([reach, reach]),
      );
    },
  });

  // The same symbol as a picture in text, for legends.
  function picture(shape, color) {
    const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS(NAMESPACE, tag));
    svg.setAttribute("viewBox", "-8 -8 16 16");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("class", "symbol");
    path.setAttribute("d", pathOf(shape, { x: 0, y: 0 }, 5));
    path.setAttribute("fill", color);
    svg.append(path);
    return svg;
  }

  return { marker: (at, options) => new Marker(at, options), picture };
})();
