"""Kills every process of the site again and again while messages are posted, then counts: whoever was told « bien reçu »
must be in the desk, once and under that reference; every mail must have left, and one that left twice must say so.

Prints figures, on SQLite and, where it answers, on PostgreSQL (TEST_DATABASE_URL). Then the same with a database, a disk
and a mail server that fail (outages.py).
"""

import argparse
import base64
import contextlib
import http.client
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import psycopg
from bench import free_port
from test import POSTGRES, postgres_answers

BATCH = 10  # forms that a client has open at once
READING = 3.1  # seconds; sent sooner, a form is set aside as a machine's
PATIENCE = 240  # seconds after which what was left undone and does not move is wrong: longer than a lost task waits
MANAGE = [sys.executable, "manage.py"]


class Lite:
    name = "SQLite"

    def __init__(self, folder: str):
        self.file = Path(folder) / "db.sqlite3"
        self.environment = {}

    def rows(self, query: str) -> list[tuple]:
        with contextlib.closing(sqlite3.connect(self.file, timeout=30)) as connection:
            return connection.execute(query).fetchall()

    def drop(self) -> None:
        pass


class Postgres:
    """A database of its own, which goes at the end."""

    name = "PostgreSQL"

    def __init__(self, folder: str):
        self.server, self.database = POSTGRES, f"soak_{os.getpid()}_{free_port()}"
        self.command(f"CREATE DATABASE {self.database}")
        self.address = urlsplit(POSTGRES)._replace(path=f"/{self.database}").geturl()
        self.environment = {"DATABASE_URL": self.address}

    def command(self, words: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(words)

    def rows(self, query: str) -> list[tuple]:
        with psycopg.connect(self.address) as connection:
            return connection.execute(query).fetchall()

    def drop(self) -> None:
        self.command(f"DROP DATABASE {self.database} WITH (FORCE)")


class Site:
    """`manage.py serve` in a session of its own, which is how its processes are found."""

    def __init__(self, folder: str, database, **environment):
        self.folder, self.database, self.port, self.kills = Path(folder), database, free_port(), 0
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CACHE_URL"}}
        self.environment = kept | {
            "DATA_DIR": folder,
            "PORT": str(self.port),
            "CONTACT_RECIPIENTS": "equipe@example.org",
            "TRUSTED_PROXIES": "1",  # each message comes from elsewhere: many of one address are set aside
        }
        self.environment |= database.environment | environment
        for step in (["migrate", "--verbosity", "0"], ["collectstatic", "--no-input", "--verbosity", "0"]):
            subprocess.run([*MANAGE, *step], env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        with (self.folder / "log").open("a") as log:
            streams = {"stdout": subprocess.DEVNULL, "stderr": log}
            self.process = subprocess.Popen([*MANAGE, "serve"], env=self.environment, start_new_session=True, **streams)

    def processes(self) -> list[int]:
        listed = subprocess.run(["ps", "-eo", "pid=,sess="], capture_output=True, text=True, check=True).stdout  # noqa: S607
        return [int(pid) for pid, session in map(str.split, listed.splitlines()) if int(session) == self.process.pid]

    def kill(self) -> None:
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.kills += 1

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    def ask(
        self, method: str, path: str, form: dict | None = None, *, cookie: str = "", visitor: str = "192.0.2.1"
    ) -> http.client.HTTPResponse:
        """The first answer there is, its text in `.text`; asks again while nobody answers."""
        headers = {"Cookie": cookie, "X-Forwarded-For": visitor}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
                connection.request(method, path, urlencode(form) if form else None, headers)
                response = connection.getresponse()
                response.text = response.read().decode()
                return response
            time.sleep(0.2)


class Clients:
    """Many at once; each reads a few forms, then sends them. What each message was told is in `told`."""

    def __init__(self, site: Site, total: int, clients: int, name: str = "Message"):
        self.site, self.total, self.clients, self.name = site, total, clients, name
        self.told: dict[str, str] = {}
        self.refused: Counter = Counter()
        self.slowest = 0.0

    def run(self, accepted=(303,)) -> None:
        """Raises RuntimeError for an answer that is not accepted."""
        with ThreadPoolExecutor(self.clients) as pool:
            list(pool.map(lambda client: self.write(client, accepted), range(self.clients)))

    def write(self, client: int, accepted) -> None:
        numbers = list(range(client, self.total, self.clients))
        for start in range(0, len(numbers), BATCH):
            batch = numbers[start : start + BATCH]
            pages = [self.site.ask("GET", "/contact/") for _ in batch]
            time.sleep(READING)
            for number, page in zip(batch, pages, strict=True):
                visitor = f"198.18.{number // 256 % 256}.{number % 256}"
                self.send(f"{self.name} {number}", page, accepted, visitor)

    def send(self, words: str, page, accepted, visitor: str) -> None:
        hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|jeton)" value="([^"]+)"', page.text))
        cookie = page.headers.get("Set-Cookie", "").split(";")[0]
        address = f"{words.replace(' ', '.').lower()}@example.org"
        started = time.monotonic()
        fields = hidden | {"courriel": address, "message": words}
        answer = self.site.ask("POST", "/contact/", fields, cookie=cookie, visitor=visitor)
        self.slowest = max(self.slowest, time.monotonic() - started)
        if answer.status not in accepted:
            raise RuntimeError(f"{words}: {answer.status}")
        if answer.status == 303:
            self.told[words] = reference_in(answer.headers["Location"])
        else:
            self.refused[answer.status] += words in answer.text


def reference_in(address: str) -> str:
    """Out of the signed token of « bien reçu »."""
    payload = parse_qs(urlsplit(address).query)["recu"][0].split(":")[0]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))[0]


MESSAGES = "SELECT message, reference, status FROM contact_inquiry"
MAILS = """SELECT mail.id, mail.kind, mail.is_perhaps_twice, inquiry.reference, mail.sent_at IS NOT NULL
           FROM contact_mail mail JOIN contact_inquiry inquiry ON inquiry.id = mail.inquiry_id"""


def settled(site: Site, patience: float = PATIENCE) -> bool:
    """Waits until nothing is left to do: no mail, no file in the spool. False once nothing moved for so many seconds."""
    before, until = None, 0.0
    while before is None or time.monotonic() < until:
        [(waiting,)] = site.database.rows("SELECT COUNT(*) FROM contact_mail WHERE sent_at IS NULL AND NOT is_given_up")
        left = waiting + len(list((site.folder / "spool").glob("*")))
        if not left:
            return True
        if left != before:
            before, until = left, time.monotonic() + patience
        time.sleep(1)
    return False


def count(site: Site, told: dict[str, str], letters: Counter) -> int:
    """Prints the figures; says how many of them are wrong. `letters`: how often each mail, by its name, arrived."""
    stored = site.database.rows(MESSAGES)
    times = Counter(message for message, *_ in stored)
    references = {message: reference for message, reference, _ in stored}
    lost = sum(words not in times for words in told)
    doubled = sum(number > 1 for number in times.values())
    another = sum(references.get(words, told[words]) != told[words] for words in told)
    aside = sum(status == "suspect" for *_, status in stored)
    mails = {f"{reference}.{pk}": twice for pk, _, twice, reference, _ in site.database.rows(MAILS)}
    never = sum(letters[name] == 0 for name in mails)
    twice = [name for name in mails if letters[name] > 1]
    silent = sum(not mails[name] for name in twice)
    missing = 2 * (len(stored) - aside) - len(mails)  # a notice and an acknowledgement
    left = len(list((site.folder / "spool").glob("*")))
    print(f"  {len(told)} acknowledged: lost {lost}, doubled {doubled}, under another reference {another}")
    print(f"  {len(stored)} stored, {aside} of them set aside as spam; files left in the spool {left}")
    print(f"  {len(mails)} mails: not written {missing}, never arrived {never}, arrived twice {len(twice)}, of which")
    print(f"  not marked {silent}; marked as perhaps twice {sum(map(bool, mails.values()))}", flush=True)
    return lost + doubled + another + never + silent + missing + left


def in_files(site: Site) -> Counter:
    """How often each mail arrived, without a mail server: one file a message."""
    found = (site.folder / "mail").glob("*")
    return Counter(
        name for file in found for name in re.findall(r"^Message-ID: <(.+)@", file.read_text(), re.MULTILINE)
    )


def kills(kind, *, messages: int, clients: int, times: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        database = kind(folder)
        try:
            return killed(Site(folder, database), messages, clients, times)
        finally:
            database.drop()


def killed(site: Site, messages: int, clients: int, times: int) -> int:
    writers = Clients(site, messages, clients)
    done = threading.Event()
    # When so many were acknowledged, and a moment later.
    moments = sorted(random.sample(range(messages), times))

    def killer():
        for moment in moments:
            while len(writers.told) < moment and not done.wait(0.02):
                pass
            time.sleep(random.uniform(0, 1))  # noqa: S311
            site.kill()
            site.start()

    site.start()
    thread = threading.Thread(target=killer)
    thread.start()
    started = time.monotonic()
    try:
        writers.run()
        done.set()
        thread.join()
        took = time.monotonic() - started
        in_time = settled(site)
        print(f"{site.database.name}: {clients} clients, every process killed {site.kills} times in {took:.0f} s")
        wrong = count(site, writers.told, in_files(site))
    finally:
        done.set()
        thread.join()
        site.stop()
    return wrong + (not in_time)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", nargs="?", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--outages", type=int, default=500, help="messages while database, disk and mail server fail")
    asked = parser.parse_args()
    kinds = {"sqlite": Lite} | ({"postgresql": Postgres} if asked.only != "sqlite" and postgres_answers() else {})
    wrong = 0
    for name, kind in kinds.items():
        if asked.only in {None, name}:
            if asked.messages:
                wrong += kills(kind, messages=asked.messages, clients=asked.clients, times=asked.kills)
            if asked.outages:
                from outages import failures

                wrong += failures(kind, messages=asked.outages, clients=asked.clients)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
