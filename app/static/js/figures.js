// The key figures above the map, each with what it is a share of.
import { number, withUnit } from "./format.js";
import { create, text } from "./page.js";

function figure(label, said, note) {
  const box = create("div", { className: "figure" });
  box.append(create("dt", { text: label }), create("dd", { text: said }));
  if (note) box.append(create("dd", { className: "note", text: note }));
  return box;
}

export function drawFigures(body) {
  const total = body.total;
  const outside = total.population === null || total.covered_population === null
    ? null : total.population - total.covered_population;
  const list = [
    figure(text("kpiPopulation"), withUnit("population_share", total.population_share),
      text("kpiOf", { part: number(total.covered_population), whole: number(total.population) })),
    figure(text("kpiUnserved"), number(outside), text("people")),
    figure(text("kpiArea"), withUnit("area_share", total.area_share),
      text("kpiOfArea", { part: number(total.covered_area_m2 / 1e4, 1), whole: number(total.area_m2 / 1e4, 1) })),
  ];
  if (total.residential_share !== undefined) {
    list.push(figure(text("kpiResidential"), withUnit("residential_share", total.residential_share),
      text("kpiResidentialNote")));
  }
  list.push(
    figure(text("kpiFacilities"), number(total.facilities_counted),
      text("kpiOutside", { count: number(total.facilities_outside) })),
    figure(text("kpiNearest"), withUnit("nearest_m", total.nearest_m_p50),
      text("kpiP90", { distance: withUnit("nearest_m", total.nearest_m_p90) })),
  );
  document.getElementById("figures").replaceChildren(...list);
}
