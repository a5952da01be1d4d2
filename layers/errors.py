"""What can go wrong with data: each error says what was wrong, where, and what is accepted.

No error here knows HTTP; `app/problems/errors.py` holds the one table from error to status.
"""

from typing import ClassVar

from layers.text import Text


class LayerError(Exception):
    """Root of all errors of `layers`; `details` fill the braces of `message`."""

    message: ClassVar[Text] = Text("数据错误", "data error")

    def __init__(self, **details: object) -> None:
        super().__init__(details)
        self.details = details

    def text(self, language: str) -> str:
        """Return the message in `language` with the details filled in."""
        return self.message.in_language(language, **self.details)

    def __str__(self) -> str:
        """Return the English message: what logs and notebooks show."""
        return self.text("en")


class UnknownAreaError(LayerError, LookupError):
    """No area has this slug."""

    message = Text(
        "没有名为“{slug}”的区域；现有：{accepted}",
        "no area is called '{slug}'; there are: {accepted}",
    )


class UnknownLayerError(LayerError, LookupError):
    """No layer type has this id."""

    message = Text(
        "没有名为“{layer}”的图层；可用：{accepted}",
        "no layer is called '{layer}'; accepted: {accepted}",
    )


class UnknownFeatureError(LayerError, LookupError):
    """The layer has no feature with this id."""

    message = Text(
        "图层“{layer}”中没有编号为 {feature} 的要素",
        "layer '{layer}' has no feature {feature}",
    )


class AreaExistsError(LayerError):
    """An area with this slug exists already."""

    message = Text(
        "区域“{slug}”已存在；请换一个名称或先删除它",
        "area '{slug}' exists already; choose another name or delete it first",
    )


class NothingToUndoError(LayerError):
    """The layer has no change that could be taken back."""

    message = Text(
        "图层“{layer}”没有可撤销的修改",
        "layer '{layer}' has no change that could be undone",
    )


class PrunedChangeError(NothingToUndoError):
    """The latest change that is not yet taken back was pruned: what it found is gone."""

    message = Text(
        "图层“{layer}”的第 {version} 版已于 {day} 被清理，不能再撤销",
        "version {version} of layer '{layer}' was pruned on {day} and cannot be undone any more",
    )


class VersionConflictError(LayerError):
    """Somebody wrote the layer in between."""

    message = Text(
        "图层“{layer}”已是第 {found} 版，而不是 {expected}；请重新读取后再改",
        "layer '{layer}' is at version {found}, not {expected}; read it again before writing",
    )


class UnknownVersionError(LayerError, LookupError):
    """The layer has not come to this version."""

    message = Text(
        "图层“{layer}”没有第 {version} 版，最新为第 {newest} 版",
        "layer '{layer}' has no version {version}; the newest is {newest}",
    )


class PrunedVersionError(UnknownVersionError):
    """There was such a version of the layer, and somebody removed it."""

    message = Text(
        "图层“{layer}”的第 {version} 版已于 {day} 被清理，不能取回；"
        "可取回的最早版本为第 {oldest} 版",
        "version {version} of layer '{layer}' was pruned on {day} and cannot be given back; the"
        " oldest that can is {oldest}",
    )


class FormatError(LayerError):
    """The file cannot be read as any accepted format."""

    message = Text("无法读取文件“{name}”：{reason}", "cannot read file '{name}': {reason}")


class CrsError(LayerError):
    """The coordinate system is unknown, unsafe or not accepted."""

    message = Text("坐标系有误：{reason}", "coordinate system refused: {reason}")


class ReadOptionError(LayerError):
    """An option of reading a file has a value that is not accepted."""

    message = Text(
        "{option} 不接受“{value}”；可用：{accepted}",
        "{option} does not take '{value}'; accepted: {accepted}",
    )


class ServerError(LayerError):
    """The database server cannot be started or reached."""

    message = Text("数据库不可用：{reason}", "the database is not available: {reason}")
