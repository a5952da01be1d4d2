"""What people change by hand: single features, read from GeoJSON, checked and stored."""

from app.services.editing.features import Edited, add, change, change_members, members, read_draft

__all__ = ["Edited", "add", "change", "change_members", "members", "read_draft"]
