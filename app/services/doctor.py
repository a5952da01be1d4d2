"""What this installation is made of and whether it is fit to serve: read by `flask doctor`.

Each check looks at one thing, changes nothing, and says what it saw, whether that is well, and how
to mend it. Two GDALs are in one process, pyogrio's and rasterio's, each with libraries of its own,
and PostGIS has a third set; they age apart, so that each is named.
"""

import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pyogrio
import pyproj
import rasterio
import rasterio.crs
import shapely
from sqlalchemy import Connection, text

from app.config import ROOT, Settings, child_environment
from app.database import Database
from app.maps.vendor import FOLDER, copies
from layers.errors import LayerError
from layers.formats import gdal
from layers.postgis.own_kinds import left_out
from layers.text import Count, Text

OLDEST = {
    "python": (3, 11),
    "gdal": (3, 8),
    "geos": (3, 11),
    "proj": (9, 0),
    "postgresql": (14, 0),
    "postgis": (3, 0),
}
LEAST_FREE = 2 * 1024**3  # a city, its history and what PostgreSQL writes ahead
PROBE = 4548  # CGCS2000 zone of Beijing: not found where PROJ reads another one's database
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?:\s*;\s*(.+?))?\s*\\?$", re.MULTILINE)
STALE = Text("执行 make product 重新安装", "run make product to install it anew")
NEWER = Text(
    "请升级系统软件包（见 docs/how-to/keep-up.md）", "upgrade it: see docs/how-to/keep-up.md"
)
FOREIGN_PROJ = Text(
    "取消设置 PROJ_LIB、PROJ_DATA 与 GDAL_DATA（它们指向另一套安装），再执行 make product",
    "unset PROJ_LIB, PROJ_DATA and GDAL_DATA, which name another installation; then make product",
)
UNKNOWN = Text("未知", "unknown")


@dataclass(frozen=True)
class Finding:
    """What one check saw; `mend` says what to do when it is not `ok`."""

    name: str
    title: Text
    seen: Text
    ok: bool = True
    mend: Text | None = None

    def as_dict(self, language: str) -> dict[str, object]:
        """Return the finding as plain values in `language`."""
        return {
            "name": self.name,
            "title": self.title.in_language(language),
            "seen": self.seen.in_language(language),
            "ok": self.ok,
            "mend": self.mend.in_language(language) if self.mend and not self.ok else None,
        }


def examine(settings: Settings, database: Database) -> Iterator[Finding]:
    """Yield a finding for everything that the product rests on; none raises."""
    yield from _software()
    yield packages(ROOT / "requirements.txt")
    yield drivers()
    yield from storage(settings.folder)
    yield fonts()
    yield system_fonts()
    yield from _database(database)


def version(name: str, title: Text, found: str, *, kind: str, mend: Text = STALE) -> Finding:
    """Judge a version by the oldest of its kind that the product is tested with."""
    least = OLDEST[kind]
    ok = tuple(int(part) for part in re.findall(r"\d+", found)[:2]) >= least
    wanted = ".".join(map(str, least))
    seen = (
        Text(found, found)
        if ok
        else Text(f"{found}（至少需要 {wanted}）", f"{found} (at least {wanted} is needed)")
    )
    return Finding(name, title, seen, ok, mend)


def _software() -> Iterator[Finding]:
    newer = Text("make serve PYTHON=/path/to/python3.12", "make serve PYTHON=/path/to/python3.12")
    name = f"{platform.python_version()} ({sys.executable})"
    yield version("python", Text("Python", "Python"), name, kind="python", mend=newer)
    for library, own_gdal, geos in (
        ("pyogrio", pyogrio.__gdal_version__, pyogrio.__gdal_geos_version__),
        ("rasterio", rasterio.__gdal_version__, rasterio.__geos_version__),
    ):
        yield version(f"gdal_{library}", _of("GDAL", library), _dotted(own_gdal), kind="gdal")
        yield version(f"geos_{library}", _of("GEOS", library), _dotted(geos), kind="geos")
    yield version("geos_shapely", _of("GEOS", "shapely"), shapely.geos_version_string, kind="geos")
    yield version("proj_pyproj", _of("PROJ", "pyproj"), pyproj.proj_version_str, kind="proj")
    yield version("proj_rasterio", _of("PROJ", "rasterio"), rasterio.__proj_version__, kind="proj")
    yield proj_database("pyproj", lambda: pyproj.CRS.from_epsg(PROBE))
    yield proj_database("rasterio", lambda: rasterio.crs.CRS.from_epsg(PROBE))


def _of(what: str, library: str) -> Text:
    return Text(f"{what}（{library}）", f"{what} of {library}")


def _dotted(found: str | tuple[int, ...] | None) -> str:
    return ".".join(map(str, found)) if isinstance(found, tuple) else str(found)


def proj_database(library: str, look_up: Callable[[], object]) -> Finding:
    """Say whether a library finds coordinate systems: not when PROJ_LIB names another PROJ."""
    name, title = (
        f"proj_database_{library}",
        Text(f"坐标系数据库（{library}）", f"coordinate systems of {library}"),
    )
    try:
        look_up()
    except Exception as error:  # noqa: BLE001 - each library has errors of its own
        words = str(error)[:200]
        return Finding(name, title, Text(words, words), ok=False, mend=FOREIGN_PROJ)
    return Finding(name, title, Text(f"找到 EPSG:{PROBE}", f"EPSG:{PROBE} found"))


def packages(requirements: Path) -> Finding:
    """Say whether the installed Python packages are the pinned ones."""
    title = Text("Python 包", "Python packages")
    pinned = [
        (name, wanted)
        for name, wanted, marker in PINNED.findall(requirements.read_text(encoding="utf-8"))
        if not marker  # for another Python or system
    ]
    others = [
        f"{name} {found or '-'} (requirements.txt: {wanted})"
        for name, wanted in pinned
        if (found := _installed(name)) != wanted
    ]
    if others:
        words = ", ".join(others[:5])
        return Finding("packages", title, Text(words, words), ok=False, mend=STALE)
    return Finding(
        "packages",
        title,
        Text(f"{len(pinned)} 个，均为锁定版本", f"{len(pinned)}, each at its pinned version"),
    )


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def drivers() -> Finding:
    """Say which vector drivers GDAL has where files of users are read: the accepted ones alone."""
    title = Text("读取文件的矢量驱动", "vector drivers that read files")
    code = "from layers.formats import gdal; print(*sorted(gdal.open_drivers()), sep=chr(10))"
    command = [sys.executable, "-c", code]
    environment = child_environment(**gdal.environment())
    done = subprocess.run(  # noqa: S603 - the command is ours
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return judge_drivers(set(done.stdout.splitlines()), title)


def judge_drivers(there: set[str], title: Text) -> Finding:
    """Compare the drivers that are there with the accepted ones."""
    have = ", ".join(sorted(there & gdal.ACCEPTED_DRIVERS))
    lost = ", ".join(sorted(gdal.ACCEPTED_DRIVERS - there))
    stray = ", ".join(sorted(there - gdal.ACCEPTED_DRIVERS))
    if lost:
        seen = Text(f"{have}；缺少 {lost}", f"{have}; missing: {lost}")
        return Finding("drivers", title, seen, ok=False, mend=STALE)
    if stray:
        seen = Text(f"{have}；不应有 {stray}", f"{have}; not allowed: {stray}")
        mend = Text(
            "在 layers/formats/gdal.py 的 REFUSED_DRIVERS 中加入它们；此前不能导入文件",
            "add them to REFUSED_DRIVERS in layers/formats/gdal.py; until then no file is imported",
        )
        return Finding("drivers", title, seen, ok=False, mend=mend)
    return Finding("drivers", title, Text(have, have))


def storage(folder: Path) -> Iterator[Finding]:
    """Say whether the folder of the data can be written and how much room is left."""
    title = Text("数据文件夹", "folder of the data")
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x")
        yield Finding("folder", title, Text(f"{folder} 可写", f"{folder} can be written"))
    except OSError as error:
        why = f"{folder}: {error.strerror}"
        mend = Text(
            f"执行 sudo chown -R $(id -un): {folder}，或用 SHEQU_FOLDER 指定另一个文件夹",
            f"run sudo chown -R $(id -un): {folder}, or name another one with SHEQU_FOLDER",
        )
        yield Finding("folder", title, Text(why, why), ok=False, mend=mend)
    yield free_space(folder)


def free_space(folder: Path, *, least: int = LEAST_FREE) -> Finding:
    """Say how much of the disk below `folder` is free."""
    title = Text("磁盘余量", "free disk")
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    free = shutil.disk_usage(there).free
    amount = f"{free / 1024**3:,.1f} GB"
    mend = Text(
        f"至少留出 {least / 1024**3:g} GB：删除旧备份，或执行 flask layers prune 精简历史",
        f"leave {least / 1024**3:g} GB at least: remove old backups, or run flask layers prune",
    )
    return Finding("disk", title, Text(amount, amount), free >= least, mend)


def fonts() -> Finding:
    """Say whether the parts that pages load, Chinese font first, are there to be served."""
    title = Text("网页自带的中文字体与脚本", "Chinese font and scripts of the pages")
    parts = [FOLDER / target for _, target in copies()]
    font = [path for path in FOLDER.glob("fonts/files/*.woff2") if path.stat().st_size > 0]
    missing = [path.name for path in parts if not path.is_file()]
    if missing or not font:
        words = ", ".join(missing[:3]) or "fonts/files"
        seen = Text(f"缺少 {words}", f"missing: {words}")
        return Finding("fonts", title, seen, ok=False, mend=STALE)
    seen = Text(f"字体文件 {len(font)} 个", f"{Count(len(font)):font file|font files}")
    return Finding("fonts", title, seen)


def system_fonts() -> Finding:
    """Name a Chinese font of this machine; pages bring their own, so none is no fault."""
    title = Text("系统中文字体", "Chinese fonts of this machine")
    program = shutil.which("fc-list")
    found = []
    if program:
        command = [program, ":lang=zh", "--format=%{family[0]}\n"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        found = sorted(set(done.stdout.split("\n")) - {""})
    names = ", ".join(found[:3])
    none = Text(
        "无；网页自带字体，仅在本机打开导出的 SVG 时需要",
        "none; pages bring their own, only exported SVG opened on this machine needs one",
    )
    return Finding("system_fonts", title, Text(names, names) if found else none)


def _database(database: Database) -> Iterator[Finding]:
    title = Text("数据库", "database")
    try:
        with database.engine.connect() as connection:
            found = [*server(connection), *unreadable_kinds(connection)]
    except LayerError as error:
        yield Finding("database", title, _both(error), ok=False, mend=_mend_database(database))
    except Exception as error:  # noqa: BLE001 - whatever the driver says is what the user needs
        words = str(getattr(error, "orig", error)).strip().splitlines()[0][:200]
        seen = Text(words, words)
        yield Finding("database", title, seen, ok=False, mend=_mend_database(database))
    else:
        yield from found


def unreadable_kinds(connection: Connection) -> Iterator[Finding]:
    """Say whether each kind of facility in the database can be read; the others are not there."""
    if connection.scalar(text("SELECT to_regclass('kinds')")) is None:
        return
    title, without = Text("设施类型", "kinds of facilities"), left_out(connection)
    seen = Text("均可读取", "all can be read")
    if without:
        named = [
            Text(f"{one.id}：{one.text('zh')}", f"{one.id}: {one.text('en')}") for one in without
        ]
        seen = Text("；".join(one.zh for one in named), "; ".join(one.en for one in named))
    mend = Text(
        "改正文件后执行 flask kinds add 文件 --replace，或 flask kinds remove 类型；其数据保持不变",
        "mend its file and run flask kinds add FILE --replace, or flask kinds remove KIND; its data"
        " stay as they are",
    )
    yield Finding("kinds", title, seen, ok=not without, mend=mend)


def _both(error: LayerError) -> Text:
    return Text(error.text("zh"), error.text("en"))


def _mend_database(database: Database) -> Text:
    if not database.embedded:
        return Text("检查 DATABASE_URL 与该服务器", "check DATABASE_URL and that server")
    return Text(
        f"查看 {database.folder} 中的 server.log，见 docs/how-to/run.md",
        f"see server.log below {database.folder}, and docs/how-to/run.md",
    )


def server(connection: Connection) -> Iterator[Finding]:
    """Say what the database server is made of and who works in it."""
    found = str(connection.scalar(text("SHOW server_version")))
    yield version(
        "postgresql", Text("PostgreSQL", "PostgreSQL"), found, kind="postgresql", mend=NEWER
    )
    schema = connection.scalar(
        text(
            "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
            " WHERE e.extname = 'postgis'"
        )
    )
    if schema is None:
        none = Text("尚未启用", "not switched on yet")
        first = Text("执行 make serve 一次", "run make serve once")
        yield Finding("postgis", Text("PostGIS", "PostGIS"), none, ok=False, mend=first)
    else:
        quoted = connection.dialect.identifier_preparer.quote(str(schema))
        for part, function, kind in (
            ("PostGIS", "postgis_lib_version", "postgis"),
            ("GEOS", "postgis_geos_version", "geos"),
            ("PROJ", "postgis_proj_version", "proj"),
        ):
            release = str(connection.scalar(text(f"SELECT {quoted}.{function}()"))).split(" ")[0]
            name, title = part.lower(), Text(part, part)
            if part != "PostGIS":
                name, title = f"{name}_postgis", _of(part, "PostGIS")
            yield version(name, title, release, kind=kind, mend=NEWER)
    yield roles(connection)


def roles(connection: Connection) -> Finding:
    """Name this command's role and those of the sessions in the database."""
    own = connection.scalar(text("SELECT current_user"))
    rows = connection.execute(
        text(
            "SELECT a.usename, r.rolsuper, count(*) FROM pg_stat_activity a"
            " JOIN pg_roles r ON r.rolname = a.usename"
            " WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()"
            " GROUP BY 1, 2 ORDER BY 1"
        )
    )
    at_work = [f"{name}{' (superuser)' if every else ''} x {count}" for name, every, count in rows]
    words = "; ".join([f"flask: {own}", *at_work])
    return Finding("roles", Text("数据库角色", "database roles"), Text(words, words))
