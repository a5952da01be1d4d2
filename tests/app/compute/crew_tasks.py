"""Work that computing processes do in tests: sleep, grow, end."""

import os
import time
from typing import Any


def work(task: str, values: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    if task == "sleep":
        time.sleep(values["seconds"])
    if task == "grow":
        held = bytearray(values["bytes"])
        return {"length": len(held)}, b""
    if task == "end":
        os._exit(3)
    if task == "kill":
        os.kill(os.getpid(), 9)
    return {"pid": os.getpid(), "nice": os.nice(0)}, body
