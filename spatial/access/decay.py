"""How much of an opportunity counts at a cost: weights between 0 and 1 as functions of the cost.

A decay is any callable that takes an array of costs and gives as many weights, 0 or more. Those
with a name need nothing but the catchment; others are made here, or by the caller. Costs beyond
the catchment count nothing, whatever the decay says.

| name | weight at cost d in a catchment d0 | source |
| --- | --- | --- |
| binary | 1 | Radke and Mu 2000; Luo and Wang 2003 |
| step | 1, 0.68, 0.22 in the thirds of d0 | Luo and Qi 2009 |
| gaussian | (exp(-(d/d0)^2 / 2) - exp(-1/2)) / (1 - exp(-1/2)) | Dai 2010 |
| gaussian_kernel | exp(-d^2 / (2 s^2)) with s = d0/2 | plain kernel, not normalized |
| epanechnikov | 3/4 (1 - (d/d0)^2) | Dai and Wang 2011 |
| linear | 1 - d/d0 | as `decay_linear` of the R package accessibility |
| logistic | `Logistic` with median d0/2, deviation d0/6 | as Conveyal R5 |
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from spatial.arrays import Floats
from spatial.errors import ShapeError

Decay = Callable[[Floats], Floats]
STEP_WEIGHTS = (1.0, 0.68, 0.22)


@dataclass(frozen=True)
class Steps:
    """`weights[i]` for costs above the limit before and up to `limits[i]`, included; then 0."""

    limits: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse limits that do not rise, other numbers of weights, and weights below 0."""
        rising = all(low < high for low, high in zip(self.limits, self.limits[1:], strict=False))
        known = not np.isnan(self.limits).any()
        fair = all(np.isfinite(weight) and weight >= 0 for weight in self.weights)
        whole = bool(self.limits) and len(self.limits) == len(self.weights)
        if not (whole and rising and known and fair):
            raise ShapeError(
                f"steps have limits {self.limits} and weights {self.weights};"
                " accepted: rising limits, one finite weight of 0 or more each"
            )

    def __call__(self, cost: Floats) -> Floats:
        """Return the weight at each cost."""
        found = np.zeros(len(cost))
        # Few limits: comparing with each takes less time than searching for every cost.
        for limit, weight in zip(reversed(self.limits), reversed(self.weights), strict=True):
            found = np.where(cost <= limit, weight, found)
        return found


@dataclass(frozen=True)
class GaussianKernel:
    """exp(-d^2 / (2 sigma^2)), not normalized; `sigma` in the unit of the cost."""

    sigma: float

    def __post_init__(self) -> None:
        """Refuse a width that is not more than 0."""
        _require_positive(self.sigma, "sigma")

    def __call__(self, cost: Floats) -> Floats:
        """Return the weight at each cost."""
        found: Floats = np.exp(-((cost / self.sigma) ** 2) / 2)
        return found


@dataclass(frozen=True)
class Power:
    """d^-exponent (Hansen 1959); costs below `least` count as `least`, so that none is infinite."""

    exponent: float
    least: float = 1.0

    def __post_init__(self) -> None:
        """Refuse an exponent or a least cost that is not more than 0."""
        _require_positive(self.exponent, "exponent")
        _require_positive(self.least, "least")

    def __call__(self, cost: Floats) -> Floats:
        """Return the weight at each cost."""
        found: Floats = np.maximum(cost, self.least) ** -self.exponent
        return found


@dataclass(frozen=True)
class Exponential:
    """exp(-rate d); `rate` in 1 over the unit of the cost."""

    rate: float

    def __post_init__(self) -> None:
        """Refuse a rate that is not more than 0."""
        _require_positive(self.rate, "rate")

    def __call__(self, cost: Floats) -> Floats:
        """Return the weight at each cost."""
        found: Floats = np.exp(-self.rate * cost)
        return found


@dataclass(frozen=True)
class Linear:
    """1 - d / limit, 0 from the limit on; `limit` in the unit of the cost."""

    limit: float

    def __post_init__(self) -> None:
        """Refuse a limit that is not more than 0."""
        _require_positive(self.limit, "limit")

    def __call__(self, cost: Floats) -> Floats:
        """Return the weight at each cost."""
        return np.maximum(1 - cost / self.limit, 0.0)


@dataclass(frozen=True)
class Logistic:
    """A logistic curve that is 1 at cost 0 and about one half at the `median`.

    f(d) = g(0) / g(d) with g(d) = 1 + exp((d - median) pi / (deviation sqrt 3)): the survival
    function of a logistic distribution, scaled to 1 at 0 (Conveyal R5; `decay_logistic` of the R
    package `accessibility`, 2024). `median` and standard `deviation` are in the unit of the cost.
    """

    median: float
    deviation: float

    def __post_init__(self) -> None:
        """Refuse a median or a deviation that is not more than 0."""
        _require_positive(self.median, "median")
        _require_positive(self.deviation, "deviation")

    def __call__(self, cost: Floats) -> Floats:
        """Return the weight at each cost."""
        scale = np.pi / (self.deviation * np.sqrt(3))
        # In logarithms: e to a power beyond all numbers would be infinite far from the median.
        start = np.logaddexp(0.0, -self.median * scale)
        found: Floats = np.exp(start - np.logaddexp(0.0, (cost - self.median) * scale))
        return found


def _binary(_catchment: float) -> Decay:
    return np.ones_like


def _step(catchment: float) -> Decay:
    count = len(STEP_WEIGHTS)
    inner = tuple(catchment * (i + 1) / count for i in range(count - 1))
    return Steps((*inner, catchment), STEP_WEIGHTS)


def _gaussian(catchment: float) -> Decay:
    edge = np.exp(-0.5)

    def weight(cost: Floats) -> Floats:
        found: Floats = (np.exp(-((cost / catchment) ** 2) / 2) - edge) / (1 - edge)
        return np.maximum(found, 0.0)

    return weight


def _gaussian_kernel(catchment: float) -> Decay:
    return GaussianKernel(catchment / 2)


def _epanechnikov(catchment: float) -> Decay:
    def weight(cost: Floats) -> Floats:
        found: Floats = 0.75 * (1 - (cost / catchment) ** 2)
        return np.maximum(found, 0.0)

    return weight


def _logistic(catchment: float) -> Decay:
    return Logistic(catchment / 2, catchment / 6)


DECAYS: dict[str, Callable[[float], Decay]] = {
    "binary": _binary,
    "step": _step,
    "gaussian": _gaussian,
    "gaussian_kernel": _gaussian_kernel,
    "epanechnikov": _epanechnikov,
    "linear": Linear,
    "logistic": _logistic,
}


def as_decay(decay: str | Decay | Mapping[float, float], catchment: float) -> Decay:
    """Return a decay from its name, from its steps, or as it is.

    Parameters
    ----------
    decay
        A key of `DECAYS`; or a mapping of upper limit to weight, such as
        `{10: 1, 20: 0.68, 30: 0.22}`; or a callable from costs to weights.
    catchment : float
        What a named decay is stretched to, more than 0 and finite.

    Raises
    ------
    ShapeError
        When the name is unknown, or a named decay has a catchment that is not finite or not
        more than 0.
    """
    if isinstance(decay, str):
        if decay not in DECAYS:
            raise ShapeError(f"decay is {decay!r}; accepted: {', '.join(DECAYS)}, or a callable")
        if decay != "binary":
            _require_positive(catchment, "catchment")
        return DECAYS[decay](catchment)
    if isinstance(decay, Mapping):
        try:
            steps = sorted((float(limit), float(weight)) for limit, weight in decay.items())
        except (TypeError, ValueError) as error:
            raise ShapeError(
                f"decay is {decay!r}; accepted: numbers as limits and weights"
            ) from error
        return Steps(tuple(limit for limit, _ in steps), tuple(weight for _, weight in steps))
    if not callable(decay):
        raise ShapeError(f"decay is {decay!r}; accepted: {', '.join(DECAYS)}, or a callable")
    return decay


def _require_positive(value: float, name: str) -> None:
    number: object = value
    if not isinstance(number, int | float | np.number) or not (np.isfinite(value) and value > 0):
        raise ShapeError(f"{name} is {value!r}; accepted: a finite number above 0")
