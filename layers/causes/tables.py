"""The causes of problems that lie in headings and rows of tables."""

from layers.causes.model import Cause, cause

TABLES: dict[str, Cause] = {
    "headings_found": cause(
        "标题取自第 {rows} 行；其上未作为数据读取：{above}",
        "headings taken from row {rows}; above them, and not read: {above}",
        "若标题在别的行，请用 --heading-row 行号 指定",
        "if the headings stand in another row, say which with --heading-row N",
    ),
    "headings_joined": cause(
        "标题占第 {rows} 行，已合为：{names}",
        "the headings take the rows {rows}; joined: {names}",
        "若标题只占一行，请用 --heading-row 行号 指定",
        "if they take one row only, say which with --heading-row N",
    ),
    "unit_beside": cause(
        "单位行中“{name}”下为空，而左边同组的列为“{unit}”；该列未换算",
        "the row of units has none below '{name}', and '{unit}' beside it in the same group; the"
        " column was not converted",
        "若该列也以“{unit}”计，请在其下也写上单位",
        "if it is in '{unit}' too, write the unit below it",
    ),
    "rows_no_data": cause(
        "{count} 行是合计、备注或重复的标题，没有坐标，未作为数据读取：{rows}",
        "{count:row is|rows are} no data (totals, remarks, headings again) and without coordinates;"
        " not read: {rows}",
        "若其中有数据，请填写坐标",
        "if any of them is data, fill in its coordinates",
    ),
    "columns_unnamed": cause(
        "{count} 列没有标题而有内容，未读取：{columns}",
        "{count:column has|columns have} cells but no heading and were not read: {columns}",
        "如需读取，请补上标题",
        "write a heading over them if they are needed",
    ),
    "sheets_ignored": cause(
        "读取了唯一含坐标列的工作表“{sheet}”；未读取：{others}",
        "the sheet '{sheet}' was read, the only one that names coordinates; not read: {others}",
        "如需读取其他工作表，请用 --layer 指定",
        "name another with --layer",
    ),
    "merged_texts": cause(
        "{count} 处上下合并的单元格，其文字已填入每一行：{cells}",
        "{count:range|ranges} of cells merged downwards: each row got the text: {cells}",
        "请核对；若文字只属于首行，请取消合并",
        "check them; unmerge the cells where the text is of the first row only",
    ),
    "merged_numbers": cause(
        "{count} 处上下合并的单元格只有一个数值，只记在首行：{cells}",
        "{count:range|ranges} of cells merged downwards hold one number for several rows; it stays"
        " with the first: {cells}",
        "请取消合并，按行填写",
        "unmerge them and write the number of each row",
    ),
    "text_padding": cause(
        "{count} 个单元格首尾有看不见的字符（零宽空格、字节顺序标记等），已去除，如“{example}”",
        "{count:cell|cells} had signs that nobody sees at their ends (zero-width spaces, byte order"
        " marks); they were removed, as of '{example}'",
        "无需处理；如由多个文件拼接而成，请核对拼接处",
        "nothing to do; if files were joined, check where they meet",
    ),
    "unit_in_words": cause(
        "标题上方写有“{text}”；未注单位的列未按 {unit} 换算",
        "above the headings stands '{text}'; columns without a unit were not converted from {unit}",
        "请在列名中注明单位，如“面积（{unit}）”",
        "write the unit into the heading, such as 面积（{unit}）",
    ),
    "datum_in_words": cause(
        "表中写有“{text}”，说明坐标可能是 {option}",
        "the table says '{text}': its coordinates may be in {option}",
        "若是，请加 --crs {option} 重新导入，即可换算",
        "if so, import again with --crs {option}, which converts them",
    ),
    "column_wanted": cause(
        "{whole} 行中有 {count} 行没有“{title}”（{column}）：{effect}",
        "{title} ({column}) is empty in {count} of {whole:row|rows}: {effect}",
        "{mend}{choices}",
        "{mend}{choices}",
    ),
}
