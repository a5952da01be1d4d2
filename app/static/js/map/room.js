// The room that the whole area gets on a map: beside the controls at the left and the legend.
const BESIDE = 12; // pixels between the area and the legend
const LEAST = 160; // pixels: an area that gets less is not worth it
const CONTROLS = 48;
const EDGE = 14;
const NARROW = 450; // pixels: below, the area may lie under the controls

// Return the pixels kept free for a map and a legend so wide, as Leaflet fits bounds.
export function roomFor(width, legend) {
  const left = width < NARROW ? EDGE : CONTROLS;
  const beside = legend > 0 ? legend + BESIDE : EDGE;
  const right = width - left - beside < LEAST ? EDGE : beside;
  return { paddingTopLeft: [left, EDGE], paddingBottomRight: [right, EDGE], animate: false };
}
