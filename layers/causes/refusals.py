"""Why a whole file is refused: one table of reasons, in both languages, without paths."""

from layers.causes.rasters import RASTER_REASONS
from layers.text import Text

REASONS: dict[str, Text] = {
    "missing": Text("文件不存在", "there is no such file"),
    "empty": Text("文件是空的", "the file is empty"),
    "unknown_format": Text(
        "无法识别格式；可接受：{accepted}",
        "its format is not recognized; accepted: {accepted}",
    ),
    "text_nul": Text(
        "第 {line} 行有 NUL 字符，表格中不能有；请删去，或在原软件中重新另存为 CSV（UTF-8）",
        "line {line} of the file holds a NUL character, which no table may; remove it, or save the"
        " table as CSV (UTF-8) again in the program it came from",
    ),
    "not_accepted": Text(
        "不接受 {what}；{mend}",
        "{what} is not accepted; {mend}",
    ),
    "write_suffix": Text(
        "不能按后缀“{suffix}”导出；可用：{accepted}",
        "cannot export to the suffix '{suffix}'; accepted: {accepted}",
    ),
    "write_geometry": Text(
        "该格式不能写入此图层的几何图形：{found}",
        "this format cannot hold the layer's geometry: {found}",
    ),
    "damaged": Text(
        "文件已损坏或不完整，不是有效的 {format}",
        "the file is damaged or incomplete: it is no valid {format}",
    ),
    "missing_part": Text(
        "缺少 {part}；请把 .shp、.shx、.dbf、.prj 一起压缩为 zip",
        "{part} is missing; zip .shp, .shx, .dbf and .prj together",
    ),
    "parts_differ": Text(
        ".dbf 只有 {records} 条记录，.shp 却有 {shapes} 个图形，两者不是同一份；请重新导出",
        ".dbf has {records:record|records} and .shp {shapes:shape|shapes}: they do not belong"
        " together; export the layer again",
    ),
    "too_large": Text(
        "文件 {found} MB，超过上限 {limit} MB",
        "the file has {found} MB, more than the limit of {limit} MB",
    ),
    "too_many_rows": Text("行数超过上限 {limit}", "it holds more rows than the limit of {limit}"),
    "too_many_columns": Text(
        "有 {found} 列，超过上限 {limit}",
        "it has {found} columns, more than the limit of {limit}",
    ),
    "too_many_cells": Text(
        "{rows} 行乘 {columns} 列，超过上限 {limit} 个单元格；请去掉不用的列或拆分",
        "{rows:row|rows} times {columns:column|columns} are more cells than the limit of {limit};"
        " leave out"
        " columns that are not needed, or split it",
    ),
    "cell_too_long": Text(
        "第 {row} 行“{column}”列的内容有{found}；一个单元格最多 {limit} KB",
        "row {row}, column '{column}': the cell has {found}; a cell may hold {limit} kB",
    ),
    "shape_too_large": Text(
        "第 {row} 行的几何图形超过上限 {limit} MB；请简化",
        "row {row}: its shape is larger than the limit of {limit} MB; simplify it",
    ),
    "table_too_large": Text(
        "各单元格内容合计超过上限 {limit} MB（与文件大小相称）；请缩短文字或拆分",
        "its cells together hold more than the limit of {limit} MB, which follows from the size of"
        " the file; shorten the texts or split it",
    ),
    "row_too_long": Text(
        "第 {line} 行起的一条记录超过上限 {limit} MB；引号可能没有闭合",
        "the record that begins at line {line} is longer than the limit of {limit} MB; perhaps a"
        " quotation mark is not closed",
    ),
    "too_many_pieces": Text(
        "有 {groups} 个行组和 {columns} 列，分块数超过上限 {limit}；请用较大的行组重新写出",
        "it has {groups:row group|row groups} of {columns:column|columns}, more pieces than"
        " the limit of {limit};"
        " write it again with larger row groups",
    ),
    "too_many_layers": Text(
        "文件含 {found} 个图层，超过上限 {limit}；请只另存所需图层",
        "the file holds {found} layers, more than the limit of {limit}; save the one you need",
    ),
    "too_many_parts": Text(
        "“{part}”有超过 {limit} 个元素；请在新工作簿中只粘贴数值",
        "'{part}' holds more than {limit} elements; paste the values alone into a new workbook",
    ),
    "too_many_values": Text(
        "有 {found} 个对象与列表，超过上限 {limit}；请拆分",
        "it holds {found} objects and lists, more than the limit of {limit}; split it",
    ),
    "header_too_large": Text(
        "文件头有 {found} MB，超过上限 {limit} MB",
        "its header has {found} MB, more than the limit of {limit} MB",
    ),
    "row_number": Text(
        "工作表“{sheet}”的行号 {found} 无效；最大为 {limit}",
        "row number {found} in sheet '{sheet}' cannot be; the last row is {limit}",
    ),
    "endless_view": Text(
        "视图“{layer}”的计算量过大，可能没有终点；请将其结果另存为表",
        "the view '{layer}' takes too many steps and may never end; save its rows as a table",
    ),
    "archive_twice": Text("压缩包中“{member}”出现两次", "the archive holds '{member}' twice"),
    "records_missing": Text(
        "{part} 声明有 {found} 条记录，而文件只够 {held} 条",
        "{part} says that it has {found:record|records}, but has room for {held} only",
    ),
    "too_many_vertices": Text(
        "有 {found} 个顶点，超过上限 {limit}；请简化或拆分",
        "it has {found} vertices, more than the limit of {limit}; simplify or split it",
    ),
    "too_deep": Text(
        "嵌套 {found} 层，超过上限 {limit}",
        "it is nested {found} levels deep, more than the limit of {limit}",
    ),
    "not_json": Text(
        "第 {line} 行第 {column} 列不是有效的 JSON",
        "line {line}, column {column} is not valid JSON",
    ),
    "not_text": Text(
        "第 {line} 行不是 {encoding} 文字；请用 --encoding 指定编码",
        "line {line} is not {encoding} text; state the encoding with --encoding",
    ),
    "encoding_unclear": Text(
        "文字的编码不能确定，各种读法：{readings}；请用 --encoding 指定其一",
        "the encoding of the text is not sure; it can be read as {readings}; choose one with"
        " --encoding",
    ),
    "encoding_mixed": Text(
        "文件混有两种编码：“{one}”是 utf-8，“{other}”是 {encoding}；请先统一为一种编码",
        "the file mixes two encodings: '{one}' is utf-8, '{other}' is {encoding}; bring both parts"
        " to one encoding first",
    ),
    "encoding_unknown": Text(
        "没有名为“{encoding}”的编码；例如 utf-8、gb18030",
        "there is no encoding '{encoding}'; for instance utf-8, gb18030",
    ),
    "key_twice": Text(
        "同一对象中“{key}”出现两次",
        "'{key}' stands twice in one object",
    ),
    "not_geojson": Text(
        "最外层须是 FeatureCollection、Feature 或几何对象，而这里是 {found}",
        "the outermost object must be a FeatureCollection, a Feature or a geometry, not {found}",
    ),
    "service_error": Text(
        "文件是服务器的错误答复（{said}），没有数据；请重新下载",
        "the file holds a server's answer of an error ({said}) and no data; download it again",
    ),
    "topology": Text(
        "TopoJSON 的 {part} 缺少或不合规范",
        "'{part}' of the TopoJSON is missing, or not what the format asks for",
    ),
    "no_features": Text(
        "FeatureCollection 缺少 features 列表",
        "the FeatureCollection has no list 'features'",
    ),
    "crs_unreadable": Text(
        "文件所注坐标系“{crs}”无法识别；请用 --crs 指定",
        "the coordinate system '{crs}' that the file states is unknown; state it with --crs",
    ),
    "no_coordinates": Text(
        "找不到坐标列（如 lon/lat、经度/纬度、x/y 或 WKT）；现有列：{fields}；"
        "若标题在别的行，请用 --heading-row 行号 指定；"
        "若列名不同，请用 --coordinates '经度列,纬度列' 指定",
        "no coordinate columns (lon/lat, 经度/纬度, x/y or WKT) among: {fields}; where the headings"
        " stand in another row, say which with --heading-row N; where the columns are called"
        " otherwise, name them with --coordinates 'LON,LAT'",
    ),
    "heading_twice": Text(
        "列名“{key}”出现两次（{columns} 列）；请改名其一",
        "the heading '{key}' stands twice, in the columns {columns}; rename one of them",
    ),
    "quotation_broken": Text(
        "第 {line} 行：引号没有闭合，或引号之后还有文字；文字中的引号须写两次",
        "line {line}: a quotation is not closed, or text follows it; a quotation mark within text"
        " is written twice",
    ),
    "headings_unclear": Text(
        "有不止一行可作标题：第 {rows} 行；请用 --heading-row 指定一行（如 --heading-row 3），"
        "标题占两行时写 3-4",
        "more than one row could hold the headings: row {rows}; say which with --heading-row"
        " (such as --heading-row 3), or 3-4 where they take two rows",
    ),
    "headings_below_data": Text(
        "第 {rows} 行像是标题，而其上的第 {row} 行已是数据；请用 --heading-row 指定标题行",
        "row {rows} looks like the headings, but row {row} above it holds data; say which row holds"
        " the headings with --heading-row",
    ),
    "headings_not_found": Text(
        "首行只有一格，像是表名，而其下没有一行含坐标列（如 lon/lat、经度/纬度、x/y 或 WKT）："
        "第 {rows} 行；标题在哪一行，请用 --heading-row 指定",
        "the first row has one cell, as a title, and no row below it names coordinates (lon/lat,"
        " 经度/纬度, x/y or WKT): row {rows}; say which holds the headings with --heading-row",
    ),
    "heading_row_blank": Text(
        "--heading-row 所指的第 {row} 行是空的；有内容的行：第 {rows} 行",
        "row {row}, which --heading-row names, is blank; rows with cells: row {rows}",
    ),
    "heading_row_unreadable": Text(
        "--heading-row “{value}”无法识别；请写文件中的行号，如 3，标题占几行时写 3-4"
        "（至多 {most} 行，不超过第 {last} 行）",
        "--heading-row '{value}' cannot be read; write the row of the file, such as 3, or 3-4 where"
        " the headings take several rows (at most {most}, none below row {last})",
    ),
    "option_no_table": Text(
        "{option} 只用于表格（CSV、Excel）；该文件的格式自带字段名与坐标",
        "{option} is for tables (CSV, Excel); this format states its fields and places itself",
    ),
    "coordinates_not_there": Text(
        "--coordinates “{value}”不是两个列名；请写经度（东）与纬度（北）的列名，以逗号分开；"
        "现有列：{fields}",
        "--coordinates '{value}' does not name two columns; write the headings of longitude (east)"
        " and latitude (north) with a comma between; there are: {fields}",
    ),
    "coordinates_mixed": Text(
        "经度列与纬度列的基准不一致：{fields}；请改成同一基准的一对列名，"
        "或用 --coordinates '经度列,纬度列' 指定",
        "longitude and latitude are of different datums: {fields}; name the pair alike, or say"
        " which two belong together with --coordinates 'LON,LAT'",
    ),
    "headings_continue": Text(
        "第 {row} 行只是标题的一部分，坐标列在第 {below} 行（{cells}）；请用 --heading-row {rows}",
        "row {row} is a part of the headings only: row {below} names the coordinates ({cells}); say"
        " --heading-row {rows}",
    ),
    "ragged": Text(
        "第 {row} 行{line}有 {found} 格，而标题有 {expected} 格：{mend}",
        "row {row}{line} has {found:cell|cells}, the heading row {expected}: {mend}",
    ),
    "no_layer": Text("文件中没有带几何图形的图层", "the file holds no layer with geometry"),
    "several_layers": Text(
        "文件含多个图层：{layers}；请用 --layer 指定一个",
        "the file holds several layers: {layers}; name one with --layer",
    ),
    "unknown_layer": Text(
        "文件中没有“{layer}”；现有：{layers}",
        "the file holds no '{layer}'; there are: {layers}",
    ),
    "archive_entries": Text(
        "压缩包含 {found} 个文件，超过上限 {limit}",
        "the archive holds {found} entries, more than the limit of {limit}",
    ),
    "archive_too_large": Text(
        "压缩包解开后超过上限 {limit} MB",
        "the archive unpacks to more than the limit of {limit} MB",
    ),
    "archive_ratio": Text(
        "压缩包中的“{member}”压缩率异常（{ratio} 倍，上限 {limit} 倍）",
        "'{member}' in the archive unpacks to {ratio} times its size; the limit is {limit}",
    ),
    "archive_path": Text(
        "压缩包中的“{member}”指向压缩包之外",
        "'{member}' in the archive points outside the archive",
    ),
    "archive_link": Text("压缩包中的“{member}”是链接", "'{member}' in the archive is a link"),
    "archive_nested": Text(
        "压缩包中还有压缩包“{member}”；请只压缩一层",
        "the archive holds another archive, '{member}'; pack it once only",
    ),
    "archive_encrypted": Text(
        "压缩包已加密；请去掉密码", "the archive is encrypted; remove the password"
    ),
    "archive_method": Text(
        "压缩包中“{member}”的压缩方式不能读取（如 Deflate64）；请用普通 zip 重新压缩",
        "'{member}' is packed in a way that is not read (such as Deflate64); pack it as plain zip",
    ),
    "archive_nothing": Text(
        "压缩包中没有 Shapefile、文件地理数据库（.gdb）或 KML；现有：{members}；"
        "其他格式请先解压再导入",
        "the archive holds no Shapefile, no file geodatabase (.gdb) and no KML but: {members};"
        " unpack other formats first",
    ),
    "archive_kinds": Text(
        "压缩包中混有 {kinds}；请分别压缩后导入",
        "the archive holds {kinds} together; pack each by itself",
    ),
    "folder": Text(
        "这是文件夹，不是文件；文件地理数据库（.gdb）请将整个文件夹压缩为 zip 再导入",
        "it is a folder and no file; zip the whole folder of a file geodatabase (.gdb) and import"
        " the zip",
    ),
    "crs_mixed": Text(
        "图形注有不同的坐标系：{found}；请统一后再导入",
        "its geometries state different coordinate systems: {found}; bring them into one first",
    ),
    "gml_links": Text(
        "{count} 个要素的图形只是指向别处的链接（xlink），不会被打开；请下载含图形的 GML",
        "the geometries of {count:feature|features} are links to other places (xlink), which are"
        " never"
        " followed; download GML that holds them",
    ),
    "gdb_part": Text(
        "地理数据库缺少 {part}；请将整个 .gdb 文件夹重新压缩",
        "{part} is missing in the geodatabase; zip the whole .gdb folder anew",
    ),
    "shape_faulty": Text(
        "第 {row} 行的几何图形无法读取；请在原软件中改正",
        "row {row}: its geometry cannot be read; correct it in the program it came from",
    ),
    "shape_kind": Text(
        "含不能读取的图形种类（如 TIN、多面体、multipatch）；请在原软件中转为点、线或面",
        "it holds shapes of a kind that is not read (TIN, polyhedral surface, multipatch); turn"
        " them into points, lines or polygons in the program they came from",
    ),
    "kml_link": Text(
        "KML 只含指向网络的链接（NetworkLink），没有地标；链接不会被打开。请在地图网站下载数据本身"
        "（如谷歌“我的地图”：导出为 KML，不勾选“使用网络链接保持更新”）",
        "the KML holds only a link to the network (NetworkLink) and no placemark; links are never"
        " followed. Download the data themselves (in Google My Maps: export as KML without 'keep"
        " data up to date with network link KML')",
    ),
    "kml_overlays": Text(
        "KML 只含叠加层（{found}），是图片，没有地标；请另画成点、线或面",
        "the KML holds only overlays ({found}), which are pictures, and no placemark; draw what"
        " they show as points, lines or polygons",
    ),
    "xml_entities": Text(
        "XML 含 DOCTYPE 或实体声明，不予接受",
        "the XML declares a DOCTYPE or entities, which is not accepted",
    ),
    "virtual_table": Text(
        "GeoPackage 含虚拟表“{table}”，不予接受",
        "the GeoPackage holds a virtual table '{table}', which is not accepted",
    ),
    "nested_column": Text(
        "列“{column}”含列表或结构，不能导入；请先展开",
        "column '{column}' holds lists or structures; flatten it first",
    ),
    "not_geotiff": Text(
        "不是 GeoTIFF；栅格只接受单波段 GeoTIFF（.tif）",
        "it is no GeoTIFF; accepted for rasters: a GeoTIFF (.tif) of one band",
    ),
    "memory": Text(
        "读取时超过内存上限 {limit} MB；请拆分文件",
        "reading it takes more than the limit of {limit} MB of memory; split the file",
    ),
    "time": Text(
        "读取时超过 {limit} 秒；请拆分文件",
        "reading it takes more than {limit} seconds; split the file",
    ),
    "crashed": Text(
        "读取程序因该文件异常终止，未导入任何内容；请用 QGIS 打开并另存为 GeoPackage 再试",
        "the reader ended abnormally on this file; nothing was imported. Open it in QGIS and save"
        " it anew as GeoPackage",
    ),
    **RASTER_REASONS,
}
