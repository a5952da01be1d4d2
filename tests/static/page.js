// A page as the server tells it, for modules that are tested without one. Import it first, for its
// effect alone: the modules look for the page when they are loaded.

const both = (zh, en) => ({ zh, en });
const column = (zh, en, unit = "", decimals = null) => ({
  ...both(zh, en),
  unit,
  decimals,
  share: unit === "%",
});

const ENGLISH = {
  noData: "no data",
  yes: "yes",
  no: "no",
  met: "met",
  notMet: "not met",
  consistent: "consistent",
  inconsistent: "inconsistent",
  undecided: "cannot be decided",
  served: "Served",
  unserved: "Not served",
  areaBorder: "Area boundary",
  partDrawn: "%(layer)s: %(drawn)s of %(all)s drawn; zoom in to see the others.",
  wholeLayer: "All as a file",
  failed: "The request failed (status %(status)s)",
  unreachable: "The service cannot be reached",
  noThreshold: "no threshold",
  perUnit: "by %(unit)s",
  points: "%(change)s percentage points",
  between: "at least %(low)s, at most %(high)s",
  meanOf: "%(what)s, mean",
  kpiPopulation: "Population covered",
  kpiUnserved: "Population not covered",
  kpiArea: "Area covered",
  kpiResidential: "Residential land covered",
  kpiFacilities: "Facilities counted",
  kpiOf: "%(part)s of %(whole)s [person|people]",
  kpiOfPlaces: "%(part)s of %(whole)s [place|places]",
  kpiOfArea: "%(part)s of %(whole)s ha",
  kpiOutside: "%(count)s outside the area",
  kpiNearest: "Distance to the nearest, median",
  kpiP90: "90th percentile %(distance)s",
  kpiPeople: "of %(count)s [person|people]",
  kpiOverlap: "%(area)s ha of overlap counted once",
  kpiRules: "Rules checked",
  kpiUnits: "in %(count)s [unit|units]",
  people: "people",
  "value:new": "new",
};
const CHINESE = {
  noData: "无数据",
  yes: "是",
  no: "否",
  met: "达标",
  notMet: "未达标",
  served: "已覆盖",
  perUnit: "按%(unit)s",
  points: "%(change)s 个百分点",
  kpiOf: "%(whole)s 人中的 %(part)s 人",
  "value:new": "新增",
};

export const config = {
  language: "en",
  api: "/api/v1",
  area: "dongcheng",
  areaNames: { name: "东城区", name_en: "Dongcheng" },
  texts: ENGLISH,
  columns: {
    name: column("名称", "Name"),
    population: column("人口", "Population", "person", 0),
    places_share: column("地点覆盖率", "Share of places covered", "%", 1),
    population_share: column("人口覆盖率", "Share of population covered", "%", 1),
    population_share_before: column("现状人口覆盖率", "Share covered before", "%", 1),
    covered_population: column("覆盖人口", "Covered population", "person", 0),
    area_m2: column("面积", "Area", "m2", 0),
    area_share: column("面积覆盖率", "Share of area covered", "%", 1),
    nearest_m: column("到最近设施的距离", "Distance to the nearest", "m", 0),
    nearest_m_before: column("现状平均最近距离", "Mean distance before", "m", 0),
    access_per_1000: column("每千人服务量", "Access per 1,000 people", "per_1000", 3),
    green_area_m2: column("绿地面积", "Green area", "m2", 0),
    green_ratio: column("绿地率", "Share of green", "%", 1),
    green_per_resident_m2: column("人均绿地", "Green per resident", "m2/person", 2),
    green_per_registered_m2: column("户籍人均绿地", "Green per registered", "m2/person", 2),
    gained: column("新增覆盖人口", "People gained", "person", 0),
    mean: column("平均值", "Mean", "", 3),
    met: column("是否达标", "Met"),
    clause: column("条款", "Clause"),
    measured: column("实测", "Measured", "", 3),
    required: column("要求", "Required", "", 3),
    shortfall: column("缺口", "Shortfall", "", 3),
  },
  one: { person: "person" },
  units: {
    m: both("米", "m"),
    m2: both("m²", "m²"),
    ha: both("公顷", "ha"),
    km2: both("km²", "km²"),
    person: both("人", "people"),
    "m2/person": both("m²/人", "m² per person"),
    per_1000: both("每千人", "per 1,000 people"),
    "%": both("%", "%"),
    share: both("%", "%"),
    share_of_communities: both("的社区", "of communities"),
  },
  measures: {
    population_share: { ramp: "good", breaks: [0, 0.5, 0.7, 0.8, 0.9, 1] },
    nearest_m: { ramp: "bad", breaks: null },
  },
  ramps: {
    good: ["#g0", "#g1", "#g2", "#g3", "#g4"],
    bad: ["#b0", "#b1", "#b2", "#b3", "#b4"],
    people: ["#p0", "#p1", "#p2", "#p3", "#p4"],
  },
  layers: {
    health_centers: { title: both("卫生服务机构", "Health centers"), geometry: "point" },
    parks: { title: both("公园", "Parks"), geometry: "polygon" },
  },
  result: {
    id: "coverage",
    figures: [],
    columns: [],
    each: "",
    worst: "",
    first: ["facility", "radius", "by", "share", "lon", "edits", "speed", "greens"],
    rules: { "clinic-near": both("卫生站 300 米", "Clinic within 300 m") },
  },
};

export function speak(language) {
  config.language = language;
  config.texts = language === "zh" ? CHINESE : ENGLISH;
}

globalThis.window = { shequ: { config } };
