"""The causes of problems that lie in coordinates and their systems."""

from layers.causes.model import Cause, cause

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
        "longitude and latitude seem swapped: {count} of {found:row|rows} inside when exchanged",
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
