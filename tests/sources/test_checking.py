"""What is found of an address is kept by itself: politely, whoever else is at work, and nothing inside is opened."""

import socket
import threading
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from summit.models import EventCitation
from tests import factories
from veille.accounts.models import Trace
from veille.articles import drafting
from veille.articles.models import Article
from veille.lib import fetching
from veille.sources import checking
from veille.sources.checking import check, check_all, chosen, keep, look
from veille.sources.liveness import Findings, Found
from veille.sources.models import Organisation, Source

pytestmark = pytest.mark.django_db
GONE = (404, {}, b"")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Pauses pass at once, and are told."""

    class Clock:
        now, slept = 1000.0, []

        def monotonic(self):
            return self.now

        def sleep(self, seconds):
            self.slept = [*self.slept, seconds] if seconds else self.slept
            self.now += seconds

    clock = Clock()
    monkeypatch.setattr(checking, "time", clock)
    return clock


@pytest.fixture(autouse=True)
def no_other_place(monkeypatch):
    """Only this machine's test site is reached, and the names that these tests know are resolved. Answers who was tried."""
    tried, connect, resolve = [], socket.socket.connect, socket.getaddrinfo
    inside = {"interne.example": "10.0.0.7"}

    def watched(sock, place):
        tried.append(place[0])
        if place[0] != "127.0.0.1":
            raise ConnectionRefusedError
        return connect(sock, place)

    def known(host, *rest, **more):
        return resolve(inside.get(host, host), *rest, **more | {"flags": socket.AI_NUMERICHOST})

    monkeypatch.setattr(socket.socket, "connect", watched)
    monkeypatch.setattr(socket, "getaddrinfo", known)
    return tried


def cited(path="/", host="journal.example", *, days_ago=None, **fields):
    """A source that a figure cites; `days_ago`: when it was checked last, and answered."""
    if days_ago is not None:
        fields |= {"link_found": "answers", "link_checked_at": timezone.now() - timedelta(days=days_ago)}
    made = factories.source(address=f"http://{host}{path}", **fields)
    factories.figure(sources=[made])
    return made


def found(*rows):
    return [Source.objects.get(pk=row.pk).link_found for row in rows]


# --- what is found ------------------------------------------------------------------------------------


def closed(handler):
    handler.connection.close()


@pytest.mark.parametrize(
    ("answer", "is_found"),
    [("<p>Bonjour", "answers"), ((200, {"Content-Type": "application/pdf"}, b"%PDF"), "answers"),
     ((206, {}, b""), "answers"), (GONE, "gone"), ((410, {}, b""), "gone"), ((401, {}, b""), "refuses"),
     ((403, {}, b""), "refuses"), ((429, {}, b""), "refuses"), ((451, {}, b""), "refuses"), ((500, {}, b""), "silent"),
     (closed, "silent"), ((302, {}, b""), "silent"), ((302, {"Location": "/a"}, b""), "unopened"),
     ((301, {"Location": "/b"}, b""), "answers"), ((301, {"Location": "/c"}, b""), "gone")],
)  # fmt: skip
def test_answer_is_found(pages, answer, is_found):
    pages["/a"], pages["/b"] = answer, "<p>Ailleurs"
    assert look("http://journal.example/a") == is_found


def test_body_is_left_unread(pages, monkeypatch):
    read = []
    monkeypatch.setattr(fetching, "_body", read.append)
    whole = threading.Event()

    def endless(handler):
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n")
        whole.wait(10)  # a body that does not come

    pages["/a"] = endless
    assert look("http://journal.example/a") == Found.ANSWERS
    whole.set()
    assert read == []
    assert [one["User-Agent"] for one in pages.headers] == ["Veille (+http://127.0.0.1:8000/)"]


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "http://localhost/", "http://10.0.0.7/", "http://169.254.169.254/", "http://[::1]/",
     "http://interne.example/", "http://8.8.8.8:22/", "http://moi:secret@8.8.8.8/", "ftp://8.8.8.8/"],
)  # fmt: skip
def test_address_inside_is_never_opened_and_is_no_death(address, no_other_place, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", fake_of(socket.getaddrinfo))
    source = factories.source()
    Source.objects.filter(pk=source.pk).update(address=address)
    factories.figure(sources=[source])
    call_command("check_sources")
    assert (found(source), no_other_place) == (["unopened"], [])


def fake_of(resolve):
    return lambda host, *rest, **more: resolve("127.0.0.1" if host == "localhost" else host, *rest, **more)


@pytest.mark.parametrize(
    "inside", ["http://127.0.0.1/", "http://10.0.0.7/", "http://[::1]/", "http://interne.example/"]
)
def test_redirect_inside_is_no_connection(pages, no_other_place, inside):
    pages["/a"] = (302, {"Location": inside}, b"")
    assert look("http://journal.example/a") == Found.UNOPENED
    assert no_other_place == ["127.0.0.1"]
    assert pages.asked == ["/a"]


def test_address_that_breaks_the_check_stops_no_run(pages, monkeypatch):
    broken, other = cited("/a"), cited("/b")
    pages["/b"] = "<p>"
    inner = checking.status_of

    def status_of(address):
        if address.endswith("/a"):
            raise RuntimeError
        return inner(address)

    monkeypatch.setattr(checking, "status_of", status_of)
    call_command("check_sources")
    assert found(broken, other) == ["unopened", "answers"]


# --- what is kept -------------------------------------------------------------------------------------


def at(day):
    return timezone.make_aware(datetime(2026, 11, 1, 12)) + timedelta(days=day)


def through(source, *checks):
    for day, what in checks:
        assert keep(source, what, at=at(day))
    return Source.objects.get(pk=source.pk)


def test_link_dies_and_heals_and_the_log_says_so():
    source = factories.source()
    dead = through(source, (0, Found.ANSWERS), (7, Found.GONE), (8, Found.GONE))
    assert (dead.is_dead, dead.is_lost, dead.link_dead_since) == (True, True, at(7))
    assert dead.link_words == "mort depuis le 8 novembre 2026\u00a0: page disparue (404 ou 410)"
    healed = through(source, (9, Found.GONE), (15, Found.ANSWERS))
    assert (healed.is_dead, healed.link_words) == (False, "répond")
    told = Trace.objects.filter(kind="sources.source").order_by("pk")
    assert [(one.who, one.verb, one.object_id, one.note) for one in told] == [
        (
            None,
            "changed",
            str(source.pk),
            "Lien\u00a0: mort depuis le 8 novembre 2026\u00a0: page disparue (404 ou 410).",
        ),
        (None, "changed", str(source.pk), "Lien\u00a0: répond."),
    ]


def test_refusal_is_no_death_however_often():
    refused = through(factories.source(), *[(day, Found.REFUSES) for day in range(0, 60, 5)])
    assert (refused.is_dead, refused.link_words) == (False, "refuse d’être vérifié")
    assert not Trace.objects.filter(kind="sources.source").exists()


def test_finding_of_an_address_that_changed_meanwhile_is_dropped():
    source = factories.source()
    stale = Source.objects.get(pk=source.pk)
    source.address = "https://ailleurs.example/"
    source.save()
    assert not keep(stale, Found.GONE, at=at(0))
    assert Source.objects.get(pk=source.pk).link == Findings()


def test_changed_address_starts_afresh_and_another_change_does_not():
    source = through(factories.source(), (0, Found.GONE), (1, Found.GONE))
    source.title = "Un autre titre"
    source.save()
    assert Source.objects.get(pk=source.pk).is_dead
    source.address = "https://ailleurs.example/"
    source.save()
    assert Source.objects.get(pk=source.pk).link == Findings()


def test_second_of_two_checks_at_once_is_dropped():
    source = factories.source()
    first, second = Source.objects.get(pk=source.pk), Source.objects.get(pk=source.pk)
    assert keep(first, Found.SILENT, at=at(0))
    assert not keep(second, Found.SILENT, at=at(3))
    assert Source.objects.get(pk=source.pk).link_failed_days == 1


def test_check_writes_the_findings_and_nothing_else(pages):
    pages["/"] = "<p>"
    source = cited()
    kept = Source.objects.filter(pk=source.pk).values().get()
    Source.objects.filter(pk=source.pk).update(title="Changé entre-temps")
    call_command("check_sources")
    now = Source.objects.filter(pk=source.pk).values().get()
    assert {name for name in now if now[name] != kept[name]} == {"title", "link_found", "link_checked_at"}


# --- which are asked ----------------------------------------------------------------------------------


def keys(rows):
    return [pk for pk, _address, _checked in rows]


def test_cited_is_what_readers_see_or_editors_work_on(writer):
    made = {name: factories.source(name) for name in ["édition", "à venir", "remplacée", "article", "chiffre", "sommet",
            "promesse", "preuve", "montant", "nulle part"]}  # fmt: skip
    factories.edition(sources=[made["édition"]])
    factories.edition(sources=[made["à venir"]], live_from=5)
    factories.edition(sources=[made["remplacée"]], live_from=-5, live_until=-1)
    article = Article(title="Note", slug="note", owner=writer, body=f"<p>Oui{factories.cite(made['article'])}.</p>")
    article.save()
    drafting.write_evidence(article)
    factories.figure(sources=[made["chiffre"]])
    event = factories.event(sources=[made["sommet"]], published=False)
    commitment = factories.commitment(event, cited=made["promesse"])
    factories.step(commitment, "kept", "2025-03", proofs=[made["preuve"]])
    factories.amount(commitment, 5, source=made["montant"])
    rows = Source.objects.filter(pk__in=[one.pk for one in made.values()]).cited()
    assert {one.title for one in rows} == set(made) - {"remplacée", "nulle part"}


def test_source_that_readers_met_in_a_state_gone_by_is_not_cited():
    one = factories.source()
    event = factories.event(sources=[one])
    factories.commitment(event)
    factories.printed(event)
    EventCitation.objects.all().delete()
    assert Source.objects.cited().filter(pk=one.pk).exists()
    factories.printed(event)
    assert not Source.objects.cited().filter(pk=one.pk).exists()


def test_never_checked_come_first_then_the_longest_ago():
    old, new, never, mid = cited("/1", days_ago=9), cited("/2", days_ago=1), cited("/3"), cited("/4", days_ago=5)
    factories.figure(sources=[factories.source(address="")])
    factories.source()
    assert keys(chosen()) == [never.pk, old.pk, mid.pk, new.pk]
    assert keys(chosen(limit=2)) == [never.pk, old.pk]


def test_day_takes_a_seventh_and_those_that_have_begun_to_fail():
    rows = [cited(f"/{n}", days_ago=n) for n in range(1, 16)]
    failing = rows[0]
    Source.objects.filter(pk=failing.pk).update(
        link_found="silent", link_fails_since=timezone.now(), link_failed_days=1
    )
    dead = rows[1]
    Source.objects.filter(pk=dead.pk).update(link_found="gone", link_fails_since=at(0), link_dead_since=at(0))
    assert keys(chosen(is_daily=True)) == [failing.pk, rows[14].pk, rows[13].pk, rows[12].pk]


def test_seven_days_see_every_source(pages):
    rows = [cited(f"/{n}") for n in range(20)]
    for _day in range(7):
        assert "" in found(*rows)
        call_command("check_sources", daily=True)
    assert "" not in found(*rows)


@pytest.mark.parametrize("number", [20, 20_000])
def test_choosing_takes_as_many_queries_among_twenty_as_among_twenty_thousand(number):
    publisher = Organisation.objects.create(name="Éditeur", slug="editeur")
    rows = [Source(title=str(n), organisation=publisher, address=f"https://s.example/{n}", address_key=str(n))
            for n in range(number)]  # fmt: skip
    Source.objects.bulk_create(rows)
    event = factories.event()
    EventCitation.objects.bulk_create(EventCitation(event=event, source=one) for one in Source.objects.all())
    with CaptureQueriesContext(connection) as asked:
        assert len(chosen(is_daily=True)) == -(-number // 7)
    assert len(asked) == 3
    with CaptureQueriesContext(connection) as asked:
        assert len(chosen(limit=10)) == 10
    assert len(asked) == 1


# --- a run --------------------------------------------------------------------------------------------


def test_run_asks_each_once_and_says_what_it_found(pages, capsys):
    pages["/a"], pages["/b"], pages["/c"] = "<p>", (403, {}, b""), "<p>"
    first, second, third = cited("/a"), cited("/b"), cited("/d")
    call_command("check_sources")
    assert sorted(pages.asked) == ["/a", "/b", "/d"]
    assert found(first, second, third) == ["answers", "refuses", "gone"]
    assert capsys.readouterr().out.splitlines() == [
        "3 adresses vérifiées\u00a0:",
        "- répond\u00a0: 1",
        "- page disparue (404 ou 410)\u00a0: 1",
        "- refuse d’être vérifié\u00a0: 1",
    ]


def test_run_names_the_links_that_die(pages, capsys):
    source = cited("/d", title="Programme", organisation=factories.organisation("Élysée"))
    keep(source, Found.GONE, at=timezone.now() - timedelta(days=2))
    call_command("check_sources")
    assert "Lien mort\u00a0: Élysée, Programme, http://journal.example/d" in capsys.readouterr().out


def test_limit_bounds_a_run_and_must_be_a_number(pages):
    for n in range(3):
        cited(f"/{n}")
    call_command("check_sources", "--limit", "2")
    assert len(pages.asked) == 2
    for wrong in ("0", "-1", "x"):
        with pytest.raises(CommandError):
            call_command("check_sources", "--limit", wrong)


def test_hosts_take_turns_and_one_is_asked_again_after_a_pause(pages, clock):
    for n in range(3):
        cited(f"/{n}")
    cited("/x", host="relais.example")
    call_command("check_sources")
    assert pages.asked == ["/0", "/x", "/1", "/2"]
    assert clock.slept == [checking.PAUSE, checking.PAUSE]


def test_run_ends_when_its_time_is_up_and_goes_on_the_next_time(pages, clock, monkeypatch):
    rows = [cited(f"/{n}") for n in range(4)]
    monkeypatch.setattr(checking, "LONGEST", 2 * checking.PAUSE)
    call_command("check_sources")
    assert found(*rows) == ["gone", "gone", "", ""]
    call_command("check_sources")
    assert found(*rows) == ["gone"] * 4


def test_run_that_is_killed_half_way_keeps_what_it_did(pages):
    rows = [cited(f"/{n}") for n in range(4)]
    inner = checking.look

    def look_twice(address):
        if address.endswith("/2"):
            raise KeyboardInterrupt
        return inner(address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "look", look_twice)
        with pytest.raises(KeyboardInterrupt):
            call_command("check_sources")
    assert found(*rows) == ["gone", "gone", "", ""]
    pages.asked.clear()
    call_command("check_sources", limit=2)
    assert pages.asked == ["/2", "/3"]


def test_two_runs_at_once_ask_each_once(pages):
    rows = [cited(f"/{n}") for n in range(4)]
    both = chosen()
    check_all(both)
    assert check_all(both).counts.total() == 0
    assert len(pages.asked) == 4
    assert {one.link_failed_days for one in Source.objects.filter(pk__in=[row.pk for row in rows])} == {1}


def test_machine_that_is_cut_off_judges_nobody(capsys):
    rows = [cited(host=f"8.8.8.{n}") for n in range(4)]
    call_command("check_sources")
    assert found(*rows) == [""] * 4
    assert "cette machine semble coupée du web" in capsys.readouterr().out


def test_sites_that_do_not_answer_while_another_does_are_silent(pages):
    silent = [cited(host=f"8.8.8.{n}") for n in range(2)]
    assert found(cited("/a", days_ago=3)) == ["answers"]
    pages["/a"] = "<p>"
    call_command("check_sources", limit=2)  # the one that answered last is their witness
    assert found(*silent) == ["silent", "silent"]


def test_one_site_alone_that_does_not_answer_is_silent():
    source = cited(host="8.8.8.8")
    call_command("check_sources")
    assert found(source) == ["silent"]


def test_check_by_hand_tells_the_log_who(pages, writer):
    source = cited("/a")
    assert check(source, by=writer)
    line = Trace.objects.get(kind="sources.source")
    assert (line.who, line.verb) == (writer, "changed")
    assert line.note.startswith("Lien\u00a0: en échec depuis le ")
