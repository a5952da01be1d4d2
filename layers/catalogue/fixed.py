"""The layer types that are no kind of facility: boundaries, land, green, people, streets."""

from layers.catalogue.columns import (
    AS_OF,
    CODE,
    COMMUNITY_TYPES,
    GREEN_CLASSES,
    LAND_CLASSES,
    NAME,
    NAME_EN,
    REGISTERED,
    RESIDENTS,
    SOURCE,
    area,
    count,
    flag,
)
from layers.catalogue.model import Column, LayerType, Style
from layers.text import Text

BOUNDARIES = Text("边界", "Boundaries")
LAND = Text("土地与绿地", "Land and green")
PEOPLE = Text("人口与建筑", "People and buildings")
NETWORK = Text("道路", "Streets")


FIXED_TYPES = (
    LayerType(
        "subdistricts",
        Text("街道", "Subdistricts"),
        "polygon",
        "subdistricts",
        (CODE, NAME, NAME_EN, SOURCE, AS_OF),
        Style("#444444", fill_opacity=0.0, weight=2.5),
        group=BOUNDARIES,
    ),
    LayerType(
        "communities",
        Text("社区", "Communities"),
        "polygon",
        "communities",
        (
            CODE,
            NAME,
            NAME_EN,
            Column(
                "subdistrict", "text", Text("所属街道", "Subdistrict"), aliases=("街道", "所属街道")
            ),
            Column("community_type", "text", Text("社区类型", "Type"), choices=COMMUNITY_TYPES),
            RESIDENTS,
            REGISTERED,
            count("households", "户数", "Households", aliases=("居民户数",)),
            area("office_area_m2", "办公服务用房面积", "Premises area"),
            count("police_officers", "社区民警数", "Police officers", "person"),
            flag("has_party_organization", "已建党组织", "Has Party organization"),
            flag("secretary_is_director", "书记主任一肩挑", "Secretary is director"),
            flag("has_safety_association", "一会六组一队", "Has safety association"),
            count("organizations", "社区民间组织数", "Organizations"),
            count("organization_members", "组织成员数", "Members of organizations", "person"),
            count("volunteer_teams", "志愿者队数", "Volunteer teams"),
            count("volunteers", "注册志愿者数", "Registered volunteers", "person"),
            SOURCE,
            AS_OF,
        ),
        Style("#5b7083", fill_opacity=0.1),
        group=BOUNDARIES,
    ),
    LayerType(
        "compounds",
        Text("小区", "Residential compounds"),
        "polygon",
        "compounds",
        (
            CODE,
            NAME,
            NAME_EN,
            Column(
                "community", "text", Text("所在社区", "Community"), aliases=("社区", "所属社区")
            ),
            RESIDENTS,
            REGISTERED,
            count("households", "户数", "Households", aliases=("居民户数", "总户数")),
            count("dwellings", "住宅套数", "Dwellings", aliases=("套数", "住房套数", "总套数")),
            count(
                "stalls", "停车位数", "Parking stalls", aliases=("车位数", "停车泊位数", "停车位")
            ),
            flag("managed", "有物业管理", "Managed"),
            flag("sorted_waste", "垃圾分类", "Waste sorted"),
            count("year_built", "建成年份", "Year built", aliases=("建成年代", "建成时间")),
            count("year_renewed", "改造年份", "Year renewed", aliases=("改造时间", "改造完成年份")),
            SOURCE,
            AS_OF,
        ),
        Style("#2f6f73", fill_opacity=0.08, weight=0.8),
        group=BOUNDARIES,
    ),
    LayerType(
        "green_spaces",
        Text("绿地", "Green spaces"),
        "polygon",
        "green_spaces",
        (
            NAME,
            NAME_EN,
            Column("green_class", "text", Text("绿地类型", "Class"), choices=GREEN_CLASSES),
            SOURCE,
            AS_OF,
        ),
        Style("#3a9d4b", fill_opacity=0.45),
        group=LAND,
    ),
    LayerType(
        "land_use",
        Text("土地利用", "Land use"),
        "polygon",
        "land_use",
        (
            NAME,
            Column(
                "land_class",
                "text",
                Text("用地类别", "Class"),
                choices=LAND_CLASSES,
                required=True,
            ),
            SOURCE,
            AS_OF,
        ),
        Style("#c9a227", fill_opacity=0.25, weight=0.5),
        group=LAND,
    ),
    LayerType(
        "buildings",
        Text("建筑", "Buildings"),
        "polygon",
        "buildings",
        (
            NAME,
            Column("building_use", "text", Text("用途", "Use"), aliases=("用途", "building")),
            count("floors", "层数", "Floors", aliases=("building:levels",)),
            area("floor_area_m2", "建筑面积", "Floor area"),
            area("dwelling_area_m2", "住宅面积", "Dwelling floor area"),
            RESIDENTS,
            REGISTERED,
            SOURCE,
            AS_OF,
        ),
        Style("#8c7b6b", fill_opacity=0.5, weight=0.4),
        group=PEOPLE,
    ),
    LayerType(
        "streets",
        Text("道路", "Streets"),
        "line",
        "streets",
        (
            NAME,
            Column(
                "street_class", "text", Text("道路等级", "Class"), aliases=("道路等级", "highway")
            ),
            Column("walkable", "boolean", Text("可步行", "Walkable"), aliases=("可步行",)),
            SOURCE,
            AS_OF,
        ),
        Style("#9aa5ad", weight=1.0),
        group=NETWORK,
    ),
    LayerType(
        "population_cells",
        Text("人口格网", "Population cells"),
        "point_or_polygon",
        "population_cells",
        (CODE, RESIDENTS, REGISTERED, SOURCE, AS_OF),
        Style("#d1495b", fill_opacity=0.35, weight=0.3),
        group=PEOPLE,
    ),
)
