import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from veille.contact import consent, spam, tokens
from veille.contact.models import Inquiry, Sighting
from veille.lib.dates import PartialDate


class Page(HTMLParser):
    """What the tests ask of a page: the form's fields as a browser would send them, its links, its words."""

    def __init__(self, response):
        super().__init__()
        self.fields, self.links, self.tags, self.text = {}, {}, {}, ""
        self._area = None
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.tags[values["id"]] = values
        if tag == "input":
            self.fields[values["name"]] = values.get("value", "")
        elif tag == "a":
            self.links[values["href"]] = ""
        self._area = values["name"] if tag == "textarea" else values["href"] if tag == "a" else None
        if tag == "textarea":
            self.fields[self._area] = ""

    def handle_endtag(self, tag):
        self._area = None

    def handle_data(self, data):
        self.text += data
        if self._area in self.fields:
            self.fields[self._area] += data.removeprefix("\n")
        elif self._area:
            self.links[self._area] += data


CONTACT, SENT = "/contact/", "/contact/merci/"


def test_page_shows_an_empty_form(client, db):
    response = client.get(CONTACT)
    assert response.status_code == 200
    fields = Page(response).fields
    assert tokens.read(fields.pop("jeton")).age < 5
    assert fields.pop("csrfmiddlewaretoken")
    assert consent.unsealed(fields.pop("mention"))
    assert fields == {"site": "", "nom": "", "courriel": "", "organisation": "", "message": ""}


def test_pages_are_never_stored_and_only_the_form_sets_a_cookie(client, form):
    page, refused = client.get(CONTACT), Client().post(CONTACT, {})
    sent = client.post(CONTACT, form())
    thanks = Client().get(sent["Location"])
    assert [("no-store" in r["Cache-Control"], [*r.cookies]) for r in (page, refused, sent, thanks)] == [
        (True, ["csrftoken"]),
        (True, ["csrftoken"]),
        (True, []),
        (True, []),
    ]


def test_form_names_the_article_it_comes_from_and_keeps_it(client, form):
    factories.edition("Une <note>", slug="une-note")
    page = Page(client.get(CONTACT, {"article": "une-note"}))
    assert page.links["/articles/une-note/"] == "Une <note>"
    assert page.fields["article"] == "une-note"
    again = Page(client.post(CONTACT, form(article="une-note", courriel="")))
    assert (again.links["/articles/une-note/"], again.fields["article"]) == ("Une <note>", "une-note")
    client.post(CONTACT, form(article="une-note"))
    kept = Inquiry.objects.get()
    assert (kept.about, kept.about_path) == ("Une <note>", "/articles/une-note/")


def test_form_takes_no_posted_title_and_no_draft(client, form):
    factories.edition("À venir", slug="a-venir", live_from=24)
    page = client.get(CONTACT, {"article": "a-venir"})
    assert (page.status_code, "À venir" in page.text, "article" in Page(page).fields) == (200, False, False)
    client.post(CONTACT, form(article="a-venir", about="À moi", about_path="//evil.example/", sujet="À moi"))
    kept = Inquiry.objects.get()
    assert (kept.about, kept.about_path) == ("", "")


def test_message_sent_answers_with_the_page_that_says_what_happens_next(client, form):
    factories.edition("Une note", slug="une-note")
    sent = client.post(CONTACT, form(article="une-note"))
    assert (sent.status_code, sent["Location"].partition("?")[0]) == (303, SENT)
    kept = Inquiry.objects.get()
    assert (kept.name, kept.status) == ("Claire Martin", Inquiry.Status.NEW)
    thanks = client.get(sent["Location"])
    page = Page(thanks)
    erased_on = PartialDate((timezone.localdate() + timedelta(days=1095)).isoformat()).words()
    assert (thanks.status_code, kept.reference in page.text) == (200, True)
    assert f"effacées le {erased_on} au plus tard" in page.text
    assert page.links["/articles/une-note/"] == "Revenir à la page"


@pytest.mark.parametrize("words", [{"recu": "V-2222-22"}, {"recu": "é"}, {"recu": "a:b:c"}, {}])
def test_thanks_with_a_forged_token_is_not_found(client, db, words):
    assert client.get(SENT, words).status_code == 404


def test_message_sent_twice_is_kept_once_under_one_reference(client, form):
    fields = form()
    answers = [client.post(CONTACT, fields)["Location"] for _ in range(2)]
    shown = [tokens.read_receipt(answer.partition("recu=")[2].replace("%3A", ":")).reference for answer in answers]
    assert shown == [Inquiry.objects.get().reference] * 2


@pytest.mark.django_db(transaction=True)
def test_message_sent_many_times_at_the_same_instant_is_kept_once(form):
    fields = form()

    def send(_):
        try:
            return Client().post(CONTACT, fields).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert [*pool.map(send, range(6))] == [303] * 6
    assert Inquiry.objects.count() == 1


@pytest.mark.parametrize("change", [{"site": "https://spam.example"}, {"age": 1}])
def test_machine_is_thanked_and_its_message_set_aside(client, form, change):
    sent = client.post(CONTACT, form(**change))
    kept = Inquiry.objects.get()
    assert (sent.status_code, kept.status, bool(kept.suspicion)) == (303, Inquiry.Status.SUSPECT, True)
    assert kept.reference in client.get(sent["Location"]).text


def test_offer_is_thanked_and_set_aside_with_its_points(client, form):
    sent = client.post(CONTACT, form(message="Devis gratuit : cliquez ici, offre limitée, notre agence vous rappelle."))
    kept = Inquiry.objects.get()
    assert (sent.status_code, kept.status, kept.score) == (303, Inquiry.Status.SUSPECT, 8)
    assert "Parle de soi en vendeur." in kept.suspicion
    assert kept.reference in client.get(sent["Location"]).text


def test_message_of_a_person_has_no_points(client, form):
    client.post(CONTACT, form())
    kept = Inquiry.objects.get()
    assert (kept.status, kept.score, kept.suspicion) == (Inquiry.Status.NEW, 0, "")


def test_forged_header_does_not_reset_the_limit(client, form):
    for number in range(22):
        fields = form(courriel=f"p{number}@example.com", message=f"Question {number} ?")
        client.post(CONTACT, fields, headers={"x-forwarded-for": f"198.51.100.{number}"}, REMOTE_ADDR="192.0.2.1")
    assert [one.is_suspect for one in Inquiry.objects.order_by("pk")] == [False] * 20 + [True] * 2


def test_visitors_behind_a_proxy_we_know_of_are_told_apart(client, form, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(22):
        fields = form(courriel=f"p{number}@example.com", message=f"Question {number} ?")
        client.post(CONTACT, fields, headers={"x-forwarded-for": f"1.1.1.1, 198.51.100.{number}"})
    assert Inquiry.objects.suspects().count() == 0


def test_flood_is_answered_with_the_text_and_a_later_time(client, form):
    client.post(CONTACT, form())
    Sighting.objects.filter(kind=Sighting.Kind.NETWORK).update(count=spam.FLOOD)
    typed = form(message="Une tout autre question.")
    refused = client.post(CONTACT, typed)
    page = Page(refused)
    assert (refused.status_code, Inquiry.objects.count()) == (429, 1)
    assert (page.fields["message"], page.fields["nom"]) == (typed["message"], typed["nom"])
    assert page.links["#envoyer"].startswith("Trop de messages sont venus de votre réseau aujourd’hui.")


def test_refusal_says_what_is_wrong_above_the_title_and_beside_the_field(client, form):
    response = client.post(CONTACT, form(courriel="claire@exemple", message=""))
    assert response.status_code == 422
    page = Page(response)
    address = "Vérifiez votre adresse de courriel\u00a0: elle doit s’écrire comme nom@exemple.fr."
    assert (page.links["#courriel"], page.links["#message"]) == (address, "Écrivez votre message\u00a0: il est vide.")
    assert page.text.count(address) == 2
    assert page.tags["courriel"]["aria-describedby"] == "courriel_helptext courriel_error"
    assert page.tags["courriel"]["aria-invalid"] == "true"
    assert "aria-invalid" not in page.tags["nom"]
    assert "<title>Erreur&nbsp;: message non envoyé" in response.text
    assert response.text.index('role="alert" tabindex="-1" autofocus') < response.text.index("<h1")


def test_refusal_keeps_what_was_typed_and_the_token(client, form):
    typed = form(courriel="<b>", nom="Zoé & « fils »", message='\n"Un"\r\n<script>alert(1)</script> \u202e')
    response = client.post(CONTACT, typed)
    fields = Page(response).fields
    assert {name: fields[name].replace("\r\n", "\n") for name in ("nom", "courriel", "organisation", "jeton")} == {
        name: typed[name] for name in ("nom", "courriel", "organisation", "jeton")
    }
    assert fields["message"].splitlines() == ["", '"Un"', "<script>alert(1)</script> \u202e"]
    assert "<script" not in response.text
    assert Inquiry.objects.count() == 0


def test_form_left_open_too_long_keeps_everything_and_goes_at_the_second_try(client, form, monkeypatch):
    now = time.time()
    typed = form()
    monkeypatch.setattr(time, "time", lambda: now + 25 * 3600)
    refused = client.post(CONTACT, typed)
    assert refused.status_code == 422
    page = Page(refused)
    assert page.links["#envoyer"] == (
        "Le formulaire était ouvert depuis plus d’un jour. Rien n’est perdu\u00a0: envoyez-le une nouvelle fois."
    )
    assert (page.fields["nom"], page.fields["message"]) == (typed["nom"], typed["message"])
    assert client.post(CONTACT, page.fields).status_code == 303
    assert Inquiry.objects.get().status == Inquiry.Status.NEW


@pytest.mark.parametrize("token", ["", "forged", "\x00", "é:é:é", ":" * 1000])
def test_form_with_a_token_that_is_not_ours_is_shown_again_with_one_that_is(client, form, token):
    refused = client.post(CONTACT, form(jeton=token))
    page = Page(refused)
    assert (refused.status_code, page.fields["courriel"]) == (422, "claire@example.com")
    assert tokens.read(page.fields["jeton"])
    assert "Nous n’avons pas reconnu le formulaire." in page.links["#envoyer"]


def test_empty_post_is_answered_with_the_form(client, db):
    response = client.post(CONTACT, {})
    mistakes = [link for link in Page(response).links if link.startswith("#") and link != "#contenu"]
    assert (response.status_code, mistakes) == (422, ["#envoyer", "#courriel", "#message"])


def test_form_without_csrf_token_is_refused(form):
    assert Client(enforce_csrf_checks=True).post(CONTACT, form()).status_code == 403
    assert Inquiry.objects.count() == 0


@pytest.mark.parametrize("sign", ["<", "("])
def test_a_megabyte_is_refused_in_no_time(client, form, sign):
    started = time.process_time()
    fields = dict.fromkeys(["nom", "courriel", "organisation", "message"], sign * 1_000_000)
    response = client.post(CONTACT, form(**fields))
    assert (response.status_code, Inquiry.objects.count()) == (422, 0)
    assert time.process_time() - started < 5


def test_what_was_written_is_in_no_log(client, form, caplog):
    caplog.set_level("DEBUG")
    client.post(CONTACT, form(message="Secret numéro sept."))
    client.post(CONTACT, form(courriel="pas-une-adresse", message="Secret numéro sept."))
    client.post(CONTACT, form(jeton="forged", message="Secret numéro sept."))
    told = [word for word in ("numéro sept", "claire@", "pas-une-adresse", "Claire Martin") if word in caplog.text]
    assert told == []


def test_pages_cost_a_query_or_two(client, form, django_assert_num_queries):
    factories.edition("Une note", slug="une-note")
    # The site's own words, who answers for the data, how long they are kept, what stands before the form; the subject.
    for address, count in ((CONTACT, 4), (f"{CONTACT}?article=une-note", 5), (f"{CONTACT}?article=inconnue", 5)):
        with django_assert_num_queries(count):
            client.get(address)
    thanks = client.post(CONTACT, form())["Location"]
    with django_assert_num_queries(1):
        client.get(thanks)


def test_sending_costs_a_few_queries(client, form, django_assert_num_queries):
    client.post(CONTACT, form())
    fields = form(message="Autre chose.")
    # Judged: how long to wait; savepoint, salt, counts, release, other texts of the form; to wait as ever.
    # Stored: to wait; savepoint, message; twice savepoint, mail, task, release; release; to wait; how long it is kept.
    with django_assert_num_queries(21):
        client.post(CONTACT, fields)
    # The same again: judged; to wait; savepoint, refusal, rollback (two statements), the message there is; to wait; kept.
    with django_assert_num_queries(15):
        client.post(CONTACT, fields)


def test_addresses_are_the_ones_announced():
    assert [reverse("contact"), reverse("contact-thanks")] == [CONTACT, SENT]
