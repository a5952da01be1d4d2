"""The causes of problems that lie in written files that do not give all back."""

from layers.causes.model import Cause, cause

EXPORTS: dict[str, Cause] = {
    "formula_guard": cause(
        "{count} 个单元格开头的撇号（防止表格软件将其当作公式）已去掉",
        "the apostrophe that kept spreadsheets from running {count:cell|cells} was taken away",
        "无需处理；值与写出前相同",
        "nothing to do: the values are as they were before they were written",
    ),
    "export_changed": cause(
        "{count} 个值不能原样读回，如第 {number} 行的 {before} 读回为 {after}",
        "{count:value does not come back as it is|values do not come back as they are}: {before}"
        " of row {number} as {after}",
        "需要原样保留时请导出为 GeoPackage（.gpkg）或 GeoParquet（.parquet）",
        "export as GeoPackage (.gpkg) or GeoParquet (.parquet) to keep them",
    ),
    "export_gained": cause(
        "读回时多出一列“{column}”，图层中并无此列，其首个值为 {value}",
        "a column '{column}' comes back that the layer does not have; its first value is {value}",
        "重新导入前请在文件中删去该列，或导出为 GeoPackage（.gpkg）",
        "delete it from the file before it is imported again, or export as GeoPackage (.gpkg)",
    ),
    "export_rounded": cause(
        "{count} 个数在第 16 位有效数字处舍入",
        "{count:number is|numbers are} rounded at the 16th digit",
        "需要全部位数时请导出为 GeoPackage（.gpkg）或 CSV",
        "export as GeoPackage (.gpkg) or CSV to keep every digit",
    ),
    "export_shapes": cause(
        "{count} 个要素的图形不能原样读回",
        "the shapes of {count:feature|features} do not come back as they are",
        "请导出为 GeoPackage（.gpkg）",
        "export as GeoPackage (.gpkg)",
    ),
    "export_rows": cause(
        "图层有 {before} 行，而文件读回为 {after} 行",
        "the layer has {before:row|rows}, and {after} come back from the file",
        "请导出为 GeoPackage（.gpkg）",
        "export as GeoPackage (.gpkg)",
    ),
    "export_unreadable": cause(
        "文件已写出，但不能导入：{reason}",
        "the file was written, but an import would refuse it: {reason}",
        "请导出为 GeoPackage（.gpkg），或分批导出",
        "export as GeoPackage (.gpkg), or a part at a time",
    ),
    "export_unchecked": cause(
        "图层超过 {limit} 个单元格，写出的文件未再读回核对",
        "the layer has more than {limit} cells: the file was not read back to compare",
        "GeoPackage（.gpkg）可原样保留全部值",
        "GeoPackage (.gpkg) keeps every value",
    ),
}
