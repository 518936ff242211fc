"""With pages as an example: versioned, and without revisions to compare with."""

import pytest
from django.contrib import admin
from django.db import transaction

from tests import factories
from veille.lib.versions import Stale, plain
from veille.website.forms import PageForm
from veille.website.models import Page

CHANGE = "/admin/website/page/{}/change/"


@pytest.fixture
def page(db):
    return factories.page("a-propos", "À propos", lead="Qui nous sommes.")


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def posted(page, **more):
    return {"title": page.title, "lead": page.lead, "body": page.body, "version": page.version} | more


def test_save_claims_the_next_version(desk, page):
    assert desk.post(CHANGE.format(page.pk), posted(page, title="Nous")).status_code == 302
    page.refresh_from_db()
    assert (page.title, page.version) == ("Nous", 2)


def test_stale_save_shows_every_difference_where_the_base_is_unknown(desk, page):
    read = posted(page)
    desk.post(CHANGE.format(page.pk), read | {"title": "D’abord"})
    response = desk.post(CHANGE.format(page.pk), read | {"lead": "Ensuite"})
    assert response.status_code == 409
    assert "Quelqu’un a enregistré pendant que vous écriviez" in response.text
    shown = [(one.label, *next(one.shown)[2:4]) for one in response.context["comparison"].differences]
    assert shown == [("Titre", ["D’abord"], ["À propos"]), ("Chapô", ["Qui nous sommes."], ["Ensuite"])]
    page.refresh_from_db()
    assert (page.title, page.lead) == ("D’abord", "Qui nous sommes.")
    decided = {"seen": "2", "choose-title-0": "theirs", "choose-lead-0": "mine"}
    assert desk.post(CHANGE.format(page.pk), read | {"lead": "Ensuite"} | decided).status_code == 302
    page.refresh_from_db()
    assert (page.title, page.lead, page.version) == ("D’abord", "Ensuite", 3)


def test_same_words_saved_twice_are_not_put_together_unasked_without_a_base(desk, page):
    """Something else may have changed: the rows of an inline are not compared."""
    desk.post(CHANGE.format(page.pk), posted(page))
    assert desk.post(CHANGE.format(page.pk), posted(page)).status_code == 409
    assert desk.post(CHANGE.format(page.pk), posted(page) | {"seen": "2"}).status_code == 302


def test_claim_fails_when_somebody_saved_since(page, rf, editor):
    form = PageForm(posted(page, title="Second"), instance=Page.objects.get())
    assert form.is_valid()
    Page.objects.update(version=2)
    with pytest.raises(Stale), transaction.atomic():
        admin.site.get_model_admin(Page).save_model(rf.post("/"), form.instance, form, change=True)
    assert Page.objects.get().title == "À propos"


def test_plain_values_compare_alike(page):
    assert plain("a\r\nb ") == plain("a\nb")
    assert plain(None) == plain("") == ""
    assert plain(page) == page.pk
    assert plain([page, page]) == [page.pk, page.pk]
    assert plain(3) == 3


def test_save_of_what_somebody_just_deleted_says_so(desk, page, monkeypatch):
    read = admin.ModelAdmin.get_object

    def then_deleted(self, request, object_id, from_field=None):
        found = read(self, request, object_id, from_field)
        Page.objects.filter(pk=page.pk).delete()
        return found

    monkeypatch.setattr(admin.ModelAdmin, "get_object", then_deleted)
    answer = desk.post(CHANGE.format(page.pk), posted(page))
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
