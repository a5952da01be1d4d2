"""Text that a user reads: always in Chinese and in English."""

from typing import NamedTuple


class Text(NamedTuple):
    """One sentence or title in both languages; `{name}` marks a value filled in later."""

    zh: str
    en: str

    def in_language(self, language: str, **values: object) -> str:
        """Return the text in `language` ("zh..." or else English), values filled in."""
        template = self.zh if language.lower().startswith("zh") else self.en
        return template.format(**values) if values else template
