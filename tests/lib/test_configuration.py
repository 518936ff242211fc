import logging
import re
import socketserver
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from veille.lib.configuration import OneLine, kept_secret, mailer


def test_secret_is_made_once_and_kept(tmp_path):
    path = tmp_path / "new" / "secret"
    first = kept_secret(path)
    assert len(first) >= 50
    assert kept_secret(path) == first


def test_secret_is_its_owners_only_and_leaves_no_draft(tmp_path):
    kept_secret(tmp_path / "secret")
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_secret_is_one_for_all_who_start_together(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(kept_secret, [tmp_path / "secret"] * 64))
    assert secrets == {(tmp_path / "secret").read_text()}


@pytest.mark.parametrize(
    ("address", "options"),
    [
        (
            "smtp://mail.example",
            {"host": "mail.example", "port": 25, "use_ssl": False, "use_tls": False, "timeout": 20},
        ),
        (
            "smtp://team%40a.example:p%3Aw@mail.example:2525?tls=1",
            {
                "host": "mail.example",
                "port": 2525,
                "use_ssl": False,
                "use_tls": True,
                "timeout": 20,
                "username": "team@a.example",
                "password": "p:w",
            },
        ),
        (
            "smtp+tls://mail.example",
            {"host": "mail.example", "port": 587, "use_ssl": False, "use_tls": True, "timeout": 20},
        ),
        (
            "smtps://mail.example",
            {"host": "mail.example", "port": 465, "use_ssl": True, "use_tls": False, "timeout": 20},
        ),
    ],
)
def test_mail_address_becomes_a_mailer(address, options):
    assert mailer(address, Path("mail")) == {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": options,
    }


@pytest.mark.parametrize(("address", "folder"), [("", "mail"), ("file:///tmp/a%20b", "/tmp/a b")])  # noqa: S108
def test_mail_goes_to_files_without_a_server(address, folder):
    assert mailer(address, Path("mail"))["OPTIONS"] == {"file_path": folder}


@pytest.mark.parametrize("address", ["http://user:secret@mail.example", "smtp://", "smtp:secret"])
def test_mail_address_of_another_kind_is_refused_without_being_shown(address):
    with pytest.raises(ValueError, match="EMAIL_URL must be") as refusal:
        mailer(address, Path("mail"))
    assert "secret" not in str(refusal.value)


class PlainServer(socketserver.StreamRequestHandler):
    """Speaks SMTP and offers no STARTTLS."""

    def handle(self):
        self.wfile.write(b"220 test\r\n")
        for line in self.rfile:
            self.server.heard.append(line.decode().strip())
            self.wfile.write(b"502 no\r\n" if line.upper().startswith(b"STARTTLS") else b"250 ok\r\n")
            if line.upper().startswith(b"QUIT"):
                return


@pytest.fixture
def plain_server():
    with socketserver.TCPServer(("127.0.0.1", 0), PlainServer) as server:
        server.heard = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_mail_stays_here_when_encryption_is_refused(plain_server):
    made = mailer(f"smtp://user:secret@127.0.0.1:{plain_server.server_address[1]}?tls=1", Path("mail"))
    backend = import_string(made["BACKEND"])(alias="default", **made["OPTIONS"])
    with pytest.raises(Exception, match="STARTTLS"):
        backend.send_messages([EmailMessage("Sujet", "Texte", "a@example.org", ["b@example.org"])])
    backend.close()
    assert {line.split()[0].upper() for line in plain_server.heard} <= {"EHLO", "QUIT"}


def test_log_line_cannot_be_forged_or_painted():
    record = logging.LogRecord("veille", logging.INFO, "", 0, "a\r\nINFO forged\x1b[2J\u2028b", (), None)
    assert OneLine("%(message)s").format(record) == r"a\r\nINFO forged\x1b[2J\u2028b"


def test_address_that_is_a_key_is_not_told():
    pattern = settings.LOGGING["formatters"]["line"]["secret"]
    for address in [
        "/relecture/0a1b.Zz-9_/image/x.avif",
        "/confidentialite/mes-donnees/Mg:1a:b_c/",
        "/admin/password/MQ/c4-ab/",
    ]:
        record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Server Error: %s", (address,), None)
        said = OneLine("%(message)s", secret=pattern).format(record)
        assert "…" in said
        assert not {"0a1b", "Mg:1a", "MQ"} & set(re.split(r"[/.]", said))
