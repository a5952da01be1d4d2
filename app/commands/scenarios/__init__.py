"""Commands on scenarios and their records."""

from app.commands.scenarios.scenarios import group

__all__ = ["group"]
