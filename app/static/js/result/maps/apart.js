// Who stands on a piece of street that reaches nothing else, or too far from every street.
import { popupContent } from "../../map/popup.js";
import { create } from "../../shared/element.js";
import { linesOf } from "../columns.js";
import { nameOf, titleOf } from "../words.js";
import { addPointsPane, POINTS } from "./shapes.js";

const LISTS = ["facilities_on_pieces", "people_on_pieces"];
const LOOKS = {
  facilities_on_pieces: { color: "#7a1fa2", fill: false, radius: 10, weight: 3 },
  people_on_pieces: { color: "#b26a00", fill: false, radius: 6, weight: 2, dashArray: "3 3" },
};

function mark(view, list, row) {
  const place = L.circleMarker(window.shequ.at(row.lat, row.lon), { pane: POINTS, ...LOOKS[list] });
  place.bindTooltip(() => create("span", { text: nameOf(row) }), { sticky: true });
  place.on("click", ({ latlng }) => {
    L.popup({ maxWidth: 320 })
      .setLatLng(latlng)
      .setContent(popupContent(nameOf(row), titleOf(list), linesOf(row)))
      .openOn(view.map);
  });
  place.addTo(view.map);
}

// What the total of an answer on foot lists is ringed, and stands in the legend.
export function drawApart(view, total) {
  const listed = LISTS.filter((list) => total?.[list]?.length);
  if (!listed.length) return;
  if (!view.map.getPane(POINTS)) addPointsPane(view.map);
  for (const list of listed) for (const row of total[list]) mark(view, list, row);
  view.marks = listed.map((list) => ["ring", LOOKS[list].color, titleOf(list), total[list].length]);
  view.drawLegend();
}
