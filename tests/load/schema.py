"""Every operation of the OpenAPI document with drawn requests: none may answer 500 or more.

`python -m tests.load.schema ADDRESS [SECONDS]` asks a running service for about three minutes.
"""

import re
import subprocess
import sys
import tempfile

from tests.load import Row, table

SECONDS = 180
SPARE = 240
# Drawn names of areas would nearly always be unknown, and nothing behind them would be asked.
SETTINGS = '[parameters]\n"path.area" = "dongcheng"\n'


def run(address: str, seconds: int = SECONDS) -> list[Row]:
    """Draw requests for `seconds`; returns how many kinds of server errors were found."""
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as settings:
        settings.write(SETTINGS)
        settings.flush()
        return _drawn(address, seconds, settings.name)


def _drawn(address: str, seconds: int, settings: str) -> list[Row]:
    command = [sys.executable, "-m", "schemathesis.cli", f"--config-file={settings}"]
    command += ["run", f"{address}/api/v1/openapi.json"]
    command += ["--checks=not_a_server_error", "--phases=examples,coverage,fuzzing"]
    command += [f"--max-time={seconds}", "--seed=7", "--continue-on-failure", "--no-color"]
    command += ["--warnings=off", "--suppress-health-check=all", "--request-timeout=60"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=seconds + SPARE, check=False
    )
    asked = re.search(r"(\d[\d,]*) (?:test )?cases? generated|(\d[\d,]*) generated", done.stdout)
    tail = "\n".join(done.stdout.strip().splitlines()[-12:])
    print(tail or done.stderr[-2000:])
    errors = done.stdout.count("Server error")
    return [
        Row("operations that answered 500 or more", 0, errors),
        Row("schemathesis did not run to its end", 0, int(done.returncode not in {0, 1})),
        Row("no request was drawn", 0, int(asked is None and "passed" not in done.stdout)),
    ]


if __name__ == "__main__":
    print(table(run(sys.argv[1], *[int(one) for one in sys.argv[2:]])))
