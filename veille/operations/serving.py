"""The processes of one machine: the web server and the background worker."""

import contextlib
import http.client
import os
import socket
import sys
import time

from django.conf import settings


class PortTaken(Exception):
    """Said to the operator as it is."""


def commands(*, host: str, port: int, processes: int) -> dict[str, list[str]]:
    """What runs: {name: command line}."""
    return {
        "web server": [sys.executable, "-m", "veille.operations.web", host, str(port), str(processes)],
        "worker": [sys.executable, str(settings.BASE_DIR / "manage.py"), "work"],
    }


def environment(port: int) -> dict[str, str]:
    """Theirs: ours, with the port that SITE_URL follows."""
    return os.environ | {"PORT": str(port), "PYTHONPATH": str(settings.BASE_DIR)}


def ensure_free(host: str, port: int, patience: float = 5) -> None:
    """Raises PortTaken when nobody could listen there, also after so many seconds: what an earlier `serve` that was
    killed left behind is ending by itself.
    """
    until = time.monotonic() + patience
    while (failure := _refusal(host, port)) and time.monotonic() < until:
        time.sleep(0.2)
    if failure:
        raise PortTaken(
            f"Cannot listen on {host}, port {port}: {failure.strerror}. "
            f"Stop what uses it, or choose another: PORT={port + 1} make run"
        )


def _refusal(host: str, port: int) -> OSError | None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as failure:
        return failure
    return None


def answers(host: str, port: int) -> bool:
    """Whether the web server answers, whatever it says."""
    connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=2)  # noqa: S104
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/healthz")
        return bool(connection.getresponse().status)
    return False
