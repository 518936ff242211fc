"""What settings.py needs to turn environment variables into Django's own settings."""

import contextlib
import logging
import os
import re
import secrets
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


def kept_secret(path: Path) -> str:
    """The secret in this file, made at first use. Processes that start together agree on one."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Written whole under another name (which mkstemp makes for its owner only), then linked: nobody reads half
        # of it, and whoever links second keeps the first.
        handle, draft = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(60))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        os.unlink(draft)
    return path.read_text().strip()


def mailer(address: str, folder: Path) -> dict:
    """An EMAIL_URL as one entry of MAILERS; empty: one file a message in `folder`.

    smtp://user:password@host:port (add ?tls=1 for STARTTLS), smtps:// for TLS from the start, file:///folder.
    STARTTLS that is refused fails the sending: nothing goes out in clear. Raises ValueError for anything else.
    """
    parts = urlsplit(address)
    if parts.scheme in {"", "file"}:
        return {
            "BACKEND": "veille.lib.mail.ReadableFiles",
            "OPTIONS": {"file_path": unquote(parts.path) or str(folder)},
        }
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not parts.hostname:
        # The address holds a password: it stays out of the message.
        raise ValueError("EMAIL_URL must be smtp://user:password@host:port, smtps://… or file:///folder")
    starttls = parts.scheme == "smtp+tls" or parse_qs(parts.query).get("tls") == ["1"]
    options = {
        "host": parts.hostname,
        "port": parts.port or (465 if parts.scheme == "smtps" else 587 if starttls else 25),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": starttls,
        "timeout": 20,
    }
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class OneLine(logging.Formatter):
    """One event, one line: what is logged can neither forge a second event by a line break nor paint the screen.

    `secret` is a pattern whose first group may be told and whose rest may not: an address that is a key.
    """

    def __init__(self, *args, secret: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.secret = re.compile(secret) if secret else None

    def format(self, record: logging.LogRecord) -> str:
        line = _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), super().format(record))
        return self.secret.sub(r"\1…", line) if self.secret else line
