"""Why a raster is refused, in both languages."""

from layers.text import Text

RASTER_REASONS: dict[str, Text] = {
    "raster_bands": Text(
        "有 {found} 个波段；只接受一个，请先提取所需波段",
        "it has {found} bands; one is accepted, so extract the one you need",
    ),
    "raster_type": Text(
        "单元格类型为 {found}；只接受整数或浮点数",
        "its cells are of type {found}; accepted: whole or floating-point numbers",
    ),
    "raster_no_crs": Text(
        "栅格没有可用的坐标系；请先用 gdal_edit.py -a_srs 写入",
        "the raster has no usable coordinate system; write it with gdal_edit.py -a_srs first",
    ),
    "raster_turned": Text(
        "栅格不是正北向上，或没有地理位置；请先用 gdalwarp 摆正",
        "the raster is not north up, or lies nowhere; set it right with gdalwarp first",
    ),
    "raster_outside": Text("栅格与区域没有重叠", "the raster lies outside the area"),
    "raster_range": Text(
        "单元格的值为 {found}；该类栅格只接受 {least} 至 {greatest}，"
        "若其中有表示无数据的值，请写入栅格的 nodata",
        "its cells hold {found}; this kind of raster accepts {least} to {greatest}, and what"
        " stands for no data must be stated as the raster's nodata",
    ),
    "raster_classes": Text(
        "土地覆盖栅格须为整数类别，而其中有小数",
        "land cover needs whole numbers as classes, but there are fractions",
    ),
    "raster_cells": Text(
        "有 {width} × {height} 个单元格，超过上限 {limit}；请裁剪到区域范围",
        "it has {width} x {height} cells, more than the limit of {limit}; cut it to the area",
    ),
    "raster_ratio": Text(
        "单元格展开后是文件大小的 {ratio} 倍（上限 {limit} 倍），几乎没有数据；"
        "请裁剪到有数据的范围",
        "its cells take {ratio} times the size of the file, the limit is {limit}: hardly any are"
        " stored; cut it to where there are data",
    ),
    "raster_block": Text(
        "每块 {found} MB，超过上限 {limit} MB；请按 512 × 512 分块重新写出",
        "a block of it has {found} MB, more than the limit of {limit} MB; write it in tiles of"
        " 512 x 512",
    ),
    "raster_header": Text(
        "文件头中“{what}”为 {found}，上限 {limit}",
        "{what} in its header: {found}; the limit is {limit}",
    ),
    "raster_no_data": Text("所有单元格都是无数据", "every cell is without data"),
}
