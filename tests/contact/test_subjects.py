import pytest

from tests import factories
from veille.contact import subjects
from veille.contact.subjects import Subject
from veille.website import public

ARTICLE = {"article": subjects.article}


def test_article_now_read_is_a_subject(db, django_assert_num_queries):
    edition = factories.edition("Une note", slug="une-note")
    with django_assert_num_queries(1):
        assert subjects.article("une-note") == Subject("Une note", "/articles/une-note/", edition.key)


def test_article_renamed_since_is_found_under_its_newer_slug(db):
    old = factories.edition("Avant", slug="avant", live_from=-2, live_until=-1)
    factories.edition("Après", slug="apres", key=old.key, live_from=-1)
    assert subjects.article("avant") == Subject("Après", "/articles/apres/", old.key)


def test_article_that_nobody_reads_is_no_subject(db):
    factories.withdrawn("Retirée", slug="retiree")
    factories.edition("Demain", slug="demain", live_from=24)
    planned = factories.edition("Hier", slug="hier", live_from=-24, live_until=24)
    factories.edition("Prévu", slug="prevu", key=planned.key, live_from=24)
    assert [subjects.article(slug) for slug in ("retiree", "demain", "prevu", "inconnue")] == [None] * 4


def test_subject_asked_for_is_the_first_that_stands(db):
    factories.edition("Une note", slug="une-note")
    summit = Subject("Un sommet", "/sommets/un-sommet/")
    resolvers = ARTICLE | {"sommet": {"un-sommet": summit}.get}
    asked = {"article": "inconnue", "sommet": "un-sommet"}
    assert subjects.asked_for(asked, resolvers) == ("sommet", "un-sommet", summit)
    assert subjects.asked_for({"article": "une-note"}, resolvers)[2].title == "Une note"


def test_what_is_named_is_told_without_looking_for_it():
    asked = {"article": "une-note", "engagement": "../..", "autre": "x"}
    nobody = {"article": None, "sommet": None, "engagement": None}
    assert subjects.named(asked, nobody) == {"article": "une-note"}


def test_commitment_that_readers_see_is_a_subject_under_any_name_it_had(db, django_assert_num_queries):
    event = factories.event("Paris", axes=["Climat"])
    made = factories.commitment(event, "Une machine", number="9")
    assert public.commitment_subject("paris/une-machine") is None
    factories.printed(event)
    made.slug = "la-machine"
    made.save()
    factories.printed(event)
    path = "/sommets/paris/engagements/la-machine/"
    subject = Subject("Engagement n°\u00a09, Une machine", path, commitment_key=made.pk)
    for asked in ("paris/une-machine", "paris/la-machine"):
        with django_assert_num_queries(1):
            found = subjects.asked_for({"engagement": asked}, {"engagement": public.commitment_subject})
        assert found == ("engagement", asked, subject)
    assert [public.commitment_subject(asked) for asked in ("paris", "paris/", "seoul/la-machine")] == [None] * 3
    event.published_at = None
    event.save()
    assert public.commitment_subject("paris/la-machine") is None


@pytest.mark.parametrize(
    "slug", ["", "a/b/c", "/a", "a/", "\x00", "a b", "<b>", "../..", "é", "a" * 121, "un-sommet\n"]
)
def test_other_signs_than_a_slug_s_are_not_looked_for(slug):
    everything = {"article": lambda slug: Subject(slug, "/")}
    assert subjects.asked_for({"article": slug}, everything) == ("", "", None)
