// The key figures above the map: {label, said, note}, the note saying what it is a share of.
import { number, title, unitName, withUnit } from "../shared/format.js";
import { text } from "../shared/page.js";

const HECTARE = 1e4; // square meters
const PEOPLE_FIGURES = [
  ["green_per_resident_m2", "population_resident"],
  ["green_per_registered_m2", "population_registered"],
];

function isKnown(value) {
  return (value ?? null) !== null;
}

function notCovered({ population, covered_population: covered }) {
  return population === null || covered === null ? null : population - covered;
}

function coverageFigures({ total }) {
  const hectares = (m2) => number(m2 / HECTARE, 1);
  const share = (name, label, note) => ({ label, said: withUnit(name, total[name]), note });
  const people = {
    part: number(total.covered_population),
    whole: number(total.population),
    count: number(total.population),
  };
  const ground = { part: hectares(total.covered_area_m2), whole: hectares(total.area_m2) };
  const nearest = {
    label: text("kpiNearest"),
    said: withUnit("nearest_m", total.nearest_m_p50),
    note: text("kpiP90", { distance: withUnit("nearest_m", total.nearest_m_p90) }),
  };
  const residential = share(
    "residential_share",
    text("kpiResidential"),
    text("kpiResidentialNote"),
  );
  const places = {
    part: number(total.places_covered ?? null),
    whole: number(total.places ?? null),
    count: number(total.places ?? null),
  };
  const served = [
    share("population_share", text("kpiPopulation"), text("kpiOf", people)),
    { label: text("kpiUnserved"), said: number(notCovered(total)), note: text("people") },
  ];
  const instead = share("places_share", title("places_share"), text("kpiOfPlaces", places));
  return [
    ...(isKnown(total.population_share) ? served : []),
    ...(!isKnown(total.population_share) && isKnown(total.places_share) ? [instead] : []),
    share("area_share", text("kpiArea"), text("kpiOfArea", ground)),
    ...(isKnown(total.residential_share) ? [residential] : []),
    {
      label: text("kpiFacilities"),
      said: number(total.facilities_counted),
      note: text("kpiOutside", { count: number(total.facilities_outside) }),
    },
    ...(isKnown(total.nearest_m_p50) ? [nearest] : []),
  ];
}

function greenFigures({ total }) {
  const hectares = (m2) => number(m2 / HECTARE, 2);
  const perPerson = (name, people) => ({
    label: title(name),
    said: withUnit(name, total[name]),
    note: text("kpiPeople", { count: number(total[people]) }),
  });
  return [
    {
      label: title("green_area_m2"),
      said: `${hectares(total.green_area_m2)} ${unitName("ha")}`,
      note: text("kpiOverlap", { area: hectares(total.ledger.overlap_m2) }),
    },
    { label: title("green_ratio"), said: withUnit("green_ratio", total.green_ratio) },
    ...PEOPLE_FIGURES.filter(([name]) => isKnown(total[name])).map(([name, people]) =>
      perPerson(name, people),
    ),
  ];
}

function gapFigures({ total }) {
  return [
    {
      label: text("kpiRules"),
      said: number(total.rules),
      note: text("kpiUnits", { count: number(total.units) }),
    },
    { label: text("notMet"), said: number(total.not_met) },
    { label: text("met"), said: number(total.met) },
    { label: text("noData"), said: number(total.not_measurable) },
  ];
}

const FIGURES = { coverage: coverageFigures, green: greenFigures, gaps: gapFigures };

// The figures of people: left out where nobody knows them, and then told in the notes.
const OF_PEOPLE = {
  coverage: ["population_share"],
  green: PEOPLE_FIGURES.map(([name]) => name),
  gaps: [],
};

// Whether a tab lacks figures of people that the notes of the answer have to explain.
export function isLacking(tab, { total }) {
  return OF_PEOPLE[tab].some((name) => !isKnown(total[name]));
}

export function figuresOf(tab, body) {
  return FIGURES[tab](body);
}
