"""The layer types as data: forms, checks, tables, styles, routes and docs derive from here."""

from dataclasses import dataclass, field
from typing import Literal

from layers.errors import UnknownLayerError
from layers.text import Text

Geometry = Literal["point", "line", "polygon", "point_or_polygon"]
Kind = Literal["text", "integer", "number", "date", "boolean"]


@dataclass(frozen=True)
class Column:
    """A typed column of a layer; `aliases` are the names that users' files give it."""

    name: str
    kind: Kind
    title: Text
    unit: str = ""
    required: bool = False
    minimum: float | None = None
    choices: dict[str, Text] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Style:
    """How a layer is drawn: fill and line color, point radius and letter in pixels and text."""

    color: str
    fill_opacity: float = 0.3
    weight: float = 1.0
    radius: int = 5


@dataclass(frozen=True)
class LayerType:
    """A kind of layer: `table` holds it; facilities share one table and differ by `kind`."""

    id: str
    title: Text
    geometry: Geometry
    table: str
    columns: tuple[Column, ...]
    style: Style
    group: Text
    kind: str | None = None

    def column(self, name: str) -> Column | None:
        """Return the column called `name`, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def is_facility(self) -> bool:
        """Whether the layer is a kind of point facility that serves people around it."""
        return self.table == "facilities"


NAME = Column(
    "name", "text", Text("名称", "Name"), aliases=("名称", "NAME", "Name", "社区名称", "机构名称")
)
NAME_EN = Column("name_en", "text", Text("英文名称", "English name"), aliases=("英文名", "name:en"))
CODE = Column("code", "text", Text("代码", "Code"), aliases=("代码", "编码", "社区代码", "CODE"))
SOURCE = Column("source", "text", Text("数据来源", "Source"), aliases=("来源", "数据来源"))
AS_OF = Column("as_of", "date", Text("数据日期", "As of"), aliases=("日期", "数据日期"))
RESIDENTS = Column(
    "population_resident",
    "number",
    Text("常住人口", "Resident population"),
    unit="person",
    minimum=0,
    aliases=("常住人口", "常驻人口", "population", "pop", "人口"),
)
REGISTERED = Column(
    "population_registered",
    "number",
    Text("户籍人口", "Registered population"),
    unit="person",
    minimum=0,
    aliases=("户籍人口", "户籍人口数"),
)


def _count(name: str, zh: str, en: str, unit: str = "", aliases: tuple[str, ...] = ()) -> Column:
    return Column(name, "integer", Text(zh, en), unit=unit, minimum=0, aliases=(zh, *aliases))


def _area(name: str, zh: str, en: str, aliases: tuple[str, ...] = ()) -> Column:
    return Column(name, "number", Text(zh, en), unit="m2", minimum=0, aliases=(zh, *aliases))


def _flag(name: str, zh: str, en: str) -> Column:
    return Column(name, "boolean", Text(zh, en), aliases=(zh,))


COMMUNITY_TYPES = {
    "unit": Text("单元型", "Housing-unit community"),
    "employer": Text("单位型", "Employer community"),
    "locality": Text("地缘型", "Locality community"),
}
GREEN_CLASSES = {
    "comprehensive_park": Text("综合公园", "Comprehensive park"),
    "community_park": Text("社区公园", "Community park"),
    "special_park": Text("专类公园", "Special park"),
    "pocket_park": Text("游园", "Pocket park"),
    "protective": Text("防护绿地", "Protective green"),
    "plaza": Text("广场用地", "Plaza"),
    "attached": Text("附属绿地", "Attached green"),
    "other": Text("其他绿地", "Other green"),
}
LAND_CLASSES = {
    "residential": Text("居住用地", "Residential"),
    "public_service": Text("公共管理与公共服务用地", "Public service"),
    "commercial": Text("商业服务业用地", "Commercial"),
    "industrial": Text("工业用地", "Industrial"),
    "green": Text("绿地与广场用地", "Green and plaza"),
    "road": Text("道路与交通用地", "Road and transport"),
    "utility": Text("公用设施用地", "Utility"),
    "water": Text("水域", "Water"),
    "other": Text("其他用地", "Other"),
}
FACILITY_COLUMNS = (
    NAME,
    NAME_EN,
    Column("address", "text", Text("地址", "Address"), aliases=("地址", "ADDRESS")),
    Column("community", "text", Text("所在社区", "Community"), aliases=("社区", "所在社区")),
    Column("grade", "text", Text("等级", "Grade"), aliases=("等级", "级别")),
    _area("floor_area_m2", "建筑面积", "Floor area"),
    _area("site_area_m2", "用地面积", "Site area"),
    _count("capacity", "容量", "Capacity", aliases=("床位",)),
    _count("staff", "工作人员", "Staff", "person"),
    _count("volumes", "藏书量", "Library volumes"),
    Column("opened_on", "date", Text("启用日期", "Opened on")),
    Column("closed_on", "date", Text("停用日期", "Closed on")),
    SOURCE,
    AS_OF,
)
BOUNDARIES = Text("边界", "Boundaries")
FACILITIES = Text("设施", "Facilities")
LAND = Text("土地与绿地", "Land and green")
PEOPLE = Text("人口与建筑", "People and buildings")
NETWORK = Text("道路", "Streets")

HEALTH_GRADES = {
    "center": Text("社区卫生服务中心", "Center"),
    "station": Text("社区卫生服务站", "Station"),
}
CULTURE_GRADES = {
    "demonstration": Text("示范", "Demonstration"),
    "standard": Text("达标", "Standard"),
}


def _facility(identifier: str, kind: str, title: Text, color: str) -> LayerType:
    return LayerType(
        identifier,
        title,
        "point",
        "facilities",
        FACILITY_COLUMNS,
        Style(color, fill_opacity=0.9),
        kind=kind,
        group=FACILITIES,
    )


_TYPES = (
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
            _count("households", "户数", "Households", aliases=("居民户数",)),
            _area("office_area_m2", "办公服务用房面积", "Premises area"),
            _count("police_officers", "社区民警数", "Police officers", "person"),
            _flag("has_party_organization", "已建党组织", "Has Party organization"),
            _flag("secretary_is_director", "书记主任一肩挑", "Secretary is director"),
            _flag("has_safety_association", "一会六组一队", "Has safety association"),
            _count("organizations", "社区民间组织数", "Organizations"),
            _count("organization_members", "组织成员数", "Members of organizations", "person"),
            _count("volunteer_teams", "志愿者队数", "Volunteer teams"),
            _count("volunteers", "注册志愿者数", "Registered volunteers", "person"),
            SOURCE,
            AS_OF,
        ),
        Style("#5b7083", fill_opacity=0.1),
        group=BOUNDARIES,
    ),
    _facility(
        "police_stations", "police_station", Text("警务工作站", "Police stations"), "#1f4e9c"
    ),
    _facility(
        "health_centers", "health_center", Text("社区卫生服务机构", "Health centers"), "#c0392b"
    ),
    _facility("culture_rooms", "culture_room", Text("社区文化室", "Culture rooms"), "#8e44ad"),
    _facility(
        "culture_stations", "culture_station", Text("街道文化站", "Culture stations"), "#5b2c8f"
    ),
    _facility(
        "service_centers", "service_center", Text("社区服务中心", "Service centers"), "#d68910"
    ),
    _facility("elder_homes", "elder_home", Text("敬老院", "Homes for the aged"), "#7b5e3b"),
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
            _count("floors", "层数", "Floors", aliases=("building:levels",)),
            _area("floor_area_m2", "建筑面积", "Floor area"),
            _area("dwelling_area_m2", "住宅面积", "Dwelling floor area"),
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
LAYER_TYPES: dict[str, LayerType] = {layer.id: layer for layer in _TYPES}
FACILITY_TYPES: dict[str, LayerType] = {k: v for k, v in LAYER_TYPES.items() if v.is_facility}


def layer_type(identifier: str) -> LayerType:
    """Return the layer type with this id, or raise `UnknownLayerError` naming the accepted ids."""
    try:
        return LAYER_TYPES[identifier]
    except KeyError:
        raise UnknownLayerError(layer=identifier, accepted=", ".join(LAYER_TYPES)) from None
