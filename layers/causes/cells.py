"""The causes of problems that lie in cells that can be read in several ways."""

from layers.causes.model import Cause, cause

CELLS: dict[str, Cause] = {
    "number_two_readings": cause(
        "“{value}”有两种读法：{readings}",
        "'{value}' can be read in two ways: {readings}",
        "请用 --decimal point（逗号分隔千位）或 --decimal comma（逗号为小数点）说明",
        "say which with --decimal point (commas set thousands apart) or --decimal comma",
    ),
    "heading_unit_unknown": cause(
        "列名括号中的“{unit}”不是已知的单位，数值按 {taken} 读取",
        "'{unit}' in the heading is no unit that is known; its numbers were taken in {taken}",
        "如为其他单位，请先换算，或改写括号中的单位",
        "if they are in another unit, convert them or write the unit in another way",
    ),
    "number_other_mark": cause(
        "“{value}”不合所选读法（{mark}）",
        "'{value}' is no number with {mark}, as was asked",
        "改正该值，或更换 --decimal",
        "correct it, or change --decimal",
    ),
    "number_mark_found": cause(
        "该列由“{shown}”可知{mark}：“{value}”读作 {number}",
        "'{shown}' shows that this column has {mark}: '{value}' was read as {number}",
        "如不符，请用 --decimal {other} 指定",
        "if that is wrong, import with --decimal {other}",
    ),
    "coordinates_comma": cause(
        "{count} 个坐标以逗号为小数点：“{value}”读作 {number}",
        "{count:coordinate has|coordinates have} a decimal comma: '{value}' was read as {number}",
        "如不符，请用 --decimal point 指定",
        "if that is wrong, import with --decimal point",
    ),
    "coordinates_angles": cause(
        "{count} 个坐标以度分秒或方位写成：“{value}”读作 {number}",
        "{count:coordinate is|coordinates are} written in degrees and minutes or with their half"
        " of the earth:"
        " '{value}' was read as {number}",
        "在地图上核对",
        "check it on the map",
    ),
    "coordinates_other_srid": cause(
        "该行注明 SRID={found}，而其他行为 SRID={others}",
        "the row states SRID={found}, the others SRID={others}",
        "请换算为同一坐标系",
        "convert all rows to one coordinate system",
    ),
    "coordinates_srid_unknown": cause(
        "图形注明 SRID={found}，没有这个坐标系",
        "the shapes state SRID={found}, which is no coordinate system that is known",
        "请用 --crs 指定",
        "state it with --crs",
    ),
    "coordinates_joint": cause(
        "该列含两个坐标，按{order}读取：“{value}”为经度 {lon}、纬度 {lat}",
        "this column holds both coordinates, {order}: '{value}' is longitude {lon}, latitude {lat}",
        "如不符，请用 --coordinate-order lonlat 或 latlon 指定",
        "if that is wrong, state --coordinate-order lonlat or latlon",
    ),
    "coordinates_order_open": cause(
        "“{value}”中哪个是经度不能确定",
        "which of '{value}' is the longitude cannot be told",
        "请用 --coordinate-order lonlat（经度在前）或 latlon（纬度在前）说明",
        "say so with --coordinate-order lonlat (longitude first) or latlon (latitude first)",
    ),
    "coordinates_exchanged": cause(
        "“{fields}”两列的内容与列名相反（由 E、N、东经、北纬等可知），已对调",
        "the cells of '{fields}' state the other axis (E, N, 东经, 北纬); they were exchanged",
        "请改正列名",
        "correct the headings",
    ),
    "coordinates_axis": cause(
        "坐标“{value}”所注方位与该列不符",
        "the coordinate '{value}' states the other axis than its column",
        "改正坐标或列名",
        "correct the coordinate or the heading",
    ),
    "days_from_1904": cause(
        "工作簿的日期序号从 1904 年算起（旧版 Mac），日期列中的数字照此读取",
        "the days of this workbook count from 1904 (old Macs); numbers in columns of dates were"
        " read so",
        "若日期相差四年，请在原表中设为日期格式",
        "if dates are four years off, format the cells as dates in the workbook",
    ),
    "date_two_readings": cause(
        "“{value}”有多种读法：{readings}",
        "'{value}' can be read in several ways: {readings}",
        "请用 --date-order ymd、dmy 或 mdy 说明年月日的顺序，或写成 2005-12-31",
        "say the order with --date-order ymd, dmy or mdy, or write it as 2005-12-31",
    ),
    "date_other_order": cause(
        "“{value}”不合日期顺序{order}",
        "'{value}' is no date in the order {order}",
        "改正该值，或更换 --date-order",
        "correct it, or change --date-order",
    ),
    "date_order_found": cause(
        "日期按{order}读取（该列其他值只合此顺序）：“{value}”是 {date}",
        "dates were read in the order {order}, the only one that all values of the column admit:"
        " '{value}' is {date}",
        "如应为其他顺序，请用 --date-order 指定",
        "if another order is meant, state it with --date-order",
    ),
    "date_day_number": cause(
        "“{value}”是电子表格的日期序号，读作 {date}",
        "'{value}' is the day number of a spreadsheet; it was read as {date}",
        "请核对；如非日期，请清空该值",
        "check that this is what was meant; empty the cell if it is no date",
    ),
    "date_since_1970": cause(
        "“{value}”是自 1970 年起的计时，读作 {date}",
        "'{value}' counts the time since 1970; it was read as {date}",
        "请核对；如非日期，请清空该值",
        "check that this is what was meant; empty the cell if it is no date",
    ),
    "date_zone_open": cause(
        "时间“{value}”在何日取决于当地时区：{readings}",
        "the day of '{value}' depends on the local time zone: {readings}",
        "请用 --time-zone 指定，如 America/Chicago 或 -06:00",
        "state it with --time-zone, such as America/Chicago or -06:00",
    ),
    "date_zone_found": cause(
        "该列带时区的时间都是 {zone} 的零点，按该时区取日期",
        "all time stamps of this column are midnights of {zone}; their dates are those of it",
        "如当地时区不同，请用 --time-zone 指定",
        "if another zone is meant, state it with --time-zone",
    ),
    "date_zone_unread": cause(
        "时间“{value}”的时区“{zone}”无法识别",
        "the time zone '{zone}' of '{value}' is not known for sure",
        "写成 Z 或 +08:00，或只留日期",
        "write it as Z or +08:00, or leave only the date",
    ),
}
