import io
import logging
import subprocess
import sys

from app.problems.logs import OneLine

NAME = "clinic\r\nERROR forged: all is lost \x1b[2J"


def _logged(log) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneLine())
    logger = logging.getLogger("tests.logs")
    logger.addHandler(handler)
    try:
        log(logger)
    finally:
        logger.removeHandler(handler)
    return stream.getvalue()


def test_a_record_is_one_line_whatever_a_name_holds() -> None:
    written = _logged(lambda logger: logger.error("no layer %s", NAME))
    assert written.count("\n") == 1
    assert "\x1b" not in written
    assert "clinic\\r\\nERROR forged" in written


def test_a_trace_is_part_of_the_line() -> None:
    def fail(logger) -> None:
        logger.error("failed", exc_info=ValueError(NAME))

    written = _logged(fail)
    assert written.count("\n") == 1
    assert "failed\\nValueError: clinic\\r\\nERROR" in written


def test_the_process_that_serves_writes_such_lines() -> None:
    code = "import wsgi, logging; logging.getLogger('app.x').error('a\\nb')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stderr.rstrip().endswith("ERROR app.x: a\\nb")
