"""The one way out of the house: reads a public web page, or asks whether it stands, and nothing inside a network.

A name is resolved once; every address it has must be public, and the connection goes to one of these very addresses,
so that a name which changes its mind in between (DNS rebinding) gains nothing. Each redirect is judged anew. Time, size
and type are bounded; no proxy, no cookie, no credentials.
"""

import contextlib
import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

CONNECT_SECONDS, TOTAL_SECONDS = 5.0, 10.0
LIMIT = 2 * 1024 * 1024
REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
_ADDRESS = "/%:?#[]@!$&'()*+,;=~"  # what keeps its meaning in an address
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|[0-9a-f:.]+:[0-9a-f:.]*")
_UNICAST = ipaddress.ip_network("2000::/3")
_RELAYS = [ipaddress.ip_network(text) for text in ("192.88.99.0/24", "2002::/16", "2001::/32", "3fff::/20")]


class NotFetched(Exception):
    """Why there is no page, in words for who asked for it; `status` when a server answered with an error."""

    def __init__(self, words: str, *, status: int | None = None):
        super().__init__(words)
        self.status = status


class NotOpened(NotFetched):
    """We did not go there, or not to the end: nothing is learnt of what stands at the address."""


@dataclass(frozen=True)
class Fetched:
    address: str  # after redirects
    type: str
    charset: str  # as the server declares it, or empty
    body: bytes


@dataclass(frozen=True)
class Target:
    scheme: str
    host: str
    port: int
    path: str


def fetch(address: str, *, types: Collection[str]) -> Fetched:
    """The page at this address, if it is of one of these media types. Raises NotFetched."""
    with _arrived(address) as (there, response):
        return _read(there, response, types)


def status_of(address: str) -> int:
    """What the site answers at the end of the redirects, whatever stands there: no byte of the body is asked for."""
    with _arrived(address) as (_there, response):
        return response.status


@contextlib.contextmanager
def _arrived(address: str) -> Iterator[tuple[str, BaseHTTPResponse]]:
    """Where the redirects lead and what answers there, its body unread. Raises NotFetched."""
    deadline = time.monotonic() + TOTAL_SECONDS
    for _hop in range(REDIRECTS + 1):
        with _answer(_target(address), deadline) as response:
            if response.status not in {301, 302, 303, 307, 308}:
                yield address, response
                return
            address = _onward(address, response.headers.get("Location", ""))
    raise NotOpened(_("The page redirects again and again."))


# --- where to -----------------------------------------------------------------------------------------


def _target(address: str) -> Target:
    try:
        parts = urlsplit(address.strip())
        usual = PORTS[parts.scheme]
        host = (parts.hostname or "").rstrip(".")
        host = host if ":" in host else host.encode("idna").decode().lower()
        port = usual if parts.port is None else parts.port
    except (ValueError, KeyError):
        host = ""
    if not _HOST.fullmatch(host):
        raise NotOpened(_("This is not a full web address, with http:// or https://."))
    if parts.username is not None or parts.password is not None:
        raise NotOpened(_("An address with a user name or a password is not opened."))
    if port not in PORTS.values() and host not in settings.FETCH_ALLOW:
        raise NotOpened(_("This address leads to an unusual port: it is not opened."))
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_ADDRESS)
    return Target(parts.scheme, host, port, path)


def _onward(address: str, location: str) -> str:
    # A header comes as Latin-1, whatever its bytes meant: quoted as bytes they mean it again.
    onward = urljoin(address, quote(location, safe=_ADDRESS, encoding="latin-1", errors="replace"))
    if not location:
        raise NotFetched(_("The page redirects to nowhere."))
    if urlsplit(address).scheme == "https" and urlsplit(onward).scheme == "http":
        raise NotOpened(_("The page redirects to an address without protection (http://)."))
    return onward


def is_public(address: str) -> bool:
    """Whether this IP address is one of the open internet: no private, local or relayed spelling of one."""
    ip = ipaddress.ip_address(address)
    if ip.version == 6 and ip not in _UNICAST:  # so neither ::1, ::ffff:127.0.0.1, fe80::, fec0:: nor 64:ff9b::
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not any(ip in net for net in _RELAYS)


def _places(target: Target, deadline: float) -> list[tuple]:
    """(family, socket address) of every address the name has, asked for once. Raises NotFetched."""
    if allowed := settings.FETCH_ALLOW.get(target.host):
        parts = urlsplit(f"//{allowed}")
        return _resolved(parts.hostname, parts.port or target.port, deadline)
    places = _resolved(target.host, target.port, deadline)
    if not all(is_public(place[0]) for _family, place in places):
        raise NotOpened(_("This address leads inside a network: it is not opened."))
    return places


def _resolved(host: str, port: int, deadline: float) -> list[tuple]:
    # In a thread of its own: the system's resolver knows no time limit.
    answers = queue.SimpleQueue()

    def ask():
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put([(family, place) for family, _kind, _protocol, _name, place in found])
        except (OSError, UnicodeError):
            answers.put([])

    threading.Thread(target=ask, daemon=True).start()
    try:
        places = answers.get(timeout=_left(deadline, CONNECT_SECONDS))
    except queue.Empty:
        raise NotFetched(_slow()) from None
    if not places:
        raise NotFetched(_("No site answers to the name %(host)s.") % {"host": host})
    return places


# --- the connection -----------------------------------------------------------------------------------


class Guarded(HTTPConnection):
    """Speaks over a socket that is already open to a checked address; it can open no other."""

    auto_open = 0

    def __init__(self, target: Target, sock: socket.socket):
        super().__init__(target.host, target.port, timeout=sock.gettimeout())
        self.default_port = PORTS[target.scheme]
        self.sock = sock


@contextlib.contextmanager
def _answer(target: Target, deadline: float) -> Iterator[BaseHTTPResponse]:
    """The answer, its body unread; whatever goes wrong until it is closed comes out as NotFetched."""
    try:
        with _opened(_places(target, deadline), deadline) as plain, _ended(plain, deadline):
            sock = _secured(plain, target.host) if target.scheme == "https" else plain
            with contextlib.closing(Guarded(target, sock)) as connection:
                connection.request("GET", target.path, headers=_headers(), preload_content=False)
                with contextlib.closing(connection.getresponse()) as response:
                    _left(deadline)  # what looks like the end of the headers, or of the body, may be our own doing
                    yield response
                    _left(deadline)
    except ssl.SSLCertVerificationError:
        raise NotFetched(_("The site’s certificate is not valid.")) from None
    except (OSError, HTTPError, HTTPException, ValueError) as failure:
        _left(deadline)
        raise NotFetched(_("The site does not answer, or not as a web site does.")) from failure


def _headers() -> dict[str, str]:
    return {
        "User-Agent": f"Veille (+{settings.SITE_URL}/)",
        "Accept": "*/*",
        "Accept-Language": "fr, en;q=0.8, *;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


def _opened(places: list[tuple], deadline: float) -> socket.socket:
    """A socket to the first of these places that takes it."""
    for family, place in places:
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.settimeout(_left(deadline, CONNECT_SECONDS))
        try:
            sock.connect(place)
        except OSError as refused:
            sock.close()
            failure = refused
        else:
            sock.settimeout(_left(deadline))
            return sock
    raise NotFetched(_slow() if isinstance(failure, TimeoutError) else _("The site does not answer.")) from failure


def _secured(sock: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(sock, server_hostname=host)


@contextlib.contextmanager
def _ended(sock: socket.socket, deadline: float) -> Iterator[None]:
    """Ends the connection at the deadline: a socket's own timeout starts anew with each byte that drips in."""
    with sock.dup() as same:  # TLS takes the first one over

        def end():
            with contextlib.suppress(OSError):
                same.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(_left(deadline), end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _left(deadline: float, most: float = TOTAL_SECONDS) -> float:
    """Seconds left, `most` at most. Raises NotFetched when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise NotFetched(_slow())
    return min(left, most)


def _slow() -> str:
    return _("The site takes too long to answer.")


# --- what comes back ----------------------------------------------------------------------------------


def _read(address: str, response: BaseHTTPResponse, types: Collection[str]) -> Fetched:
    if response.status != 200:
        words = _("The page answers with an error (%(status)d).") % {"status": response.status}
        raise NotFetched(words, status=response.status)
    kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if kind not in types:
        raise NotFetched(_("What stands there is of another kind (%(type)s).") % {"type": kind[:60] or "?"}, status=200)
    if response.headers.get("Content-Encoding", "identity").strip().lower() not in {"identity", "gzip", "x-gzip", ""}:
        raise NotFetched(_("The page is packed in a way that cannot be read."), status=200)
    charset = re.search(r"charset=[\"']?([\w.:-]{1,40})", response.headers.get("Content-Type", ""), re.IGNORECASE)
    return Fetched(address, kind, charset[1].lower() if charset else "", _body(response))


def _body(response: BaseHTTPResponse) -> bytes:
    parts, size = [], 0
    while part := response.read(64 * 1024, decode_content=True):
        parts.append(part)
        size += len(part)
        if size > LIMIT:
            raise NotFetched(_("The page is too large."), status=200)
    return b"".join(parts)
