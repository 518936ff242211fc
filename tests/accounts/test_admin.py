import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse

from veille.accounts.models import Trace, User
from veille.accounts.roles import ADMINISTRATOR, EDITOR, WRITER

LIST = reverse("admin:accounts_user_changelist")
ADD = reverse("admin:accounts_user_add")
FORBIDDEN = {"is_superuser": "on", "is_staff": "on", "user_permissions": "1", "password": "x", "id": "1", "pk": "1"}


def page_of(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def roles(*names):
    return [str(pk) for pk in Group.objects.filter(name__in=names).values_list("pk", flat=True)]


def errors(response):
    return dict(response.context["adminform"].form.errors)


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def invite(desk, **fields):
    given = {"email": "Nouvelle@Example.org", "name": "Nouvelle", "groups": roles(WRITER)}
    return desk.post(ADD, given | fields)


def test_invitation_makes_an_account_without_password_and_mails_a_link(desk, run_tasks):
    assert "Un lien est en route vers nouvelle@example.org." in desk.get(invite(desk).headers["Location"]).text
    user = User.objects.get(email="nouvelle@example.org")
    assert (user.name, user.has_usable_password(), user.is_superuser) == ("Nouvelle", False, False)
    assert list(user.groups.values_list("name", flat=True)) == [WRITER]
    assert mail.outbox == []
    run_tasks()
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["nouvelle@example.org"], "Invitation à la rédaction")
    ]
    assert "Administratrice vous invite à rejoindre la rédaction" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"email": "pas une adresse"}, "email", "Donnez une adresse électronique entière, par exemple nom@exemple.fr."),
        ({"email": ""}, "email", "Ce champ est obligatoire."),
        ({"email": "REDACTRICE@example.org"}, "email", "Cette adresse a déjà un compte."),
        ({"name": ""}, "name", "Ce champ est obligatoire."),
        (
            {"name": "x" * 121},
            "name",
            "C’est trop long\u00a0: 120 caractères au plus (il y en a 121).",
        ),
        (
            {"groups": []},
            "groups",
            "Cochez au moins un rôle\u202f; pour fermer un compte, décochez «\u202fActif\u202f».",
        ),
        ({"groups": ["9999"]}, "groups", "Choisissez dans la liste\u00a0: «\u202f9999\u202f» n’y est pas."),
    ],
)
def test_invitation_refused_says_why_beside_the_field_and_keeps_what_was_typed(desk, writer, fields, field, message):
    response = invite(desk, **fields)
    assert response.status_code == 200
    assert errors(response) == {field: [message]}
    assert 'value="Nouvelle"' in response.text or "name" in fields
    assert User.objects.count() == 2


def test_invitation_cannot_raise_to_superuser_nor_grant_single_permissions(desk):
    other = Group.objects.create(name="Tout")
    assert list(errors(invite(desk, groups=[str(other.pk)]))) == ["groups"]
    invite(desk, **FORBIDDEN)
    user = User.objects.get(email="nouvelle@example.org")
    assert (user.is_superuser, user.has_usable_password(), user.user_permissions.count()) == (False, False, 0)


def test_role_is_given_by_a_check_box(desk, writer):
    given = {"email": writer.email, "name": "Rédactrice en chef", "groups": roles(EDITOR), "is_active": "on"}
    assert desk.post(page_of(writer), given | FORBIDDEN).status_code == 302
    writer.refresh_from_db()
    assert (writer.name, writer.is_superuser, writer.check_password("x")) == ("Rédactrice en chef", False, False)
    assert list(writer.groups.values_list("name", flat=True)) == [EDITOR]


def test_link_is_sent_again_from_the_form_and_traced(desk, administrator, writer, run_tasks):
    given = {"email": writer.email, "name": writer.name, "groups": roles(WRITER), "is_active": "on", "_send_link": "1"}
    response = desk.post(page_of(writer), given, follow=True)
    assert "Un lien est en route vers redactrice@example.org." in response.text
    run_tasks()
    assert [message.subject for message in mail.outbox] == ["Choisir un nouveau mot de passe"]
    assert "Administratrice vous envoie de quoi choisir un nouveau mot de passe" in mail.outbox[0].body
    trace = LogEntry.objects.filter(object_id=str(writer.pk), user=administrator).first()
    assert trace.change_message == "Lien pour choisir un mot de passe envoyé."


def test_link_is_sent_again_from_the_list_but_not_to_a_closed_account(desk, writer, editor, run_tasks):
    User.objects.filter(pk=editor.pk).update(is_active=False)
    given = {"action": "send_link", "_selected_action": [str(writer.pk), str(editor.pk)]}
    response = desk.post(LIST, given, follow=True)
    assert "Un compte fermé ne reçoit pas de lien." in response.text
    run_tasks()
    assert [message.to for message in mail.outbox] == [[writer.email]]


def test_link_is_not_sent_by_following_an_address(desk, writer, run_tasks):
    desk.get(page_of(writer) + "?_send_link=1")
    desk.get(LIST + f"?action=send_link&_selected_action={writer.pk}")
    run_tasks()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("change", "field"),
    [({"is_active": ""}, "is_active"), ({"groups": [WRITER]}, "groups")],
)
def test_last_administrator_is_not_locked_out(desk, administrator, change, field):
    User.objects.create_user("invitee@example.org", name="Invitée").groups.add(Group.objects.get(name=ADMINISTRATOR))
    given = {"email": administrator.email, "name": "A", "groups": [ADMINISTRATOR], "is_active": "on"} | change
    response = desk.post(page_of(administrator), given | {"groups": roles(*given["groups"])})
    assert errors(response) == {field: ["C’est la dernière administration active\u00a0: nommez-en d’abord une autre."]}
    administrator.refresh_from_db()
    assert (administrator.is_active, administrator.name) == (True, "Administratrice")


def test_administrator_may_leave_once_there_is_another(desk, administrator, editor):
    editor.groups.add(Group.objects.get(name=ADMINISTRATOR))
    given = {"email": administrator.email, "name": "A", "groups": roles(WRITER), "is_active": "on"}
    assert desk.post(page_of(administrator), given).status_code == 302
    assert list(administrator.groups.values_list("name", flat=True)) == [WRITER]


def test_closing_an_account_ends_its_sessions(desk, writer):
    theirs = Client()
    theirs.force_login(writer)
    assert theirs.get(reverse("admin:index")).status_code == 200
    desk.post(page_of(writer), {"email": writer.email, "name": writer.name, "groups": roles(WRITER)})
    assert theirs.get(reverse("admin:index")).status_code == 302


def test_superuser_is_out_of_an_administrators_reach(desk, run_tasks):
    boss = User.objects.create_superuser("root@example.org", "un-mot-de-passe-long", name="Root")
    assert "_send_link" not in desk.get(page_of(boss)).text
    given = {"email": "mine@example.org", "name": "Root", "groups": roles(WRITER), "is_active": "on"}
    assert desk.post(page_of(boss), given | {"_send_link": "1"}).status_code == 403
    desk.post(LIST, {"action": "send_link", "_selected_action": [str(boss.pk)]})
    run_tasks()
    boss.refresh_from_db()
    assert (boss.email, mail.outbox) == ("root@example.org", [])


def test_former_address_is_told_of_the_new_one_and_the_log_too(desk, editor, run_tasks):
    editor.groups.set(Group.objects.filter(name=ADMINISTRATOR))
    given = {"name": editor.name, "groups": roles(ADMINISTRATOR), "is_active": "on"}
    desk.post(page_of(editor), given | {"email": "Editeur@example.org"})
    run_tasks()
    assert mail.outbox == []
    desk.post(page_of(editor), given | {"email": "tiers@example.org", "_send_link": "1"})
    run_tasks()
    told, link = mail.outbox
    assert (told.to, told.subject) == (["editeur@example.org"], "L’adresse de votre compte a changé")
    assert "Administratrice a remplacé l’adresse de votre compte" in told.body
    assert "Nouvelle adresse : tiers@example.org" in told.body
    assert "/admin/password/" not in told.body
    assert link.to == ["tiers@example.org"]
    line = Trace.objects.filter(verb="changed", object_id=str(editor.pk)).first()
    assert (str(line.who), line.note) == (
        "Administratrice",
        "Modifié\u00a0: adresse électronique. Administrateur · Actif",
    )


def test_accounts_are_closed_and_never_deleted(desk, writer):
    assert desk.get(reverse("admin:accounts_user_delete", args=[writer.pk])).status_code == 403
    desk.post(LIST, {"action": "delete_selected", "_selected_action": [str(writer.pk)], "post": "yes"})
    assert User.objects.filter(pk=writer.pk).exists()


@pytest.mark.parametrize("others", [0, 2])
def test_list_says_roles_and_state_in_few_queries(desk, writer, others, django_assert_num_queries):
    for number in range(others):
        User.objects.create_user(f"{number}@example.org", name="Invitée").groups.add(Group.objects.get(name=EDITOR))
    with django_assert_num_queries(9):
        response = desk.get(LIST)
    rows = [[row.roles(user), str(row.standing(user))] for row in [response.context["cl"].model_admin]
            for user in response.context["cl"].result_list]  # fmt: skip
    assert rows == [["Administrateur", "Actif"], *[["Éditeur", "Invité"]] * others, ["Rédacteur", "Actif"]]


@pytest.mark.parametrize("role", ["writer", "editor", None])
def test_only_administrators_reach_accounts(client, request, writer, role):
    if role:
        client.force_login(request.getfixturevalue(role))
    names = ["change", "history", "delete"]
    pages = [LIST, ADD, *(reverse(f"admin:accounts_user_{name}", args=[writer.pk]) for name in names)]
    refused = 403 if role else 302
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, refused)
    assert {page: client.post(page, FORBIDDEN).status_code for page in pages} == dict.fromkeys(pages, refused)


def test_groups_are_not_composed_by_hand(desk):
    assert desk.get("/admin/auth/group/").status_code == 404


def test_no_filter_tells_how_a_hash_begins(client, administrator):
    client.force_login(administrator)
    assert client.get("/admin/accounts/user/?password__startswith=argon2").status_code == 400
