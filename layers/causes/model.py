"""What a cause of a problem says."""

from dataclasses import dataclass

from layers.text import Text


@dataclass(frozen=True)
class Cause:
    """A kind of problem: `message` says what was found, `mend` what the user can do."""

    message: Text
    mend: Text


def cause(zh: str, en: str, mend_zh: str, mend_en: str) -> Cause:
    """Return a cause in both languages."""
    return Cause(Text(zh, en), Text(mend_zh, mend_en))
