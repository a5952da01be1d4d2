"""`python -m app.compute`: the broker, until it is told to stop."""

import asyncio
import signal
import sys
from contextlib import suppress
from pathlib import Path

from app.compute.broker import Broker, Rules
from app.compute.confine import die_with_parent
from app.compute.crew import Crew
from app.config import Settings, load_settings
from app.problems import logs


def rules_of(settings: Settings) -> Rules:
    """Return the limits that the settings name."""
    return Rules(
        workers=settings.compute_workers,
        waiting=settings.compute_waiting,
        wait_seconds=settings.compute_wait,
        run_seconds=settings.request_seconds,
        memory=settings.request_memory,
        recycle=settings.request_memory * 6 // 10,
        cache_bytes=settings.cache_bytes,
    )


async def serve(settings: Settings) -> None:
    """Answer on the socket that the settings name until SIGTERM or SIGINT."""
    crew = Crew(
        settings.compute_workers,
        {
            "url": settings.database_url,
            "folder": str(settings.postgres_folder),
            "statement_timeout_ms": settings.statement_timeout,
            "cache_bytes": settings.compute_cache_bytes,
            "memory": settings.request_memory,
        },
    )
    broker = Broker(rules_of(settings), crew)
    work = asyncio.ensure_future(broker.serve(Path(settings.compute_socket)))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, work.cancel)
    try:
        with suppress(asyncio.CancelledError):
            await work
    finally:
        crew.stop()


def main() -> int:
    """Run the broker; returns its exit code."""
    logs.configure()
    settings = load_settings()
    if not settings.compute_socket:
        sys.stderr.write("SHEQU_COMPUTE_SOCKET names no socket; flask serve sets it\n")
        return 2
    die_with_parent()
    asyncio.run(serve(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
