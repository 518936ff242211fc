"""Ways in which a database refuses, each as a context: `with outages.gone(): …`."""

import sqlite3
from contextlib import contextmanager

import psycopg
from django.db import OperationalError, connection


@contextmanager
def gone():
    """The file that cannot be opened, the server that does not listen."""
    unreachable = {"sqlite": {"NAME": "/nowhere/db.sqlite3"}, "postgresql": {"HOST": "127.0.0.1", "PORT": "1"}}
    usual = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(unreachable[connection.vendor])
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)


@contextmanager
def locked():
    """Somebody writes, or changes the table, and does not come to an end."""
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        names = ("host", "port", "user", "password", "dbname")
        found = connection.get_connection_params()
        other = psycopg.connect(**{name: found[name] for name in names if name in found})
        other.execute("LOCK TABLE contact_inquiry IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        other.rollback() if connection.vendor == "postgresql" else other.execute("ROLLBACK")
        other.close()


@contextmanager
def full():
    """No room for one page more. PostgreSQL shares its disk with everything here: its answer alone is imitated."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
            yield
            cursor.execute("PRAGMA max_page_count = 1073741823")
    else:
        with connection.execute_wrapper(_could_not_extend):
            yield


def _could_not_extend(execute, sql, params, many, context):
    if sql.startswith("INSERT"):
        raise OperationalError("could not extend file: No space left on device")
    return execute(sql, params, many, context)


ALL = [gone, locked, full]
