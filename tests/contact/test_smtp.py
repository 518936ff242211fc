"""The mails, handed to a mail server over the wire: to whom they go, what happens without encryption or in the dark."""

import socket
import socketserver
import threading
from datetime import timedelta

import pytest

from tests import factories
from veille.contact import mailing
from veille.contact.models import Entry, Mail
from veille.lib.configuration import mailer


class Conversation(socketserver.StreamRequestHandler):
    """As much of a mail server as a notice needs. Offers no STARTTLS."""

    def handle(self):
        self.say("220 ready")
        for line in self.rfile:
            self.server.heard.append(line.decode().rstrip("\r\n"))
            verb = line[:4].upper()
            if verb == b"QUIT":
                return self.say("221 bye")
            self.say("354 go on" if verb == b"DATA" else "250 fine")
            if verb == b"DATA":
                self.read_letter()
        return None

    def read_letter(self):
        lines = iter(self.rfile.readline, b".\r\n")
        self.server.letters.append(b"".join(lines).decode())
        if not self.server.is_slow:
            self.say("250 taken")

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def server():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        server.heard, server.letters, server.is_slow = [], [], False
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def sent_by(settings, server, tmp_path):
    """`sent_by("smtp")`: mails go to the server in the way that scheme of EMAIL_URL says."""
    settings.CONTACT_RECIPIENTS = ["equipe@example.org", "astreinte@example.org"]
    settings.DEFAULT_FROM_EMAIL = "veille@example.org"
    settings.CONTACT_ACKNOWLEDGE = False

    def configure(scheme, **options):
        found = mailer(f"{scheme}://127.0.0.1:{server.server_address[1]}", tmp_path)
        settings.MAILERS = {"default": found | {"OPTIONS": found["OPTIONS"] | options}}

    return configure


def envelope(server):
    return [line.split(" ")[1].lower() for line in server.heard if line[:4].upper() in {"MAIL", "RCPT"}]


def headers(letter):
    """{name: value}, in the order of the wire."""
    return dict(line.split(": ", 1) for line in letter.partition("\r\n\r\n")[0].splitlines() if line[:1].strip())


def test_notice_goes_to_exactly_the_team(sent_by, server, inquiry, run_tasks):
    sent_by("smtp")
    inquiry(email="zoe@visiteuse.example", name="Bcc: tous@example.com", message="Secret numéro sept.")
    run_tasks()
    assert envelope(server) == ["from:<veille@example.org>", "to:<equipe@example.org>", "to:<astreinte@example.org>"]
    [letter] = server.letters
    addressed = [line for line in letter.splitlines() if "@visiteuse.example" in line or "tous@" in line]
    assert addressed == ["Reply-To: zoe@visiteuse.example"]
    assert "sept" not in letter


NAMES = ["Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Subject", "From", "To"]


def test_acknowledgement_and_answer_go_to_the_sender_alone(sent_by, server, inquiry, run_tasks, settings):
    sent_by("smtp")
    settings.CONTACT_ACKNOWLEDGE = True
    factories.identity(contact_email="cellule@example.org")
    kept = inquiry(
        email="zoe@visiteuse.example",
        name="Zoé\r\nBcc: tous@example.com",
        organisation="\nTo: tous@example.com",
        message="\r\n.\r\nRCPT TO:<tous@example.com>\r\n",
    )
    entry = Entry.objects.create(inquiry=kept, kind=Entry.Kind.ANSWER, text="Bonjour,\n.\nBcc: tous@example.com")
    mailing.post(inquiry=kept, kind=Mail.Kind.ANSWER, entry=entry)
    run_tasks()
    assert envelope(server)[3:] == ["from:<veille@example.org>", "to:<zoe@visiteuse.example>"] * 2
    _notice, acknowledgement, answer = map(headers, server.letters)
    assert [*acknowledgement] == [*NAMES, "Reply-To", "Date", "Message-ID", "Auto-Submitted"]
    assert [*answer] == [*NAMES, "Reply-To", "Date", "Message-ID", "In-Reply-To", "References"]
    assert [(one["From"], one["To"], one["Reply-To"]) for one in (acknowledgement, answer)] == [
        ("veille@example.org", "zoe@visiteuse.example", "cellule@example.org")
    ] * 2
    assert "tous@" not in server.letters[1]
    assert "\r\n..\r\nBcc: tous@example.com" in server.letters[2]  # in the text, its dot doubled as the wire asks


def test_mail_waits_when_encryption_is_refused(sent_by, server, inquiry, run_tasks):
    sent_by("smtp+tls")
    inquiry()
    run_tasks()
    waiting = Mail.objects.get()
    assert (server.letters, waiting.sent_at, waiting.trouble) == ([], None, Mail.Trouble.ENCRYPTION)
    sent_by("smtp")
    run_tasks(until=timedelta(minutes=1))
    sent = Mail.objects.get()
    assert (len(server.letters), sent.is_perhaps_twice) == (1, False)


def test_mail_waits_for_a_server_that_is_down(sent_by, server, inquiry, run_tasks, settings):
    sent_by("smtp")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        sent_by("smtp", port=closed.getsockname()[1])
        inquiry()
        run_tasks()
    waiting = Mail.objects.get()
    assert (waiting.sent_at, waiting.trouble) == (None, Mail.Trouble.UNREACHABLE)
    sent_by("smtp")
    run_tasks(until=timedelta(minutes=1))
    assert len(server.letters) == 1


def test_mail_waits_for_a_server_that_says_nothing(sent_by, server, inquiry, run_tasks):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        sent_by("smtp", port=silent.getsockname()[1], timeout=0.1)
        inquiry()
        run_tasks()
    waiting = Mail.objects.get()
    assert (waiting.sent_at, waiting.trouble, waiting.trying_since) == (None, Mail.Trouble.UNREACHABLE, None)
    sent_by("smtp")
    run_tasks(until=timedelta(minutes=1))
    sent = Mail.objects.get()
    assert (len(server.letters), sent.is_perhaps_twice) == (1, False)


def test_mail_that_a_slow_server_took_without_saying_so_is_perhaps_twice(sent_by, server, inquiry, run_tasks):
    sent_by("smtp", timeout=0.1)
    server.is_slow = True
    inquiry()
    run_tasks()
    assert (len(server.letters), Mail.objects.get().sent_at) == (1, None)
    server.is_slow = False
    sent_by("smtp")
    run_tasks(until=timedelta(minutes=1))
    assert (len(server.letters), Mail.objects.get().is_perhaps_twice) == (2, True)
    assert headers(server.letters[0])["Message-ID"] == headers(server.letters[1])["Message-ID"]
