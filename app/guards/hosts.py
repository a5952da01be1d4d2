"""Which names this service answers to, who may be reached from outside, and whom it believes.

A page of another site can lead a browser to this machine under a name of its own; answering to
known names alone stops that. What a proxy says of a client counts only from a known proxy.
"""

import re
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from flask import Flask, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import SettingError, Settings
from layers.errors import LayerError
from layers.text import Text

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
HOST = re.compile(r"([a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?", re.ASCII | re.IGNORECASE)
WHOLE_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://([^/?#]*)", re.ASCII | re.IGNORECASE)
HIGHEST_PORT = 65_535
LONGEST_TOLD = 100
FORWARDED = "HTTP_X_FORWARDED_"


class UntrustedHostError(LayerError):
    """The request names a host that this service does not answer to."""

    message = Text(
        "本服务不以主机名“{host}”应答；若它属于本服务，请把它写入设置 SHEQU_TRUSTED_HOSTS。"
        "现有：{accepted}",
        "this service does not answer to the host '{host}'; if it is one of its names, put it into"
        " the setting SHEQU_TRUSTED_HOSTS. Accepted: {accepted}",
    )


class NotPublicError(LayerError):
    """Others could reach the service, and nobody said that they may."""

    message = Text(
        "监听 {host} 会让其他机器访问本服务：没有账户，能访问端口的人都可读取和修改全部图层的要素、"
        "新建、修改和删除方案、占用计算时间。若确需如此，请加 --public（或 SHEQU_PUBLIC=1）；"
        "否则监听 127.0.0.1",
        "listening on {host} opens the service to other machines: there are no accounts, so whoever"
        " reaches the port can read and edit the features of every layer, make, change and delete"
        " scenarios, and use its computing time. If that is meant, add --public (or"
        " SHEQU_PUBLIC=1); else listen on 127.0.0.1",
    )


OPENED = Text(
    "其他机器可经 {host}:{port} 访问：没有账户，能访问端口的人都可读取和修改全部图层的要素、新建、"
    "修改和删除方案、占用计算时间。接受的主机名：{accepted}（其他名称写入 SHEQU_TRUSTED_HOSTS）",
    "open to other machines at {host}:{port}: there are no accounts, so whoever reaches the port"
    " can read and edit the features of every layer, make, change and delete scenarios, and use its"
    " computing time. Accepted"
    " hosts: {accepted} (others: SHEQU_TRUSTED_HOSTS)",
)


def is_loopback(host: str) -> bool:
    """Say whether only programs of this machine reach what listens on `host`."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def require_public(settings: Settings) -> None:
    """Raise `NotPublicError` where the service would be open without having been opened."""
    if not (settings.public or is_loopback(settings.host)):
        raise NotPublicError(host=settings.host or "*")


def believed(settings: Settings) -> tuple[str, ...]:
    """Return the names that the service answers to, in lower case and without ports.

    Raises
    ------
    SettingError
        One of the named hosts is no host name.
    """
    named = [one.strip().lower() for one in settings.trusted_hosts.split(",") if one.strip()]
    for name in named:
        if not (found := HOST.fullmatch(name)) or found[2]:
            raise SettingError(
                f"SHEQU_TRUSTED_HOSTS: {name!r} is no host name (without scheme and port)"
            )
    own = settings.host.lower()
    try:
        address = ip_address(own)
        own = "" if address.is_unspecified else f"[{address}]" if ":" in own else own
    except ValueError:
        pass
    return tuple(dict.fromkeys([*LOOPBACK, *([own] if own else []), *named]))


def is_trusted(host: str, names: Iterable[str]) -> bool:
    """Say whether a `Host` header, with or without port, is one of `names` (see `believed`)."""
    found = HOST.fullmatch(host)
    if found is None or not 0 < int(found[2] or 80) <= HIGHEST_PORT:
        return False
    name = found[1].lower()
    return any(name == one or (one.startswith(".") and name.endswith(one)) for one in names)


def proxies(settings: Settings) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks of the proxies. Raises `SettingError` for what is no network."""
    named = [one.strip() for one in settings.proxy.split(",") if one.strip()]
    try:
        return tuple(ip_network(one) for one in named)
    except ValueError as error:
        raise SettingError(f"SHEQU_PROXY: {error}") from None


class MissingHostError(LayerError):
    """A request of HTTP/1.1 names no host."""

    message = Text(
        "HTTP/1.1 的请求须带 Host 请求头", "a request of HTTP/1.1 must name its host (header Host)"
    )


class Forwarded:
    """Replaces address, scheme and host by what a known proxy says, and drops what others say."""

    def __init__(
        self, app: "WSGIApplication", known: Iterable[IPv4Network | IPv6Network], hops: int
    ) -> None:
        self._app = app
        self._known = tuple(known)
        self._fixed = ProxyFix(app, x_for=hops, x_proto=hops, x_host=hops)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        if self._is_proxy(environ.get("REMOTE_ADDR", "")):
            return self._fixed(environ, start_response)
        for name in [name for name in environ if name.startswith(FORWARDED)]:
            del environ[name]
        environ.pop("HTTP_FORWARDED", None)
        return self._app(environ, start_response)

    def _is_proxy(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        # A socket for both families writes an IPv4 client as ::ffff:a.b.c.d.
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self._known)


def refuse_foreign() -> None:
    """Refuse a request that names a host that is not ours, or none where it must.

    Raises
    ------
    UntrustedHostError, MissingHostError
        Nothing else was looked at.
    """
    named = request.environ.get("HTTP_HOST")
    if named is None and request.environ.get("SERVER_PROTOCOL") != "HTTP/1.0":
        raise MissingHostError  # RFC 9112, 3.2; programs of HTTP/1.0 know no such header
    names = current_app.config["HOSTS"]
    # The address of a request line that names a host counts above the header (RFC 9112, 3.2.2).
    address = WHOLE_ADDRESS.match(str(request.environ.get("RAW_URI", "")))
    for host in (request.host if named is None else named, *(address.groups() if address else ())):
        if not is_trusted(host, names):
            told = host[:LONGEST_TOLD].encode("ascii", "backslashreplace").decode()
            raise UntrustedHostError(
                host="".join(one if one.isprintable() else "?" for one in told),
                accepted=", ".join(names),
            )


def init_app(app: Flask) -> None:
    """Let `app` answer to its own names alone, and believe its own proxies alone."""
    settings: Settings = app.config["SETTINGS"]
    app.config["HOSTS"] = believed(settings)
    app.before_request(refuse_foreign)
    fixed = Forwarded(app.wsgi_app, proxies(settings), settings.proxy_hops)
    app.wsgi_app = fixed  # type: ignore[method-assign]
