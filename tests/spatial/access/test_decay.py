import numpy as np
import pytest

from spatial.access.decay import (
    DECAYS,
    Exponential,
    GaussianKernel,
    Linear,
    Logistic,
    Power,
    Steps,
    as_decay,
)
from spatial.errors import ShapeError


@pytest.mark.parametrize("name", DECAYS)
def test_weights_never_grow_with_the_cost(name):
    weight = as_decay(name, 1000.0)(np.linspace(0, 1000, 101))
    assert (np.diff(weight) <= 0).all()
    assert weight[0] == (0.75 if name == "epanechnikov" else 1)
    assert weight.min() >= 0


def test_the_gaussian_of_a_catchment_runs_from_one_to_zero():
    weight = as_decay("gaussian", 500.0)
    assert weight(np.array([0.0, 500.0, 600.0])).tolist() == [1, 0, 0]
    # exp(-1/8) and exp(-1/2) recomputed by hand.
    assert weight(np.array([250.0])) == pytest.approx(
        [(0.8824969026 - 0.6065306597) / 0.3934693403]
    )


def test_a_step_holds_up_to_its_limit():
    steps = as_decay("step", 30.0)
    costs = np.array([0.0, 10, 10.001, 20, 30, 30.001])
    assert steps(costs).tolist() == [1, 1, 0.68, 0.68, 0.22, 0]
    assert as_decay({20: 0.5, 10: 1}, 30.0)(costs).tolist() == [1, 1, 0.5, 0.5, 0, 0]


def test_decays_with_a_parameter():
    assert GaussianKernel(2.0)(np.array([0.0, 2.0])) == pytest.approx([1, np.exp(-0.5)])
    assert Power(2.0)(np.array([0.0, 1.0, 2.0])).tolist() == [1, 1, 0.25]
    assert Exponential(0.5)(np.array([0.0, 2.0])) == pytest.approx([1, np.exp(-1)])


def test_a_callable_is_taken_as_it_is():
    assert as_decay(np.sqrt, 1.0) is np.sqrt


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: as_decay("cubic", 1), "decay is 'cubic'; accepted: binary, step"),
        (lambda: as_decay(3, 1), "decay is 3; accepted"),
        (lambda: as_decay("gaussian", np.inf), "catchment is inf; accepted: a finite number"),
        (lambda: as_decay("step", 0), "catchment is 0; accepted"),
        (lambda: Steps((2.0, 1.0), (1.0, 0.5)), "accepted: rising limits"),
        (lambda: Steps((), ()), "accepted: rising limits"),
        (lambda: GaussianKernel(0), "sigma is 0"),
        (lambda: Power(-1), "exponent is -1"),
        (lambda: Power(1, least=0), "least is 0"),
        (lambda: Exponential(0), "rate is 0"),
    ],
)
def test_what_is_refused(make, message):
    with pytest.raises(ShapeError, match=message):
        make()


@pytest.mark.parametrize("steps", [{100: -1}, {100: np.nan}, {np.nan: 1}, {"near": 1}, {1: None}])
def test_steps_that_are_no_weights_are_refused_wherever_costs_lie(steps):
    with pytest.raises(ShapeError, match="accepted"):
        as_decay(steps, 1000)


def test_parameters_that_are_no_numbers_are_refused():
    with pytest.raises(ShapeError, match="rate"):
        Exponential("slow")


def test_linear_and_logistic_are_those_of_r():
    """The published values of decay_linear and decay_logistic of the R package accessibility."""
    assert Linear(30)(np.array([10.0, 60.0])).round(4).tolist() == [0.6667, 0]
    assert Logistic(20, 2)(np.array([0.0, 20.0])).tolist() == pytest.approx([1, 0.5], abs=1e-6)
    assert Logistic(30, 10)(np.array([0.0, 30.0])).tolist() == pytest.approx([1, 0.502], abs=1e-3)
    g = [1 + np.exp((d - 30) * np.pi / (10 * np.sqrt(3))) for d in (0, 45)]
    assert Logistic(30, 10)(np.array([45.0]))[0] == pytest.approx(g[0] / g[1])


def test_far_from_the_median_the_logistic_stays_finite():
    found = Logistic(10, 1e-3)(np.array([0.0, 9.0, 11.0, 1e9]))
    assert found.tolist() == pytest.approx([1, 1, 0, 0])


def test_named_linear_and_logistic_are_stretched_to_the_catchment():
    cost = np.array([0.0, 450.0, 900.0])
    assert as_decay("linear", 900)(cost).tolist() == [1, 0.5, 0]
    assert as_decay("logistic", 900)(cost) == pytest.approx(Logistic(450, 150)(cost))


@pytest.mark.parametrize(
    "make", [lambda: Linear(0), lambda: Logistic(1, 0), lambda: Logistic(0, 1)]
)
def test_curves_without_a_width_are_refused(make):
    with pytest.raises(ShapeError, match="accepted"):
        make()
