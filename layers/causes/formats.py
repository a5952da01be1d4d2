"""The causes of problems that lie in what a format cannot say, or says of itself."""

from layers.causes.model import Cause, cause

FORMATS: dict[str, Cause] = {
    "field_binary": cause(
        "该列是二进制数据（如照片），未导入",
        "the column holds binary data (such as pictures) and was left out",
        "如需保留，请另存为文件，并在文字列中写明文件名",
        "keep them as files, and their names in a column of text, if they are needed",
    ),
    "journal_missing": cause(
        "GeoPackage 的标头为 WAL，而旁边没有 -wal 文件。若是正常关闭后复制的，数据是完整的；"
        "若复制时仍有软件打开它，最新的行留在原处的 -wal 文件中，此处没有。"
        "此处有 {count} 行，最后修改于 {changed}",
        "the GeoPackage's header says WAL, and no -wal file came with it. If it was closed before"
        " it was copied it is whole; if a program had it open, the newest rows stayed in the -wal"
        " file beside the original. Rows here: {count}, last changed {changed}",
        "与原文件核对行数；如有缺少，请在原软件中关闭该文件，或与 -wal 文件一起复制，再次导入",
        "compare the number of rows with the original; if some are missing close it in the program"
        " that has it open, or copy the -wal file with it, and import again",
    ),
    "journal_read": cause(
        "旁边的 -wal 文件中的行已一并读取",
        "the rows in the -wal file beside it were read with it",
        "无需处理",
        "nothing to do",
    ),
    "links_unread": cause(
        "文件还含 {count} 个指向其他文档的链接（{first}），未被打开；其中的地标不在此图层中",
        "the file also holds {count:link|links} to other documents ({first}), which were not"
        " followed:"
        " their placemarks are not in this layer",
        "如需其中的数据，请打开该链接下载后单独导入",
        "open the link, download the data and import them by themselves if they are needed",
    ),
    "overlays_unread": cause(
        "文件还含叠加层（{kinds}；名称：{names}），是图片而不是地标，未读取；行号只数地标",
        "the file also holds overlays ({kinds}; named: {names}), which are pictures and no"
        " placemarks: they were not read, and rows count placemarks only",
        "如图片所示的内容需要导入，请另画成点、线或面",
        "draw what the pictures show as points, lines or polygons if it is needed",
    ),
    "parts_unread": cause(
        "文件中有未读取的内容：{parts}",
        "the file holds elements that were not read: {parts}",
        "如需其中的数据，请在原软件中改写为 ExtendedData 中的 Data",
        "write them as Data in ExtendedData in the program it came from if they are needed",
    ),
    "codes_kept": cause(
        "该字段的值是代码，文件另有其名称（{codes}）；保留代码，未换成名称",
        "the values of this field are codes, for which the file has names ({codes}); the codes were"
        " kept, not the names",
        "如需名称，请在原软件中连同代码说明一起导出为字段",
        "export the descriptions of the codes as a field if the names are needed",
    ),
    "rings_closed": cause(
        "{count} 个地标的面没有闭合（如“{name}”），已连接首尾",
        "polygons of {count:placemark|placemarks} were not closed (such as '{name}'); their"
        " ends were"
        " joined",
        "在地图上核对",
        "check them on the map",
    ),
    "models_placed": cause(
        "{count} 个地标是三维模型（如“{name}”），只读取了其位置",
        "{count:placemark is a 3D model|placemarks are 3D models} (such as '{name}'), of which only"
        " the place was read",
        "如需其轮廓，请另画为面",
        "draw their outlines as polygons if these are needed",
    ),
    "track_times_unread": cause(
        "{count} 个地标是轨迹（如“{name}”），已读作线，各点的时间未读取",
        "{count:placemark is a track|placemarks are tracks} (such as '{name}'), read as lines"
        " without"
        " the times of their positions",
        "如需时间，请在原软件中写入属性",
        "keep the times in attributes if they are needed",
    ),
    "description_table": cause(
        "{count} 个地标的说明中有 HTML 表格（如“{name}”）；说明原样保留为文字，其中各格没有成为列",
        "descriptions of {count:placemark|placemarks} hold a table in HTML (such as"
        " '{name}'); they are"
        " kept as text, and the cells of the table did not become columns",
        "如需其中的值，请在原软件中导出为 ExtendedData，或导出为其他格式",
        "export the values as ExtendedData, or in another format, if they are needed",
    ),
    "crs_unknown": cause(
        "文件所注坐标系“{crs}”无法识别，未采用",
        "the coordinate system '{crs}' that the file states is unknown and was not taken",
        "请用 --crs 指定坐标系",
        "state it with --crs",
    ),
    "units_mixed": cause(
        "该列各行单位不一（{units}），数值未换算",
        "the rows of this column are in several units ({units}); its numbers were not converted",
        "请换算为同一单位后重新导出",
        "bring them to one unit and export again",
    ),
    "geometry_several": cause(
        "{count} 个要素有多个图形，只读取了其中一个",
        "{count:feature has|features have} several geometries, of which one was read",
        "在地图上核对；如需另一个图形，请在原软件中只导出该图形",
        "check it on the map; export the other geometry alone if that one is meant",
    ),
    "geometry_link": cause(
        "{count} 个要素的图形只是指向别处的链接（xlink），未被打开",
        "the geometries of {count:feature|features} are links to other places (xlink), which were"
        " not"
        " followed",
        "请下载含图形的 GML",
        "download GML that holds them",
    ),
    "feature_link": cause(
        "{count} 个要素只有指向别处的链接（xlink），未被打开，也未读取",
        "{count:feature is|features are} only a link to another place (xlink); links are not"
        " followed, and what is there was not read",
        "请下载含全部要素的 GML（不用 resolve=none）",
        "download GML that holds them all (without resolve=none)",
    ),
    "not_whole": cause(
        "文件自称不完整：有 {count} 个要素，而共有 {total}",
        "the file says that it is not the whole: {count:feature|features} of {total}",
        "请分页或分块下载全部要素（resultOffset、startIndex），合并后再导入",
        "download all of them in pages (resultOffset, startIndex) and import them together",
    ),
}
