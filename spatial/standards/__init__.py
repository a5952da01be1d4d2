"""Planning standards as data, and what of them is met where.

Begin with `parse_standard` and `gaps`. How a measure is taken is private (`measures`).
"""

from spatial.standards.measures.inputs import Prepared
from spatial.standards.parser import parse_standard
from spatial.standards.reasons import CAUSES
from spatial.standards.verdicts import gaps

__all__ = ["CAUSES", "Prepared", "gaps", "parse_standard"]
