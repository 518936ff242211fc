"""What the desk says of a source's link, how it is filtered by it, and the button that asks now."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests import factories
from veille.accounts.models import Trace
from veille.sources.admin import SourceAdmin
from veille.sources.models import Source

SOURCES = "/admin/sources/source/"
SINCE = datetime(2026, 11, 3, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
STATES = {
    "Répond": {"link_found": "answers"},
    "Échoue": {"link_found": "silent", "link_fails_since": SINCE},
    "Morte": {"link_found": "gone", "link_fails_since": SINCE, "link_dead_since": SINCE},
    "Refuse": {"link_found": "refuses"},
    "Fermée": {"link_found": "unopened"},
}


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


def made(title, **fields):
    return factories.source(title, **STATES.get(title, {}) | {"link_checked_at": NOW} | fields)


def listed(desk, lien):
    return sorted(row.title for row in desk.get(f"{SOURCES}?lien={lien}").context["cl"].result_list)


@pytest.mark.parametrize(
    ("lien", "titles"),
    [("repond", ["Répond"]), ("echoue", ["Échoue"]), ("mort", ["Copiée", "Isolée", "Morte"]),
     ("a-remplacer", ["Morte"]), ("refuse", ["Fermée", "Refuse"]), ("jamais", ["Nouvelle"])],
)  # fmt: skip
def test_list_is_filtered_by_the_link(desk, lien, titles):
    shown = [made(title) for title in STATES]
    shown.append(made("Copiée", archived_address="https://archive.example/1", **STATES["Morte"]))
    shown.append(made("Nouvelle", link_checked_at=None))
    shown.append(made("Sans adresse", link_checked_at=None, address=""))
    factories.figure(sources=shown)
    made("Isolée", **STATES["Morte"])
    assert listed(desk, lien) == titles


def test_filter_nobody_knows_filters_nothing(desk):
    made("Répond")
    assert listed(desk, "x") == ["Répond"]


@pytest.mark.parametrize("number", [1, 12])
@pytest.mark.parametrize("lien", ["mort", "a-remplacer", "jamais"])
def test_list_asks_as_often_for_one_as_for_twelve(desk, number, lien, django_assert_num_queries):
    for _ in range(number):
        factories.figure(sources=[made("Morte")])
    desk.get(SOURCES)
    with django_assert_num_queries(8):
        desk.get(f"{SOURCES}?lien={lien}")


@pytest.mark.parametrize(
    ("title", "short", "words"),
    [("Répond", "répond", "répond"), ("Échoue", "en échec", "en échec depuis le 3 novembre 2026\u00a0: sans réponse"),
     ("Morte", "mort", "mort depuis le 3 novembre 2026\u00a0: page disparue (404 ou 410)"),
     ("Refuse", "refuse d’être vérifié", "refuse d’être vérifié"),
     ("Fermée", "adresse que nous n’ouvrons pas", "adresse que nous n’ouvrons pas")],
)  # fmt: skip
def test_form_and_list_say_how_the_link_stands(desk, title, short, words):
    source = made(title)
    page = desk.get(f"{SOURCES}{source.pk}/change/").text
    assert f'<div class="readonly">{words} (vérifié le 25 novembre 2026)</div>' in page
    assert f'<td class="field-link">{short}</td>' in desk.get(SOURCES).text


def test_list_says_what_has_no_address_or_was_never_checked(desk):
    made("Sans adresse", address="", link_checked_at=None)
    assert '<td class="field-link">à vérifier</td>' in desk.get(SOURCES).text
    Source.objects.update(address="https://a.example/")
    assert '<td class="field-link">–</td>' in desk.get(SOURCES).text


def test_source_without_address_has_no_link_to_tell_of(desk):
    for address in (f"{SOURCES}add/", f"{SOURCES}{factories.source(address='').pk}/change/"):
        page = desk.get(address).text
        assert "field-dated_link" not in page
        assert "Vérifier le lien maintenant" not in page


def test_link_is_written_by_no_form(desk):
    source = made("Morte")
    data = {"title": "Autre", "organisation": source.organisation_id, "address": source.address, "kind": "press",
            "reliability": "A", "language": "fr", "link": "", "link_found": "answers", "link_dead_since": ""}  # fmt: skip
    assert desk.post(f"{SOURCES}{source.pk}/change/", data).status_code == 302
    now = Source.objects.get()
    assert (now.title, now.link) == ("Autre", source.link)
    desk.post(f"{SOURCES}{source.pk}/change/", data | {"address": "https://ailleurs.example/"})
    assert not Source.objects.get().is_dead


# --- now ----------------------------------------------------------------------------------------------


def test_button_asks_now_says_what_it_finds_and_tells_the_log(desk, writer, pages):
    pages["/a"] = "<p>Bonjour"
    source = factories.source(address="http://journal.example/a")
    address = f"{SOURCES}{source.pk}/check/"
    page = desk.get(f"{SOURCES}{source.pk}/change/").text
    assert f'<form method="post" action="{address}">' in page
    answer = desk.post(address, follow=True)
    assert answer.redirect_chain == [(f"{SOURCES}{source.pk}/change/", 302)]
    assert "Lien vérifié\u00a0: répond." in answer.text
    assert pages.asked == ["/a"]
    line = Trace.objects.get(kind="sources.source")
    assert (line.who, line.verb, line.note) == (writer, "changed", "Lien\u00a0: répond.")


def test_button_that_finds_a_fault_says_since_when(desk, pages):
    source = factories.source(address="http://journal.example/rien")
    assert "en échec depuis le" in desk.post(f"{SOURCES}{source.pk}/check/", follow=True).text


def test_button_is_no_link(desk, pages):
    source = factories.source(address="http://journal.example/a")
    assert desk.get(f"{SOURCES}{source.pk}/check/").status_code == 405
    assert pages.asked == []


def test_button_does_nothing_for_who_may_not_change_sources(client, writer, pages):
    source = factories.source(address="http://journal.example/a")
    writer.groups.clear()
    client.force_login(writer)
    assert client.post(f"{SOURCES}{source.pk}/check/").status_code == 403
    client.logout()
    assert client.post(f"{SOURCES}{source.pk}/check/").status_code == 302
    assert (pages.asked, Source.objects.get().link_found) == ([], "")


def test_button_opens_nothing_inside(desk):
    source = factories.source(address="http://127.0.0.1/a")
    answer = desk.post(f"{SOURCES}{source.pk}/check/", follow=True)
    assert "adresse que nous n’ouvrons pas" in answer.text


def test_button_of_no_source_and_of_a_source_without_address(desk):
    assert desk.post(f"{SOURCES}999999/check/").status_code == 404
    assert desk.post(f"{SOURCES}x/check/").status_code == 404
    source = factories.source(address="")
    assert "Cette source n’a pas d’adresse." in desk.post(f"{SOURCES}{source.pk}/check/", follow=True).text


def test_button_is_bounded_by_the_minute(desk, pages, monkeypatch):
    monkeypatch.setattr(SourceAdmin, "captures_a_minute", 1)
    monkeypatch.setattr("veille.sources.admin.time", SimpleNamespace(time=lambda: 60))
    source = factories.source(address="http://journal.example/a")
    desk.post(f"{SOURCES}{source.pk}/check/")
    answer = desk.post(f"{SOURCES}{source.pk}/check/", follow=True)
    assert "attendez une minute" in answer.text
    assert pages.asked == ["/a"]


def test_button_that_comes_too_late_says_so(desk, monkeypatch):
    source = factories.source()

    def look(_address):
        Source.objects.filter(pk=source.pk).update(link_checked_at=timezone.now(), link_found="answers")
        return "gone"

    monkeypatch.setattr("veille.sources.checking.look", look)
    answer = desk.post(f"{SOURCES}{source.pk}/check/", follow=True)
    assert "Quelqu’un l’a changée ou vérifiée entre-temps" in answer.text
    assert Source.objects.get().link_found == "answers"
