"""The headings of tables that commands print, in Chinese: one table from the English word."""

HEADINGS = {
    "slug": "编号",
    "title": "名称",
    "crs": "坐标系",
    "synthetic": "合成数据",
    "as_of": "数据日期",
    "version": "版本",
    "at": "时间",
    "by": "操作者",
    "source": "来源",
    "bbox": "范围",
    "kind": "种类",
    "cells": "像元数",
    "updated_at": "更新时间",
    "layer": "图层",
    "versions given up": "放弃的版本",
    "not to be undone": "不可撤销",
    "newest": "最新",
    "rows": "行数",
    "number": "序号",
    "edit": "修改",
    "values": "内容",
    "revision": "版次",
    "edits": "修改数",
    "name": "名称代码",
    "facility": "设施",
}


def heading(word: str, language: str) -> str:
    """Return a heading in `language`; what is not in the table is shown as it is.

    >>> heading("version", "zh"), heading("version", "en"), heading("MB", "zh")
    ('版本', 'version', 'MB')
    """
    return HEADINGS.get(word, word) if language.lower().startswith("zh") else word
