"""Mixed-integer programs for HiGHS: the same answer at every run, with a bound and a time limit."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from spatial.arrays import Flags, Floats

GRACE, GRACE_SHARE = 0.25, 0.05
"""Seconds beyond the limit, and share of it, that the solver may take to notice that it is over."""
LOOKS = 0.1
"""Seconds between looks at how far the solver has come."""
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Program:
    """Minimize `cost @ x` subject to `row_lower <= rows @ x <= row_upper`, `lower <= x <= upper`.

    `whole` marks the columns that take whole numbers only.
    """

    cost: Floats
    rows: csr_array
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    whole: Flags


@dataclass(frozen=True)
class ProgramOutcome:
    """What the solver found: the best values (or None), their cost, the least cost possible.

    `finished` says that the search ended by itself: with `values` None there are none.
    """

    values: Floats | None
    cost: float
    bound: float
    finished: bool


@dataclass(frozen=True)
class Effort:
    """When to stop: after `seconds`, or when the best is within a gap of the bound.

    `step` is the absolute gap below which two objectives cannot differ (just below 1 when all are
    whole numbers). `report(cost, bound)` is told of progress. `proof` says that the start is good:
    time is then better spent on the bound than on looking for other values. `enough` is a cost at
    which the search may stop.
    """

    seconds: float = np.inf
    step: float = 0.0
    report: Callable[[float, float], None] | None = None
    proof: bool = False
    enough: float = -np.inf


def solve(program: Program, effort: Effort, *, start: Floats | None = None) -> ProgramOutcome:
    """Return the least-cost values of a program, beginning with `start` where one is known.

    The limit holds whatever the solver is busy with: it looks at the clock between its steps only,
    and one step can last longer than the whole limit. What was found until then is the answer.
    """
    if effort.seconds <= 0 and start is not None:
        return _given(program, start)
    begun = time.perf_counter()
    # Imported here: the solver takes 0.1 s to import, and most questions never need it.
    import highspy  # noqa: PLC0415

    library: Any = highspy
    solver = library.Highs()
    for name, value in _options(effort).items():
        solver.setOptionValue(name, value)
    solver.passModel(_model(library, program))
    if start is not None and program.whole.any():
        held = library.HighsSolution()
        held.col_value = start.tolist()
        solver.setSolution(held)
    run = _Run(library, solver, program)
    if np.isinf(effort.seconds):
        if effort.report is not None:
            run.listen(effort.report)
        solver.run()
        return _outcome(library, solver, program)
    run.listen()
    run.begin()
    until = begun + effort.seconds * (1 + GRACE_SHARE) + GRACE
    while run.going and time.perf_counter() < until:
        run.wait(min(LOOKS, until - time.perf_counter()))
        if effort.report is not None and run.news:
            effort.report(*run.told())
    if run.going:
        known = _given(program, start) if start is not None else _NOTHING
        return run.so_far(known)
    return run.outcome()


_NOTHING = ProgramOutcome(None, np.inf, -np.inf, finished=False)


def _given(program: Program, start: Floats) -> ProgramOutcome:
    """Return the start as the outcome of no search, where it meets what the program asks."""
    served = program.rows @ start
    fits = (served >= program.row_lower - _TOLERANCE) & (served <= program.row_upper + _TOLERANCE)
    inside = (start >= program.lower - _TOLERANCE) & (start <= program.upper + _TOLERANCE)
    if not (fits.all() and inside.all()):
        return _NOTHING
    return ProgramOutcome(start, float(program.cost @ start), -np.inf, finished=False)


class _Run:
    """One run of the solver beside this thread, which can be left when its time is up.

    A run that is left ends by itself at its next look at the clock; nobody reads what it finds.
    """

    def __init__(self, highspy: Any, solver: Any, program: Program) -> None:
        self._highspy, self._solver, self._program = highspy, solver, program
        self._best: Floats | None = None
        self._cost, self._bound = np.inf, -np.inf
        self.news = False
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, name="solver")

    def listen(self, report: Callable[[float, float], None] | None = None) -> None:
        """Keep what the solver finds on the way, or pass its progress on."""
        if not self._program.whole.any():
            return
        types = self._highspy.cb.HighsCallbackType

        def heard(_kind: Any, _message: str, found: Any, _reply: Any, _data: Any) -> None:
            if report is not None:
                report(found.mip_primal_bound, found.mip_dual_bound)
                return
            self._bound = max(self._bound, float(found.mip_dual_bound))
            values = found.mip_solution
            if len(values) == len(self._program.cost):
                self._best = np.array(values, dtype=np.float64)
            self._cost = min(self._cost, float(found.mip_primal_bound))
            self.news = True

        self._solver.setCallback(heard, None)
        self._solver.startCallback(types.kCallbackMipLogging)
        if report is None:
            self._solver.startCallback(types.kCallbackMipImprovingSolution)

    def begin(self) -> None:
        """Begin the run."""
        self._thread.start()

    def _run(self) -> None:
        try:
            self._solver.run()
        except BaseException as error:  # noqa: BLE001 - raised again where the answer is read
            self._error = error

    @property
    def going(self) -> bool:
        """Whether it has not ended."""
        return self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Wait for the end, but not longer."""
        self._thread.join(max(seconds, 0.0))

    def told(self) -> tuple[float, float]:
        """Return cost and bound so far."""
        self.news = False
        return self._cost, self._bound

    def so_far(self, known: ProgramOutcome) -> ProgramOutcome:
        """Return what was found until now, or what was known before where that is better."""
        best = self._best
        if best is None:
            return ProgramOutcome(known.values, known.cost, self._bound, finished=False)
        cost = float(self._program.cost @ best)
        if known.cost < cost:
            best, cost = known.values, known.cost
        return ProgramOutcome(best, cost, self._bound, finished=False)

    def outcome(self) -> ProgramOutcome:
        """Return what the ended run found."""
        if self._error is not None:
            raise self._error
        return _outcome(self._highspy, self._solver, self._program)


def _options(effort: Effort) -> dict[str, Any]:
    """Return the solver's options; one thread, so that an answer can be reproduced."""
    options: dict[str, Any] = {
        "output_flag": False,
        "threads": 1,
        "parallel": "off",
        "random_seed": 0,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": max(effort.step, 1e-9),
    }
    if effort.proof:
        options |= {
            "mip_heuristic_effort": 0.0,
            "mip_pscost_minreliable": 1,
            "mip_lp_age_limit": 2,
        }
    if np.isfinite(effort.enough):
        options["objective_target"] = effort.enough + 1e-6
    if np.isfinite(effort.seconds):
        options["time_limit"] = max(effort.seconds, 0.0)
    return options


def _model(highspy: Any, program: Program) -> Any:
    """Return the program as the solver wants it."""
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.cost), program.rows.shape[0]
    model.col_cost_, model.col_lower_, model.col_upper_ = program.cost, program.lower, program.upper
    model.row_lower_, model.row_upper_ = program.row_lower, program.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = program.rows.indptr
    model.a_matrix_.index_ = program.rows.indices
    model.a_matrix_.value_ = program.rows.data
    if program.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(whole)] for whole in program.whole]
    return model


def _outcome(highspy: Any, solver: Any, program: Program) -> ProgramOutcome:
    """Return what the solver found."""
    state, info = solver.getModelStatus(), solver.getInfo()
    statuses = highspy.HighsModelStatus
    if state in {statuses.kInfeasible, statuses.kUnboundedOrInfeasible}:
        return ProgramOutcome(None, np.inf, np.inf, finished=True)
    # With a solution in hand the lack only ends the search, as a time limit does.
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if state == statuses.kMemoryLimit and not found:
        raise MemoryError("the solver found no memory for this program")
    values = np.asarray(solver.getSolution().col_value) if found else None
    cost = float(info.objective_function_value) if found else np.inf
    finished = state == statuses.kOptimal
    if program.whole.any():
        return ProgramOutcome(values, cost, float(info.mip_dual_bound), finished)
    return ProgramOutcome(values, cost, cost if finished else -np.inf, finished)
