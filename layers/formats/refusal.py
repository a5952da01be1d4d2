"""A file that is refused as a whole, for one of the reasons of `layers.causes.refusals`."""

from layers.causes.refusals import REASONS
from layers.errors import FormatError


class Refusal(Exception):  # noqa: N818 - carried inside the readers only, never shown
    """A reader's reason for refusing the file; `read` adds the file's name."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class FileRefusedError(FormatError):
    """The whole file was refused: `code` is one of `REASONS`, `values` fill its braces."""

    def __init__(self, name: str, code: str, **values: object) -> None:
        super().__init__(name=name, reason=code)
        self.code = code
        self.values = values

    def text(self, language: str) -> str:
        """Return file name and reason, in `language`."""
        reason = REASONS[self.code].in_language(language, **self.values)
        return self.message.in_language(language, name=self.details["name"], reason=reason)
