"""The one table of causes: code -> what was found in a file, what the user can do about it."""

from layers.causes import CELLS, COORDINATES, EXPORTS, FORMATS, STREETS, TABLES, TEXTS, Cause
from layers.causes import cause as _cause

PROBLEMS: dict[str, Cause] = {
    # the file
    "file_empty": _cause(
        "文件中没有任何记录",
        "the file holds no rows",
        "确认导出时选中了数据后重新导出",
        "export it again with the features selected",
    ),
    "member_ignored": _cause(
        "压缩包中的“{member}”未被读取",
        "'{member}' in the archive was not read",
        "如需读取，请单独导入",
        "import it by itself if it is needed",
    ),
    "rows_selected": _cause(
        "按 {condition} 选取了 {all} 行中的 {count} 行",
        "{count} of {all:row|rows} taken by {condition}",
        "如需其他记录，请修改 --where",
        "change --where to take others",
    ),
    "where_unknown": _cause(
        "文件没有 --where 所指的列",
        "the file has no column that --where names",
        "可用的列：{accepted}",
        "columns of the file: {accepted}",
    ),
    "rows_left_out": _cause(
        "已按要求略去 {count} 行有误的记录",
        "{count:row with an error was|rows with errors were} left out as asked",
        "改正后重新导入即可补全",
        "correct them and import again to complete the layer",
    ),
    "findings_cut": _cause(
        "另有 {count} 处同类问题（{code}）未列出",
        "{count:more finding|more findings} of the same kind ({code}) not listed",
        "先改正列出的各处，再次导入时会列出其余的",
        "correct those that are listed; the next import lists the others",
    ),
    "row_unreadable": _cause(
        "无法读取该行：{reason}",
        "the row cannot be read: {reason}",
        "在原软件中改正该行",
        "correct the row in the program it came from",
    ),
    # text
    "encoding_guessed": _cause(
        "文件未注明编码，按 {encoding} 读取",
        "the file does not state its encoding; it was read as {encoding}",
        "若文字有误，请用 --encoding 指定编码",
        "if text looks wrong, state it with --encoding",
    ),
    "text_control": _cause(
        "文字含控制字符，已去除",
        "the text held control characters; they were removed",
        "如属误录，请在原表中删除",
        "delete them in the source if they were typed by mistake",
    ),
    "text_trimmed": _cause(
        "{count} 行的文字首尾有空白（如“{value}”），已去除",
        "in {count:row|rows} the text began or ended with white space (such as '{value}'), which"
        " was removed",
        "如属误录，请在原表中删除",
        "delete it in the source if it was typed by mistake",
    ),
    # fields
    "field_duplicate": _cause(
        "多个字段对应同一列“{column}”：{fields}",
        "several fields stand for the same column '{column}': {fields}",
        "删除或改名其中之一，或用 --rename 指定",
        "delete or rename all but one, or say which with --rename",
    ),
    "field_reserved": _cause(
        "“{value}”不能作为属性名",
        "'{value}' cannot be the name of a value",
        "几何写在 geometry 中，编号由系统给出；请换一个名称",
        "give the shape as geometry, leave the id to the system; choose another name",
    ),
    "geometry_parts": _cause(
        "一个要素只能有一条线",
        "a feature can have one line alone",
        "请把每条线作为一个要素新建",
        "add each line as a feature of its own",
    ),
    "field_unknown": _cause(
        "--rename 指定的字段“{name}”不存在；现有：{fields}",
        "--rename names a field '{name}' that is not there; there are: {fields}",
        "检查字段名的拼写",
        "check the spelling of the field",
    ),
    "field_renamed": _cause(
        "字段“{name}”与系统编号或其他字段同名，以“{kept}”保存",
        "the field '{name}' has a name that is taken (the store numbers rows, or another field);"
        " it is kept as '{kept}'",
        "导出时仍为“{kept}”；如需其他名称，请先改名",
        "exports call it '{kept}'; rename it before the import if another name is wanted",
    ),
    "field_missing": _cause(
        "缺少必填字段“{column}”",
        "the required field '{column}' is missing",
        "补充该字段，或用 --rename 原名={column} 指定",
        "add it, or say which field it is with --rename OLD={column}",
    ),
    "value_missing": _cause(
        "必填字段为空",
        "a required value is empty",
        "填写该值",
        "fill it in",
    ),
    "value_not_number": _cause(
        "“{value}”不是数字",
        "'{value}' is not a number",
        "改为数字；没有数据时留空",
        "write a number; leave it empty when there is none",
    ),
    "value_not_finite": _cause(
        "“{value}”不是有限数值",
        "'{value}' is not a finite number",
        "改为实际数值；没有数据时留空",
        "write the actual number; leave it empty when there is none",
    ),
    "value_not_integer": _cause(
        "“{value}”不是整数",
        "'{value}' is not a whole number",
        "改为整数",
        "write a whole number",
    ),
    "value_below_minimum": _cause(
        "{value} 小于下限 {minimum}",
        "{value} is below the least accepted value, {minimum}",
        "改正数值；没有数据时留空",
        "correct it; leave it empty when there is no figure",
    ),
    "value_too_large": _cause(
        "{value} 超过上限 {maximum}",
        "{value} is above the greatest accepted value, {maximum}",
        "改正数值；检查单位与小数点",
        "correct it; check the unit and the decimal point",
    ),
    "value_not_date": _cause(
        "“{value}”不是日期",
        "'{value}' is not a date",
        "写成 2005-12-31、2005-12 或 2005",
        "write it as 2005-12-31, 2005-12 or 2005",
    ),
    "value_not_boolean": _cause(
        "“{value}”不是“是/否”",
        "'{value}' is neither yes nor no",
        "填写 是、否、true、false、1 或 0",
        "write yes, no, true, false, 1 or 0",
    ),
    "value_not_choice": _cause(
        "“{value}”不在可选值之内：{accepted}",
        "'{value}' is not one of: {accepted}",
        "改为可选值之一",
        "use one of these",
    ),
    "unit_converted": _cause(
        "“{value}”已换算为 {converted} {unit}",
        "'{value}' was converted to {converted} {unit}",
        "请核对换算结果",
        "check that this is what was meant",
    ),
    "community_unknown": _cause(
        "没有名为“{value}”的社区；最接近的是：{closest}",
        "no community is called '{value}'; closest: {closest}",
        "改正社区名称，或先导入社区边界",
        "correct the name, or import the communities first",
    ),
    "entrances_unreadable": _cause(
        "出入口坐标“{value}”无法识别",
        "the entrances '{value}' cannot be read",
        "写作“经度 纬度; 经度 纬度”（度），至多 {most} 个、{longest} 字；没有时留空",
        "write 'longitude latitude; longitude latitude' in degrees, at most {most} of them in"
        " {longest} characters; leave it empty when there are none",
    ),
    "entrances_far": _cause(
        "有出入口距该设施 {distance} 公里",
        "an entrance lies {distance} km from its facility",
        "改正坐标（WGS 84，经度在前）；没有时留空",
        "correct it (WGS 84, longitude first); leave it empty when there are none",
    ),
    "entrances_converted": _cause(
        "{count} 行的出入口坐标与图形一样，已由 {datum} 换算为 WGS 84",
        "the entrances of {count:row|rows} were converted from {datum} to WGS 84, as the shapes"
        " were",
        "出入口坐标原为 WGS 84 的，导入时请去掉该列",
        "where they were in WGS 84 already, leave the column out",
    ),
    # geometry
    "geometry_missing": _cause(
        "没有几何图形",
        "there is no geometry",
        "补画图形或删除该行",
        "draw it or delete the row",
    ),
    "geometry_empty": _cause(
        "几何图形为空",
        "the geometry is empty",
        "补画图形或删除该行",
        "draw it or delete the row",
    ),
    "geometry_not_finite": _cause(
        "坐标不是有限数值（第 {vertex} 个顶点）",
        "a coordinate is not a finite number (vertex {vertex})",
        "改正坐标",
        "correct the coordinate",
    ),
    "geometry_invalid": _cause(
        "图形无效（{reason}），已修复，面积变化 {change}",
        "the geometry is invalid ({reason}); it was repaired, the area changed by {change}",
        "在地图上核对修复结果",
        "check the repaired shape on the map",
    ),
    "geometry_unrepairable": _cause(
        "图形无效（{reason}），无法修复",
        "the geometry is invalid ({reason}) and cannot be repaired",
        "重新绘制该图形",
        "draw it again",
    ),
    "geometry_wrong_family": _cause(
        "图形为{found}，而该图层需要{expected}",
        "the geometry is a {found}, the layer takes a {expected}",
        "改导入到合适的图层，或删除该行",
        "import it into a layer that fits, or delete the row",
    ),
    "geometry_mixed": _cause(
        "文件混有多种图形：{counts}",
        "the file mixes kinds of geometry: {counts}",
        "按图形种类分开导入",
        "import each kind by itself",
    ),
    "geometry_dimension": _cause(
        "{count} 个图形带高程或测量值，已只保留平面坐标",
        "{count:geometry|geometries} carried heights or measures; only the plane coordinates were"
        " kept",
        "如需高程，请另存为属性字段",
        "keep heights in a field of their own if they are needed",
    ),
    "geometry_curve": _cause(
        "曲线图形已改为折线",
        "the curved geometry was turned into straight pieces",
        "在地图上核对",
        "check it on the map",
    ),
    "geometry_collection": _cause(
        "几何集合中只保留了{kept}部分",
        "only the {kept} part of the collection was kept",
        "在地图上核对",
        "check it on the map",
    ),
    "geometry_area_point": _cause(
        "{count} 个面已改为面内的一点",
        "{count:area became a point inside it|areas became points inside them}",
        "在地图上核对；需要保留面时，请选择接受面的设施类型",
        "check them on the map; choose a kind that takes areas to keep the outlines",
    ),
    "geometry_single": _cause(
        "多部件图形只有一个部件，已改为单部件",
        "the multi-part geometry has one part; it was made single",
        "无需处理",
        "nothing to do",
    ),
    "geometry_split": _cause(
        "多部件线已拆成 {parts} 条",
        "the line of several parts was split into {parts:line|lines}",
        "无需处理；如本应相连，请核对端点",
        "nothing to do; check the ends if the parts should be joined",
    ),
    "geometry_too_large": _cause(
        "图形有 {vertices} 个顶点，超过上限 {limit}",
        "the geometry has {vertices:vertex|vertices}, more than the limit of {limit}",
        "简化或拆分该图形",
        "simplify or split it",
    ),
    "duplicate_geometry": _cause(
        "与第 {other} 行的图形完全相同",
        "the same geometry as row {other}",
        "删除重复的一行",
        "delete one of the two rows",
    ),
    "duplicate_code": _cause(
        "与第 {other} 行的代码“{value}”相同",
        "the same code '{value}' as row {other}",
        "改正代码或删除重复的一行",
        "correct the code or delete one of the two rows",
    ),
    "site_too_large": _cause(
        "该设施用地长 {side} 公里，远大于整个区域（{area} 公里）",
        "the site is {side} km long, far more than the whole area ({area} km)",
        "改正图形或坐标系；若不是设施用地，请导入合适的图层",
        "correct the shape or its coordinate system; if it is no site, import it elsewhere",
    ),
    "outside_area": _cause(
        "位于区域边界之外，约 {distance} 公里",
        "lies outside the area's boundary, about {distance} km away",
        "若不属于本区域，请删除；边界外的设施仍计入服务半径",
        "delete it if it is a mistake; facilities just outside still serve people inside",
    ),
    "all_outside": _cause(
        "全部 {count} 行都在区域边界之外",
        "{count:row, the only one, lies|rows, all there are, lie} outside the area's boundary",
        "检查区域与坐标系是否正确。{hint}",
        "check that area and coordinate system are right. {hint}",
    ),
    "antimeridian": _cause(
        "图形跨越 180 度经线",
        "the geometry crosses the 180 degree meridian",
        "在 180 度经线处把图形拆成两部分",
        "split it at the 180 degree meridian",
    ),
    **STREETS,
    **COORDINATES,
    **EXPORTS,
    **FORMATS,
    **TABLES,
    **TEXTS,
    **CELLS,
}
