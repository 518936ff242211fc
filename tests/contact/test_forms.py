import time

import pytest

from veille.contact.forms import ContactForm


def errors(**fields):
    return dict(ContactForm(fields).mistakes)


def test_form_gives_the_words_in_the_terms_of_the_intake(form):
    filled = ContactForm(form(message="  Bonjour,\r\nsecond\rtroisième  "))
    assert filled.is_valid()
    assert filled.words() == {
        "name": "Claire Martin",
        "email": "claire@example.com",
        "organisation": "Mairie de Lyon",
        "message": "Bonjour,\nsecond\ntroisième",
    }


def test_form_asks_for_address_and_message_alone(form):
    assert errors(**form(nom="", organisation="")) == {}
    assert errors(**form(courriel=" ", message=" \n ")) == {
        "courriel": "Indiquez votre adresse de courriel, pour que nous puissions vous répondre.",
        "message": "Écrivez votre message\u00a0: il est vide.",
    }


CONTROLS = "\x00\x07\x1b\x85\u2028\u202e\u2066"


@pytest.mark.parametrize("field", ["nom", "organisation"])
def test_line_breaks_and_control_characters_of_a_line_become_spaces(form, field):
    filled = ContactForm(form(**{field: f"Claire\r\nBcc: tous@example.com{CONTROLS}fin"}))
    assert filled.is_valid()
    assert filled.cleaned_data[field] == "Claire Bcc: tous@example.com fin"


def test_control_characters_of_the_message_are_dropped(form):
    filled = ContactForm(form(message=f"Un\tdeux\n\ntrois{CONTROLS}"))
    assert filled.is_valid()
    assert filled.cleaned_data["message"] == "Un\tdeux\n\ntrois"


@pytest.mark.parametrize(
    "address",
    [
        *(
            "claire",
            "claire@",
            "@example.com",
            "claire@example",
            "claire@exa mple.com",
            "a@b.fr,c@d.fr",
            "a@b.fr;c@d.fr",
        ),
        *("Claire <claire@example.com>", "a@b.fr\nBcc", "a@b.fr\r\nBcc:c@d.fr", "a@b\x00.fr", '"a\x07b"@c.fr'),
        *("claire@example.com\u202e", "clai\u00a0re@example.com", "(" * 200, "javascript:x"),
    ],
)
def test_address_that_cannot_be_answered_is_refused(form, address):
    assert errors(**form(courriel=address)) == {
        "courriel": "Vérifiez votre adresse de courriel\u00a0: elle doit s’écrire comme nom@exemple.fr."
    }


@pytest.mark.parametrize("address", ["claire@example.com", " a.b+c@d.example ", "a@exämple.fr", "o'neil@example.ie"])
def test_address_that_can_be_answered_is_taken(form, address):
    assert errors(**form(courriel=address)) == {}


def too_long(limit, length):
    return f"C’est trop long\u00a0: {limit} caractères au plus, contre {length} ici."


@pytest.mark.parametrize(("field", "limit"), [("nom", 120), ("organisation", 160), ("message", 5000)])
def test_field_holds_as_much_as_the_database_and_says_so(form, field, limit):
    assert errors(**form(**{field: "é" * limit})) == {}
    assert errors(**form(**{field: "é" * (limit + 1)})) == {field: too_long(limit, limit + 1)}


def test_address_holds_as_much_as_the_database(form):
    assert errors(**form(courriel="a" * 300 + "@example.com")) == {"courriel": too_long(254, 312)}


def test_line_breaks_of_the_message_count_once(form):
    assert errors(**form(message="a\r\n" * 2499 + "bc")) == {}
    assert errors(**form(message="a\r\n" * 2499 + "bcd")) == {"message": too_long(5000, 5001)}


@pytest.mark.parametrize("sign", ["<", "(", "&", "\u0301", "@", "\n", " "])
def test_a_million_signs_are_judged_in_no_time(form, sign):
    started = time.process_time()
    filled = ContactForm(form(**dict.fromkeys(["nom", "courriel", "organisation", "message"], sign * 1_000_000)))
    assert not filled.is_valid()
    assert time.process_time() - started < 2


def test_machine_is_suspected_by_the_hidden_field_or_by_its_haste(form):
    forms = [ContactForm(fields) for fields in (form(age=3.5), form(site="https://spam.example"), form(age=2.5))]
    assert [filled.is_valid() for filled in forms] == [True, True, True]
    assert [filled.judged("192.0.2.1").suspicion for filled in forms] == [
        "",
        "Le champ invisible aux personnes était rempli. Les mêmes mots sont déjà venus aujourd’hui.",
        "Envoyé moins de 3\u00a0s après l’affichage du formulaire. Les mêmes mots sont déjà venus aujourd’hui.",
    ]


def test_form_has_no_more_than_it_asks_of_the_judge(form):
    filled = ContactForm(form(message="Devis gratuit\u00a0: cliquez ici, offre limitée, casino en ligne"))
    assert filled.is_valid()
    verdict = filled.judged("")
    assert (verdict.score >= 5, filled.mistakes) == (True, [])
