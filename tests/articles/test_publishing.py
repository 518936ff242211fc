"""The page behind « Publier… »: what an editor sees, chooses, and is refused."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.text import capfirst

from tests import factories
from tests.articles.desk import agreed, change, plain, publish, typed
from veille.articles import workflow
from veille.articles.models import Article
from veille.editions.models import Edition, Withdrawal
from veille.lib.moments import in_words


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def clock(monkeypatch):
    """Sets what time it is."""

    def at(*moment):
        now = datetime(*moment, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now

    return at


def when(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_button_saves_first_and_leads_to_the_page(desk, article):
    response = desk.post(change(article), typed(desk, change(article)) | {"lead": "Relu.", "_publish": "1"})
    assert response.url == publish(article)
    article.refresh_from_db()
    assert (article.lead, Edition.objects.count()) == ("Relu.", 0)
    page = desk.get(response.url).text
    assert "Pas en ligne" in page
    assert 'value="withdraw"' not in page
    assert 'value="take_back"' not in page


def test_article_is_published_now(desk, article):
    response = desk.post(publish(article), {"verb": "publish", "version": article.version}, follow=True)
    assert "L’édition n°\u00a01 est en ligne." in response.text
    assert Edition.objects.get().nature == "first"
    assert desk.get("/articles/qui-a-signe/").status_code == 200
    assert "L’édition n°\u00a01 est en ligne." in desk.get(f"/admin/articles/article/{article.pk}/history/log/").text


def test_article_is_published_at_a_time_and_taken_back(desk, article):
    at = (timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    response = agreed(desk, publish(article), {"verb": "publish", "version": article.version, "live_from": when(at)})
    told = f"{capfirst(in_words(at))} : l’édition n° 1 paraît."
    assert plain(told) in plain(desk.get(response.url).text)
    assert Edition.objects.get().live_from == at
    assert "Prévu</span>" in desk.get(publish(article)).text
    desk.post(publish(article), {"verb": "take_back"})
    assert not Edition.objects.exists()


def test_update_and_correction_carry_their_note(desk, article, editor):
    workflow.publish(article, by=editor)
    refused = desk.post(publish(article), {"verb": "publish", "version": article.version, "nature": "correction"})
    assert refused.context["bound"].errors == {
        "change_note": ["Dites aux lecteurs ce qui était faux et ce qui est juste."]
    }
    desk.post(
        publish(article),
        {"verb": "publish", "version": article.version, "nature": "correction", "change_note": "61, et non 58."},
    )
    desk.post(
        publish(article),
        {"verb": "publish", "version": article.version, "nature": "update", "change_note": "Complété."},
    )
    assert list(Edition.objects.order_by("number").values_list("nature", "change_note")) == [
        ("first", ""),
        ("correction", "61, et non 58."),
        ("update", "Complété."),
    ]


def test_time_past_or_unreadable_is_refused_beside_its_field_with_what_was_typed(desk, article):
    for text, words in [
        ("2020-01-01T08:00", "Cette heure est déjà passée."),
        ("demain", "Donnez un jour et une heure, par exemple 2026-03-29 08:30."),
        ("2026-02-31T08:00", "Donnez un jour et une heure, par exemple 2026-03-29 08:30."),
        ("2099-01-01T08:00Z", "Donnez un jour et une heure, par exemple 2026-03-29 08:30."),
        ("0001-01-01T00:00", "Donnez un jour et une heure, par exemple 2026-03-29 08:30."),
        ("9999-12-31T23:59", "Donnez un jour et une heure, par exemple 2026-03-29 08:30."),
    ]:
        response = desk.post(
            publish(article),
            {"verb": "publish", "version": article.version, "live_from": text, "change_note": "Gardée"},
        )
        assert (response.status_code, response.context["bound"].errors) == (200, {"live_from": [words]})
        assert "Gardée" in response.text
        assert "<title>Erreur\u00a0: " in response.text
    assert not Edition.objects.exists()


def test_hour_that_does_not_exist_is_refused(desk, article, clock):
    clock(2026, 3, 20)
    response = desk.post(
        publish(article), {"verb": "publish", "version": article.version, "live_from": "2026-03-29T02:30"}
    )
    assert response.context["bound"].errors["live_from"] == [
        "Cette heure n’existe pas\u00a0: cette nuit-là, l’horloge avance d’une heure. Choisissez-en une autre."
    ]


def test_hour_shown_twice_is_the_first_and_said(desk, article, clock):
    clock(2026, 10, 20)
    response = desk.post(
        publish(article), {"verb": "publish", "version": article.version, "live_from": "2026-10-25T02:30"}
    )
    assert "Dimanche 25 octobre 2026 à 2 h 30 (heure de Paris, la première des deux fois)" in plain(response.text)
    agreed(desk, publish(article), {"verb": "publish", "version": article.version, "live_from": "2026-10-25T02:30"})
    assert Edition.objects.get().live_from == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_refusal_of_the_workflow_is_shown_with_what_was_typed(desk, article):
    Article.objects.filter(pk=article.pk).update(lead="")
    response = desk.post(publish(article), {"verb": "publish", "version": article.version, "change_note": "Gardée"})
    assert response.context["bound"].non_field_errors() == [
        "Avant de publier\u00a0: Écrivez le chapô\u00a0: en deux phrases, ce que le lecteur va apprendre."
    ]
    assert "Gardée" in response.text
    assert not Edition.objects.exists()


def test_article_saved_since_the_page_was_opened_is_not_published(desk, article):
    version = desk.get(publish(article)).context["forms"]["publish"]["version"].value()
    desk.post(change(article), typed(desk, change(article)) | {"lead": "Autre chose."})
    response = desk.post(publish(article), {"verb": "publish", "version": version})
    assert response.context["bound"].non_field_errors() == [
        "L’article a été enregistré de nouveau depuis que vous avez ouvert cette page\u00a0: relisez-le."
    ]
    assert not Edition.objects.exists()


def test_article_is_withdrawn_with_its_notice_and_replacement(desk, article, editor):
    workflow.publish(article, by=editor)
    instead = factories.edition("La bonne note")
    refused = desk.post(publish(article), {"verb": "withdraw", "notice": " ", "replacement": instead.pk})
    assert refused.context["bound"].errors == {"notice": ["Dites aux lecteurs pourquoi l’article est retiré."]}
    assert "La bonne note" in refused.text
    desk.post(publish(article), {"verb": "withdraw", "notice": "Une erreur.", "replacement": instead.pk})
    assert Withdrawal.objects.values_list("notice", "replacement").get() == ("Une erreur.", instead.key)
    gone = desk.get("/articles/qui-a-signe/")
    assert gone.status_code == 410
    assert "Une erreur." in gone.text


# --- until a time, and what will happen when ----------------------------------------------------------


def planned(page):
    """The lines of the page that tell what will happen, as the editor reads them."""
    lines = re.findall(r"<strong>([^<]*)</strong> : ([^<]*)", plain(page.text))
    return [f"{when} : {words}".strip() for when, words in lines]


def test_article_is_published_until_a_time_only_once_that_was_told(desk, article, clock):
    clock(2026, 11, 20)
    data = {
        "verb": "publish",
        "version": article.version,
        "live_from": "2026-12-03T08:00",
        "live_until": "2026-12-31T18:00",
    }
    asked = desk.post(publish(article), data)
    assert not Edition.objects.exists()
    assert "Rien n’est encore fait : lisez, puis confirmez." in plain(asked.text)
    assert ">Confirmer</button>" in asked.text
    first = "Jeudi 3 décembre 2026 à 8 h 00 (heure de Paris) : l’édition n° 1 paraît."
    notice = "« Cet article était publié pour une durée limitée. Il n’est plus en ligne. »"
    last = f"Jeudi 31 décembre 2026 à 18 h 00 (heure de Paris) : l’article quitte le site. Son adresse montre l’avis : {notice}"
    assert planned(asked) == ["Maintenant : l’article n’est pas en ligne."] * 2 + [first, last]
    response = agreed(desk, publish(article), data)
    edition = Edition.objects.get()
    assert (edition.live_from, edition.live_until) == (
        datetime(2026, 12, 3, 7, tzinfo=UTC),
        datetime(2026, 12, 31, 17, tzinfo=UTC),
    )
    assert plain(desk.get(response.url).text).count(first) == 1  # in the message
    assert planned(desk.get(change(article)))[1:] == [first, last]
    assert planned(desk.get(publish(article)))[1:3] == [first, last]
    row = plain(desk.get("/admin/articles/article/").text)
    assert first in row
    assert "Jeudi 31 décembre 2026 à 18 h 00 (heure de Paris) : l’article quitte le site." in row
    assert f'href="{publish(article)}#now">Reprendre…</a>' in row


def test_what_was_told_is_not_asked_again_and_another_time_is(desk, article, clock):
    clock(2026, 11, 20)
    data = {"verb": "publish", "version": article.version, "live_until": "2026-12-31T18:00"}
    told = desk.post(f"{publish(article)}?volet=plan", data)
    shown = re.search(r'name="shown" value="([^"]+)"', told.text)[1]
    assert planned(told)[0] == "Maintenant : l’édition n° 1 paraît."
    assert "<html" not in told.text
    assert not Edition.objects.exists()
    moved = desk.post(publish(article), data | {"live_until": "2026-12-31T19:00", "shown": shown})
    assert moved.context["bound"].asks
    assert not Edition.objects.exists()
    assert desk.post(publish(article), data | {"shown": shown}).status_code == 302
    assert Edition.objects.get().live_until == datetime(2026, 12, 31, 17, tzinfo=UTC)


def test_plan_with_a_wrong_time_says_so_and_changes_nothing(desk, article, clock):
    clock(2026, 11, 20)
    for data in [{"live_from": "2026-01-01T08:00"}, {"live_until": "demain"}, {"live_until": "2027-03-28T02:30"}]:
        told = desk.post(f"{publish(article)}?volet=plan", {"verb": "publish", "version": article.version} | data)
        assert "Corrigez d’abord le jour et l’heure." in told.text
        assert planned(told) == []


def test_end_is_refused_before_the_start_past_or_at_an_hour_that_does_not_exist(desk, article, clock):
    clock(2026, 11, 20)
    for start, end, words in [
        ("2026-12-03T08:00", "2026-12-03T08:00", "La fin doit venir après le début."),
        ("2026-12-03T08:00", "2026-12-02T08:00", "La fin doit venir après le début."),
        ("", "2026-11-19T08:00", "Cette heure est déjà passée."),
        ("", "2027-03-28T02:30", "Cette heure n’existe pas"),
    ]:
        response = desk.post(
            publish(article), {"verb": "publish", "version": article.version, "live_from": start, "live_until": end}
        )
        assert plain(response.context["bound"].errors["live_until"][0]).startswith(words)
    assert not Edition.objects.exists()


def test_end_at_the_hour_shown_twice_is_the_first(desk, article, clock):
    clock(2026, 10, 20)
    agreed(desk, publish(article), {"verb": "publish", "version": article.version, "live_until": "2026-10-25T02:30"})
    assert Edition.objects.get().live_until == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    form = desk.get(publish(article)).context["forms"]["publish"]
    assert 'value="2026-10-25T02:30"' in str(form["live_until"])


def test_next_edition_keeps_the_planned_end_without_asking_again(desk, article, editor, clock):
    clock(2026, 11, 20)
    instead = factories.edition("La suite")
    end = {"live_until": datetime(2026, 12, 31, 17, tzinfo=UTC), "notice": "Fini.", "replacement": instead.key}
    workflow.publish(article, by=editor, **end)
    page = desk.get(publish(article))
    form = page.context["forms"]["publish"]
    typed = {name: form[name].value() for name in ("notice", "seen", "version")}
    typed |= {"live_until": "2026-12-31T18:00", "replacement": instead.pk}
    assert 'value="2026-12-31T18:00"' in str(form["live_until"])
    assert f'<option value="{instead.pk}" selected' in str(form["replacement"])
    shown = form.expected().plan
    assert f'name="shown" value="{shown}"' in page.text
    assert planned(page)[1].endswith("Son adresse montre l’avis : « Fini. » Elle mène à « La suite ».")
    clock(2026, 11, 20, 0, 1)
    response = desk.post(publish(article), typed | {"verb": "publish", "version": article.version, "shown": shown})
    assert response.status_code == 302
    assert Edition.objects.of(article.key).current().get().live_until == end["live_until"]
    assert Withdrawal.objects.values_list("notice", "replacement").get() == ("Fini.", instead.key)


def test_end_is_planned_moved_and_taken_back_without_a_new_edition(desk, article, editor, clock):
    clock(2026, 11, 20)
    workflow.publish(article, by=editor)
    data = {"verb": "withdraw", "notice": "Fini.", "at": "2026-12-31T18:00"}
    assert desk.post(publish(article), data).context["bound"].asks
    agreed(desk, publish(article), data)
    agreed(desk, publish(article), data | {"at": "2027-01-31T18:00"})
    assert Edition.objects.get().live_until == datetime(2027, 1, 31, 17, tzinfo=UTC)
    response = desk.post(publish(article), {"verb": "take_back_end"}, follow=True)
    assert "La fin prévue est reprise : l’article reste en ligne." in plain(response.text)
    assert Edition.objects.get().live_until is None
    assert not Withdrawal.objects.exists()


def test_change_taken_back_says_that_the_end_stays(desk, article, editor, clock):
    now = clock(2026, 11, 20)
    workflow.publish(article, by=editor)
    times = {"live_from": now + timedelta(days=2), "live_until": now + timedelta(days=9)}
    workflow.publish(article, by=editor, **times)
    response = desk.post(publish(article), {"verb": "take_back"}, follow=True)
    message = plain(str(next(iter(response.context["messages"]))))
    assert message.startswith(
        "L’édition prévue est reprise. Dimanche 29 novembre 2026 à 1 h 00 (heure de Paris) : l’article"
    )


def test_writer_reads_what_is_planned_and_takes_nothing_back(client, article, writer, editor):
    workflow.publish(article, by=editor, live_until=timezone.now() + timedelta(days=2))
    client.force_login(writer)
    for address in [change(article), "/admin/articles/article/"]:
        page = client.get(address).text
        assert "l’article quitte le site" in page
        assert "Reprendre" not in page
    for verb in ["take_back_end", "withdraw"]:
        assert client.post(publish(article), {"verb": verb, "notice": "x"}).status_code == 403


@pytest.mark.parametrize("key", ["abc", "9" * 30, "999"])
def test_replacement_that_is_not_online_is_refused(desk, article, editor, key):
    workflow.publish(article, by=editor)
    response = desk.post(publish(article), {"verb": "withdraw", "notice": "x", "replacement": key})
    assert response.context["bound"].errors == {"replacement": ["Choisissez un article en ligne."]}
    assert not Withdrawal.objects.exists()


def test_replacement_is_looked_for_among_what_is_online(desk, article, editor):
    workflow.publish(article, by=editor)
    factories.edition("Note en ligne")
    factories.edition("Note prévue", live_from=5)
    factories.withdrawn("Note retirée")
    widget = desk.get(publish(article)).context["forms"]["withdraw"].fields["replacement"].widget
    where = {"app_label": widget.field.model._meta.app_label, "model_name": "editiontag", "field_name": "edition"}
    found = desk.get("/admin/autocomplete/", where | {"term": "Note"}).json()["results"]
    assert [one["text"] for one in found] == ["Note en ligne (édition 1)"]


@pytest.mark.parametrize("verb", ["withdraw", "take_back", "take_back_end", "send_back", "delete", ""])
def test_verb_that_does_not_apply_does_nothing(desk, article, verb):
    response = desk.post(publish(article), {"verb": verb, "notice": "x"})
    assert "Ce n’est plus possible" in response.text
    assert not Edition.objects.exists()


def test_article_is_published_by_nobody_on_reading_the_page(desk, article):
    desk.get(publish(article) + "?verb=publish")
    assert not Edition.objects.exists()
