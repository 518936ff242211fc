"""Processes that live and die together. Knows nothing of what they do."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable

PARENT = "VEILLE_PARENT"
LOOK = 0.3  # seconds between two looks at the parent
GRACE = 25  # seconds a child may take to finish what it has in hand: a mail server is given 20


class ChildEnded(Exception):
    """Said to the operator as it is."""


def supervise(lines: dict[str, list[str]], environment: dict, *, ready: Callable[[], bool], announce: Callable) -> None:
    """Runs every command line until SIGINT or SIGTERM, then stops them all; calls `announce` once when `ready`.

    Raises ChildEnded when one of them ended by itself.
    """
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    children, announced = {}, False
    try:
        for name, line in lines.items():
            # A group of its own: Ctrl-C in a terminal comes to us alone, and what a child started ends with it.
            children[name] = subprocess.Popen(line, env=environment | heir(), process_group=0)  # noqa: S603
        while not stopping.wait(0.2):
            for name, child in children.items():
                if child.poll() is not None:
                    raise ChildEnded(f"The {name} ended by itself (code {child.returncode}): everything is stopped.")
            if not announced and ready():
                announced = True
                announce()
    finally:
        _stop(children.values())


def _stop(children) -> None:
    for child in children:
        child.terminate()
    patience = time.monotonic() + GRACE
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0, patience - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):  # also what a killed child left behind
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def heir() -> dict[str, str]:
    """What tells a process that this one starts whom it is to end with: it may be gone before it is asked."""
    return {PARENT: str(os.getpid())}


def end_with_parent() -> None:
    """Asks this process to stop, as SIGTERM does, once the one that started it is gone, even if it was killed; what it
    has in hand then may take as long as `serve` would have waited.
    """
    parent = int(os.environ.get(PARENT, "0")) or os.getppid()

    def watch():
        while os.getppid() == parent:
            time.sleep(LOOK)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()
