"""The causes of problems that lie in coordinates and their systems."""

from layers.causes.model import Cause, cause

COORDINATES: dict[str, Cause] = {
    "coordinates_range": cause(
        "坐标 ({x}, {y}) 超出经纬度范围",
        "the coordinate ({x}, {y}) is no longitude and latitude",
        "改正坐标，或用 --crs 指定坐标系；纬度在前则用 --coordinate-order latlon",
        "correct it, or state --crs; where latitude stands first, --coordinate-order latlon",
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
    "coordinates_sixty": cause(
        "坐标“{value}”的分或秒为 60 或更大",
        "the minutes or seconds of the coordinate '{value}' are 60 or more",
        "分、秒须小于 60：满 60 分进 1 度，满 60 秒进 1 分",
        "write fewer than 60: 60 minutes are one degree more, 60 seconds one minute more",
    ),
    "coordinates_beyond": cause(
        "坐标“{value}”超出范围：经度至多 180 度，纬度至多 90 度",
        "the coordinate '{value}' is beyond 180 degrees of longitude or 90 of latitude",
        "改正坐标，或核对东、西、南、北",
        "correct it, or its E, W, N or S",
    ),
    "coordinates_halves": cause(
        "坐标“{value}”所写的东、西、南、北或负号互相矛盾",
        "the coordinate '{value}' states two halves of the earth, or one of them and a minus",
        "只写其一，如 39°54′N 或 -33°52′",
        "write one of them, such as 39°54′N or -33°52′",
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
        "经度与纬度似乎颠倒：{found} 行中有 {count} 行在对调后落入区域，"
        "如 ({x}, {y}) 读作经度 {y}、纬度 {x}",
        "longitude and latitude seem swapped: {count} of {found:row|rows} inside when exchanged,"
        " such as ({x}, {y}) as longitude {y}, latitude {x}",
        "加 --coordinate-order latlon 重新导入，即可对调；如已加此项，请去掉",
        "import with --coordinate-order latlon, which exchanges them; if you did, leave it out",
    ),
    "coordinates_turned": cause(
        "已按要求以纬度在前读取：首个坐标为经度 {x}、纬度 {y}",
        "read latitude first, as asked: the first place is longitude {x}, latitude {y}",
        "在地图上核对",
        "check it on the map",
    ),
    "coordinates_turned_pair": cause(
        "已按要求对调“{fields}”两列的坐标",
        "the coordinates of the columns '{fields}' were exchanged, as asked",
        "在地图上核对",
        "check it on the map",
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
    "datum_differs": cause(
        "与将被取代的数据相差 {datum} 的偏移，两者之一带有偏移：{reason}",
        "these rows lie as far from those they replace as {datum} from WGS 84, so that one of both"
        " has the offset: {reason}",
        "若新数据带有偏移，请用 --crs {option} 重新导入；若是原有数据带有偏移，照此导入即可",
        "if the new rows have it, import again with --crs {option}; if the old ones had it, go on",
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
        "若应采用另一对，请在命令行加 --coordinates {other} 重新导入，或删去其余的列",
        "if another pair is meant, import again with --coordinates {other} on the command line,"
        " or remove the other columns",
    ),
    "datum_converted": cause(
        "已按{asked}由 {datum} 换算为 WGS 84，平均移动 {shift} 米",
        "converted from {datum} to WGS 84 as {asked}; places moved by {shift} m on average",
        "在地图上核对",
        "check it on the map",
    ),
}
