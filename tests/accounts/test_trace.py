"""Who did what: written with what it tells, refused to whoever would change it, read by those who may."""

import csv
import io
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests import factories
from veille.accounts import invitations, roles, trace
from veille.accounts.models import Trace, User
from veille.contact.answering import standing
from veille.contact.models import Inquiry

LIST = "/admin/accounts/trace/"
EXPORT = "/admin/accounts/trace/export/"


@pytest.fixture
def line(editor):
    return trace.record(editor, Trace.Verb.PUBLISHED, factories.tag("Énergie"), " Un mot. ")


def told():
    return [(str(row.who), row.verb, row.kind, row.words, row.note) for row in Trace.objects.order_by("pk")]


def test_line_keeps_who_did_what_to_what(line):
    assert told() == [("Éditeur", "published", "editions.tag", "Énergie", "Un mot.")]
    assert str(line) == "a publié\u00a0: Énergie"


def test_line_is_as_long_as_its_columns(administrator):
    row = trace.record(None, Trace.Verb.CHANGED, User(pk=7, name="é" * 900), "à" * 900)
    assert (len(row.words), len(row.note), row.object_id) == (250, 500, "7")


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.save(),
        lambda line: line.delete(),
        lambda line: Trace.objects.update(note="x"),
        lambda line: Trace.objects.bulk_update([line], ["note"]),
        lambda line: Trace.objects.all().delete(),
        lambda line: Trace.objects.filter(pk=line.pk).delete(),
    ],
)
def test_code_is_refused_a_change(line, change):
    with pytest.raises(TypeError):
        change(line)
    assert told()[0][-1] == "Un mot."


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_trace SET note = 'x'",
        "DELETE FROM accounts_trace",
        "DELETE FROM accounts_trace WHERE id > 0",
    ],
)
def test_database_refuses_a_change(line, statement):
    with pytest.raises(DatabaseError, match="trace_append_only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert told()[0][-1] == "Un mot."


def test_sqlite_refuses_to_write_a_line_over_another(line):
    if connection.vendor == "sqlite":
        again = "INSERT OR REPLACE INTO accounts_trace SELECT * FROM accounts_trace"
        with pytest.raises(DatabaseError, match="trace_append_only"), transaction.atomic():
            connection.cursor().execute(again)
    assert told()[0][-1] == "Un mot."


def test_what_is_undone_leaves_no_line(editor):
    with transaction.atomic():
        trace.record(editor, Trace.Verb.ADDED, factories.tag())
        transaction.set_rollback(True)
    assert told() == []


# --- who tells --------------------------------------------------------------------------------------


def test_desk_tells_what_is_added_changed_and_deleted(client, editor):
    client.force_login(editor)
    data = {"name": "Énergie", "slug": "energie", "description": ""}
    client.post("/admin/editions/tag/add/", data)
    tag = factories.Tag.objects.get()
    client.post(f"/admin/editions/tag/{tag.pk}/change/", data | {"name": "Climat"})
    client.post(f"/admin/editions/tag/{tag.pk}/delete/", {"post": "yes"})
    assert [one[1:] for one in told()] == [
        ("added", "editions.tag", "Énergie", ""),
        ("changed", "editions.tag", "Climat", "Modifié\u00a0: nom."),
        ("deleted", "editions.tag", "Climat", ""),
    ]


def test_desk_tells_each_row_that_an_action_deletes(client, editor):
    client.force_login(editor)
    tags = [factories.tag("Un"), factories.tag("Deux")]
    chosen = {"action": "delete_selected", "_selected_action": [tag.pk for tag in tags], "post": "yes"}
    client.post("/admin/editions/tag/", chosen)
    assert not factories.Tag.objects.exists()
    assert sorted(one[3] for one in told()) == ["Deux", "Un"]


def test_refused_form_leaves_no_line(client, editor):
    client.force_login(editor)
    client.post("/admin/editions/tag/add/", {"name": ""})
    assert told() == []


def test_roles_and_closing_of_an_account_are_told(client, administrator, writer):
    client.force_login(administrator)
    group = Group.objects.get(name=roles.EDITOR)
    data = {"email": writer.email, "name": writer.name, "groups": [group.pk]}
    client.post(f"/admin/accounts/user/{writer.pk}/change/", data | {"is_active": "on"})
    client.post(f"/admin/accounts/user/{writer.pk}/change/", data)
    assert [one[-1] for one in told()] == [
        "Modifié\u00a0: Rôles. Éditeur · Actif",
        "Modifié\u00a0: actif. Éditeur · Fermé",
    ]


def test_mailed_link_is_told(administrator, writer):
    invitations.send_link(writer, by=administrator)
    assert told() == [("Administratrice", "link_sent", "accounts.user", "Rédactrice", "")]


def test_message_tells_its_status_and_no_word_of_it(client, editor):
    """Nor its reference, which its sender knows: the log outlives the message."""
    client.force_login(editor)
    inquiry = Inquiry.objects.create(
        reference="V-1", name="Mme Secrète", email="secret@example.org", message="mot secret", sending="s",
        consent="c", consent_version=1,
    )  # fmt: skip
    client.post(f"/admin/contact/inquiry/{inquiry.pk}/change/", {"verb": "mark_answered", "seen": standing(inquiry)})
    assert [one[1:] for one in told()] == [("answered", "contact.inquiry", f"message {inquiry.pk}", "hors du bureau")]


# --- who reads --------------------------------------------------------------------------------------


def shown(response):
    return [row.words for row in response.context["cl"].result_list]


@pytest.fixture
def lines(line, administrator, writer):
    trace.record(administrator, Trace.Verb.CHANGED, writer, "Rôles")
    trace.record(None, Trace.Verb.ADDED, factories.source("Rapport"), "")


@pytest.mark.usefixtures("lines")
def test_administrator_reads_all_and_editor_all_but_accounts(client, administrator, editor):
    client.force_login(administrator)
    assert len(shown(client.get(LIST))) == 3
    client.force_login(editor)
    assert len(shown(client.get(LIST))) == 2
    assert shown(client.get(LIST + "?q=Rédactrice")) == []
    assert "Rédactrice" not in b"".join(client.get(EXPORT)).decode()


def test_writer_reads_none_of_it(client, writer, line):
    client.force_login(writer)
    assert [client.get(address).status_code for address in (LIST, EXPORT)] == [403, 403]


@pytest.mark.usefixtures("lines")
def test_list_is_searched_and_filtered(client, administrator):
    client.force_login(administrator)
    for asked, found in [
        ("q=Énergie", ["Énergie"]),
        ("q=Un mot", ["Énergie"]),
        ("q=Éditeur", ["Énergie"]),
        ("verb__exact=changed", ["Rédactrice"]),
        ("genre=accounts.user", ["Rédactrice"]),
        (urlencode({"at__gte": timezone.now() + timedelta(days=1)}), []),
    ]:
        assert shown(client.get(f"{LIST}?{asked}")) == found, asked


@pytest.mark.usefixtures("lines")
def test_list_leads_to_what_is_still_there(client, administrator):
    client.force_login(administrator)
    page = client.get(LIST).text
    assert f'<a href="/admin/editions/tag/{factories.Tag.objects.get().pk}/change/">Énergie</a>' in page
    assert "le système" in page


@pytest.mark.parametrize("number", [1, 20_000])
def test_list_is_flat(client, administrator, editor, number, django_assert_num_queries):
    tag = factories.tag()
    row = {"who": editor, "verb": "added", "kind": "editions.tag", "object_id": tag.pk, "words": "x"}
    Trace.objects.bulk_create((Trace(**row) for _ in range(number)), batch_size=100)
    client.force_login(administrator)
    client.get(LIST)
    with django_assert_num_queries(8):
        assert client.get(LIST).status_code == 200


def test_line_is_read_and_never_changed(client, administrator, line):
    client.force_login(administrator)
    page = f"{LIST}{line.pk}/change/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"note": "x"}).status_code == 403
    assert client.post(f"{LIST}{line.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403


def test_export_holds_what_the_list_shows_and_no_formula(client, administrator, line):
    trace.record(administrator, Trace.Verb.CHANGED, factories.tag("=1+1"), "  @SUM(A1)")
    client.force_login(administrator)
    response = client.get(EXPORT + "?verb__exact=changed")
    assert response["Content-Disposition"] == 'attachment; filename="journal.csv"'
    text = b"".join(response).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert head == ["Quand", "Qui", "Quoi", "Nature", "Numéro", "Objet", "Remarque"]
    assert [row[1:4] + row[5:] for row in rows] == [
        ["Administratrice", "a modifié", "Thème", "'=1+1", "'@SUM(A1)"],
    ]


def test_export_of_odd_filters_leads_back_to_the_list(client, administrator):
    client.force_login(administrator)
    assert client.get(EXPORT + "?verb__exact__x=1").url == LIST
