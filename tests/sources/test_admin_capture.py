"""What the article's form asks while one writes: what stands at this address, at these, and keep it."""

from types import SimpleNamespace

import pytest
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.utils import timezone

from tests import factories
from veille.accounts.models import User
from veille.sources.admin import SourceAdmin
from veille.sources.models import Source

CAPTURE, ADD = "/admin/sources/source/capture/", "/admin/sources/source/quick-add/"
LOOKUP = "/admin/sources/source/lookup/"


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


def test_known_address_is_answered_with_its_source(desk, pages):
    there = factories.source("Programme", organisation=factories.organisation("Élysée"), address="https://a.example/p")
    answer = desk.post(CAPTURE, {"address": "a.example/p/"})
    assert answer.json() == {"existing": {"id": str(there.pk), "text": "Élysée, Programme"}}
    assert "no-store" in answer["Cache-Control"]


def test_new_address_is_answered_with_a_draft_and_its_choices(desk, pages):
    factories.source(organisation=factories.organisation("Beaucoup"))
    factories.organisation("Aucune")
    pages["/sommet"] = '<html lang="en"><title>The summit</title><meta name="date" content="2025-02-10">'
    answer = desk.post(CAPTURE, {"address": "http://journal.example/sommet"}).json()
    assert answer["draft"] == {
        "address": "http://journal.example/sommet",
        "title": "The summit",
        "organisation": "journal.example",
        "published_on": "10/02/2025",
        "consulted_on": timezone.localdate().isoformat(),
        "kind": "press",
        "language": "en",
        "reliability": "F",
    }
    assert answer["note"] == "La page ne dit pas\u00a0: qui la publie."
    assert answer["choices"]["organisation"] == ["Beaucoup", "Aucune"]
    assert ["press", "presse"] in answer["choices"]["kind"]
    assert [key for key, _words in answer["choices"]["reliability"]] == ["A", "B", "C", "D", "E", "F"]
    assert not Source.objects.filter(title="The summit").exists()


def test_what_is_no_address_is_refused_in_words(desk):
    for data in [{}, {"address": ""}, {"address": "bonjour"}, {"address": "javascript:alert(1)"}, {"address": "\x00"}]:
        answer = desk.post(CAPTURE, data)
        words = ["Indiquez une adresse complète, qui commence par http:// ou https://."]
        assert (answer.status_code, answer.json()) == (422, {"errors": {"address": words}})


def test_captures_are_bounded_by_the_minute_and_person(desk, client, editor, monkeypatch):
    monkeypatch.setattr(SourceAdmin, "captures_a_minute", 2)
    monkeypatch.setattr("veille.sources.admin.time", SimpleNamespace(time=lambda: 60))
    answers = [desk.post(CAPTURE, {"address": "bonjour"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    words = ["Cela fait beaucoup d’adresses d’un coup\u00a0: attendez une minute."]
    assert answers[-1].json() == {"errors": {"address": words}}
    monkeypatch.setattr("veille.sources.admin.time", SimpleNamespace(time=lambda: 120))
    assert desk.post(CAPTURE, {"address": "bonjour"}).status_code == 422
    desk.post(CAPTURE, {"address": "bonjour"})
    client.force_login(editor)
    assert client.post(CAPTURE, {"address": "bonjour"}).status_code == 422


def test_source_is_kept_with_who_added_it(desk, writer):
    data = {"title": "Le sommet", "organisation": "Le Journal", "address": "https://a.example/", "published_on": "02/2025",
            "consulted_on": "2025-03-01", "kind": "press", "language": "fr", "reliability": "B", "id": "7", "slug": "x"}  # fmt: skip
    answer = desk.post(ADD, data)
    source = Source.objects.get()
    assert answer.json() == {"id": str(source.pk), "text": "Le Journal, Le sommet"}
    assert (source.published_on, source.reliability) == ("2025-02", "B")
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.is_addition()) == (writer, str(source.pk), True)


def test_source_kept_twice_is_one_and_logged_once(desk):
    data = {"title": "Le sommet", "organisation": "Le Journal", "address": "https://a.example/", "kind": "press",
            "language": "fr", "reliability": "F"}  # fmt: skip
    first = desk.post(ADD, data).json()
    assert desk.post(ADD, data | {"title": "Autre", "address": "http://www.a.example"}).json() == first
    assert (Source.objects.count(), LogEntry.objects.count()) == (1, 1)


def test_wrong_fields_are_answered_in_words_beside_their_names(desk):
    answer = desk.post(ADD, {"address": "https://a.example/", "published_on": "hier"})
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    assert errors.keys() == {"title", "organisation", "published_on", "kind", "language", "reliability"}
    assert errors["published_on"] == ["Indiquez une année, un mois ou un jour\u00a0: 2025, 02/2025 ou 11/02/2025."]
    assert not Source.objects.exists()


def test_addresses_of_a_pasted_text_are_answered_with_the_sources_there_are(desk, pages):
    there = factories.source("Programme", organisation=factories.organisation("Élysée"), address="https://a.example/p")
    answer = desk.post(LOOKUP, {"addresses": "http://www.a.example/p/\nhttps://a.example/autre"})
    assert answer.json() == {"found": {"http://www.a.example/p/": {"id": str(there.pk), "text": "Élysée, Programme"}}}
    assert "no-store" in answer["Cache-Control"]
    assert desk.post(LOOKUP).json() == {"found": {}}
    assert pages.asked == []


@pytest.mark.parametrize("address", [CAPTURE, LOOKUP, ADD])
def test_only_those_who_may_add_sources_are_answered(address, client, desk, pages):
    assert desk.get(address).status_code == 405
    nobody = User.objects.create_user("sans-role@example.org", "un-mot-de-passe-long", name="Sans rôle")
    client.force_login(nobody)
    assert client.post(address, {"address": "http://journal.example/"}).status_code == 403
    client.logout()
    assert client.post(address, {"address": "http://journal.example/"}).status_code == 302
    assert pages.asked == []


@pytest.mark.parametrize("address", [CAPTURE, LOOKUP, ADD])
def test_question_from_elsewhere_is_refused(address, desk, pages):
    desk.handler.enforce_csrf_checks = True
    assert desk.post(address, {"address": "http://journal.example/"}).status_code == 403
    assert pages.asked == []
