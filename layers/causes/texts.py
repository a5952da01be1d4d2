"""The causes of problems that lie in text and its encoding."""

from layers.causes.model import Cause, cause

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
