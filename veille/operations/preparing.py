"""What a machine needs before it serves: made at the first start, afterwards only what changed."""

import contextlib
import fcntl
import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, transaction

from summit.models import Event
from veille.accounts import roles
from veille.accounts.models import User
from veille.editions.models import Edition

_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
_ADVISORY_LOCK = 7_632_001


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One preparation at a time: on one machine by a locked file, on a database several share by its own lock."""
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # people's messages are in there
    with (settings.DATA_DIR / "prepare.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor == "postgresql":  # let go when the connection closes
            connection.cursor().execute("SELECT pg_advisory_lock(%s)", [_ADVISORY_LOCK])
        yield


def static_files() -> bool:
    """Collects and compresses static files, which takes seconds, when they changed. Says whether they had."""
    stamp = settings.DATA_DIR / "static.stamp"
    wanted = _digest([settings.BASE_DIR / name for name in ("requirements.txt", "static", "veille/lib/staticfiles.py")])
    collected = (settings.STATIC_ROOT / "staticfiles.json").exists()
    if collected and stamp.exists() and stamp.read_text() == wanted:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)
    return True


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(f"{file.relative_to(settings.BASE_DIR)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


@transaction.atomic
def first_administrator() -> tuple[str, str]:
    """(address, password) of the administrator made because nobody had an account; otherwise the password is empty.

    ADMIN_EMAIL and ADMIN_PASSWORD count only then.
    """
    if User.objects.exists():
        return roles.administrators().order_by("pk").values_list("email", flat=True).first() or "", ""
    password = os.environ.get("ADMIN_PASSWORD") or generated_password()
    user = User.objects.create_user(
        os.environ.get("ADMIN_EMAIL") or "admin@veille.example", password, name="Administration"
    )
    user.groups.add(Group.objects.get(name=roles.ADMINISTRATOR))
    return user.email, password


def generated_password() -> str:
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))


def content() -> bool:
    """Loads the summit brief, with the site's pages, where nothing was ever published. Says whether it did."""
    if Edition.objects.exists() or Event.objects.exists():
        return False
    call_command("load_summit", stdout=io.StringIO())
    return True
