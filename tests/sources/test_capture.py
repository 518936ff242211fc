"""A pasted address finds the source that stands there, or makes one a person checks; two at once make one."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from tests import factories
from veille.sources import capture as capturing
from veille.sources.capture import Draft, add, capture, lookup
from veille.sources.models import Organisation, Source

pytestmark = pytest.mark.django_db

PAGE = """<html lang="fr"><title>Le sommet s’ouvre</title><meta property="og:site_name" content="Le Journal">
<meta property="article:published_time" content="2025-02-10T08:00:00+01:00">"""


# --- capture ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "https://www.journal.example/sommet",
        "http://journal.example/sommet/",
        " https://JOURNAL.example/sommet?utm_source=x#haut ",
        "journal.example/sommet",
        "www.journal.example/sommet",
        "https://journal.example/som\nmet",
    ],
)
def test_address_of_the_register_gives_its_source_without_asking_the_page(typed, pages):
    there = factories.source(address="https://journal.example/sommet")
    assert capture(typed).existing == there
    assert pages.asked == []


def test_new_address_gives_a_draft_read_from_its_page(pages):
    pages["/sommet?id=3"] = PAGE
    found = capture("http://journal.example/sommet?id=3&utm_source=x#haut")
    assert found.draft == Draft(
        address="http://journal.example/sommet?id=3",
        title="Le sommet s’ouvre",
        organisation="Le Journal",
        published_on="2025-02-10",
        consulted_on=timezone.localdate().isoformat(),
        kind="press",
        language="fr",
        reliability="F",
    )
    assert (found.existing, found.note) == (None, "")
    assert not Source.objects.exists()


def test_page_that_redirects_to_a_known_one_gives_its_source(pages):
    there = factories.source(address="http://journal.example/sommet")
    pages["/court"] = (302, {"Location": "http://journal.example/sommet"}, b"")
    pages["/sommet"] = PAGE
    assert capture("http://relais.example/court").existing == there


def test_page_that_names_a_known_address_as_its_own_gives_its_source(pages):
    there = factories.source(address="http://journal.example/sommet")
    pages["/sommet/amp"] = '<link rel="canonical" href="/sommet">'
    assert capture("http://journal.example/sommet/amp").existing == there


@pytest.mark.parametrize(
    "own",
    ["https://autre.example/sommet", "/", "http://journal.example", "javascript:alert(1)", "http://[", "mailto:a@b"],
)
def test_page_that_names_a_foreign_or_empty_address_keeps_the_one_it_was_found_at(own, pages):
    pages["/sommet"] = f'<link rel="canonical" href="{own}">{PAGE}'
    assert capture("http://journal.example/sommet").draft.address == "http://journal.example/sommet"


def test_page_that_says_little_tells_what_is_missing(pages):
    pages["/sommet"] = "<title>Le sommet</title>"
    found = capture("http://journal.example/sommet")
    assert found.note == "La page ne dit pas\u00a0: qui la publie, sa date, sa langue."
    assert (found.draft.organisation, found.draft.language) == ("journal.example", "fr")


def test_page_without_its_publisher_is_taken_for_what_the_host_published_before(pages):
    before = factories.source(address="http://www.journal.example/avant")
    pages["/sommet"] = "<title>Le sommet</title>"
    assert capture("http://journal.example/sommet").draft.organisation == before.organisation.name


def test_publisher_is_named_as_in_the_register(pages):
    factories.organisation("L’ÉCHO")
    pages["/sommet"] = '<meta property="og:site_name" content="l\'écho">'
    assert capture("http://journal.example/sommet").draft.organisation == "L’ÉCHO"


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ("http://journal.example/absente", "La page répond par une erreur (404). Remplissez les champs à la main."),
        (
            "http://10.0.0.1/etat",
            "Cette adresse mène à l’intérieur d’un réseau\u00a0: elle n’est pas ouverte. Remplissez les champs à la main.",
        ),
    ],
)
def test_page_that_does_not_answer_leaves_a_draft_to_fill_in(address, note, pages):
    found = capture(address)
    assert (found.note, found.draft) == (note, Draft(address=address, organisation=capturing.host_of(address)))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "bonjour",
        "javascript:alert(1)",
        "ftp://a.example/x",
        "http://",
        "http://a.example:99999/",
        "mailto:a@b.fr",
    ],
)
def test_what_is_no_web_address_is_refused(typed):
    with pytest.raises(ValidationError) as refused:
        capture(typed)
    assert refused.value.message_dict == {
        "address": ["Indiquez une adresse complète, qui commence par http:// ou https://."]
    }


@pytest.mark.parametrize("tail", ["a" * 1000, "é" * 400])
def test_address_that_is_too_long_is_refused(tail):
    with pytest.raises(ValidationError) as refused:
        capture(f"https://journal.example/{tail}")
    assert list(refused.value.message_dict) == ["address"]


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("economie.gouv.fr", "institution"),
        ("legifrance.gouv.fr", "official_text"),
        ("ec.europa.eu", "institution"),
        ("who.int", "institution"),
        ("point.fr", "press"),
        ("fr.reuters.com", "agency"),
        ("youtube.com", "video"),
        ("notyoutube.com", "press"),
    ],
)
def test_kind_is_guessed_from_the_host(host, kind):
    assert capturing._kind(host) == kind


# --- add ----------------------------------------------------------------------------------------------


def given(**more):
    return {"title": "Le sommet", "organisation": "Le Journal", "address": "https://journal.example/sommet"} | more


def test_source_is_added_with_its_organisation():
    source, _ = add(**given(published_on="02/2025", consulted_on="2025-03-01", language=" en ", kind="agency"))
    source.refresh_from_db()
    assert (source.organisation.name, source.organisation.slug) == ("Le Journal", "le-journal")
    assert (source.published_on, source.consulted_on.isoformat()) == ("2025-02", "2025-03-01")
    assert (source.language, source.kind, source.reliability) == ("en", "agency", "F")
    assert source.address_key == "journal.example/sommet"


def test_organisation_is_found_by_its_name_however_written():
    there = factories.organisation("L’Écho", slug="echo")
    assert add(**given(organisation=" l'ÉCHO "))[0].organisation == there


def test_new_organisation_gets_an_address_of_its_own():
    factories.organisation("Le journal !", slug="le-journal")
    factories.organisation("Journal, le", slug="le-journal-2")
    assert add(**given())[0].organisation.slug == "le-journal-3"
    assert add(**given(organisation="読売新聞", address="https://b.example/"))[0].organisation.slug == "organisation"


def test_address_of_the_register_is_not_added_again():
    there = factories.source(address="http://www.journal.example/sommet/")
    assert add(**given(title="Autre", organisation="Autre")) == (there, False)
    assert not Organisation.objects.filter(name="Autre").exists()


def test_wrong_fields_are_refused_each_in_its_words():
    wrong = {"title": " ", "organisation": "", "address": "x y", "published_on": "hier", "consulted_on": "demain"}
    with pytest.raises(ValidationError) as refused:
        add(**given(**wrong))
    assert list(refused.value.message_dict) == ["address"]
    wrong |= {"address": "https://a.example/", "kind": "x", "language": "français", "reliability": "Z"}
    with pytest.raises(ValidationError) as refused:
        add(**given(**wrong))
    said = refused.value.message_dict
    assert said.keys() == wrong.keys() - {"address"}
    assert said["published_on"] == ["Indiquez une année, un mois ou un jour\u00a0: 2025, 02/2025 ou 11/02/2025."]
    assert said["title"] == said["organisation"] == ["Ce champ est obligatoire."]
    assert not Source.objects.exists()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(("name", "length"), [("title", 301), ("organisation", 161)])
def test_text_that_is_too_long_is_refused(name, length):
    with pytest.raises(ValidationError) as refused:
        add(**given(**{name: "x" * length}))
    assert list(refused.value.message_dict) == [name]


def test_invisible_characters_are_left_out():
    source, _ = add(**given(title="Le\x00 som\u202emet", organisation="Le\tJournal\x00"))
    assert (source.title, source.organisation.name) == ("Le sommet", "Le Journal")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_source_and_one_organisation():
    for turn in range(5):
        start, made = threading.Barrier(3), []

        def work(address, start=start, made=made):
            start.wait()
            try:
                made.append(add(**given(address=address, organisation="Le Journal")))
            finally:
                connection.close()

        threads = [
            threading.Thread(target=work, args=[address])
            for address in (
                f"https://journal.example/{turn}",
                f"http://www.journal.example/{turn}/",
                f"https://b.example/{turn}",
            )
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(is_new for _source, is_new in made) == [False, True, True]
        assert len({source.pk for source, _is_new in made}) == 2
        assert Organisation.objects.count() == 1
        Source.objects.all().delete()
        Organisation.objects.all().delete()


# --- lookup -------------------------------------------------------------------------------------------


def test_addresses_are_looked_up_in_one_query_and_no_page_is_opened(pages, django_assert_num_queries):
    one, other = (factories.source(address=f"https://journal.example/{name}") for name in ("un", "autre"))
    asked = ["http://www.journal.example/un/?utm_source=x#haut", "journal.example/autre", "https://journal.example/absent",
             "javascript:alert(1)", "http://[", "", "\x00"]  # fmt: skip
    with django_assert_num_queries(1):
        found = {address: str(source) for address, source in lookup(asked).items()}
    assert found == {asked[0]: str(one), asked[1]: str(other)}
    assert pages.asked == []


def test_no_more_addresses_are_looked_up_than_a_text_has():
    there = factories.source(address="https://journal.example/un")
    many = [f"https://journal.example/{n}" for n in range(capturing.LOOKED_UP - 1)]
    assert lookup([*many, there.address]) == {there.address: there}
    assert lookup([*many, "https://journal.example/autre", there.address]) == {}
