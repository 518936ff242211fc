"""The second half of `make soak`: messages posted while the database, the disk or the mail server fails, and healed
without a hand. The same figures as after kills, and whether those who were refused were told so and kept their text.
"""

import contextlib
import re
import resource
import socketserver
import sqlite3
import tempfile
import threading
import time
from collections import Counter

import psycopg
from soak import Clients, Site, count, settled

LOCK = 10  # seconds that somebody else writes


class Letterbox(socketserver.StreamRequestHandler):
    """As much of a mail server as these mails need; while `hangs`, it says nothing."""

    def handle(self):
        while self.server.hangs:
            time.sleep(0.2)
        self.say("220 ready")
        for line in self.rfile:
            verb = line[:4].upper()
            self.say("354 go on" if verb == b"DATA" else "221 bye" if verb == b"QUIT" else "250 fine")
            if verb == b"DATA":
                letter = b"".join(iter(self.rfile.readline, b".\r\n")).decode()
                self.server.letters.update(re.findall(r"^Message-ID: <(.+)@", letter, re.MULTILINE))
                self.say("250 taken")
            if verb == b"QUIT":
                return

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


class Post(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address, hangs = True, True, False

    def handle_error(self, request, client_address):
        """Whoever hung up was killed."""


@contextlib.contextmanager
def locked(site: Site):
    """Somebody writes for so long."""

    def hold():
        if site.database.name == "SQLite":
            with contextlib.closing(sqlite3.connect(site.database.file, isolation_level=None, timeout=30)) as other:
                other.execute("BEGIN IMMEDIATE")
                time.sleep(LOCK)
                other.execute("ROLLBACK")
        else:
            with psycopg.connect(site.database.address) as other:
                other.execute("LOCK TABLE contact_inquiry IN ACCESS EXCLUSIVE MODE")
                time.sleep(LOCK)

    thread = threading.Thread(target=hold)
    thread.start()
    yield
    thread.join()


@contextlib.contextmanager
def gone(site: Site):
    """The server takes no connection any more, and ends those there are."""
    base = site.database
    base.command(f"ALTER DATABASE {base.database} ALLOW_CONNECTIONS false")
    base.command(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{base.database}'")  # noqa: S608
    yield
    base.command(f"ALTER DATABASE {base.database} ALLOW_CONNECTIONS true")


def full(room: int):
    """No file of the site may be longer than so many bytes."""

    @contextlib.contextmanager
    def limited(site: Site):
        usual = resource.getrlimit(resource.RLIMIT_FSIZE)
        family = site.processes()
        for pid in family:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (room, usual[1]))
        yield
        for pid in family:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, usual)

    return limited


def failures(kind, *, messages: int, clients: int) -> int:
    outages = [("locked for 10 s", locked)]
    if kind.name == "SQLite":
        outages += [("full, not the disk of the spool", full(4096)), ("full, and the disk of the spool", full(0))]
    else:
        outages += [("gone", gone)]
    with tempfile.TemporaryDirectory() as folder, Post(("127.0.0.1", 0), Letterbox) as post:
        post.letters = Counter()
        threading.Thread(target=post.serve_forever, daemon=True).start()
        database = kind(folder)
        site = Site(folder, database, EMAIL_URL=f"smtp://127.0.0.1:{post.server_address[1]}")
        site.start()
        try:
            return meet(site, post, outages, messages // len(outages), clients)
        finally:
            site.stop()
            database.drop()


def meet(site: Site, post: Post, outages: list, messages: int, clients: int) -> int:
    """Each outage in turn, while the mail server takes connections and says nothing."""
    told, wrong = {}, 0
    print(f"{site.database.name}: {messages} messages during each outage, {clients} clients")
    for number, (name, outage) in enumerate(outages):
        # Short, as words that come again and again are set aside, and no mail tells of them.
        writers = Clients(site, messages, clients, name=f"Panne {number}")
        site.ask("GET", "/contact/")
        post.hangs = True
        with outage(site):
            writers.run(accepted=(303, 503))
        post.hangs = False
        told |= writers.told
        refused = messages - len(writers.told)
        kept = writers.refused[503]
        print(f"  {name}: {len(writers.told)} acknowledged, {refused} told that nothing was kept, {kept} of them with their "
              f"text; the slowest answer took {writers.slowest:.1f} s", flush=True)  # fmt: skip
        wrong += refused - kept
    in_time = settled(site, patience=400)
    return wrong + count(site, told, post.letters) + (not in_time)
