"""How long one waits for a database that is busy."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection

# Seconds that SQLite waits elsewhere for whoever writes; see also settings.py.
USUAL = 20


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Within it, no statement of this thread waits longer than that for a lock, nor PostgreSQL for anything else.

    Raises the database's own error when it does not answer at all.
    """
    _ask(_SHORT[connection.vendor], milliseconds=int(seconds * 1000))
    try:
        yield
    finally:
        # Asking a connection that was lost would open another.
        if connection.connection is not None:
            with suppress(Error):
                _ask(_AS_EVER[connection.vendor], milliseconds=USUAL * 1000)


_SHORT = {
    "sqlite": "PRAGMA busy_timeout = {milliseconds}",
    "postgresql": "SET lock_timeout = {milliseconds}; SET statement_timeout = {milliseconds}",
}
_AS_EVER = {
    "sqlite": "PRAGMA busy_timeout = {milliseconds}",
    "postgresql": "RESET lock_timeout; RESET statement_timeout",
}


def _ask(command: str, **values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(command.format(**values))
