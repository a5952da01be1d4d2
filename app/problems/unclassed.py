"""Refused: what a figure stands on is empty in every feature of its layer, or not there at all."""

from app.problems.errors import MissingLayerError
from layers import errors as layer_errors
from layers.catalogue import GREEN_CLASSES
from layers.text import Text


class UnclassedGreenError(MissingLayerError):
    """No green space says what it is, so that nobody can tell which are parks: not 0 parks."""

    message = Text(
        "区域“{area}”的绿地都没有类型（green_class），无从判断哪些是公园。请重新导入并指明类型列："
        "{command}；类型可用：{classes}；带 OpenStreetMap 标签（leisure、landuse）的文件"
        "按标签取类型",
        "no green space of area '{area}' states its class (green_class), so that nobody can tell"
        " which are parks. Import them again and name the column of the class: {command};"
        " classes: {classes}; a file with tags of OpenStreetMap (leisure, landuse) has its classes"
        " from them",
    )

    def __init__(self, *, area: str) -> None:
        command = f"flask layers import {area} green_spaces FILE --rename COLUMN=green_class"
        zh = "、".join(f"{key}（{title.zh}）" for key, title in GREEN_CLASSES.items())
        classes = Text(zh, ", ".join(GREEN_CLASSES))
        super().__init__(area=area, command=command, classes=classes)

    def text(self, language: str) -> str:
        """Return the message."""
        return layer_errors.LayerError.text(self, language)


class NoWalkableStreetError(MissingLayerError):
    """There are streets, and none is open to walkers."""

    message = Text(
        "区域“{area}”的道路都不可步行（walkable 为否，或其标签如此说明）：请导入可步行的道路",
        "no street of area '{area}' is open to walkers (walkable is false, or its tags say so):"
        " import streets that people walk on",
    )

    def __init__(self, *, area: str) -> None:
        super().__init__(area=area)

    def text(self, language: str) -> str:
        """Return the message."""
        return layer_errors.LayerError.text(self, language)
