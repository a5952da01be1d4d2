"""What a service wrote into its answer about features that it did not hand out."""

from typing import Any

from layers.problems import Problem
from layers.text import Text

_TOTALS = ("numberMatched", "totalFeatures")
_UNSTATED = Text("未注明的更多要素", "a number that it does not state")


def notes_of(document: Any, count: int) -> list[Problem]:
    """Return a warning where the document says that it holds not all features.

    ArcGIS writes `exceededTransferLimit`, beside the features or among the properties of the
    collection; OGC API Features 1.0 (7.15.5) and WFS `numberMatched`, GeoServer `totalFeatures`.
    """
    if not isinstance(document, dict):
        return []
    properties = document.get("properties")
    places = [document, *([properties] if isinstance(properties, dict) else [])]
    if any(place.get("exceededTransferLimit") is True for place in places):
        return [not_whole(count, None)]
    totals = [document.get(name) for name in _TOTALS]
    known = [one for one in totals if isinstance(one, int) and not isinstance(one, bool)]
    return [not_whole(count, max(known))] if known and max(known) > count else []


def not_whole(count: int, total: int | None) -> Problem:
    """Return the warning; `total` is the number of all features, where it is stated."""
    values = {"count": count, "total": _UNSTATED if total is None else f"{total}"}
    return Problem(None, None, "not_whole", "warning", values)
