"""The causes of problems that lie in cells that can be read in several ways."""

from layers.causes.model import Cause, cause

CELLS: dict[str, Cause] = {
    "number_two_readings": cause(
        "“{value}”有两种读法：{readings}",
        "'{value}' can be read in two ways: {readings}",
        "请用 {point} 或 {comma} 说明该列；--decimal 不写列名则指全部列",
        "say which of this column: {point} or {comma}; without a heading --decimal is for all",
    ),
    "heading_unit_unknown": cause(
        "列名括号中的“{unit}”不是已知的单位，数值按 {taken} 读取",
        "'{unit}' in the heading is no unit that is known; its numbers were taken in {taken}",
        "如为其他单位，请先换算，或改写括号中的单位",
        "if they are in another unit, convert them or write the unit in another way",
    ),
    "unit_column": cause(
        "该列写有单位（{units}），未用于换算；{fields} 的数值按图层的单位读取",
        "this column holds units ({units}) that were not applied: {fields} was read in the unit of"
        " the layer",
        "请先换算，或把单位写进数值的格内（如 0.12公顷）",
        "convert the numbers, or write the unit into their cells (0.12公顷)",
    ),
    "number_inexact": cause(
        "“{value}”不是一个确定的数：{what}",
        "'{value}' is no exact number: {what}",
        "{mend}；没有数据时留空",
        "{mend}; leave it empty when there is none",
    ),
    "heading_unit_converted": cause(
        "列名注明“{unit}”：该列未另注单位的数已乘以 {factor}，换算为 {taken}",
        "the heading says '{unit}': numbers without a unit of their own were multiplied by"
        " {factor}, to {taken}",
        "如该列已是 {taken}，请改正列名中的单位",
        "if they are in {taken} already, correct the unit in the heading",
    ),
    "number_other_mark": cause(
        "“{value}”不合所选读法（{mark}）",
        "'{value}' is no number with {mark}, as was asked",
        "改正该值，或用 {option} 指定该列",
        "correct it, or state {option} for this column",
    ),
    "number_mark_found": cause(
        "该列由“{shown}”可知{mark}：“{value}”读作 {number}",
        "'{shown}' shows that this column has {mark}: '{value}' was read as {number}",
        "如不符，请用 {option} 指定",
        "if that is wrong, import with {option}",
    ),
    "number_mark_of_file": cause(
        "由{column}的“{shown}”可知文件{mark}，且别处无“.”为小数点：“{value}”读作 {number}",
        "'{shown}' of {column} shows that the file has {mark}: '{value}' was read as {number}",
        "如该列不同，请用 {option} 指定",
        "if this column differs, import with {option}",
    ),
    "number_whole_only": cause(
        "该列为整数：“{value}”读作 {number}，虽然{column}的“{shown}”以逗号为小数点",
        "this column holds whole numbers: '{value}' was read as {number}, though '{shown}' of"
        " {column} has a decimal comma",
        "请核对该列的单位；如不符，请用 {option} 指定",
        "check what the column counts; if that is wrong, import with {option}",
    ),
    "decimal_unknown": cause(
        "--decimal 指定的列“{name}”不存在；现有：{fields}",
        "--decimal names a column '{name}' that is not there; there are: {fields}",
        "检查列名的拼写；列名取自文件的标题",
        "check the spelling: a column is named by its heading in the file",
    ),
    "decimal_no_number": cause(
        "--decimal 指定的列“{name}”不是按数字读取的列；按数字读取的有：{fields}",
        "--decimal names the column '{name}', which is not read as numbers; those are: {fields}",
        "去掉该选项，或用 --rename 说明该列是哪个数字列",
        "leave it out, or say with --rename which column of numbers it is",
    ),
    "coordinates_comma": cause(
        "{count} 个坐标以逗号为小数点：“{value}”读作 {number}",
        "{count:coordinate has|coordinates have} a decimal comma: '{value}' was read as {number}",
        "如不符，请用 {option} 指定",
        "if that is wrong, import with {option}",
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
        "该行注明 SRID={found}，而其他行为 SRID={others}；--crs 只能说明一个坐标系",
        "the row states SRID={found}, the others SRID={others}; --crs states one for all",
        "去掉 --crs，各行即按各自的 SRID 换算",
        "leave out --crs: each row is then converted by its own SRID",
    ),
    "coordinates_own_srid": cause(
        "该行注明 SRID={found}，多数行为 SRID={others}；已按该行自己的 SRID 换算为经纬度",
        "the row states SRID={found}, most rows SRID={others}; it was converted by its own",
        "在地图上核对",
        "check it on the map",
    ),
    "coordinates_srid_assumed": cause(
        "{count} 行未注明 SRID，其他行为 {others}；按经纬度读取",
        "{count:row states|rows state} no SRID, others {others}; read as longitude and latitude",
        "如非经纬度，请在这些行写明 SRID",
        "if they are in another system, write the SRID into these rows",
    ),
    "coordinates_no_srid": cause(
        "该行未注明 SRID，其他行为 {others}，不能确定属于哪个坐标系",
        "the row states no SRID, others {others}: its coordinate system cannot be told",
        "请在该行写明 SRID，或删除该行",
        "write its SRID into the row, or delete the row",
    ),
    "coordinates_srid_unknown": cause(
        "图形注明 SRID={found}，没有这个坐标系",
        "SRID={found} is stated, which is no coordinate system that is known",
        "请改正 SRID，或用 --crs 指定",
        "correct the SRID, or state the system with --crs",
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
