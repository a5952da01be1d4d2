"""Commands on areas and their data: layers, rasters, versions."""

from app.commands.layers.layers import group

__all__ = ["group"]
