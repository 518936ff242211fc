"""The inbox at the desk: its list, the page of a message, the answer, what is done to several, and what it costs."""

import pytest
from django.core import mail
from django.utils.formats import date_format
from django.utils.html import escape

from veille.accounts.models import Trace
from veille.contact import answering
from veille.contact.models import Entry, Inquiry, Label, Mail, SavedAnswer
from veille.contact.subjects import Subject

LIST = "/admin/contact/inquiry/"


def page_of(inquiry, view="change"):
    return f"{LIST}{inquiry.pk}/{view}/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def colleague(editor, django_user_model):
    one = django_user_model.objects.create_user("claude@example.org", "un-mot-de-passe-long", name="Claude")
    one.groups.set(editor.groups.all())
    return one


def now(message):
    return Inquiry.objects.get(pk=message.pk)


def post(desk, message, verb, view="change", **data):
    data = {"verb": verb, "seen": answering.standing(now(message))} | data
    return desk.post(page_of(message, view), data)


def said(desk, response):
    return [str(one) for one in desk.get(response["Location"]).context["messages"]]


# --- the list ---------------------------------------------------------------------------------------


def test_list_shows_who_wrote_what_about_which_page(desk, inquiry, editor):
    kept = inquiry(name="Zoé", message="Où est la source\u202f?", subject=Subject("Une note", "/articles/une-note/"))
    kept.labels.add(Label.objects.create(name="Presse"))
    Inquiry.objects.update(motive="erreur", status="in_hand", owner=editor)
    text = desk.get(LIST).text
    shown = (kept.reference, "Zoé<br><small>claire@example.com", "Où est la source", "En cours<br><small>Éditeur",
             "Erreur signalée", "Presse", "Aujourd’hui")  # fmt: skip
    assert [words for words in shown if words not in text] == []
    assert '<a href="/articles/une-note/">Une note</a>' in text


def test_age_is_told_in_words(desk, inquiry):
    for days in (0, 1, 3):
        inquiry(days_ago=days)
    text = desk.get(LIST).text
    assert [words for words in ("Aujourd’hui", "Hier", "Il y a 3 jours") if f">{words}</span>" not in text] == []


@pytest.fixture
def full(inquiry, editor):
    """So many messages, each with a label, an owner, an answer and another of the same sender."""

    def make(count):
        label = Label.objects.create(name="Presse")
        SavedAnswer.objects.create(title="Merci", text="Merci.")
        for number in range(count):
            message = inquiry(message=f"Message {number}", subject=Subject("Une note", "/articles/une-note/"))
            message.labels.add(label)
            answering.note(message, text="Une note.", by=editor)
            answering.answer(message, text="Voici.", by=editor)
            answering.reopen(message, by=editor)
        return message

    return make


@pytest.mark.parametrize("count", [1, 7])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("", 10), ("?etat=tous", 10), ("?q=message", 10), ("?delai=retard&suivi=moi", 8),
        ("{pk}/change/", 11), ("{pk}/answer/", 9), ("figures/", 8), ("figures/export/?tableau=pages", 5),
    ],
)  # fmt: skip
def test_each_page_costs_the_same_for_one_and_for_many(desk, full, django_assert_num_queries, count, address, queries):
    message = full(count)
    with django_assert_num_queries(queries):
        response = desk.get(LIST + address.format(pk=message.pk))
        b"".join(response)
    assert response.status_code == 200


def test_page_forced_into_the_database_is_no_link(desk, inquiry):
    for path in ("javascript:alert(1)", "//evil.example/", "https://evil.example/"):
        kept = inquiry(subject=Subject("Une page", path))
        assert escape(path) not in desk.get(page_of(kept)).text + desk.get(LIST).text


# --- the page of a message --------------------------------------------------------------------------


def test_page_shows_the_thread_as_plain_text_in_its_order(desk, inquiry, editor):
    kept = inquiry(message="Bonjour,\n<img src=x onerror=alert(1)>", organisation="<b>Lyon</b>")
    answering.take(kept, by=editor)
    answering.note(kept, text="<b>À voir</b>", by=editor)
    answering.answer(kept, text="<i>Voici</i>", by=editor)
    text = desk.get(page_of(kept)).text
    assert [raw for raw in ("<img src=x", "<b>Lyon", "<b>À voir", "<i>Voici") if raw in text] == []
    parts = ["Bonjour,\n&lt;img", "Suivi par Éditeur.", "a noté, pour l’équipe seule,", "&lt;b&gt;À voir", "a répondu",
             "&lt;i&gt;Voici", "En attente d’envoi."]  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_page_says_when_it_will_be_erased_and_how_to_answer(desk, inquiry):
    kept = inquiry(email='"a&b?c"@example.com', days_ago=400)
    text = desk.get(page_of(kept)).text
    assert f'href="mailto:%22a%26b%3Fc%22@example.com?subject=Votre%20message%20{kept.reference}&amp;body=' in text
    assert date_format(kept.erased_on, "j F Y") in text


def test_page_names_what_else_this_person_wrote(desk, inquiry):
    kept = inquiry(email="Claire@example.com")
    others = [inquiry(message=f"Autre {n}", days_ago=n + 1) for n in range(7)]
    inquiry(email="autre@example.com")
    page = desk.get(page_of(kept))
    assert [one.reference for one in page.context["others"]] == [one.reference for one in others[:5]]
    assert "7 autres messages de cette adresse" in page.text


def test_page_leads_to_the_neighbours_that_wait_for_an_answer(desk, inquiry):
    oldest, closed, kept, newest = (inquiry(days_ago=days) for days in (9, 8, 7, 1))
    Inquiry.objects.filter(pk=closed.pk).update(status="closed")
    page = desk.get(page_of(kept))
    assert (page.context["original"].before, page.context["original"].after) == (oldest.pk, newest.pk)
    assert desk.get(page_of(oldest)).context["original"].before is None


@pytest.mark.parametrize(
    ("before", "verb", "after"),
    [
        ("new", "take", "in_hand"), ("in_hand", "wait", "waiting"), ("waiting", "reopen", "new"), ("answered", "close", "closed"),
        ("new", "set_aside", "suspect"), ("suspect", "bring_back", "new"), ("new", "mark_answered", "answered"),
    ],
)  # fmt: skip
def test_one_click_moves_a_message_and_the_log_says_so(desk, inquiry, before, verb, after):
    kept = inquiry()
    Inquiry.objects.update(status=before)
    assert f'value="{verb}"' in desk.get(page_of(kept)).text
    assert post(desk, kept, verb).status_code == 302
    assert (now(kept).status, Trace.objects.count()) == (after, 1)


def test_page_offers_no_click_that_would_be_refused(desk, inquiry, editor):
    kept = inquiry()
    for status in Inquiry.Status:
        Inquiry.objects.update(status=status, owner=None)
        text = desk.get(page_of(kept)).text
        for verb in ("take", "wait", "close", "reopen", "set_aside", "bring_back"):
            if f'name="verb" value="{verb}"' in text:
                post(desk, kept, verb)
                assert Entry.objects.count() == 1, (status, verb)
                Entry.objects.all().delete()
                Inquiry.objects.update(status=status, owner=None)


def test_note_and_owner_and_labels_are_kept(desk, inquiry, colleague):
    kept, press = inquiry(), Label.objects.create(name="Presse")
    post(desk, kept, "note", text="À voir avec Claude.")
    post(desk, kept, "assign", owner=colleague.pk)
    post(desk, kept, "label", labels=[press.pk])
    assert (now(kept).owner, [*kept.labels.all()]) == (colleague, [press])
    text = desk.get(page_of(kept)).text
    assert "À voir avec Claude." in text
    assert f'value="{press.pk}" id="label_labels_0" checked' in text


@pytest.mark.parametrize("words", ["", " \n ", "x" * 10_001])
def test_note_that_is_none_or_too_long_is_told_beside_its_field_and_nothing_is_lost(desk, inquiry, words):
    kept = inquiry()
    page = post(desk, kept, "note", text=words)
    assert (page.status_code, Entry.objects.count()) == (200, 0)
    assert page.context["forms"]["note"].errors["text"]
    assert page.context["forms"]["note"]["text"].value() == words
    assert "<title>Erreur" in page.text


@pytest.mark.parametrize("key", ["x", "-1", "999", "9" * 400, "9" * 5000, "²"])
def test_row_that_is_none_is_told_beside_its_field(desk, inquiry, key):
    kept = inquiry()
    Label.objects.create(name="Presse")
    for verb, field in [("assign", "owner"), ("label", "labels")]:
        page = post(desk, kept, verb, **{field: [key]})
        assert (page.status_code, list(page.context["forms"][verb].errors)) == (200, [field])
    page = post(desk, kept, "", "answer", text="x", saved=key, insert="1")
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["saved"])
    page = do(desk, "add_label", [kept], apply="1", label=key)
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["label"])


def test_owner_is_one_of_those_who_may_answer(desk, inquiry, writer):
    kept = inquiry()
    page = post(desk, kept, "assign", owner=writer.pk)
    assert page.context["forms"]["assign"].errors["owner"]
    assert "Rédactrice" not in page.text


def test_giving_a_message_somebody_has_just_taken_says_so_and_asks_again(desk, inquiry, editor, colleague):
    kept = inquiry()
    seen = answering.standing(kept)
    answering.take(kept, by=colleague)
    page = desk.post(page_of(kept), {"verb": "assign", "owner": editor.pk, "seen": seen})
    assert "Rien n’a été fait" in page.text
    assert (page.status_code, now(kept).owner) == (200, colleague)
    # Decided again, on what the page shows now.
    again = page.context["forms"]["assign"]["seen"].value()
    desk.post(page_of(kept), {"verb": "assign", "owner": editor.pk, "seen": again})
    assert now(kept).owner == editor


def test_taking_a_message_somebody_has_just_taken_says_so(desk, inquiry, colleague):
    kept = inquiry()
    answering.take(kept, by=colleague)
    response = desk.post(page_of(kept), {"verb": "take"})
    assert said(desk, response) == ["Claude vient de prendre ce message."]
    assert now(kept).owner == colleague


def test_editor_brings_a_suspect_back_and_the_team_is_told(desk, inquiry, run_tasks, settings):
    settings.CONTACT_RECIPIENTS = ["equipe@example.org"]
    kept = inquiry(suspicion="Trop vite.")
    assert "Trop vite." in desk.get(page_of(kept)).text
    post(desk, kept, "bring_back")
    run_tasks()
    assert (now(kept).status, [sent.subject for sent in mail.outbox]) == ("new", [f"Nouveau message {kept.reference}"])


@pytest.mark.parametrize("verb", ["", "publish", "delete", "__class__"])
def test_no_other_verb_is_known(desk, inquiry, verb):
    kept = inquiry()
    before = Inquiry.objects.values().get()
    response = desk.post(page_of(kept), {"verb": verb, "status": "closed", "message": "Autre", "email": "x@y.fr"})
    assert (response.status_code, Inquiry.objects.values().get()) == (302, before)


def test_page_of_a_message_that_is_gone_leads_to_the_first_page(desk, inquiry):
    assert desk.get(f"{LIST}999/change/").status_code == 302
    assert desk.get(f"{LIST}x/change/").status_code == 302
    assert desk.get(f"{LIST}x/answer/").status_code == 404


# --- the answer -------------------------------------------------------------------------------------


def test_answer_is_written_seen_sent_and_kept(desk, inquiry, run_tasks, settings):
    settings.CONTACT_ACKNOWLEDGE = False
    kept = inquiry(name="Claire Martin")
    saved = SavedAnswer.objects.create(title="Merci", text="Merci de votre message.")
    page = desk.get(page_of(kept, "answer"))
    assert page.context["form"]["text"].value() == "Bonjour Claire Martin,\n\n"

    page = post(desk, kept, "", "answer", text="Bonjour Claire,", saved=saved.pk, insert="1")
    typed = page.context["form"]["text"].value()
    assert (typed, page.context["form"].errors) == ("Bonjour Claire,\n\nMerci de votre message.", {})

    page = post(desk, kept, "", "answer", text=typed, preview="1")
    assert page.context["preview"].to == ["claire@example.com"]
    assert "Rien n’est encore parti." in page.text
    assert (Entry.objects.count(), page.context["form"]["text"].value()) == (0, typed)

    assert post(desk, kept, "", "answer", text=typed, send="1").status_code == 302
    run_tasks()
    [sent] = [one for one in mail.outbox if one.to == ["claire@example.com"]]
    assert (sent.subject, sent.body) == (page.context["preview"].subject, page.context["preview"].body)
    assert typed in sent.body
    assert kept.reference in sent.subject
    assert "Envoyé le " in desk.get(page_of(kept)).text
    assert now(kept).status == "answered"


@pytest.mark.parametrize("words", ["", "Bonjour,", "  ", "x" * 10_001])
@pytest.mark.parametrize("button", ["preview", "send"])
def test_answer_that_says_nothing_is_not_sent(desk, inquiry, words, button):
    kept = inquiry()
    page = post(desk, kept, "", "answer", text=words, **{button: "1"})
    assert (page.status_code, Entry.objects.count()) == (200, 0)
    assert page.context["form"].errors["text"]
    assert page.context["form"]["text"].value() == words


@pytest.mark.parametrize("saved", ["", "99", "x"])
def test_saved_answer_that_is_none_is_told_and_nothing_is_lost(desk, inquiry, saved):
    page = post(desk, inquiry(), "", "answer", text="Déjà écrit.", saved=saved, insert="1")
    assert (page.status_code, page.context["form"]["text"].value()) == (200, "Déjà écrit.")
    assert page.context["form"].errors["saved"]
    assert "text" not in page.context["form"].errors


def test_answer_to_what_a_colleague_has_just_answered_is_kept_on_the_page(desk, inquiry, colleague):
    kept = inquiry()
    seen = answering.standing(kept)
    answering.answer(kept, text="Je m’en occupe.", by=colleague)
    page = desk.post(page_of(kept, "answer"), {"seen": seen, "text": "Ma réponse.", "send": "1"})
    assert "Rien n’a été fait" in page.text
    assert "Je m’en occupe." in page.text
    assert page.context["form"]["text"].value() == "Ma réponse."
    assert Mail.objects.filter(kind="answer").count() == 1
    # Looking at the mail first does not make it agreed.
    page = desk.post(page_of(kept, "answer"), {"seen": seen, "text": "Ma réponse.", "preview": "1"})
    assert page.context["form"]["seen"].value() == seen


def test_without_a_mail_server_nothing_is_sent_and_ones_own_program_is_offered(desk, inquiry, settings):
    settings.MAILERS = {"default": {"BACKEND": "veille.lib.mail.ReadableFiles", "OPTIONS": {"file_path": "/nowhere"}}}
    kept = inquiry()
    assert "Répondre d’ici" not in desk.get(page_of(kept)).text
    page = post(desk, kept, "", "answer", text="Voici.", send="1")
    assert "Aucun serveur de courriel" in page.text
    assert (Entry.objects.count(), page.context["form"]["text"].value()) == (0, "Voici.")


def test_answer_from_ones_own_program_is_marked(desk, inquiry):
    kept = inquiry()
    post(desk, kept, "mark_answered", text="Je l’ai appelée.")
    assert (now(kept).status, Entry.objects.get().text) == ("answered", "Je l’ai appelée.")
    assert not Mail.objects.filter(kind="answer").exists()


# --- several at once --------------------------------------------------------------------------------


def do(desk, action, messages, **data):
    data = {"action": action, "_selected_action": [one.pk for one in messages]} | data
    return desk.post(f"{LIST}?etat=tous", data, follow=True)


def told(page):
    return [str(one) for one in page.context["messages"]]


def test_several_are_taken_closed_set_aside_and_brought_back(desk, inquiry, editor):
    messages = [inquiry(), inquiry()]
    for action, status in [("take", "in_hand"), ("close", "closed"), ("set_aside", "suspect"), ("bring_back", "new")]:
        page = do(desk, action, messages)
        assert [now(one).status for one in messages] == [status] * 2
        assert len(told(page)) == 1
    assert Trace.objects.count() == 8


def test_what_a_colleague_has_is_left_and_named(desk, inquiry, editor, colleague):
    theirs, free = inquiry(), inquiry()
    answering.take(theirs, by=colleague)
    page = do(desk, "take", [theirs, free])
    assert (now(theirs).owner, now(free).owner) == (colleague, editor)
    assert told(page) == [
        "Vous suivez maintenant 1 message.", f"{theirs.reference}\u00a0: Claude vient de prendre ce message.",
    ]  # fmt: skip


def test_many_refusals_are_summed_up(desk, inquiry, editor):
    messages = [inquiry() for _ in range(8)]
    Inquiry.objects.update(status="closed")
    assert len(told(do(desk, "close", messages))) == 6


def test_label_is_added_to_several(desk, inquiry):
    messages, press = [inquiry(), inquiry()], Label.objects.create(name="Presse")
    page = do(desk, "add_label", messages)
    assert [one.reference in page.text for one in messages] == [True, True]
    page = do(desk, "add_label", messages, apply="1", label="")
    assert page.context["form"].errors["label"]
    do(desk, "add_label", messages, apply="1", label=press.pk)
    assert [[*one.labels.all()] for one in messages] == [[press], [press]]


def test_more_than_can_be_locked_at_once_is_refused(desk, inquiry, monkeypatch):
    monkeypatch.setattr("veille.contact.admin.messages.MOST", 1)
    messages = [inquiry(), inquiry()]
    assert told(do(desk, "close", messages)) == ["Au plus 1 messages à la fois\u00a0: rien n’a été fait."]
    assert {now(one).status for one in messages} == {"new"}


# --- who may ----------------------------------------------------------------------------------------


def test_nobody_writes_a_message_at_the_desk(desk):
    assert desk.get(f"{LIST}add/").status_code == 403


def test_writer_reads_and_answers_no_message(client, writer, inquiry):
    kept = inquiry()
    client.force_login(writer)
    pages = [LIST, f"{LIST}figures/", *(page_of(kept, end) for end in ("change", "answer", "history", "delete"))]
    assert [client.get(page).status_code for page in pages] == [403] * 6
    assert post(client, kept, "take").status_code == 403
    assert post(client, kept, "", "answer", text="x", send="1").status_code == 403
    assert now(kept).status == "new"


def test_visitor_reads_no_message(client, inquiry):
    assert client.get(page_of(inquiry())).url.startswith("/admin/login/")


def test_editor_deletes_no_message_and_administrator_does_with_its_thread(client, editor, administrator, inquiry):
    kept = inquiry()
    answering.answer(kept, text="Voici.", by=editor)
    client.force_login(editor)
    assert client.post(page_of(kept, "delete"), {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [kept.pk], "post": "yes"})
    assert Inquiry.objects.count() == 1
    client.force_login(administrator)
    assert "Supprimer le message" in client.get(page_of(kept)).text
    assert client.post(page_of(kept, "delete"), {"post": "yes"}).status_code == 302
    assert (Inquiry.objects.count(), Entry.objects.count(), Mail.objects.count()) == (0, 0, 0)


def test_history_and_log_of_a_message_hold_none_of_its_words(desk, inquiry):
    kept = inquiry(name="Zoé", message="Secret numéro sept.")
    post(desk, kept, "note", text="Note secrète.")
    post(desk, kept, "", "answer", text="Réponse secrète.", send="1")
    desk.get(LIST)  # where it is said to whom the answer goes
    text = desk.get(page_of(kept, "history")).text + str([*Trace.objects.values()])
    assert [words for words in ("Zoé", "claire@", "numéro sept", "secrète") if words in text] == []


@pytest.mark.parametrize(("is_given_up", "told"), [(True, "Non envoyé"), (False, "Pas encore envoyé")])
def test_trouble_of_a_mail_is_said_in_french(desk, inquiry, is_given_up, told):
    kept = inquiry()
    kept.mails.update(trouble="unreachable", is_given_up=is_given_up)
    text = desk.get(page_of(kept)).text
    assert "le serveur de courriel ne répond pas" in text
    assert "unreachable" not in text
    assert told in text
