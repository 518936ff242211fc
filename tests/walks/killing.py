"""Kills the server or the browser of somebody who types, and measures how much of what was typed is lost."""

import contextlib
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from playwright.sync_api import expect

MANAGE = [sys.executable, "manage.py"]
ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60_000  # ms for what a machine that does something else as well takes its time for
MADE = """
from django.contrib.auth.models import Group
from django.test import Client
from veille.accounts.models import User
from veille.accounts.roles import EDITOR
from veille.articles import drafting
from veille.articles.models import Article
person = User.objects.create_user("a@example.org", name="Une personne")
person.groups.add(Group.objects.get(name=EDITOR))
article = Article.objects.create(title="Article", slug="article", lead="Un chapeau.", body="<p>Fin.</p>", owner=person)
drafting.record(article, by=person)
client = Client()
client.force_login(person)
print("made", article.pk, client.cookies["sessionid"].value)
"""


class Server:
    """`manage.py serve` with a database of its own; in a session of its own, so that all of it can be killed."""

    def __init__(self, folder: Path):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {
            name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CACHE_URL", "SITE_URL"}
        }
        self.environment = kept | {"DATA_DIR": str(folder), "PORT": str(self.port), "WEB_PROCESSES": "1"}
        self.site = f"http://127.0.0.1:{self.port}"
        self.call("migrate", "--verbosity", "0")
        self.call("collectstatic", "--noinput", "--verbosity", "0")
        said = self.call("shell", "--verbosity", "0", "-c", MADE)
        self.article, self.session = re.search(r"made (\d+) (\w+)", said).groups()

    def call(self, *arguments):
        line = [*MANAGE, *arguments]
        done = subprocess.run(line, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
        return done.stdout

    def start(self):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(  # noqa: S603
            [*MANAGE, "serve"], env=self.environment, cwd=ROOT, start_new_session=True, **quiet
        )
        until = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < until:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
            with contextlib.suppress(OSError, HTTPException), contextlib.closing(connection):
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.2)
        raise RuntimeError("The server does not answer.")

    def kill(self):
        for pid in _pids("sess", lambda session: session == str(self.process.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


def _pids(column, is_ours):
    listed = subprocess.run(["ps", "-eo", f"pid=,{column}="], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607
    rows = [line.split(None, 1) for line in listed.splitlines()]
    return [int(row[0]) for row in rows if len(row) > 1 and is_ours(row[1].strip())]


@dataclass
class Typist:
    """Somebody at a browser with a profile of its own, who types numbered words into an article and saves none."""

    playwright: object
    options: dict
    profile: Path
    server: Server
    typed: list[tuple[float, str]] = field(default_factory=list)  # (when, word)

    def open(self, query=""):
        self.context = self.playwright.chromium.launch_persistent_context(self.profile, locale="fr-FR", **self.options)
        self.context.add_cookies([{"name": "sessionid", "value": self.server.session, "url": self.server.site}])
        self.page = self.context.pages[0]
        self.page.set_default_timeout(PATIENCE)
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.goto(f"{self.server.site}/admin/articles/article/{self.server.article}/change/{query}")
        self.editor.wait_for(timeout=PATIENCE)

    @property
    def editor(self):
        return self.page.locator(".ProseMirror[contenteditable]")

    def type(self, seconds):
        """Without a pause."""
        self.editor.click()
        self.page.keyboard.press("Control+End")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            word = f"m{len(self.typed)}z"
            self.page.keyboard.type(f"{word} ", delay=20)
            self.typed.append((time.monotonic(), word))

    def is_kept(self):
        """Waits until the server has all that stands in the form."""
        expect(self.page.locator("[data-company]")).to_be_empty(timeout=PATIENCE)
        self.page.wait_for_function(
            "() => !Object.keys(localStorage).some((key) => key.startsWith('veille:'))", timeout=PATIENCE
        )

    def be_killed(self):
        for pid in _pids("args", lambda line: f"--user-data-dir={self.profile}" in line):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(Exception):
            self.context.close()

    def come_back(self) -> float:
        """Opens the article again, resumes, and says how many seconds of typing before the kill are not there."""
        killed = self.typed[-1][0]
        self.open()
        self.page.get_by_role("link", name="Reprendre").click(timeout=PATIENCE)
        self.page.get_by_text("est repris dans le formulaire").wait_for(timeout=PATIENCE)
        self.editor.wait_for(timeout=PATIENCE)
        there = set(re.findall(r"m\d+z", self.editor.inner_text()))
        lost = [when for when, word in self.typed if word not in there]
        self.typed = [(when, word) for when, word in self.typed if word in there]
        return max((killed - when for when in lost), default=0.0)


def measure(
    playwright, options, folder: Path, *, kills: list[str], seed: int = 0, seconds=(2, 9)
) -> list[tuple[str, float]]:
    """(what was killed, seconds of typing lost) of each kill, all while the same person goes on typing."""
    dice, found = random.Random(seed), []  # noqa: S311
    server = Server(folder / "data")
    typist = Typist(playwright, options, folder / "profile", server)
    server.start()
    try:
        typist.open()
        for kill in kills:
            typist.type(dice.uniform(*seconds))
            if kill == "server":
                server.kill()
                typist.type(dice.uniform(1, 4))
                server.start()
                typist.is_kept()
                lost = [when for when, word in typist.typed if word not in typist.editor.inner_text()]
                found.append((kill, len(lost) and time.monotonic() - min(lost)))
            else:
                if kill == "both":  # the browser, while the server is away
                    server.kill()
                    typist.type(dice.uniform(1, 9))
                typist.be_killed()
                if kill == "both":
                    server.start()
                found.append((kill, typist.come_back()))
        typist.be_killed()
        found.append(("browser, at rest", typist.come_back() if typist.typed else 0.0))
    finally:
        typist.be_killed()
        server.kill()
        shutil.rmtree(folder / "profile", ignore_errors=True)
    return found
