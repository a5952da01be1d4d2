"""What a cause of a problem says; the causes of tags, coordinates and written files."""

from dataclasses import dataclass

from layers.text import Text


@dataclass(frozen=True)
class Cause:
    """A kind of problem: `message` says what was found, `mend` what the user can do."""

    message: Text
    mend: Text


def cause(zh: str, en: str, mend_zh: str, mend_en: str) -> Cause:
    """Return a cause in both languages."""
    return Cause(Text(zh, en), Text(mend_zh, mend_en))


STREETS: dict[str, Cause] = {
    "streets_unjoined": cause(
        "道路分成 {parts} 片，{share} 的长度不与最大的一片相连；"
        "{crossings} 处相交或相接而没有公共顶点：步行不能由此转弯",
        "the streets fall into {parts} parts, {share} of their length outside the largest;"
        " {crossings} cross or meet without a shared vertex: nobody can turn there",
        "如这些相交处是路口，请加 --node-crossings 重新导入（不同 layer、桥、隧道不相连）",
        "where they are junctions import again with --node-crossings (layers, bridges and tunnels"
        " stay apart)",
    ),
    "streets_apart": cause(
        "道路分成 {parts} 片，{share} 的长度不与最大的一片相连",
        "the streets fall into {parts} parts, {share} of their length outside the largest",
        "请检查缺失的路段或未接上的端点",
        "look for missing stretches and for ends that do not quite meet",
    ),
    "streets_noded": cause(
        "在 {count} 处相交或相接的道路上加入了公共顶点（端点移动不超过 1 米）",
        "{count} pairs of streets that cross or meet got a shared vertex (ends moved by 1 m at"
        " most)",
        "在地图上核对立交处",
        "check on the map where one passes over the other",
    ),
    "areas_crossed": cause(
        "{count} 处可步行的面（广场等）按边线和入口之间的直线通行",
        "{count} areas that people walk over (plazas) are their edge and the straight ways between"
        " the places where streets enter",
        "如不可穿行，请把 area 设为 no，或把 walkable 设为否",
        "set area to no, or walkable to no, where nobody crosses",
    ),
    "green_classes_by_tags": cause(
        "{count} 处绿地没有类型（green_class），按其标签（{tags}）定出 {taken} 处的类型",
        "{count} green spaces state no class (green_class): that of {taken} was taken from their"
        " tags ({tags})",
        "如有不符，请在文件中加入 green_class 列",
        "add a column green_class to the file where that is wrong",
    ),
    "streets_closed": cause(
        "{count} 条道路没有“可步行”字段，按其标签（highway、foot、access 等）{closed} 条不可步行",
        "{count} streets do not say whether people walk there: by their tags (highway, foot,"
        " access) {closed} are closed to walkers",
        "如有不符，请在文件中加入 walkable 列",
        "add a column walkable to the file where that is wrong",
    ),
}

COORDINATES: dict[str, Cause] = {
    "coordinates_range": cause(
        "坐标 ({x}, {y}) 超出经纬度范围",
        "the coordinate ({x}, {y}) is no longitude and latitude",
        "改正坐标，或用 --crs 指定坐标系",
        "correct it, or state the coordinate system with --crs",
    ),
    "coordinates_missing": cause(
        "坐标为空",
        "the coordinates are empty",
        "填写坐标或删除该行",
        "fill them in or delete the row",
    ),
    "coordinates_unreadable": cause(
        "坐标“{value}”不是数字",
        "the coordinate '{value}' is not a number",
        "改正坐标",
        "correct the coordinate",
    ),
    "crs_missing": cause(
        "文件未注明坐标系",
        "the file does not state its coordinate system",
        "请用 --crs 指定。{hint}",
        "state it with --crs. {hint}",
    ),
    "crs_assumed": cause(
        "文件未注明坐标系，按 {crs} 读取：{reason}",
        "the file does not state its coordinate system; it was read as {crs}: {reason}",
        "若位置不对，请用 --crs 指定",
        "if places are wrong, state it with --crs",
    ),
    "crs_refused": cause(
        "不接受坐标系 {crs}：{reason}",
        "the coordinate system {crs} is not accepted: {reason}",
        "请在原软件中转换为 CGCS2000（EPSG:4490）或 WGS 84（EPSG:4326）后再导入",
        "convert the file to CGCS2000 (EPSG:4490) or WGS 84 (EPSG:4326) first",
    ),
    "crs_suspicious": cause(
        "坐标与所注坐标系 {crs} 不符：{reason}",
        "the coordinates do not fit the stated coordinate system {crs}: {reason}",
        "请用 --crs 指定实际坐标系。{hint}",
        "state the actual one with --crs. {hint}",
    ),
    "crs_swapped": cause(
        "经度与纬度似乎颠倒：{found} 行中有 {count} 行在对调后落入区域",
        "longitude and latitude seem swapped: {count} of {found} rows fall inside when exchanged",
        "对调两列坐标后再导入",
        "exchange the two coordinate columns and import again",
    ),
    "survey_axes": cause(
        "按测量成果表读取：X 为北、Y 为东，已对调；坐标系 {crs}（{name}）",
        "read as a survey table: X is north and Y is east, exchanged; in {crs} ({name})",
        "北京 1954、西安 1980 的数值与此相似：若是，请先换算；若为别的带，请用 --crs 指定",
        "Beijing 1954 and Xi'an 1980 look alike: convert them first; another zone: --crs",
    ),
    "crs_link": cause(
        "文件以链接指定坐标系，该链接已忽略",
        "the file names its coordinate system by a link, which was ignored",
        "请用 --crs 指定坐标系",
        "state it with --crs",
    ),
    "datum_noticed": cause(
        "坐标很可能是 {datum}（火星坐标），不是 WGS 84 或 CGCS2000：{reason}",
        "the coordinates are probably {datum} (offset), not WGS 84 or CGCS2000: {reason}",
        "确认后加上 --crs {option} 重新导入，即可换算",
        "if so, import again with --crs {option}, which converts them",
    ),
    "datum_of_area_noticed": cause(
        "区域很可能以 {datum} 绘制，而此文件是 WGS 84 或 CGCS2000：{reason}",
        "the area is probably drawn in {datum}, and this file is WGS 84 or CGCS2000: {reason}",
        "以 areas update --boundary 文件 --crs {option} 换算边界，其余图层亦以此重新导入",
        "convert the area: areas update --boundary FILE --crs {option}, and its layers likewise",
    ),
    "datum_stated": cause(
        "列名“{fields}”说明坐标是 {option}",
        "the headings '{fields}' say that the coordinates are {option}",
        "若列名有误，请用 --crs EPSG:4326 按原样读取",
        "if the headings are wrong, import with --crs EPSG:4326, which takes them as they are",
    ),
    "datum_contradicted": cause(
        "列名“{fields}”与 --crs {crs} 矛盾",
        "the headings '{fields}' contradict --crs {crs}",
        "请去掉 --crs，或把坐标列改名为 lon、lat",
        "leave out --crs, or rename the coordinate columns to lon and lat",
    ),
    "coordinates_chosen": cause(
        "文件有多对坐标列，采用“{taken}”；未采用：{others}",
        "the file has several pairs of coordinates; taken: {taken}; not taken: {others}",
        "若应采用另一对，请删去或改名其余的列",
        "if another pair is meant, remove or rename the columns of the rest",
    ),
    "datum_converted": cause(
        "已按{asked}由 {datum} 换算为 WGS 84，平均移动 {shift} 米",
        "converted from {datum} to WGS 84 as {asked}; places moved by {shift} m on average",
        "在地图上核对",
        "check it on the map",
    ),
}

EXPORTS: dict[str, Cause] = {
    "formula_guard": cause(
        "{count} 个单元格开头的撇号（防止表格软件将其当作公式）已去掉",
        "the apostrophe that kept spreadsheets from running {count} cells was taken away",
        "无需处理；值与写出前相同",
        "nothing to do: the values are as they were before they were written",
    ),
    "export_changed": cause(
        "{count} 个值不能原样读回，如第 {number} 行的 {before} 读回为 {after}",
        "{count} values do not come back as they are: {before} of row {number} as {after}",
        "需要原样保留时请导出为 GeoPackage（.gpkg）或 GeoParquet（.parquet）",
        "export as GeoPackage (.gpkg) or GeoParquet (.parquet) to keep them",
    ),
    "export_rounded": cause(
        "{count} 个数在第 16 位有效数字处舍入",
        "{count} numbers are rounded at the 16th digit",
        "需要全部位数时请导出为 GeoPackage（.gpkg）或 CSV",
        "export as GeoPackage (.gpkg) or CSV to keep every digit",
    ),
    "export_shapes": cause(
        "{count} 个要素的图形不能原样读回",
        "the shapes of {count} features do not come back as they are",
        "请导出为 GeoPackage（.gpkg）",
        "export as GeoPackage (.gpkg)",
    ),
    "export_rows": cause(
        "图层有 {before} 行，而文件读回为 {after} 行",
        "the layer has {before} rows, and {after} come back from the file",
        "请导出为 GeoPackage（.gpkg）",
        "export as GeoPackage (.gpkg)",
    ),
    "export_unreadable": cause(
        "文件已写出，但不能导入：{reason}",
        "the file was written, but an import would refuse it: {reason}",
        "请导出为 GeoPackage（.gpkg），或分批导出",
        "export as GeoPackage (.gpkg), or a part at a time",
    ),
    "export_unchecked": cause(
        "图层超过 {limit} 个单元格，写出的文件未再读回核对",
        "the layer has more than {limit} cells: the file was not read back to compare",
        "GeoPackage（.gpkg）可原样保留全部值",
        "GeoPackage (.gpkg) keeps every value",
    ),
}
