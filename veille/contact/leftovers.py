"""What of messages lies in files of the data folder, beside the database: mails that were written as files, for want
of a mail server, and messages that wait there for the database.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from veille.contact.models import Retention

# Nobody needs a mail for longer: the links in it are dead, the message it tells of is at the desk.
MAIL_KEPT = timedelta(days=30)
_REFERENCE = re.compile(rb"V-[0-9A-Z]{4}-[0-9A-Z]{2}")
# As Django names them; a folder of somebody's own may hold other things.
_MAIL = "[0-9]*-[0-9]*-*.log"


def about(*, references: set[str] = frozenset(), email: str = "") -> list[Path]:
    """The files that name one of these messages or this address."""
    return [file for file in _files() if _names(file, {one.encode() for one in references}, email)]


def outlived(at: datetime) -> list[Path]:
    """Mails too old to be of use, and messages that waited longer than any may be kept."""
    longest = timedelta(days=max(Retention.LONGEST.values()))
    return [
        file
        for files, kept in ((_mails(), MAIL_KEPT), (_spooled(), longest))
        for file in files
        if file.stat().st_mtime <= (at - kept).timestamp()
    ]


def remove(files: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)


def _files() -> Iterator[Path]:
    yield from _mails()
    yield from _spooled()  # last: where removing fails, nothing that exists only here is gone yet


def _mails() -> Iterator[Path]:
    configured = settings.MAILERS["default"].get("OPTIONS", {}).get("file_path")
    for folder in dict.fromkeys([settings.DATA_DIR / "mail", *([Path(configured)] if configured else [])]):
        yield from sorted(folder.glob(_MAIL))


def _spooled() -> Iterator[Path]:
    yield from (file for file in sorted((settings.DATA_DIR / "spool").glob("*")) if file.is_file())


def _names(file, references, email):
    try:
        held = file.read_bytes()
    except FileNotFoundError:  # taken in by somebody else just now
        return False
    if references & set(_REFERENCE.findall(held)):
        return True
    return any(word.encode() in held.lower() for word in _spellings(email.strip().lower()))


def _spellings(email):
    """As it stands, as JSON writes it, as a mail's header does."""
    if not email:
        return []
    name, _at, host = email.rpartition("@")
    return {email, json.dumps(email)[1:-1].lower(), f"{name}@{host.encode('idna').decode()}" if _fits(host) else email}


def _fits(host):
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True
