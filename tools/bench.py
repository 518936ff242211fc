"""What a page costs, beside what asking nothing costs (/healthz: every middleware and one query); and what the desk's
pages cost, beside a page of readers.

Prints figures, asserts nothing. One server process, requests that nothing answers from a cache, in a folder that goes
away. Client and server share the machine, so read the ratios and not the figures.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

SECONDS, CONNECTIONS = 2, 4
PAGES = ["/healthz", "/", "/articles/", "/archives/", "/themes/", "/sources/", "/sitemap.xml"]
TOKEN = "x" * 32  # in the cookie and in the form: each proves the other
URLENCODED = "application/x-www-form-urlencoded"
TIMES = 40  # of each page of the desk, so that 95 in 100 can be told
_AFTER = ("human", "spam", "human_2", "spam_2")
LIST = "/admin/articles/article/"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        os.environ |= {"DATA_DIR": folder, "PORT": str(port), "DJANGO_SETTINGS_MODULE": "veille.settings"}
        for name in ("DATABASE_URL", "CACHE_URL", "SITE_URL"):
            os.environ.pop(name, None)
        manage = [sys.executable, "manage.py"]
        subprocess.run([*manage, "prepare"], check=True, stdout=subprocess.DEVNULL)
        edition = set_up_django()
        spam_table()
        article, cookie = long_article()
        server = subprocess.Popen([*manage, "serve", "--web-only", "--processes", "1"], stdout=subprocess.PIPE)
        server.stdout.readline()
        try:
            for total in (20, 20_000):
                fill(edition, total)
                print(f"\n{total} editions and articles")
                table(port, [*PAGES, edition.get_absolute_url()])
                desk_table(port, edition.get_absolute_url(), article, cookie)
            for total in (200, 5_000):
                print(f"\n{total} commitments")
                table(port, ["/healthz", *promise(total)])
        finally:
            server.terminate()
            server.communicate()


def spam_table() -> None:
    """What the words alone give away: no trap, no clock, no counts; and what judging one message takes."""
    from tests.contact.messages import after, corpus
    from veille.contact import spam
    from veille.contact.sending import Sending

    sets = {
        f"{kind}, {part}": [Sending(**one) for one in corpus(kind, held_out=held)]
        for kind in ("human", "spam")
        for part, held in (("rules made on these", False), ("held out", True))
    }
    sets |= {f"{name}, written after the rules": [Sending(message=text) for text in after(name)] for name in _AFTER}
    print("\nset aside as spam by its words")
    started, judged = time.perf_counter(), 0
    for name, messages in sets.items():
        aside = sum(bool(spam.weigh(one).suspicion) for one in messages)
        judged += len(messages)
        print(f"{name:40} {aside:4} of {len(messages)}")
    print(f"{(time.perf_counter() - started) / judged * 1000:.1f} ms a message")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def set_up_django():
    """The newest edition of the brief, which the others are copies of."""
    import django

    sys.path.insert(0, str(Path.cwd()))
    django.setup()
    from veille.editions.models import Edition

    return max(Edition.objects.all(), key=lambda edition: len(edition.body))


def long_article():
    """The longest article we foresee (tests/articles/heavy.py), and the cookie of who may open it."""
    from django.test import Client

    from tests.articles import heavy
    from veille.accounts.models import User
    from veille.articles.models import Article

    person, client = User.objects.first(), Client()
    article = Article.objects.create(title="Long", slug="long", lead="Un chapeau.", owner=person)
    heavy.fill(article, by=person, **heavy.MOST)
    client.force_login(person)
    return article, f"csrftoken={TOKEN}; sessionid={client.cookies['sessionid'].value}"


def fill(edition, total: int) -> None:
    from veille.articles.models import Article, ArticleTag
    from veille.editions.models import Edition, EditionAuthor, EditionTag

    author, tags = edition.authors.first(), list(edition.tags.all())
    last = Edition.objects.order_by("-pk").first().pk
    values = {field.name: getattr(edition, field.name) for field in Edition._meta.concrete_fields if field.name != "id"}
    copies = []
    for number in range(Edition.objects.count(), total):
        at = edition.live_from - timedelta(hours=number)
        copy = {"key": uuid.uuid4(), "number": 1, "slug": f"note-{number}", "live_from": at, "first_live_from": at}
        copies.append(Edition(**values | copy))
    Edition.objects.bulk_create(copies, batch_size=500)
    new = list(Edition.objects.filter(pk__gt=last).values_list("pk", flat=True))
    EditionAuthor.objects.bulk_create(EditionAuthor(edition_id=pk, author=author, position=0) for pk in new)
    EditionTag.objects.bulk_create(EditionTag(edition_id=pk, tag=tags[pk % len(tags)]) for pk in new)
    owner = Article.objects.exclude(owner=None).first().owner
    known = {"title": edition.title, "lead": edition.lead, "body": edition.source_body, "owner": owner}
    drafts = [Article(key=copy.key, slug=copy.slug, **known) for copy in copies]
    Article.objects.bulk_create(drafts, batch_size=500)
    ArticleTag.objects.bulk_create(ArticleTag(content_object=one, tag=tags[one.pk % len(tags)]) for one in drafts)


def promise(total: int) -> list[str]:
    """Copies of a printed commitment, with what hangs on it, until there are so many. Returns the summit's pages."""
    from django.utils import timezone

    from summit.models import BriefState, Commitment, Entry, EntryCitation, EntryOrganisation

    entry = Entry.objects.current().select_related("state__event", "commitment").order_by("position").first()
    address = entry.state.event.get_absolute_url()
    numbers = range(Entry.objects.current().count() + 100, total + 100)
    promises = [copied(entry.commitment, number=str(n), slug=f"promesse-{n}", position=n * 100) for n in numbers]
    Commitment.objects.bulk_create(promises, batch_size=500)
    printed = [
        copied(entry, commitment=one, number=one.number, slug=one.slug, position=one.position) for one in promises
    ]
    Entry.objects.bulk_create(printed, batch_size=500)
    for model, rows in ((EntryOrganisation, entry.roles.all()), (EntryCitation, entry.citations.all())):
        hanging = [copied(row, entry=one) for one in printed for row in rows]
        model.objects.bulk_create(hanging, batch_size=500)
    # No printed state ever grows like this: the server would rightly keep what it knows of the old one.
    BriefState.objects.filter(pk=entry.state_id).update(printed_at=timezone.now())
    tracker = f"{address}engagements/"
    return [address, tracker, f"{tracker}?statut=en-cours&q=ia", f"{tracker}{entry.slug}/", "/sitemap.xml"]


def copied(row, **changed):
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}
    return type(row)(**values | {row._meta.get_field(name).attname: getattr(v, "pk", v) for name, v in changed.items()})


def table(port: int, pages: list[str]) -> None:
    yardstick = None
    print(f"{'page':<50} {'ms alone':>9} {'requests/s':>11} {'of /healthz':>12}")
    for page in pages:
        alone = statistics.median(timed(port, page) for _ in range(9)) * 1000
        rate = throughput(port, page)
        yardstick = yardstick or rate
        print(f"{page[:50]:<50} {alone:>9.1f} {rate:>11.0f} {rate / yardstick:>12.2f}", flush=True)


def desk_table(port: int, plain: str, article, cookie: str) -> None:
    """In times the readers' page of an article."""
    from veille.articles import drafting

    unit = statistics.median(timed(port, plain) for _ in range(TIMES)) * 1000
    preview = f"{LIST}{article.pk}/preview/?volet="
    chosen = {name: [row.pk for row in rows] for name, rows in drafting.lists_of(article).items()}
    words = {name: getattr(article, name) for name in ("title", "slug", "lead", "body", "hero_caption", "version")}
    form = urlencode(words | chosen | {"hero": article.hero_id, "csrfmiddlewaretoken": TOKEN}, doseq=True)
    asked = [
        ("form, 12,000 words", f"{LIST}{article.pk}/change/", None),
        ("preview, 12,000 words", f"{preview}page", form),
        ("checklist, 12,000 words", f"{preview}avant", form),
        ("list", LIST, None),
        ("list, searched", f"{LIST}?q=ecole", None),
        ("list, filtered", f"{LIST}?travail=paru&lecteurs=en-ligne", None),
    ]
    print(f"{'at the desk':<50} {'ms alone':>9} {'95 % under':>11} {'of an article':>13}")
    for name, page, body in asked:
        taken = sorted(timed(port, page, cookie=cookie, form=body) * 1000 for _ in range(TIMES))
        most = taken[TIMES * 95 // 100 - 1]
        print(f"{name:<50} {statistics.median(taken):>9.1f} {most:>11.1f} {most / unit:>13.1f}", flush=True)


def timed(port: int, page: str, **given) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    start = time.perf_counter()
    fetch(connection, page, **given)
    connection.close()
    return time.perf_counter() - start


def fetch(connection, page: str, *, cookie: str = "", form: str | None = None) -> None:
    headers = {"Accept-Encoding": "gzip", "Cookie": cookie} | ({"Content-Type": URLENCODED} if form else {})
    connection.request("POST" if form else "GET", page, form, headers)
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"{page}: {response.status}")


def throughput(port: int, page: str) -> float:
    until = time.perf_counter() + SECONDS

    def ask() -> int:
        connection, count = http.client.HTTPConnection("127.0.0.1", port), 0
        while time.perf_counter() < until:
            fetch(connection, page)
            count += 1
        connection.close()
        return count

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(lambda _: ask(), range(CONNECTIONS))) / SECONDS


if __name__ == "__main__":
    main()
