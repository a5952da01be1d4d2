"""Text that a user reads: always in Chinese and in English."""

from typing import NamedTuple


class Text(NamedTuple):
    """One sentence or title in both languages; `{name}` marks a value filled in later."""

    zh: str
    en: str

    def in_language(self, language: str, **values: object) -> str:
        """Return the text in `language` ("zh..." or else English), values filled in.

        A value may be a `Text` itself; it is put in the same language.
        """
        template = self.zh if language.lower().startswith("zh") else self.en
        if not values:
            return template
        filled = {
            name: value.in_language(language) if isinstance(value, Text) else value
            for name, value in values.items()
        }
        return template.format(**filled)
