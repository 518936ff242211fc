"""The page a review link opens: what it shows, keeps, refuses, and how little it lets out."""

import io
import logging
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from summit.models import Event
from tests import factories
from veille.articles import drafting
from veille.articles.models import Article
from veille.images.models import rendition_path
from veille.lib.configuration import OneLine
from veille.lib.moments import in_words
from veille.review import remarks, sharing, tokens
from veille.review.models import Remark, ReviewLink

NEVER = "/relecture/jamais/"


@pytest.fixture
def link(article, writer):
    return sharing.make(article, by=writer, name="Mme Berger", expires_at=timezone.now() + timedelta(days=7))


@pytest.fixture
def path(link):
    return f"/relecture/{tokens.token(link.key)}/"


@pytest.fixture
def guest():
    return Client(enforce_csrf_checks=True)


def test_guest_reads_the_text_and_each_visit_is_a_use(guest, path, link):
    page = guest.get(path)
    assert page.status_code == 200
    for words in ["Épreuve confiée à Mme Berger", "Rédactrice vous demande votre avis", "Ils sont soixante et un."]:
        assert words in page.text
    assert f"jusqu’au {in_words(link.expires_at)}" in page.text  # « 1er décembre », never « 1 décembre »
    guest.get(path)
    assert [(use.what, use.version) for use in link.uses.all()] == [("read", 1)] * 2
    guest.head(path)
    assert link.uses.count() == 2


def test_page_is_kept_by_no_cache_named_to_nobody_and_sets_no_cookie(guest, path):
    for answer in [
        guest.get(path),
        guest.post(path, {"verb": "remark"}),
        guest.get(NEVER),
        guest.get(f"{path}image/x"),
    ]:
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert "public" not in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies
        assert not answer.has_header("ETag")
    assert '<meta name="robots" content="max-image-preview:large, noindex">' in guest.get(path).text
    assert "canonical" not in guest.get(path).text


def test_wrong_expired_revoked_and_deleted_are_the_same_404(guest, path, link, draft, writer):
    other = sharing.make(draft("Autre"), by=writer, name="M. Roux", expires_at=timezone.now() + timedelta(days=1))
    missing = guest.get(NEVER)
    mixed = f"/relecture/{link.key.hex}.{tokens.token(other.key).split('.')[1]}/"
    found = {"mixed": guest.get(mixed), "key alone": guest.get(f"/relecture/{link.key.hex}/")}
    ReviewLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    found |= {
        "expired": guest.get(path),
        "posted": guest.post(path, {"verb": "remark", "words": "Bien.", "version": 1}),
    }
    ReviewLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() + timedelta(1), revoked_at=timezone.now())
    found |= {"revoked": guest.get(path), "picture": guest.get(f"{path}image/x.avif")}
    Article.objects.filter(pk=link.article_id).delete()
    found |= {"gone": guest.get(path)}
    assert {name for name, answer in found.items() if answer.status_code != 404} == set()
    assert {name for name, answer in found.items() if answer.content != missing.content} == set()
    # « Expires » is the second at which one answered.
    heads = {name: {**answer.headers, "Expires": ""} for name, answer in found.items()}
    assert {name for name, head in heads.items() if head != {**missing.headers, "Expires": ""}} == set()
    assert not Remark.objects.exists()


def test_guest_remarks_without_a_cookie(guest, path, link):
    data = {"verb": "remark", "words": "Trop long.", "version": 1, "exact": "soixante et un", "prefix": "Ils sont "}
    answer = guest.post(path, data)
    made = Remark.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{path}#remarque-{made.pk}")
    assert (made.link, made.by, made.exact) == (link, None, "soixante et un")
    page = guest.get(path).text
    assert "Trop long." in page
    assert 'data-exact="soixante et un"' in page
    assert re.search(
        r'<time datetime="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d">', page
    )  # no fraction: HTML allows three digits


def test_guest_sees_no_thread_of_colleagues_nor_their_names(guest, path, article, writer, colleague):
    remarks.remark(article, words="Entre nous.", version=1, by=colleague)
    page = guest.get(path).text
    assert "Entre nous." not in page
    assert "Anne Martin" not in page
    assert "redactrice@example.org" not in page


def test_guest_cannot_touch_threads_of_others(guest, path, article, writer):
    theirs = remarks.remark(article, words="Entre nous.", version=1, by=writer)
    for data in [{"verb": "reply", "thread": theirs.pk, "words": "Ah.", "version": 1}, {"verb": "resolve", "remark": theirs.pk},
                 {"verb": "take_away", "remark": theirs.pk}, {"verb": "reply", "thread": "9" * 30}, {"verb": "resolve"}]:  # fmt: skip
        assert guest.post(path, data).status_code == 404
    kept = Remark.objects.get()
    assert (kept.words, kept.resolved_at) == ("Entre nous.", None)


def test_guest_cannot_settle_even_their_own_thread(guest, path, article, link):
    mine = remarks.remark(article, words="Trop long.", version=1, link=link)
    assert guest.post(path, {"verb": "resolve", "remark": mine.pk}).status_code == 302
    assert Remark.objects.get().resolved_at is None
    guest.post(path, {"verb": "take_away", "remark": mine.pk})
    assert not Remark.objects.exists()


def test_guest_approves_or_objects_with_a_reason(guest, path, link):
    refused = guest.post(path, {"verb": "answer", "answer": "objected", "version": 1})
    assert refused.status_code == 422
    assert "Dites ce qu’il faut changer." in refused.text
    assert "Choisissez l’un ou l’autre." in guest.post(path, {"verb": "answer", "words": "Hum.", "version": 1}).text
    answer = guest.post(path, {"verb": "answer", "answer": "objected", "words": "Le titre.", "version": 1})
    assert (answer.status_code, answer.url) == (302, f"{path}#avis")
    assert "Vous demandez des changements" in guest.get(path).text
    link.refresh_from_db()
    assert (link.answer, link.answer_words) == ("objected", "Le titre.")


def test_what_is_refused_keeps_what_was_typed(guest, path, link):
    long = "Ma longue remarque. " * 120
    refused = guest.post(path, {"verb": "remark", "words": long, "version": 1, "place": "title", "exact": "un"})
    assert refused.status_code == 422
    assert long.strip() in refused.text
    assert 'value="un"' in refused.text
    assert "2000" in refused.text
    Article.objects.update(version=2)
    stale = guest.post(path, {"verb": "answer", "answer": "approved", "words": "Bravo.", "version": 1})
    assert "Le texte a changé depuis que vous avez ouvert cette page" in stale.text
    assert "Bravo." in stale.text
    link.refresh_from_db()
    assert link.answer == ""


def test_colleague_who_opens_a_link_looks_and_leaves_no_use(client, path, link, editor):
    client.force_login(editor)
    page = client.get(path)
    assert "Vous êtes connecté au bureau" in page.text
    assert "Votre avis" not in page.text
    assert client.post(path, {"verb": "answer", "answer": "approved", "version": 1}).status_code == 404
    assert not link.uses.exists()


def test_guest_sees_the_pictures_of_the_draft_and_no_others(guest, path, article):
    shown, other = factories.image("Carte"), factories.image("Autre")
    for one in (shown, other):
        default_storage.save(rendition_path(one.fallback["name"]), ContentFile(b"picture"))
    Article.objects.update(hero=shown)
    page = guest.get(path).text
    name = shown.fallback["name"]
    assert f"{path}image/{name}" in page
    assert "/media/" not in page.replace(f"{path}image/", "")
    answer = guest.get(f"{path}image/{name}")
    assert (answer.status_code, answer.content) == (200, b"picture")
    assert guest.get(f"{path}image/{other.fallback['name']}").status_code == 404
    assert guest.get(f"/media/{name}").status_code == 404


def test_address_stands_in_no_line_of_the_log(guest, path, monkeypatch, settings):
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(OneLine("%(message)s", secret=settings.LOGGING["formatters"]["line"]["secret"]))
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        guest.raise_request_exception = False
        monkeypatch.setattr("veille.review.proof.page_of", lambda *args: 1 / 0)
        assert guest.get(path).status_code == 500
        guest.get(path[:-2] + "/")
        guest.post(path, {"verb": "remark"})
    finally:
        root.removeHandler(handler)
    assert "/relecture/…" in said.getvalue()
    assert path.split("/")[2] not in said.getvalue()


def test_page_costs_the_same_with_many_remarks(guest, path, article, link, django_assert_num_queries):
    guest.get(path)
    for number in range(12):
        head = remarks.remark(article, words=f"{number}", version=1, link=link)
        remarks.remark(article, words="Réponse", version=1, link=link, thread=head)
        if number in {0, 11}:
            with django_assert_num_queries(10):
                guest.get(path)


@pytest.mark.parametrize("version", ["9" * 30, "99999999999", "2147483648", "2", "0", "-1", "un"])
def test_version_that_nobody_can_have_read_is_refused(guest, path, link, version):
    for data in [{"verb": "remark", "words": "Bien."}, {"verb": "answer", "answer": "approved"}]:
        assert guest.post(path, data | {"version": version}).status_code == 422
    link.refresh_from_db()
    assert (Remark.objects.exists(), link.answer) == (False, "")


def test_guest_learns_of_no_summit_that_is_not_published(guest, path, article):
    event = factories.event("Sommet du secret", published=False)
    drafting.write_lists(article, events=[event])
    assert "Sommet du secret" not in guest.get(path).text
    Event.objects.filter(pk=event.pk).update(published_at=timezone.now())
    assert "Sommet du secret" in guest.get(path).text
