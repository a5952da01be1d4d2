"""What can go wrong with the input of a method: which argument, and what is accepted."""


class SpatialError(ValueError):
    """Root of all errors of `spatial`."""


class ShapeError(SpatialError):
    """Geometries, arrays or numbers do not have the kind, length or range that is needed."""


class NotMetricError(SpatialError):
    """The coordinates are not in metres of one projected coordinate system."""


class MissingColumnError(SpatialError):
    """A frame lacks columns that the method reads."""


class StandardError(SpatialError):
    """A standard file breaks its own rules; the message lists every fault."""


class InfeasibleError(SpatialError):
    """No choice of sites meets what is asked; the message names what stands against it."""
