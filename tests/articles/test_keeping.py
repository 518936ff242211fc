"""What is typed and not saved: kept for who typed it, offered again, in nobody's way."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.articles.desk import change, plain, typed
from veille.accounts.models import Trace
from veille.articles import keeping, presence
from veille.articles.models import Article, Presence, Revision, WorkingCopy

ADD = "/admin/articles/article/add/"
PAGE, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


@pytest.fixture
def colleague(editor):
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def read(desk, article):
    return typed(desk, change(article))


def at(end, article=None):
    if article is None:
        return reverse(f"admin:articles_article_{end}_new")
    return reverse(f"admin:articles_article_{end}", args=[article.pk])


def state(article):
    """All that a save would change."""
    return (
        Article.objects.filter(pk=article.pk).values().get(),
        Revision.objects.count(),
        Trace.objects.count(),
        list(article.tags.all()),
        list(article.authors),
    )


# --- kept -------------------------------------------------------------------------------------------


def test_copy_is_kept_without_a_trace_in_the_article(desk, article, read, writer):
    before = state(article)
    for lead in ("Premier jet", "Second jet"):
        answer = desk.post(
            at("autosave", article), read | {"lead": lead, "_page": PAGE, "_continue": "x", "autre": "x"}
        )
        assert answer.status_code == 200
    assert answer.json()["kept"].startswith("Copie de travail gardée à ")
    assert state(article) == before
    copy = WorkingCopy.objects.get()
    assert (copy.person, copy.article, copy.page) == (writer, article, PAGE)
    kept = json.loads(copy.posted)
    assert kept["lead"] == ["Second jet"]
    assert kept["version"] == ["1"]
    assert {"csrfmiddlewaretoken", "_page", "_continue", "autre"} & {*kept} == set()


def test_copy_of_what_no_form_would_save_is_kept_too(desk, article, read):
    wrong = read | {"title": "", "slug": "pas une adresse", "hero": "x", "lead": "\0" * 9, "_page": PAGE}
    assert desk.post(at("autosave", article), wrong).status_code == 200
    assert desk.get(f"{change(article)}?reprendre=1").status_code == 200


def test_begun_article_is_kept_and_becomes_none_by_it(desk, writer):
    assert desk.post(at("autosave"), {"title": "Une idée", "_page": PAGE}).status_code == 200
    assert (WorkingCopy.objects.get().article, Article.objects.count()) == (None, 0)
    form = desk.get(f"{ADD}?reprendre=1").context["adminform"].form
    assert form["title"].value() == "Une idée"


@pytest.mark.parametrize("page", ["", "x", "A" * 32, "a" * 33])
def test_form_without_a_key_of_ours_is_not_kept(desk, article, read, page):
    assert desk.post(at("autosave", article), read | {"_page": page}).status_code == 400
    assert not WorkingCopy.objects.exists()


def test_copy_is_bounded(desk, article, read):
    answer = desk.post(at("autosave", article), read | {"body": "é" * (keeping.MOST + 1), "_page": PAGE})
    assert (answer.status_code, answer.json()) == (413, {"error": "C’est trop long pour être gardé."})
    assert not WorkingCopy.objects.exists()


def test_second_window_overwrites_no_copy_of_the_first(desk, article, read):
    desk.post(at("autosave", article), read | {"lead": "De la première fenêtre", "_page": PAGE})
    answer = desk.post(at("autosave", article), read | {"lead": "De la seconde", "_page": OTHER})
    assert answer.status_code == 409
    assert "ce que vous tapez est gardé dans ce navigateur" in answer.json()["error"]
    assert "De la première fenêtre" in WorkingCopy.objects.get().posted


def test_each_person_has_a_copy_of_her_own(desk, colleague, article, read):
    desk.post(at("autosave", article), read | {"lead": "À elle", "_page": PAGE})
    colleague.post(at("autosave", article), read | {"lead": "À lui", "_page": OTHER})
    assert "À elle" in desk.get(f"{change(article)}?reprendre=1").text
    shown = colleague.get(f"{change(article)}?reprendre=1").text
    assert "À lui" in shown
    assert "À elle" not in shown
    assert colleague.post(at("give_up", article), {"_page": PAGE}).status_code == 302
    assert WorkingCopy.objects.count() == 2


def test_there_is_one_copy_a_person_and_article(article, writer):
    row = {"person": writer, "posted": "{}", "kept_at": timezone.now()}
    for given in (article, None):
        WorkingCopy.objects.create(article=given, page=PAGE, **row)
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkingCopy.objects.create(article=given, page=OTHER, **row)


def test_stale_base_is_told_with_who_saved(desk, colleague, article, read):
    assert desk.post(at("autosave", article), read | {"_page": PAGE}).json()["here"] == []
    colleague.post(change(article), read | {"title": "Titre neuf"})
    [told] = desk.post(at("autosave", article), read | {"_page": PAGE}).json()["here"]
    assert plain(told).startswith("Éditeur a enregistré cet article à ")


@pytest.mark.parametrize("number", [0, 12])
def test_autosave_costs_the_same_however_many_are_there(
    desk, article, read, editor, number, django_assert_num_queries, django_user_model
):
    for n in range(number):
        person = django_user_model.objects.create_user(f"{n}@example.org", "x", name=f"Personne {n}")
        presence.seen(article, by=person, is_typing=True)
    desk.post(at("autosave", article), read | {"_page": PAGE})
    with django_assert_num_queries(11):
        answer = desk.post(at("autosave", article), read | {"lead": "Encore", "_page": PAGE})
    assert len(answer.json()["here"]) == number
    with django_assert_num_queries(8):
        desk.post(at("presence", article), {"version": 1})


def test_who_may_not_change_keeps_nothing(client, article, read, django_user_model):
    client.force_login(django_user_model.objects.create_user("nouveau@example.org", "x", name="Nouveau"))
    for end in ("autosave", "give_up", "presence"):
        assert client.post(at(end, article), read | {"_page": PAGE}).status_code == 403
    for end in ("autosave", "give_up"):
        assert client.post(at(end), {"_page": PAGE}).status_code == 403
    assert (WorkingCopy.objects.count(), Presence.objects.count()) == (0, 0)


def test_ended_session_and_old_token_keep_nothing_and_say_so(article, writer):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(at("autosave", article), {"_page": PAGE}).status_code == 403
    strict.force_login(writer)
    assert strict.post(at("autosave", article), {"_page": PAGE}).status_code == 403
    token = strict.get(at("autosave", article)).json()["token"]
    good = {"_page": PAGE, "csrfmiddlewaretoken": token}
    assert strict.post(at("autosave", article), good).status_code == 200
    strict.logout()
    token = strict.get("/admin/login/").context["csrf_token"]
    answer = strict.post(at("autosave", article), {"_page": PAGE, "csrfmiddlewaretoken": str(token)})
    assert answer.status_code == 302
    assert strict.get(at("autosave", article)).status_code == 302


# --- resumed, given up, saved -----------------------------------------------------------------------


def test_what_differs_is_offered_with_its_date(desk, article, read):
    body = article.body + "<p>Un paragraphe de plus.</p>"
    desk.post(at("autosave", article), read | {"lead": "Un autre chapeau", "body": body, "_page": PAGE})
    found = desk.get(at("autosave", article), {"page": OTHER}).json()["left"]
    for said in ("Ce qui diffère\u00a0: Chapô, Texte", "Un autre chapeau", "Un paragraphe de plus.", "?reprendre=1"):
        assert said in found.replace(" :", "\u00a0:") or said in found
    assert "Ils sont 61" not in found
    assert "Abandonner" in found
    assert "left" not in desk.get(at("autosave", article), {"page": PAGE}).json()  # its own form


def test_copy_that_says_nothing_new_is_not_offered(desk, article, read):
    desk.post(at("autosave", article), read | {"_page": PAGE})
    found = desk.get(at("autosave", article), {"page": OTHER}).json()
    assert (found["same"], "left" in found) == (PAGE, False)
    desk.post(at("give_up", article), {"_page": PAGE, "quiet": "1"})
    assert not WorkingCopy.objects.exists()


def test_resumed_form_holds_what_was_typed_in_every_field(desk, article, read, source):
    picture, tag, event = factories.image(), factories.tag(), factories.event()
    authors = [factories.author("Une"), factories.author("Deux")]
    more = {
        "title": "Titre", "lead": "Chapô", "takeaways": "Une\nDeux", "hero": str(picture.pk), "hero_caption": "L",
        "body": f"<p>Texte{factories.cite(source)}</p>", "slug": "autre", "tags": [str(tag.pk)],
        "authors": [str(author.pk) for author in reversed(authors)], "events": [str(event.pk)],
        "figures": [str(factories.figure().pk)],
    }  # fmt: skip
    desk.post(at("autosave", article), read | more | {"_page": PAGE})
    page = desk.get(f"{change(article)}?reprendre=1")
    form = page.context["adminform"].form
    assert {name: form[name].value() for name in more} == more
    assert f'name="_page" value="{PAGE}"' in page.text
    assert "est repris dans le formulaire" in page.text
    assert Article.objects.get().title == "Qui a signé ?"


def test_stale_copy_is_resumed_with_its_own_version_and_merges(desk, colleague, article, read):
    desk.post(at("autosave", article), read | {"lead": "De la copie", "_page": PAGE})
    colleague.post(change(article), read | {"title": "Titre de l’autre"})
    found = desk.get(at("autosave", article), {"page": OTHER}).json()["left"]
    assert "Éditeur a enregistré l’article depuis" in found
    assert "Titre de l’autre" not in found  # no difference of hers
    resumed = {
        field.html_name: field.value() for field in desk.get(f"{change(article)}?reprendre=1").context["adminform"].form
    }
    assert (resumed["version"], resumed["title"]) == ("1", "Qui a signé ?")
    assert desk.post(change(article), resumed | {"hero": "", "_page": PAGE}).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.lead) == ("Titre de l’autre", "De la copie")
    assert not WorkingCopy.objects.exists()


def test_save_takes_the_copy_with_it_or_leaves_it(desk, article, read, monkeypatch):
    desk.post(at("autosave", article), read | {"lead": "Tapé", "_page": PAGE})
    desk.post(change(article), read | {"title": "", "_page": PAGE})  # refused
    assert WorkingCopy.objects.count() == 1
    page = desk.post(change(article), read | {"title": "", "_page": PAGE})
    assert f'name="_page" value="{PAGE}"' in page.text
    desk.post(change(article), read | {"title": "Volé", "_page": PAGE, "_publish": "1"})  # not allowed: undone
    assert WorkingCopy.objects.count() == 1
    desk.post(change(article), read | {"lead": "Tapé", "_page": OTHER})  # another window's save
    assert WorkingCopy.objects.count() == 1
    desk.post(change(article), read | {"lead": "Tapé", "version": 2, "_page": PAGE})
    assert not WorkingCopy.objects.exists()


def test_begun_article_saved_takes_its_copy_with_it(desk):
    desk.post(at("autosave"), {"title": "Une idée", "_page": PAGE})
    assert desk.post(ADD, {"title": "Une idée", "slug": "une-idee", "_page": PAGE}).status_code == 302
    assert (WorkingCopy.objects.count(), Article.objects.count()) == (0, 1)


def test_copy_is_given_up_by_a_post_alone(desk, article, read):
    desk.post(at("autosave", article), read | {"lead": "Tapé", "_page": PAGE})
    assert desk.get(at("give_up", article)).status_code == 405
    answer = desk.post(at("give_up", article), {"_page": PAGE}, follow=True)
    assert "La copie de travail est abandonnée." in answer.text
    assert not WorkingCopy.objects.exists()


def test_first_page_lists_what_is_not_saved(desk, article, read, writer):
    desk.post(at("autosave", article), read | {"lead": "Tapé", "_page": PAGE})
    desk.post(at("autosave"), {"title": "Une idée", "_page": OTHER})
    panel = next(one for one in desk.get("/admin/").context["panels"] if one.title == "Votre travail non enregistré")
    assert [line[:2] for line in panel.lines] == [("Qui a signé\u202f?", change(article)), ("Nouvel article", ADD)]


# --- who else is here -------------------------------------------------------------------------------


def test_each_is_told_of_the_others(desk, colleague, article):
    assert desk.post(at("presence", article), {"version": 1}).json() == {"here": []}
    assert colleague.post(at("presence", article), {"version": 1, "typing": 1}).json() == {
        "here": ["Rédactrice a cet article ouvert."]
    }
    assert desk.post(at("presence", article), {"version": 1}).json() == {"here": ["Éditeur modifie cet article."]}
    colleague.post(at("presence", article), {"gone": 1})
    assert desk.post(at("presence", article), {"version": 1}).json() == {"here": []}


def test_who_is_silent_for_fifteen_seconds_is_gone_and_leaves_no_row(desk, colleague, article, monkeypatch):
    colleague.post(at("presence", article), {"version": 1})
    later = timezone.now() + timedelta(seconds=16)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert desk.post(at("presence", article), {"version": 1}).json() == {"here": []}
    assert Presence.objects.count() == 1


def test_log_out_empties_the_browser_and_nothing_else_does(desk):
    assert "Clear-Site-Data" not in desk.get("/admin/logout/")
    assert desk.post("/admin/logout/")["Clear-Site-Data"] == '"storage"'


def test_copy_that_comes_late_does_not_take_the_place_of_what_was_typed_after(client, writer, article):
    """A killed browser finds in its store what it had sent long before."""
    client.force_login(writer)
    address = f"/admin/articles/article/{article.pk}/autosave/"
    page = "a" * 32

    def keep(words, **typed):
        answer = client.post(address, {"_page": page, "title": words} | typed)
        copy = WorkingCopy.objects.get()
        return answer.status_code, json.loads(copy.posted)["title"], copy.typed_at

    assert keep("Un", _typed_at=1_000) == (200, ["Un"], 1_000)
    assert keep("Deux", _typed_at=2_000) == (200, ["Deux"], 2_000)
    assert keep("Un", _typed_at=1_000) == (200, ["Deux"], 2_000)
    assert keep("Un", _typed_at="hier") == (200, ["Deux"], 2_000)
    assert keep("Un", _typed_at="9" * 30) == (200, ["Deux"], 2_000)
    assert keep("Deux", _typed_at=2_000) == (200, ["Deux"], 2_000)
    assert keep("Trois", _typed_at=2_001) == (200, ["Trois"], 2_001)
