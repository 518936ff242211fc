"""Everybody's own page: the name colleagues see, the daily mail."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from tests.articles.desk import plain
from veille.accounts.forms import MyForm
from veille.accounts.models import Trace, User

PAGE = "/admin/me/"


@pytest.fixture
def guest(db):
    """An account without a role."""
    return User.objects.create_user("sans-role@example.org", "x", name="Sans rôle")


def state(user):
    user.refresh_from_db()
    return user.name, user.has_daily_mail


def test_page_stands_in_the_head_of_the_desk(client, writer):
    client.force_login(writer)
    text = client.get("/admin/").text
    assert '<a href="/admin/me/">Réglages</a>' in text
    page = client.get(PAGE)
    assert (page.status_code, reverse("my_settings")) == (200, PAGE)
    assert "<title>Mes réglages · Veille</title>" in page.text
    assert 'name="name" value="Rédactrice"' in page.text
    assert "redactrice@example.org" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert "script-src 'self' 'nonce-" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("role", ["guest", "writer", "editor", "administrator"])
def test_everybody_with_an_account_has_their_own(client, request, role):
    user = request.getfixturevalue(role)
    client.force_login(user)
    answer = client.post(PAGE, {"name": "Un autre nom"}, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Vos réglages sont enregistrés." in answer.text
    assert state(user) == ("Un autre nom", False)


def test_nobody_reaches_anothers(client, writer, editor):
    client.force_login(writer)
    given = {"id": editor.pk, "pk": editor.pk, "user": editor.pk, "name": "Pris", "has_daily_mail": "on"}
    client.post(f"{PAGE}?id={editor.pk}&pk={editor.pk}", given)
    assert (state(writer)[0], state(editor)) == ("Pris", ("Éditeur", True))


def test_who_has_not_logged_in_is_asked_to(client, writer):
    for answer in (client.get(PAGE), client.post(PAGE, {"name": "x"})):
        assert answer.headers["Location"] == "/admin/login/?next=/admin/me/"
    User.objects.filter(pk=writer.pk).update(is_active=False)
    client.force_login(writer)
    assert client.get(PAGE).status_code == 302


def test_nothing_but_the_two_settings_is_changed(client, writer):
    client.force_login(writer)
    before = User.objects.values().get(pk=writer.pk)
    given = {
        "email": "x@example.org",
        "is_superuser": "on",
        "is_active": "",
        "groups": ["1", "2", "3"],
        "password": "x",
    }
    client.post(PAGE, given | {"name": "Nouvelle", "has_daily_mail": "on"})
    after = User.objects.values().get(pk=writer.pk)
    assert [name for name in before if before[name] != after[name]] == ["name"]
    assert [str(group) for group in writer.groups.all()] == ["Rédacteur"]


def test_account_closed_while_the_page_was_open_stays_closed(client, writer, monkeypatch):
    client.force_login(writer)
    inner = MyForm.save

    def meanwhile(form):
        User.objects.filter(pk=writer.pk).update(is_active=False)
        return inner(form)

    monkeypatch.setattr(MyForm, "save", meanwhile)
    client.post(PAGE, {"name": "Nouvelle", "has_daily_mail": "on"})
    writer.refresh_from_db()
    assert (writer.name, writer.is_active) == ("Nouvelle", False)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "Ce champ est obligatoire."),
        ("  ", "Ce champ est obligatoire."),
        ("x" * 121, "C’est trop long : 120 caractères au plus (il y en a 121)."),
    ],
)
def test_name_that_cannot_be_is_refused_beside_its_field(client, writer, name, message):
    client.force_login(writer)
    page = client.post(PAGE, {"name": name})
    assert page.status_code == 200
    assert [plain(one) for one in page.context["form"].errors["name"]] == [message]
    assert "<title>Erreur : Mes réglages · Veille</title>" in plain(page.text)
    assert "<strong>Rédactrice</strong>" in page.text
    assert state(writer) == ("Rédactrice", True)
    assert Trace.objects.count() == 0


def test_change_is_traced_like_others_and_none_is_not(client, writer):
    client.force_login(writer)
    client.post(PAGE, {"name": "Rédactrice", "has_daily_mail": "on"})
    assert (Trace.objects.count(), LogEntry.objects.count()) == (0, 0)
    client.post(PAGE, {"name": "Rédactrice"})
    line = Trace.objects.get()
    assert (line.who, line.verb, line.kind, line.object_id) == (writer, "changed", "accounts.user", str(writer.pk))
    assert plain(line.note) == "Modifié : courriel du matin. Rédacteur · Actif"
    assert LogEntry.objects.get().user == writer


def test_daily_mail_is_nobody_elses_to_see(client, administrator, writer):
    client.force_login(administrator)
    for address in ("/admin/accounts/user/", f"/admin/accounts/user/{writer.pk}/change/", "/admin/accounts/user/add/"):
        text = client.get(address).text
        assert [word for word in ("has_daily_mail", "ourriel du matin") if word in text] == []
