"""The verbs of a message: one success and each refusal, what two people at once are told, and what the log keeps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from veille.accounts.models import Trace
from veille.contact import answering
from veille.contact.answering import Refused
from veille.contact.models import Entry, Inquiry, Label, Mail, Retention


@pytest.fixture
def colleague(editor, django_user_model):
    one = django_user_model.objects.create_user("claude@example.org", "un-mot-de-passe-long", name="Claude")
    one.groups.set(editor.groups.all())
    return one


@pytest.fixture
def message(inquiry):
    return inquiry(message="Mots secrets.", name="Zoé Secrète")


def now(message):
    return Inquiry.objects.get(pk=message.pk)


def told():
    return list(Trace.objects.order_by("pk").values_list("who__name", "verb", "words", "note"))


def thread(message):
    return [(entry.kind, entry.author.name, entry.text) for entry in message.entries.select_related("author")]


def test_taking_a_message_puts_one_in_charge(message, editor):
    answering.take(message, by=editor)
    after = now(message)
    assert (after.status, after.owner) == ("in_hand", editor)
    assert thread(message) == [("move", "Éditeur", "Suivi par Éditeur.")]
    assert told() == [("Éditeur", "assigned", f"message {message.pk}", "Éditeur")]


def test_message_somebody_has_just_taken_is_not_taken_from_them(message, editor, colleague):
    answering.take(message, by=colleague)
    with pytest.raises(Refused, match="Claude vient de prendre ce message"):
        answering.take(message, by=editor)
    with pytest.raises(Refused, match="Vous suivez déjà"):
        answering.take(message, by=colleague)
    assert (now(message).owner, message.entries.count()) == (colleague, 1)


def test_message_is_given_to_a_colleague_and_back_to_all(message, editor, colleague):
    answering.assign(message, to=colleague, by=editor, seen=answering.standing(message))
    assert (now(message).status, now(message).owner) == ("in_hand", colleague)
    with pytest.raises(Refused, match="déjà le cas"):
        answering.assign(message, to=colleague, by=editor)
    answering.assign(message, to=None, by=editor)
    assert (now(message).status, now(message).owner) == ("new", None)
    assert [words for _kind, _who, words in thread(message)] == [
        "Suivi par Claude.",
        "Rendu\u00a0: personne ne le suit.",
    ]


def test_message_is_given_to_nobody_who_may_not_answer(message, editor, writer, colleague):
    with pytest.raises(Refused, match="ne peut pas répondre"):
        answering.assign(message, to=writer, by=editor)
    colleague.is_active = False
    with pytest.raises(Refused, match="ne peut pas répondre"):
        answering.assign(message, to=colleague, by=editor)
    assert now(message).owner is None


@pytest.mark.parametrize("act", ["assign", "answer", "mark_answered", "wait", "close", "set_aside"])
def test_what_a_colleague_changed_meanwhile_is_told_and_not_written_over(message, editor, colleague, act):
    seen = answering.standing(message)
    answering.take(message, by=colleague)
    before = (
        now(message).status,
        now(message).owner,
        message.entries.count(),
        Mail.objects.count(),
        Trace.objects.count(),
    )
    given = {"assign": {"to": editor}, "answer": {"text": "Voici."}}.get(act, {})
    with pytest.raises(Refused, match=r"Rien n’a été fait.*en cours.*Claude"):
        getattr(answering, act)(message, by=editor, seen=seen, **given)
    after = (
        now(message).status,
        now(message).owner,
        message.entries.count(),
        Mail.objects.count(),
        Trace.objects.count(),
    )
    assert after == before


def test_second_click_on_send_sends_one_answer(message, editor):
    seen = answering.standing(message)
    answering.answer(message, text="Voici.", by=editor, seen=seen)
    with pytest.raises(Refused, match="Rien n’a été fait"):
        answering.answer(message, text="Voici.", by=editor, seen=seen)
    assert Mail.objects.filter(kind="answer").count() == 1


def test_answer_is_kept_and_mailed_and_moves_the_message(message, editor):
    entry = answering.answer(message, text="  Voici la source.\n", by=editor)
    after = now(message)
    assert (after.status, after.owner, after.answered_at) == ("answered", editor, entry.written_at)
    assert after.last_contact_at == entry.written_at
    assert thread(message) == [("answer", "Éditeur", "Voici la source.")]
    [mail] = Mail.objects.filter(kind="answer")
    assert (mail.entry, mail.inquiry) == (entry, message)


def test_second_answer_keeps_the_time_of_the_first(message, editor, colleague):
    first = answering.answer(message, text="Un.", by=editor)
    second = answering.answer(message, text="Deux.", by=colleague)
    after = now(message)
    assert (after.answered_at, after.last_contact_at, after.owner) == (first.written_at, second.written_at, editor)


def test_answer_given_elsewhere_is_marked_and_mails_nothing(message, editor):
    answering.mark_answered(message, by=editor)
    assert (now(message).status, now(message).answered_at is None) == ("answered", False)
    assert "hors du bureau" in thread(message)[0][2]
    answering.mark_answered(message, by=editor, text="Je l’ai rappelée.")
    assert thread(message)[1] == ("answer", "Éditeur", "Je l’ai rappelée.")
    assert not Mail.objects.filter(kind="answer").exists()


def test_note_moves_nothing(message, editor):
    before = Inquiry.objects.filter(pk=message.pk).values().get()
    answering.note(message, text="À voir avec Zoé.", by=editor)
    assert Inquiry.objects.filter(pk=message.pk).values().get() == before
    assert thread(message) == [("note", "Éditeur", "À voir avec Zoé.")]


@pytest.mark.parametrize("verb", [answering.note, answering.answer])
def test_nothing_is_no_word(message, editor, verb):
    with pytest.raises(Refused, match="Écrivez d’abord"):
        verb(message, text=" \n ", by=editor)
    assert Entry.objects.count() == 0


def test_message_waits_and_is_closed_and_opened_again(message, editor):
    answering.wait(message, by=editor)
    assert now(message).status == "waiting"
    with pytest.raises(Refused, match="C’est impossible"):
        answering.wait(message, by=editor)
    answering.close(message, by=editor)
    assert now(message).status == "closed"
    with pytest.raises(Refused, match="«\u202fclos\u202f»"):
        answering.close(message, by=editor)
    answering.reopen(message, by=editor)
    assert now(message).status == "new"
    with pytest.raises(Refused):
        answering.reopen(message, by=editor)
    answering.take(message, by=editor)
    answering.close(message, by=editor)
    answering.reopen(message, by=editor)
    assert now(message).status == "in_hand"
    assert {verb for _who, verb, _what, _note in told()} == {"moved", "assigned"}


def test_message_set_aside_waits_to_be_brought_back(inquiry, editor):
    message = inquiry(days_ago=60)
    answering.answer(message, text="Voici.", by=editor)
    Entry.objects.update(written_at=timezone.now() - timedelta(days=40))
    Inquiry.objects.update(last_contact_at=timezone.now() - timedelta(days=40))
    answering.set_aside(message, by=editor)
    after = now(message)
    assert (after.status, after.suspicion) == ("suspect", "Mis à part par une personne.")
    # Not erased the same night because it had come long ago.
    assert Inquiry.objects.outlived().count() == 0
    assert Inquiry.objects.outlived(timezone.now() + Retention.kept("suspect")).count() == 1
    for verb, given in [("take", {}), ("assign", {"to": editor}), ("answer", {"text": "x"}), ("mark_answered", {}),
                        ("close", {}), ("wait", {}), ("reopen", {}), ("set_aside", {})]:  # fmt: skip
        with pytest.raises(Refused):
            getattr(answering, verb)(message, by=editor, **given)
    answering.bring_back(message, by=editor)
    after = now(message)
    assert (after.status, after.owner) == ("new", None)
    assert after.last_contact_at == Entry.objects.filter(kind="answer").get().written_at
    with pytest.raises(Refused):
        answering.bring_back(message, by=editor)
    assert [verb for _who, verb, _what, _note in told()] == ["answered", "set_aside", "brought_back"]


def test_labels_are_set_and_added(message, editor):
    press, work = Label.objects.create(name="Presse"), Label.objects.create(name="Mission")
    answering.label(message, labels=[press], by=editor)
    answering.label(message, labels=[press], by=editor)
    answering.add_label(message, label=work, by=editor)
    with pytest.raises(Refused, match="déjà cette étiquette"):
        answering.add_label(message, label=work, by=editor)
    assert {one.name for one in message.labels.all()} == {"Presse", "Mission"}
    assert told() == [("Éditeur", "labelled", f"message {message.pk}", words) for words in ("Presse", "Mission")]


VERBS = [
    ("take", {}), ("assign", {"to": None}), ("note", {"text": "x"}), ("answer", {"text": "x"}), ("mark_answered", {}),
    ("wait", {}), ("close", {}), ("reopen", {}), ("set_aside", {}), ("bring_back", {}), ("label", {"labels": []}),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "given"), [*VERBS, ("add_label", {"label": None})])
def test_each_verb_asks_for_the_right(message, writer, verb, given):
    with pytest.raises(Refused, match="Votre rôle"):
        getattr(answering, verb)(message, by=writer, **given)
    assert (now(message).status, Entry.objects.count(), Trace.objects.count()) == ("new", 0, 0)


@pytest.mark.parametrize(("verb", "given"), VERBS)
def test_message_erased_meanwhile_is_told(message, editor, verb, given):
    Inquiry.objects.filter(pk=message.pk).delete()
    with pytest.raises(Refused, match="a été effacé"):
        getattr(answering, verb)(message, by=editor, **given)


def test_log_holds_no_word_of_the_message_nor_of_the_thread(message, editor):
    answering.take(message, by=editor)
    answering.note(message, text="Note secrète.", by=editor)
    answering.answer(message, text="Réponse secrète.", by=editor)
    answering.mark_answered(message, text="Appel secret.", by=editor)
    answering.close(message, by=editor)
    kept = str(list(Trace.objects.values()))
    assert [word for word in ("secret", "secrète", "Secrète", "claire@", "Zoé") if word in kept] == []
