"""Print times and results beside those of other tools: `make bench`."""

import argparse

from tests.benchmarks.coverage import compare, render


def main() -> int:
    """Run the comparisons; 1 when a method does not agree with ours."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a quick look: 500 instead of 20,000")
    arguments = parser.parse_args()
    number = 500 if arguments.small else 20_000
    lines = compare(number)
    print(render(number, lines))
    return 0 if all(line.within_error for line in lines) else 1


if __name__ == "__main__":
    raise SystemExit(main())
