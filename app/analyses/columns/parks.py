"""The columns of each class of park size in results."""

from app.analyses.ground.model import ResultColumn
from layers.text import Text


def park_class_columns() -> dict[str, ResultColumn]:
    """Return the columns of each class of park size; no table has more than nine."""
    found: dict[str, ResultColumn] = {}
    for i in range(1, 10):
        zh, en = f"第{i}级公园", f"class {i}"
        found |= {
            f"class{i}_parks": ResultColumn(Text(f"{zh}数", f"Parks of {en}"), "", 0),
            f"class{i}_population": ResultColumn(
                Text(f"{zh}覆盖人口", f"Population covered, {en}"), "person", 0
            ),
            f"class{i}_residential_m2": ResultColumn(
                Text(f"{zh}覆盖居住用地", f"Residential land covered, {en}"), "m2", 0
            ),
        }
    return found
