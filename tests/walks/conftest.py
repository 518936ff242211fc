"""A real browser walks the jobs of an editor, a reader, a prospect and an administrator."""

import os
import sqlite3
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import expect

from tests.conftest import person
from veille.accounts.models import User
from veille.accounts.roles import ADMINISTRATOR
from veille.operations import loading

PICTURES = Path(settings.BASE_DIR) / "test-results"

# Playwright runs its own loop in the test's thread; Django takes that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# Of what is sound axe need not name every place: that takes most of its time.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "preload": False,
    "resultTypes": ["violations"],
}


def pytest_collection_modifyitems(items):
    for item in items:
        if "walks" in item.path.parts:
            item.add_marker(pytest.mark.browser)


# The one without a window comes first: a third of the others' work is to draw their own.
BROWSERS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]


def chromium() -> dict:
    """How to launch the system's Chromium, alone on this machine: nothing is looked up or updated."""
    path = next(path for name in BROWSERS if (path := Path("/usr/bin") / name).exists())
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
    return {"executable_path": path, "args": quiet}


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return chromium()


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "fr-FR", "timezone_id": "Europe/Paris", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def console(page):
    """What the page said on its console; a walk ends with none. That a log-out cleared what it is to clear is no fault."""
    said = []

    def hear(message):
        if not (message.type == "info" and message.text.startswith("Clear-Site-Data")):
            said.append(f"{message.type}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    return said


@pytest.fixture
def photograph(page, request):
    """Keeps a picture of a step for who wants to look at the walk: `--pictures`."""
    step = iter(range(1, 100))

    def take(name, page=page):
        if request.config.getoption("pictures"):
            page.screenshot(path=PICTURES / f"{request.node.name}-{next(step):02}-{name}.png", full_page=True)

    return take


# The editor and Select2 take the place of plain fields a moment after the page.
PLAIN = (
    "textarea[data-django-prose-editor-configurable]:not(.prose-editor:has([role=toolbar]) > *),"
    "select.admin-autocomplete:not(.select2-hidden-accessible, [name*=__prefix__])"
)


def stands(page) -> None:
    """Waits for what a person waits for before writing: the page with its style sheets, editor and searched lists."""
    page.wait_for_load_state()
    expect(page.locator(PLAIN)).to_have_count(0)


def editor_of(page, name="Texte"):
    """The text's editor, never the plain field that it takes the place of."""
    return page.get_by_role("textbox", name=name).and_(page.locator("[contenteditable]"))


def go_to(page, end) -> None:
    """Puts the caret at an end of the text: `Control+Home`, `Control+End`; as slowly after the click as a person would."""
    stands(page)
    editor_of(page).click()
    page.wait_for_timeout(100)
    page.keyboard.press(end)


def look_for(page, words, types=None) -> None:
    """Types into a searched list. What it found for less stands there meanwhile, and goes under whoever chooses of it."""
    with page.expect_response(lambda answer: parse_qs(urlsplit(answer.url).query).get("term") == [words]):
        (types or page.keyboard.type)(words)
    expect(page.locator(".loading-results")).to_have_count(0)


# A colour on its way from day to night has the contrast of neither.
AT_REST = """() => Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition)
  .map((one) => one.finished.catch(() => null))).then(() => null)"""


def violations(page, within=None) -> list[str]:
    """What axe finds on the page as it stands: « rule: selector ». `within` a modal dialog: the rest is out of reach."""
    stands(page)  # sizes and contrasts are the style sheets'
    page.evaluate(AT_REST)
    found = Axe().run(page, context=within, options=RULES).response["violations"]
    return [f"{item['id']}: {node['target'][0]}" for item in found for node in item["nodes"]]


def sideways(page) -> int:
    """How many pixels the page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture(scope="session")
def loaded(tmp_path_factory):
    """Where the database of a site with its content is kept, once a walk has loaded it."""
    return tmp_path_factory.mktemp("site") / "loaded.sqlite3"


@pytest.fixture
def content(transactional_db, small_brief, loaded):
    """The shipped content, put in by an administrator: loaded once, copied from then on."""
    ContentType.objects.clear_cache()
    connection.ensure_connection()
    if loaded.exists():
        with sqlite3.connect(loaded) as kept:
            kept.backup(connection.connection)
        kept.close()
        return
    report = loading.Report()
    loading.load_site(report)
    loading.load_summit(small_brief, by=person(ADMINISTRATOR, "admin@example.org", "Administratrice"), report=report)
    with sqlite3.connect(loaded) as kept:
        connection.connection.backup(kept)
    kept.close()


# Whoever walks comes after the content: it would be copied over them.


@pytest.fixture
def administrator(content):
    return User.objects.get(email="admin@example.org")


@pytest.fixture
def writer(content, writer):
    return writer


@pytest.fixture
def editor(content, editor):
    return editor


@pytest.fixture
def site(content, live_server, settings):
    """The product with its content, served; answers its address."""
    settings.SITE_URL = live_server.url
    return live_server.url


@pytest.fixture
def worker():
    """Runs what waits in the task table, as the worker process would."""
    return lambda: call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def session_of(user, site) -> dict:
    """The cookie of somebody who has logged in."""
    client = Client()  # one a person: who logs in after another ends her session
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": site}


@pytest.fixture
def enter(page, site):
    """Somebody has logged in, and asks for the desk's first page or for any other."""
    return lambda user: page.context.add_cookies([session_of(user, site)])


@pytest.fixture
def log_in(page, site):
    """Logs somebody in by the log-in page, where a whole job is walked."""

    def by_the_page(user, password="un-mot-de-passe-long"):
        page.goto(f"{site}/admin/login/?next=/admin/")
        expect(page.get_by_label("Adresse électronique")).to_be_focused()  # the browser's doing, a moment later
        page.get_by_label("Adresse électronique").fill(user.email)
        page.get_by_label("Mot de passe", exact=False).first.fill(password)
        page.get_by_role("button", name="Connexion").click()
        page.wait_for_url(lambda address: "/login/" not in address)  # a walk that leaves at once would not be let in

    return by_the_page
