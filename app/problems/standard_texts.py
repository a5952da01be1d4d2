"""What the methods say in English of a standard or of their input, in Chinese: one table.

`spatial` knows one language. Each line of its messages is of a form below; `{…}` stands for what is
filled in, which is shown as it is, but for words that have a Chinese form of their own.
"""

import re
from collections.abc import Iterator
from functools import cache

from layers.text import Text
from spatial.errors import StandardError

LONGEST_LINE = 4_000
"""A longer one is shown as it is: what it quotes is no text that anybody reads."""
_FORMS: tuple[Text, ...] = (
    Text("标准“{0}”：", "standard '{0}':"),
    Text("另有 {0} 处错误未列出", "faults not listed: {0}"),
    Text("{0}：没有这个键；可用：{1}", "{0}: unknown key; accepted: {1}"),
    Text("{0}：“{1}”已用于 {2}", "{0}: '{1}' is used by {2} already"),
    Text("{0}：缺少；指标“{1}”需要它", "{0}: missing; measure '{1}' needs it"),
    Text(
        "{0}：缺少；放宽值之外须给出一般值",
        "{0}: missing; give the general value beside the eased one",
    ),
    Text("{0}：缺少这一项", "{0}: missing; give the {1}"),
    Text(
        "{0}：指标“{1}”不用这一项；除通用项外可用：{2}",
        "{0}: measure '{1}' does not use it; accepted beside the common fields: {2}",
    ),
    Text("{0}：为 {1}；指标“{2}”的单位是 {3}", "{0}: is {1}; measure '{2}' is in {3}"),
    Text("{0}：radius_m 与 size_classes 须给出其一", "{0}: give either radius_m or size_classes"),
    Text("{0}：仅用于图层 green_spaces", "{0}: only for layer green_spaces"),
    Text("{0}：比例不会大于 1；可用：>=", "{0}: no share is more than 1; accepted: >="),
    Text("{0}：须大于 {1}", "{0}: must be above {1}"),
    Text("{0}：为 {1}；可用：{2}", "{0}: is {1}; accepted: {2}"),
)
_WORDS = {
    "a table of keys and values": "由键和值组成的表",
    "an array of text, not empty": "非空的文字数组",
    "an array of tables, not empty": "非空的表数组",
    "a number": "一个数",
    "text": "文字",
    "lower-case letters, digits and hyphens": "小写字母、数字和连字符",
    "a year, month or day: 2018, 2018-12 or 2018-12-01": "年、月或日：2018、2018-12 或 2018-12-01",
    "the id of a layer": "图层编号",
    "a share from 0 to 1": "0 到 1 的比例",
    "none": "无",
}
_NUMBERS = (
    Text("不小于 {0} 的数", "a number of {0} or more"),
    Text("大于 {0} 的数", "a number above {0}"),
)
_FACILITY = ("a kind of facility", "某类设施")
UNSAID = Text("输入不符合计算要求：{said}", "{said}")


class ToldStandardError(StandardError):
    """A standard is refused in both languages."""

    def __init__(self, told: Text) -> None:
        super().__init__(told.en)
        self.told = told

    def text(self, language: str) -> str:
        """Return every fault, one a line."""
        return self.told.in_language(language)

    def __reduce__(self) -> tuple[type, tuple[Text]]:
        """Say how it is made anew in another process."""
        return type(self), (self.told,)


def in_both(message: str) -> Text:
    """Return what was said in English in both languages, line by line."""
    return Text("\n".join(map(_chinese, message.split("\n"))), message)


def spoken(error: Exception, language: str) -> str:
    """Return the message of an error of `spatial` in a language."""
    said = str(error)
    if not language.lower().startswith("zh"):
        return said
    told = in_both(said).zh
    return UNSAID.in_language("zh", said=said) if told == said else told


def _chinese(line: str) -> str:
    if len(line) > LONGEST_LINE:
        return line
    for pattern, zh in _patterns(_FORMS):
        found = pattern.fullmatch(line)
        if found is not None:
            return zh.format(*map(_word, found.groups()))
    return line


def _word(said: str) -> str:
    for pattern, zh in _patterns(_NUMBERS):
        found = pattern.fullmatch(said)
        if found is not None:
            return zh.format(*found.groups())
    return _WORDS.get(said, said.replace(*_FACILITY))


@cache
def _patterns(forms: tuple[Text, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile("".join(_parts(form.en)), re.DOTALL), form.zh) for form in forms)


def _parts(form: str) -> Iterator[str]:
    """Yield a pattern in pieces: a place has no colon, so that no two share what they match."""
    for at, part in enumerate(re.split(r"\{\d\}", form)):
        if at:
            yield "([^:]*)" if at == 1 else "(.*)"
        yield re.escape(part)
