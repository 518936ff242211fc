"""What waits: how late it is, which rows each filter and tab shows, and what the first page leads with."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from veille.contact.models import Inquiry, Label
from veille.contact.queues import urgency
from veille.contact.subjects import Subject

LIST = "/admin/contact/inquiry/"
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def at(monkeypatch):
    """`at("2026-11-25 10:00")`: the clock of Paris shows this."""

    def clock(text):
        moment = datetime.fromisoformat(text).replace(tzinfo=PARIS)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return clock


def received(message, text, **fields):
    moment = datetime.fromisoformat(text).replace(tzinfo=PARIS)
    Inquiry.objects.filter(pk=message.pk).update(received_at=moment, **fields)
    message.refresh_from_db()
    return message


def shown(desk, **query):
    return [row.reference for row in desk.get(LIST, query).context["cl"].result_list]


@pytest.mark.parametrize(
    ("came", "now", "kind", "words"),
    [
        ("2026-11-23 09:00", "2026-11-23 18:00", "", ""),
        ("2026-11-23 09:00", "2026-11-25 23:59", "", ""),  # Tuesday and Wednesday: two
        ("2026-11-23 09:00", "2026-11-26 00:01", "due", "à répondre\u00a0: 3 jours ouvrés"),
        ("2026-11-20 23:59", "2026-11-24 12:00", "", ""),  # over a week-end
        ("2026-11-21 12:00", "2026-11-25 08:00", "due", "à répondre\u00a0: 3 jours ouvrés"),
        ("2026-11-23 09:00", "2026-11-30 12:00", "due", "à répondre\u00a0: 5 jours ouvrés"),
        ("2026-11-23 09:00", "2026-12-01 00:01", "late", "en retard\u00a0: 6 jours ouvrés"),
        ("2026-05-12 09:00", "2026-05-15 12:00", "", ""),  # Ascension on the 14th
    ],
)
def test_message_is_due_after_two_working_days_and_late_after_five(desk, inquiry, at, came, now, kind, words):
    message = received(inquiry(), came)
    at(now)
    assert urgency(message) == (kind, words)
    # The list finds by its dates what the line says.
    assert shown(desk, delai="passe") == [message.reference] * (kind != "")
    assert shown(desk, delai="retard") == [message.reference] * (kind == "late")


@pytest.mark.parametrize("status", ["waiting", "answered", "closed", "suspect"])
def test_only_what_the_team_owes_an_answer_is_late(desk, inquiry, at, status):
    message = received(inquiry(), "2026-01-05 09:00", status=status)
    at("2026-11-25 10:00")
    assert (urgency(message), shown(desk, delai="passe", etat="tous")) == (("", ""), [])


def test_message_opened_again_after_its_answer_is_not_late(desk, inquiry, at):
    came = datetime(2026, 1, 5, tzinfo=PARIS)
    message = received(inquiry(), "2026-01-05 09:00", status="in_hand", answered_at=came)
    at("2026-11-25 10:00")
    assert (urgency(message), shown(desk, delai="passe")) == (("", ""), [])


@pytest.fixture
def of_each(inquiry):
    made = {}
    for status in Inquiry.Status:
        made[status.value] = inquiry()
        Inquiry.objects.filter(pk=made[status.value].pk).update(status=status)
    return {status: message.reference for status, message in made.items()}


def test_list_opens_on_what_is_open(desk, of_each):
    open_ones = ["new", "in_hand", "waiting", "answered"]
    assert sorted(shown(desk)) == sorted(of_each[one] for one in open_ones)


@pytest.mark.parametrize(
    ("state", "statuses"),
    [
        ("a-repondre", ["new", "in_hand"]), ("nouveau", ["new"]), ("en-cours", ["in_hand"]), ("en-attente", ["waiting"]),
        ("repondu", ["answered"]), ("clos", ["closed"]), ("a-part", ["suspect"]),
        ("tous", ["new", "in_hand", "waiting", "answered", "closed", "suspect"]),
        ("inconnu", ["new", "in_hand", "waiting", "answered"]),
    ],
)  # fmt: skip
def test_each_tab_shows_its_state(desk, of_each, state, statuses):
    assert sorted(shown(desk, etat=state)) == sorted(of_each[one] for one in statuses)


def test_tabs_say_how_many_there_are_and_which_is_shown(desk, inquiry, of_each):
    inquiry()
    tabs = desk.get(LIST, {"etat": "nouveau"}).context["cl"].tabs
    assert [(str(words), count) for words, count, _address, _is_shown in tabs] == [
        ("Ouverts", 5), ("À répondre", 3), ("Nouveaux", 2), ("En cours", 1), ("En attente", 1), ("Répondus", 1),
        ("Clos", 1), ("Mis à part", 1), ("Tous", 7),
    ]  # fmt: skip
    assert [str(words) for words, _count, _address, is_shown in tabs if is_shown] == ["Nouveaux"]
    for _words, count, address, _is_shown in tabs:
        assert len(desk.get(LIST + address).context["cl"].result_list) == count


def test_search_looks_everywhere_unless_a_state_is_chosen(desk, inquiry, of_each):
    assert shown(desk, q=of_each["closed"]) == [of_each["closed"]]
    assert shown(desk, q=of_each["suspect"].lower()) == [of_each["suspect"]]
    assert shown(desk, q=of_each["closed"], etat="nouveau") == []


@pytest.mark.parametrize("words", ["equipement", "ÉQUIPEMENT lourd", "claire@", "zoe", "mairie", "cuivre", "lourd zoe"])
def test_search_finds_words_sender_and_page_whatever_the_accents(desk, inquiry, words):
    found = inquiry(
        name="Zoé", organisation="Mairie", message="L’équipement\nlourd.", subject=Subject("Le cuivre", "/articles/x/")
    )
    inquiry(email="autre@example.com", message="Rien.")
    assert shown(desk, q=words) == [found.reference]


def test_list_is_filtered_by_who_has_it_in_charge(desk, inquiry, editor, administrator):
    mine, theirs, free = inquiry(), inquiry(), inquiry()
    Inquiry.objects.filter(pk=mine.pk).update(owner=editor)
    Inquiry.objects.filter(pk=theirs.pk).update(owner=administrator)
    assert shown(desk, suivi="moi") == [mine.reference]
    assert shown(desk, suivi="personne") == [free.reference]
    assert shown(desk, suivi=str(administrator.pk)) == [theirs.reference]
    page = desk.get(LIST).text
    assert [name for name in (">moi<", ">personne<", ">Administratrice<") if name not in page] == []


def test_list_is_filtered_by_label_and_motive(desk, inquiry):
    press = Label.objects.create(name="Presse")
    labelled, reported = inquiry(), inquiry()
    labelled.labels.add(press)
    Inquiry.objects.filter(pk=reported.pk).update(motive="erreur")
    assert shown(desk, etiquette=str(press.pk)) == [labelled.reference]
    assert shown(desk, motive__exact="erreur") == [reported.reference]


@pytest.mark.parametrize(
    "query",
    ["suivi=x", "suivi=9" + "9" * 30, "etiquette=x", "etiquette=-1", "delai=x", "etat=x", "o=x", "p=99"],
)
def test_odd_addresses_of_the_list_are_answered(desk, inquiry, query):
    inquiry()
    assert desk.get(f"{LIST}?{query}", follow=True).status_code == 200


def panel(desk):
    found = [one for one in desk.get("/admin/").context["panels"] if one.title == "Messages sans réponse"]
    return found[0] if found else None


def test_first_page_leads_with_what_is_late(desk, inquiry, at, editor):
    at("2026-11-25 10:00")
    fresh = received(inquiry(subject=Subject("Une note", "/articles/une-note/")), "2026-11-25 09:00")
    late = received(inquiry(), "2026-11-02 09:00", status="in_hand", owner=editor)
    again = received(inquiry(), "2026-10-02 09:00", status="in_hand", answered_at=timezone.now())
    received(inquiry(), "2026-10-02 09:00", status="closed")
    received(inquiry(suspicion="Trop vite."), "2026-10-02 09:00")
    found = panel(desk)
    assert [address for _text, address, _detail in found.lines] == [
        f"{LIST}{one.pk}/change/" for one in (late, fresh, again)
    ]
    assert found.lines[0][::2] == (late.reference, "En retard\u00a0: 16 jours ouvrés, Éditeur")
    assert found.lines[1][0] == "Une note"
    assert (found.count, found.age) == (3, "depuis 23 jours")
    assert len(desk.get(found.more).context["cl"].result_list) == 3


def test_first_page_of_a_writer_names_no_message(client, writer, inquiry):
    kept = inquiry()
    client.force_login(writer)
    assert kept.reference not in client.get("/admin/").text
