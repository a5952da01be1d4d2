"""What an import can find in a file: the row, the field, the cause and the mend.

Row numbers count data rows from 1 as the user sees them: row 1 of a CSV file with a heading is
its line 2; feature 1 of a GeoJSON file is the first of its list.
"""

import dataclasses
from collections.abc import Iterable
from typing import Any, Literal

from layers.errors import LayerError
from layers.problem_codes import PROBLEMS
from layers.text import Text

__all__ = ["PROBLEMS", "Problem", "RefusedError", "Severity"]

Severity = Literal["error", "repaired", "warning"]


@dataclasses.dataclass(frozen=True)
class Problem:
    """One finding in a file; `values` fill the braces of the cause's text.

    `row` counts data rows from 1 (None: the whole file); `field` is the user's field name; of a
    table `file_row` is the row of the file, as a spreadsheet numbers it.
    Values may be `Text`, which is then put in the language asked for.
    """

    row: int | None
    field: str | None
    code: str
    severity: Severity
    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    file_row: int | None = None

    def text(self, language: str) -> str:
        """Return what was found, in `language`."""
        return self._fill(PROBLEMS[self.code].message, language)

    def mend(self, language: str) -> str:
        """Return what the user can do about it, in `language`."""
        return self._fill(PROBLEMS[self.code].mend, language)

    def place(self, language: str) -> str:
        """Return where it is: the row and the field, in `language`."""
        chinese = language.lower().startswith("zh")
        parts = []
        if self.row is not None:
            parts.append(f"第 {self.row} 行" if chinese else f"row {self.row}")
        if self.file_row is not None:
            at = self.file_row
            parts[-1] += f"（文件中第 {at} 行）" if chinese else f" (row {at} of the file)"
        if self.field is not None:
            parts.append(f"字段“{self.field}”" if chinese else f"field '{self.field}'")
        if not parts:
            return "文件" if chinese else "file"
        return "，".join(parts) if chinese else ", ".join(parts)

    def as_dict(self, language: str) -> dict[str, Any]:
        """Return rows, field, code, severity, text and mend: what the API and the form show."""
        return {
            "row": self.row,
            "file_row": self.file_row,
            "field": self.field,
            "code": self.code,
            "severity": self.severity,
            "text": self.text(language),
            "mend": self.mend(language),
        }

    def _fill(self, template: Text, language: str) -> str:
        return template.in_language(language, **self.values)


class RefusedError(LayerError):
    """The file was refused as a whole: `problems` lists each cause with its row and mend."""

    message = Text(
        "文件“{name}”未导入：{count} 处错误；第一处：{place}：{first}",
        "file '{name}' was not imported: {count:error|errors}; the first, {place}: {first}",
    )

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [problem for problem in self.problems if problem.severity == "error"]
        super().__init__(name=name, count=len(errors))
        self._first = errors[0]

    def text(self, language: str) -> str:
        """Return the count of errors and the first of them, in `language`."""
        first = self._first
        return self.message.in_language(
            language, **self.details, place=first.place(language), first=first.text(language)
        )
