"""What a cause of a problem says, and the causes that streets, tables and encodings have."""

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
    "streets_closed": cause(
        "{count} 条道路没有“可步行”字段，按其标签（highway、foot、access 等）{closed} 条不可步行",
        "{count} streets do not say whether people walk there: by their tags (highway, foot,"
        " access) {closed} are closed to walkers",
        "如有不符，请在文件中加入 walkable 列",
        "add a column walkable to the file where that is wrong",
    ),
}

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
}

TEXTS: dict[str, Cause] = {
    "encoding_disbelieved": cause(
        "文件注明编码为 {stated}，但文字按此读作“{before}”，不成名称；已按 {encoding} 读作"
        "“{after}”",
        "the file states the encoding {stated}, in which its text reads '{before}' and names"
        " nothing; it was read as {encoding}: '{after}'",
        "若应按 {stated} 读取，请加 --encoding {stated}",
        "if {stated} is right, state it with --encoding {stated}",
    ),
    "text_garbled": cause(
        "“{column}”列的文字“{before}”应为“{after}”：{encoding} 文字曾被当作 {taken} 读取后另存",
        "column '{column}' reads '{before}', which is '{after}': {encoding} that was once read as"
        " {taken} and saved so",
        "请从原始文件重新导出，读取时指定编码 {encoding}",
        "export it again from the original file, with the encoding {encoding} stated",
    ),
    "encoding_doubtful": cause(
        "文件注明编码为 {stated}，文字读作“{text}”，似乎有误",
        "the file states the encoding {stated}, in which its text reads '{text}': that seems wrong",
        "若文字有误，请用 --encoding 指定编码",
        "if text looks wrong, state the encoding with --encoding",
    ),
    "text_cut": cause(
        "{count} 处文字在字段末尾被截断，半个字符已去除",
        "{count:text ends|texts end} inside a character, cut off by the width of the field; the"
        " half character was removed",
        "如需完整文字，请在原软件中另存为 GeoPackage",
        "save it as GeoPackage in the program it came from to keep the whole text",
    ),
}
