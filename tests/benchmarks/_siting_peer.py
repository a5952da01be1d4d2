"""Answer one siting question with spopt and HiGHS, in a process of its own that can be ended."""

import json
import sys
import time

import numpy as np


def main() -> None:
    """Read a question (npz), print the time of building and solving, and the chosen columns."""
    # The peers are installed for `make bench` only; the tests collect this file without them.
    import pulp  # noqa: PLC0415
    from spopt.locate import LSCP, MCLP, PCenter, PMedian  # noqa: PLC0415

    question = np.load(sys.argv[1])
    model, cost = str(question["model"]), question["cost"]
    people, sites, radius = question["people"], int(question["sites"]), float(question["radius"])
    start = time.perf_counter()
    if model == "lscp":
        problem = LSCP.from_cost_matrix(cost, radius)
    elif model == "mclp":
        problem = MCLP.from_cost_matrix(cost, people, radius, p_facilities=sites)
    elif model == "p-median":
        problem = PMedian.from_cost_matrix(cost, people, p_facilities=sites)
    else:
        problem = PCenter.from_cost_matrix(cost, p_facilities=sites)
    problem = problem.solve(pulp.HiGHS(msg=False), results=False)
    seconds = time.perf_counter() - start
    chosen = [k for k, var in enumerate(problem.fac_vars) if var.value() and var.value() > 0.5]
    print(json.dumps({"seconds": seconds, "sites": chosen}))


if __name__ == "__main__":
    main()
