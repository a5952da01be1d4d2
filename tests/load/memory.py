"""5,000 different questions of all analyses: what the processes that serve pages hold afterwards.

`python -m tests.load.memory ADDRESS [QUESTIONS]` takes some minutes. The processes are those of
this machine that listen on the port of the address, with their parents' other children.
"""

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from tests.load import Row, table
from tests.load.overload import ask

QUESTIONS = 5_000
AREA = "/api/v1/areas/dongcheng"
LIMIT_MB = 400
FACILITIES = ("police_stations", "health_centers", "culture_rooms")
# {r} radius in metres, {f} facility, {lon} {lat} a place: another one in each question.
QUESTIONS_OF = (
    "/coverage?facility={f}&radius={r}",
    "/coverage/at?lon={lon}&lat={lat}",
    "/service-areas?facility={f}&radius={r}&f=geojson",
    "/green?by=subdistrict&lang={n}",
    "/park-coverage?min_area={r}",
    "/catchment-green?catchment={r}",
    "/access?facility={f}&catchment={r}",
    "/equity?measure=access&facility={f}&catchment={r}",
    "/green-cover?full={r}",
    "/siting?facility={f}&radius={r}&sites=2&time_limit=2",
    "/siting-frontier?facility={f}&radius={r}&time_limit=2",
    "/smallest-fix?facility={f}&radius={r}&time_limit=2",
    '/what-if?facility={f}&radius={r}&edits=[{{"edit":"add_facility","lon":{lon},"lat":{lat}}}]',
    "/layers/buildings?limit=200&offset={n}",
    "/layers/communities?f=xlsx&limit={m}",
)
# These take seconds each: one of them in every twentieth question.
SLOW_QUESTIONS_OF = (
    "/gaps?standard=gb50180-2018&full={r}",
    "/priorities?standard=gb50180-2018&full={r}",
)
SELDOM = 20


def question(number: int, dice: random.Random) -> str:
    """Return the address of question `number`."""
    forms = SLOW_QUESTIONS_OF if number % SELDOM == 0 else QUESTIONS_OF
    form = forms[number // SELDOM % len(forms) if number % SELDOM == 0 else number % len(forms)]
    return AREA + form.format(
        f=dice.choice(FACILITIES),
        r=round(dice.uniform(200, 1500), 2),
        lon=round(dice.uniform(116.38, 116.44), 6),
        lat=round(dice.uniform(39.87, 39.97), 6),
        n=number,
        m=1 + number % 200,
    ).replace('"', "%22")


def serving(port: int) -> dict[int, float]:
    """Return the megabytes of each process of the web server that listens on `port`."""
    listed = subprocess.run(
        ["ps", "-eo", "pid,ppid,rss,args"], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 3) for line in listed.splitlines()[1:]]
    found = {
        int(pid): int(rss) / 1024
        for pid, _, rss, args in rows
        if "gunicorn" in args and f":{port}" in args
    }
    return {pid: size for pid, size in found.items() if Path(f"/proc/{pid}").exists()}


def run(address: str, questions: int = QUESTIONS) -> list[Row]:
    """Ask; returns the figures beside their limits."""
    port = urlsplit(address).port or 80
    dice = random.Random(7)  # noqa: S311 - the same questions every time
    before = max(serving(port).values(), default=0.0)
    asked = [question(number, dice) for number in range(questions)]
    with ThreadPoolExecutor(2) as pool:
        statuses = [one[0] for one in pool.map(lambda path: ask(address, path), asked)]
    after = max(serving(port).values(), default=float("inf"))
    kinds = {status: statuses.count(status) for status in sorted(set(statuses))}
    print(f"answers by status: {kinds}; largest process before {before:.0f} MB")
    bad = {status for status in kinds if status == 0 or (status >= 500 and status != 503)}
    return [
        Row("largest process that serves pages", LIMIT_MB, after, "MB"),
        Row("answers of 500 or none", 0, sum(kinds[status] for status in bad)),
    ]


if __name__ == "__main__":
    print(table(run(sys.argv[1], *[int(one) for one in sys.argv[2:]])))
