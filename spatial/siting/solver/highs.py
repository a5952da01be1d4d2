"""Mixed-integer programs for HiGHS: the same answer at every run, with a bound and a time limit."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from spatial.arrays import Flags, Floats


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
    """Return the least-cost values of a program, beginning with `start` where one is known."""
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
    if effort.report is not None and program.whole.any():
        _listen(library, solver, effort.report)
    solver.run()
    return _outcome(library, solver, program)


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


def _listen(highspy: Any, solver: Any, report: Callable[[float, float], None]) -> None:
    """Pass the solver's progress on."""

    def heard(_kind: Any, _message: str, found: Any, _reply: Any, _data: Any) -> None:
        report(found.mip_primal_bound, found.mip_dual_bound)

    solver.setCallback(heard, None)
    solver.startCallback(highspy.cb.HighsCallbackType.kCallbackMipLogging)


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
