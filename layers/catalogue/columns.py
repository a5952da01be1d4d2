"""Columns and choices that several layer types share."""

from layers.catalogue.model import Column
from layers.text import Text

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


def count(name: str, zh: str, en: str, unit: str = "", aliases: tuple[str, ...] = ()) -> Column:
    """Return a column of whole numbers, none negative."""
    return Column(name, "integer", Text(zh, en), unit=unit, minimum=0, aliases=(zh, *aliases))


def area(name: str, zh: str, en: str, aliases: tuple[str, ...] = ()) -> Column:
    """Return a column of areas in square meters, none negative."""
    return Column(name, "number", Text(zh, en), unit="m2", minimum=0, aliases=(zh, *aliases))


def flag(name: str, zh: str, en: str) -> Column:
    """Return a column of yes and no."""
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
    area("floor_area_m2", "建筑面积", "Floor area"),
    area("site_area_m2", "用地面积", "Site area"),
    count("capacity", "容量", "Capacity", aliases=("床位",)),
    count("staff", "工作人员", "Staff", "person"),
    count("volumes", "藏书量", "Library volumes"),
    Column("opened_on", "date", Text("启用日期", "Opened on")),
    Column("closed_on", "date", Text("停用日期", "Closed on")),
    SOURCE,
    AS_OF,
)
