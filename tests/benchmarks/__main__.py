"""Print times and results beside those of other tools: `make bench`, `make bench ARGS=network`."""

import argparse
import importlib
import pkgutil
from pathlib import Path

SUITES = sorted(
    module.name
    for module in pkgutil.iter_modules([str(Path(__file__).parent)])
    if not module.name.startswith(("_", "test_"))
)


def main() -> int:
    """Run the comparisons that are asked for; 1 when a method does not agree with ours."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of: {', '.join(SUITES)}; all")
    parser.add_argument("--small", action="store_true", help="a quick look at small cases")
    arguments = parser.parse_args()
    if unknown := sorted(set(arguments.suites) - set(SUITES)):
        parser.error(f"no suite {', '.join(unknown)}; accepted: {', '.join(SUITES)}")
    agreed = []
    for name in arguments.suites or SUITES:
        # Each suite imports its peers, some of which take seconds to import.
        suite = importlib.import_module(f"tests.benchmarks.{name}")
        agreed.append(suite.main(small=arguments.small))
    return 0 if all(agreed) else 1


if __name__ == "__main__":
    raise SystemExit(main())
