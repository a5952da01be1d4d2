"""Refused: a format that is not there, and pages of a layer that changed in between."""

from layers.errors import LayerError
from layers.text import Text


class NotAcceptableError(LayerError):
    """Nothing that the Accept header takes is what the address gives."""

    message = Text(
        "Accept 不接受此地址的任何格式；可用：{accepted}",
        "Accept takes none of the formats of this address; accepted: {accepted}",
    )


class TilesChangedError(LayerError):
    """The layer has another version than the tiles that are asked for: they would not fit."""

    message = Text(
        "图层“{layer}”已变化，此瓦片地址不再有效；请重新读取瓦片说明：{now}",
        "layer '{layer}' has changed, and the address of this tile is no longer of use; read what"
        " the tiles are anew: {now}",
    )


class PageChangedError(LayerError):
    """The layer has another version than the page before: pages would not fit together."""

    message = Text(
        "图层“{layer}”在翻页之间已从版本 {asked} 变为 {now}，各页不再衔接；"
        "请从第一页重新读取：{first}",
        "layer '{layer}' went from version {asked} to {now} between two pages, which no longer fit"
        " together; begin again: {first}",
    )
