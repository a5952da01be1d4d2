"""Settings: every name, unit, default and help in one table; the only reader of the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from layers.text import Text

ROOT = Path(__file__).parent.parent
VAR = ROOT / "var"
MEGABYTE = 1024 * 1024
LANGUAGE = "SHEQU_LANGUAGE"
_LANGUAGES = ("zh", "en")
_SWITCH = {
    "1": True, "true": True, "yes": True, "on": True,
    "0": False, "false": False, "no": False, "off": False,
}  # fmt: skip
# numbers whose zero means something: any free port, no queue, nothing kept
_MAY_BE_ZERO = frozenset(
    {"PORT", "SHEQU_COMPUTE_WAITING", "SHEQU_COMPUTE_WAIT", "SHEQU_COMPUTE_CACHE_BYTES",
     "SHEQU_CACHE_BYTES", "SHEQU_PROXY_HOPS"}
)  # fmt: skip
_MOST = 2**53


def _about(name: str, zh: str, en: str, unit: str = "") -> dict[str, Any]:
    return {"name": name, "help": Text(zh, en), "unit": unit}


def _setting(default: Any, name: str, zh: str, en: str, unit: str = "") -> Any:
    return field(default=default, metadata=_about(name, zh, en, unit))


@dataclass(frozen=True)
class Settings:
    """What can be set from outside; each field carries its environment name, unit and help."""

    database_url: str = _setting(
        "",
        "DATABASE_URL",
        "已有 PostGIS 的地址；空则使用内嵌数据库",
        "address of a PostGIS; empty: the embedded one",
    )
    app_database_url: str = _setting(
        "",
        "SHEQU_APP_DATABASE_URL",
        "同一数据库中应用角色的地址；空则自动建立该角色",
        "address of the same database for the application's role; empty: the role is made",
    )
    secret: str = _setting(
        "",
        "SHEQU_SECRET_KEY",
        "签名 Cookie 的密钥；空则保存在文件夹中",
        "key that signs cookies; empty: one is kept in the folder",
    )
    folder: Path = field(
        default=VAR,
        metadata=_about(
            "SHEQU_FOLDER",
            "数据库、密钥与自有标准的文件夹",
            "folder of the database, the secret key and own standards",
        ),
    )
    host: str = _setting("127.0.0.1", "SHEQU_HOST", "监听地址", "address to listen on")
    public: bool = _setting(
        default=False,
        name="SHEQU_PUBLIC",
        zh="允许其他机器访问；没有账户，能访问端口的人都可读写方案",
        en="may be reached from other machines; without accounts, whoever reaches it may write",
    )
    port: int = _setting(8000, "PORT", "监听端口", "port to listen on")
    workers: int = _setting(2, "SHEQU_WORKERS", "工作进程数", "worker processes")
    request_timeout: int = _setting(
        60, "SHEQU_REQUEST_TIMEOUT", "单个请求的时限", "limit of a request", "s"
    )
    statement_timeout: int = _setting(
        20_000, "SHEQU_STATEMENT_TIMEOUT", "单条 SQL 的时限", "limit of one SQL statement", "ms"
    )
    lock_timeout: int = _setting(
        4_000,
        "SHEQU_LOCK_TIMEOUT",
        "请求等待他人写入的时限",
        "longest wait of a request for somebody who writes",
        "ms",
    )
    solver_seconds: float = _setting(
        30.0,
        "SHEQU_SOLVER_SECONDS",
        "网页与接口求解的时限",
        "longest search that a request may ask for",
        "s",
    )
    request_seconds: float = _setting(
        30.0,
        "SHEQU_REQUEST_SECONDS",
        "单个请求的计算时间上限：估计更久的即被拒绝",
        "most time that one request may compute: what is estimated to take longer is refused",
        "s",
    )
    request_memory: int = _setting(
        1000 * MEGABYTE,
        "SHEQU_REQUEST_MEMORY",
        "单个请求的计算进程的内存上限",
        "most memory of the process that computes one request",
        "byte",
    )
    compute_socket: str = _setting(
        "",
        "SHEQU_COMPUTE_SOCKET",
        "计算服务的套接字；空则在本进程内计算",
        "socket of the computing service; empty: computed in the same process",
    )
    compute_workers: int = _setting(3, "SHEQU_COMPUTE_WORKERS", "计算进程数", "computing processes")
    compute_waiting: int = _setting(
        16,
        "SHEQU_COMPUTE_WAITING",
        "排队的计算上限，超出即拒绝",
        "computations that may wait; more are refused",
    )
    compute_wait: float = _setting(
        15.0, "SHEQU_COMPUTE_WAIT", "排队的最长时间", "longest wait in the queue", "s"
    )
    compute_cache_bytes: int = _setting(
        160 * MEGABYTE,
        "SHEQU_COMPUTE_CACHE_BYTES",
        "每个计算进程的缓存上限",
        "cache limit of a computing process",
        "byte",
    )
    pool_size: int = _setting(
        8, "SHEQU_POOL_SIZE", "每进程的数据库连接数", "database connections of a worker"
    )
    cache_bytes: int = _setting(
        96 * MEGABYTE, "SHEQU_CACHE_BYTES", "每进程的缓存上限", "cache limit of a worker", "byte"
    )
    page_limit: int = _setting(
        20_000,
        "SHEQU_PAGE_LIMIT",
        "一次读取的要素上限",
        "features one request may read",
        "feature",
    )
    rate_limit: str = _setting(
        "",
        "SHEQU_RATE_LIMIT",
        "限流，如 600/minute，不计瓦片；空为不限",
        "such as 600/minute, tiles apart; empty: none",
    )
    trusted_hosts: str = _setting(
        "",
        "SHEQU_TRUSTED_HOSTS",
        "除本机名外还接受的主机名，逗号分隔；.example.org 含其下各名",
        "host names accepted beside those of this machine, with commas; .example.org: all below it",
    )
    proxy: str = _setting(
        "",
        "SHEQU_PROXY",
        "反向代理的地址或网段，逗号分隔；只相信它们的 X-Forwarded-*",
        "addresses or networks of reverse proxies, with commas; only their X-Forwarded-* count",
    )
    proxy_hops: int = _setting(
        1, "SHEQU_PROXY_HOPS", "请求经过的代理个数", "proxies that a request passes"
    )
    default_area: str = _setting(
        "dongcheng", "SHEQU_DEFAULT_AREA", "首页打开的区域", "area that the start page opens"
    )
    language: str = _setting("zh", LANGUAGE, "默认语言", "default language")
    cross_origins: str = _setting(
        "",
        "SHEQU_CORS_ORIGINS",
        "可从网页脚本只读访问接口的其他网站，逗号分隔，如 https://map.example.org；"
        "* 为所有网站；空为无",
        "other sites whose scripts may read the API, with commas, such as https://map.example.org;"
        " *: all; empty: none",
    )
    secure_cookies: bool = _setting(
        default=False,
        name="SHEQU_SECURE_COOKIES",
        zh="仅经 HTTPS 发送 Cookie",
        en="send cookies over HTTPS only",
    )

    @property
    def postgres_folder(self) -> Path:
        """Folder of the embedded database cluster."""
        return self.folder / "postgres"

    @property
    def standards_folder(self) -> Path:
        """Folder of the planner's own standards."""
        return self.folder / "standards"

    def secret_key(self) -> str:
        """Return the key that signs cookies, made on the first start and kept in `folder`."""
        if self.secret:
            return self.secret
        path = self.folder / "secret_key"
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
                new.write(secrets.token_hex(32))
        except FileExistsError:
            pass
        return path.read_text(encoding="ascii")


class SettingError(ValueError):
    """A setting from the environment cannot be read."""


def load_settings(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Read the settings from the environment; `overrides` win.

    Raises
    ------
    SettingError
        A value is not of its kind, or makes no sense (workers: -1); the message names the
        variable and what is accepted.
    """
    source = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for entry in fields(Settings):
        name = entry.metadata["name"]
        if source.get(name):
            values[entry.name] = _typed(name, source[name], entry.default)
    return Settings(**(values | overrides))


def _typed(name: str, text: str, default: Any) -> Any:
    if isinstance(default, bool):
        if text.lower() not in _SWITCH:
            raise SettingError(f"{name}={text!r}: must be one of {', '.join(_SWITCH)}")
        return _SWITCH[text.lower()]
    if isinstance(default, Path):
        return Path(text).resolve()
    try:
        value = type(default)(text)
    except ValueError:
        expected = type(default).__name__
        raise SettingError(f"{name}={text!r}: must be of type {expected}") from None
    _require_sense(name, value)
    return value


def _require_sense(name: str, value: str | float) -> None:
    """Refuse numbers that no process can keep to, and a language that is not spoken."""
    if name == LANGUAGE and value not in _LANGUAGES:
        raise SettingError(f"{name}={value!r}: must be one of {', '.join(_LANGUAGES)}")
    if isinstance(value, str):
        return
    least = 0 if name in _MAY_BE_ZERO else 1 if isinstance(value, int) else 0.001
    if not least <= value <= _MOST:  # false of NaN too
        raise SettingError(f"{name}={value!r}: must be a number from {least} to {_MOST}")


def child_environment(**changes: str) -> dict[str, str]:
    """Return the environment for a child process, with `changes` on top."""
    return {**os.environ, **changes}


PASSED_ON = (
    *(entry.metadata["name"] for entry in fields(Settings)),
    *("PATH", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TERM", "NO_COLOR", "LD_LIBRARY_PATH"),
)
PASSED_ON_PREFIXES = ("LC_", "PYTHON", "GDAL_", "PROJ_", "OMP_", "OPENBLAS_", "MALLOC_")


def service_environment(changes: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a process that serves: what it reads, and nothing else of ours."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in PASSED_ON or name.startswith(PASSED_ON_PREFIXES)
    }
    return {**kept, **changes}


def terminal_language(environment: Mapping[str, str] | None = None) -> str:
    """Return "zh" or "en" for messages on the terminal, from LC_ALL, LC_MESSAGES or LANG."""
    source = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if source.get(name):
            return "zh" if source[name].lower().startswith("zh") else "en"
    return "en"
