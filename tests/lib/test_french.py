"""Every page of the desk speaks French as it is printed: its apostrophes, quotation marks and spaces, no English.

What the rows of these tests say holds none of that, so that whatever is found stands in a page of ours or of Django's.
"""

import re
from html import unescape
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.admin.sites import site as desk
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from tests import factories
from veille.accounts import trace
from veille.accounts.models import Trace
from veille.articles import drafting
from veille.articles.models import Article
from veille.contact.answering import standing
from veille.contact.models import Advice, Charge, Inquiry, Label, Mail, PrivacyRequest, Retention, SavedAnswer
from veille.lib.text import typography

FAULTS = re.compile(
    r"""[^\W\d_]'[^\W\d_]          # an apostrophe as typewriters have it
    |"                             # so with quotation marks
    |\w[ ][;:!?](?=\s|$)|«[ ]|[ ]» # a space at which a line could break
    |\b(?:the|this|that|please|select|changes|add|save|delete|user|password|search|history|required|enter|your|with
    |and|from|edit|view|home|today|choose|yes|all|none|is|are|not|be)\b""",
    re.VERBOSE | re.IGNORECASE,
)
SAID = re.compile(r' (?:aria-label|title|placeholder|alt)="([^"]*)"')
PRESSED = re.compile(r'<input type="submit"[^>]* value="([^"]*)"')


def words(html: str) -> str:
    """What a person reads or hears of a page, attributes included."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.S)
    said = [unescape(one) for one in SAID.findall(html) + PRESSED.findall(html)]
    text = re.sub(r"</?(?:a|b|em|q|small|span|strong|time)\b[^>]*>", "", html)
    return " ".join([unescape(re.sub(r"<[^>]+>", " ", text)), *said])


def faults(response) -> list[str]:
    found = words(response.content.decode())
    return sorted({found[max(0, one.start() - 40) : one.end() + 40].strip() for one in FAULTS.finditer(found)})


@pytest.fixture
def at_desk(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def rows(administrator, editor):
    """One row of each model of ours."""
    inquiry = Inquiry.objects.create(
        reference="V-1", email="a@example.org", message="m", sending="s", consent="c", consent_version=1
    )
    edition, commitment = factories.edition(), factories.commitment(factories.event())
    made = [
        Article.objects.create(title="Note", slug="note", owner=editor),
        Mail.objects.create(kind=Mail.Kind.NOTICE, inquiry=inquiry),
        *(editor, inquiry, edition, edition.authors.get(), factories.tag(), commitment.event, factories.image()),
        *(factories.source(), factories.organisation(), factories.figure(), factories.identity()),
        *(
            factories.page("methode"),
            commitment,
            commitment.axis,
            Label.objects.create(name="Presse"),
            SavedAnswer.objects.create(title="Merci", text="Merci."),
            Charge.objects.create(motive="erreur"),
            trace.record(editor, Trace.Verb.ADDED, edition),
        ),
        *(Advice.objects.create(text="Lisez."), Retention.objects.create(kind="message", days=9)),
        PrivacyRequest.objects.create(kind="export", by=editor, done_at=timezone.now()),
    ]
    ours = {model for model, admin in desk._registry.items() if getattr(admin, "job", None)}
    assert {type(one) for one in made} == ours
    return made


def at(row, end):
    opts = row._meta
    arguments = [] if end in {"changelist", "add"} else [row.pk]
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{end}", args=arguments)


def spoken(client, address, data=None) -> list[str]:
    """The faults of a page, where there is one for this person; followed to where it leads."""
    response = client.get(address) if data is None else client.post(address, data, follow=True)
    assert response.status_code in {200, 302, 403, 409}, address
    return faults(response) if response.status_code in {200, 409} else []


def test_every_page_of_the_desk_is_french(at_desk, rows):
    pages = [at(row, end) for row in rows for end in ("changelist", "add", "change", "delete", "history")]
    pages += [at(row, "changelist") + "?q=introuvable" for row in rows]
    pages += [reverse(f"admin:{name}") for name in ("index", "password_change", "password_change_done")]
    article = next(row for row in rows if isinstance(row, Article))
    drafting.record(article)
    pages += [at(article, end) for end in ("publish", "send_back", "history", "log")]
    past = at(article, "history")
    pages += [f"{past}{end}" for end in ("v1..now/", "v1/", "seen/2026-01-01/", "?jour=x&heure=x")]
    message = next(row for row in rows if isinstance(row, Inquiry))
    pages += [at(message, "answer"), reverse("admin:contact_inquiry_figures")]
    pages += [f"{at(message, 'changelist')}?etat={state}" for state in ("a-part", "tous", "rien")]
    pages += [at(row, "personal_data") for row in rows if isinstance(row, Inquiry)]
    assert {address: told for address in pages if (told := spoken(at_desk, address))} == {}


@pytest.mark.parametrize("value", ["", "9" * 400])
def test_forms_say_in_french_what_is_wrong(at_desk, rows, value):
    found = {}
    for row in rows:
        for end in ("add", "change"):
            page = at_desk.get(at(row, end))
            if page.status_code != 200 or "adminform" not in page.context:
                continue
            form = page.context["adminform"].form
            posted = dict.fromkeys(form.fields, value)
            if told := spoken(at_desk, at(row, end), posted):
                found[at(row, end), value[:1]] = told
    assert found == {}


def test_what_was_done_or_was_not_is_said_in_french(at_desk, rows):
    tag = factories.tag("Climat")
    theme = {"name": "Eau", "slug": "eau", "description": ""}
    listed = at(tag, "changelist")
    steps = [
        (at(tag, "add"), theme | {"_addanother": "1"}),
        (at(tag, "add"), theme | {"name": "Air", "slug": "air", "_continue": "1"}),
        (at(tag, "add"), theme),  # taken
        (at(tag, "change"), theme | {"name": "Sol", "slug": "sol", "_save": "1"}),
        (at(tag, "history"), None),
        (listed, {"action": "delete_selected"}),
        (listed, {"action": "", "_selected_action": tag.pk}),
        (listed, {"action": "merge_with", "_selected_action": tag.pk}),
        (at(tag, "delete"), {"post": "yes"}),
        (reverse("admin:editions_tag_change", args=[999]), None),
        ("/admin/sources/organisation/", {"action": "delete_selected", "_selected_action": 1}),
        (reverse("admin:password_change"), {"old_password": "x", "new_password1": "court", "new_password2": "autre"}),
    ]
    assert {(address, str(data)): told for address, data in steps if (told := spoken(at_desk, address, data))} == {}


def test_what_is_done_with_a_message_is_said_in_french(at_desk, rows, administrator):
    message = next(row for row in rows if isinstance(row, Inquiry))
    page, listed, chosen = at(message, "change"), at(message, "changelist"), {"_selected_action": message.pk}
    verbs = ["take", "take", "wait", "close", "close", "reopen", "set_aside", "close", "bring_back", "note", "label",
             "assign", "mark_answered", "rien"]  # fmt: skip
    steps = [(page, {"verb": verb, "seen": "old"}) for verb in verbs]
    steps += [(page, {"verb": verb, "seen": standing(message), "owner": administrator.pk}) for verb in verbs]
    steps += [(page, {"verb": "note", "text": words}) for words in ("", "Un mot.", "x" * 20_000)]
    steps += [(at(message, "answer"), {button: "1", "text": words, "saved": saved, "seen": "old"})
              for button in ("insert", "preview", "send") for words in ("", "Voici.") for saved in ("", "99")]  # fmt: skip
    steps += [(listed, {"action": action} | chosen)
              for action in ("take", "take", "close", "close", "set_aside", "bring_back", "add_label")]  # fmt: skip
    steps += [(listed, {"action": "add_label", "apply": "1", "label": label} | chosen) for label in ("", "99")]
    assert [(address, str(data), told) for address, data in steps if (told := spoken(at_desk, address, data))] == []


def test_who_is_not_logged_in_is_spoken_to_in_french(client, db):
    forgotten = reverse("admin_password_reset")
    steps = [
        *((reverse("admin:login"), data) for data in (None, {}, {"username": "a@example.org", "password": "x"})),
        *((forgotten, data) for data in (None, {}, {"email": "x"}, {"email": "a@example.org"})),
        (reverse("password_reset_confirm", args=["MQ", "x"]), None),
        (reverse("password_reset_complete"), None),
    ]
    assert {(address, str(data)): told for address, data in steps if (told := spoken(client, address, data))} == {}


def test_every_message_is_set_as_the_press_sets_it():
    found = {}
    for path in Path(settings.BASE_DIR).glob("locale/**/*.po"):
        with path.open("rb") as file:
            messages = [message for message in read_po(file) if message.id]
        said = [words for one in messages for words in (one.string if isinstance(one.string, tuple) else [one.string])]
        found |= {words: typography(words) for words in said if typography(words) != words}
    assert found == {}


def test_comparison_and_what_was_left_unsaved_are_french(at_desk, administrator):
    article = Article.objects.create(title="Note", slug="note", owner=administrator)
    drafting.record(article, by=administrator)
    address, posted = at(article, "change"), {"title": "Note", "slug": "note", "version": 1, "_page": "a" * 32}
    at_desk.post(address, posted | {"lead": "Un", "body": "<p>Un</p><p>Deux</p>", "takeaways": "x"})
    mine = posted | {"lead": "Autre", "body": "<p>Trois</p><p>Quatre</p>"}
    assert spoken(at_desk, address, mine) == []
    at_desk.post(reverse("admin:articles_article_autosave", args=[article.pk]), mine)
    left = at_desk.get(reverse("admin:articles_article_autosave", args=[article.pk])).json()["left"]
    assert faults(HttpResponse(left)) == []
    assert spoken(at_desk, f"{address}?reprendre=1") == []
