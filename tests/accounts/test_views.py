import re

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from veille.accounts.models import User

LOGIN = reverse("admin:login")
FORGOTTEN = reverse("admin_password_reset")
OLD, NEW = "un-mot-de-passe-long", "cinq pommes bleues et rondes"


@pytest.fixture
def elsewhere(writer):
    """Another browser in which she is logged in."""
    client = Client()
    client.force_login(writer)
    return client


@pytest.fixture
def link(client, writer, mailed_link):
    """Where the mailed link leads: the page that asks for the password."""
    client.post(FORGOTTEN, {"email": writer.email})
    return client.get(mailed_link()).headers["Location"]


def log_in(client, password, email="redactrice@example.org"):
    return client.post(LOGIN, {"username": email, "password": password})


def choose(client, link, first, second=None):
    return client.post(link, {"new_password1": first, "new_password2": second or first})


def test_login_page_offers_the_way_back_in(client, db):
    assert f'href="{FORGOTTEN}"' in client.get(LOGIN).text


@pytest.mark.parametrize(("email", "mails"), [("REDACTRICE@example.org", 1), ("personne@example.org", 0)])
@pytest.mark.usefixtures("writer")
def test_forgotten_answers_the_same_for_anybody(client, run_tasks, email, mails, django_assert_num_queries):
    with django_assert_num_queries(2):
        response = client.post(FORGOTTEN, {"email": email})
    assert (response.status_code, response.headers["Location"]) == (302, reverse("password_reset_done"))
    assert DBTaskResult.objects.count() == 1
    run_tasks()
    assert len(mail.outbox) == mails


def test_forgotten_mails_once_in_five_minutes(client, writer):
    for _ in range(3):
        client.post(FORGOTTEN, {"email": writer.email})
    assert DBTaskResult.objects.count() == 1


def test_forgotten_mails_nothing_for_a_closed_account(client, writer, run_tasks):
    User.objects.filter(pk=writer.pk).update(is_active=False)
    client.post(FORGOTTEN, {"email": writer.email})
    run_tasks()
    assert mail.outbox == []


def test_forgotten_says_in_french_what_is_wrong_with_the_address(client, db):
    response = client.post(FORGOTTEN, {"email": "pas une adresse"})
    assert response.context["form"].errors == {
        "email": ["Donnez une adresse électronique entière, par exemple nom@exemple.fr."]
    }
    assert 'value="pas une adresse"' in response.text


def test_chosen_password_opens_the_desk_and_ends_other_sessions(client, elsewhere, link):
    assert choose(client, link, NEW).headers["Location"] == reverse("password_reset_complete")
    assert elsewhere.get(reverse("admin:index")).status_code == 302
    assert log_in(client, OLD).status_code == 200
    assert log_in(client, NEW).status_code == 302


def test_invited_colleague_chooses_the_first_password(client, administrator, mailed_link):
    from veille.accounts import invitations

    user = User.objects.create_user("invitee@example.org", name="Invitée")
    invitations.send_link(user, by=administrator)
    page = client.get(mailed_link()).headers["Location"]
    assert choose(client, page, NEW).status_code == 302
    assert log_in(client, NEW, user.email).status_code == 302


def test_token_leaves_the_address_before_the_page_is_shown(client, link):
    assert link.endswith("/set-password/")
    assert client.get(link).status_code == 200


def test_link_works_once(client, link, mailed_link, writer):
    choose(client, link, NEW)
    assert "Ce lien ne sert plus" in client.get(link).text


def test_link_of_an_account_closed_since_opens_nothing(client, writer, link):
    User.objects.filter(pk=writer.pk).update(is_active=False)
    assert "Ce lien ne sert plus" in client.get(link).text
    choose(client, link, NEW)
    writer.refresh_from_db()
    assert writer.check_password(OLD)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (NEW, "autre chose encore", "Les deux mots de passe tapés sont différents."),
        ("court", None, "Ce mot de passe est trop court : il lui faut au moins 12 caractères."),
        ("redactrice@example", None, "Ce mot de passe ressemble trop à votre adresse électronique."),
    ],
)
def test_weak_or_mistyped_password_is_refused_in_french(client, link, first, second, message):
    response = choose(client, link, first, second)
    assert message in [words.replace("\xa0", " ") for words in response.context["form"].errors["new_password2"]]


@pytest.mark.parametrize("name", ["admin_password_reset", "password_reset_done", "password_reset_complete"])
def test_password_pages_are_kept_by_no_cache_and_stand_under_the_desks_policy(client, db, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert "nonce" not in re.sub(r"<[^>]*>", "", response.text)
    assert "script-src 'self' 'nonce-" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/admin/password/x/y/", "/admin/password/MQ/set-password/"])
def test_made_up_link_is_told_plainly(client, writer, path):
    assert "Ce lien ne sert plus" in client.get(path).text


def test_own_password_is_changed_in_french_and_ends_other_sessions(client, elsewhere, writer):
    client.force_login(writer)
    page = reverse("admin:password_change")
    response = client.post(page, {"old_password": "faux", "new_password1": NEW, "new_password2": NEW})
    assert [str(words) for words in response.context["form"].errors["old_password"]] == [
        "Ce n’est pas votre mot de passe actuel."
    ]
    assert client.post(page, {"old_password": OLD, "new_password1": NEW, "new_password2": NEW}).status_code == 302
    assert client.get(reverse("admin:index")).status_code == 200
    assert elsewhere.get(reverse("admin:index")).status_code == 302


def test_wrong_log_in_says_so_in_french_whoever_it_is(client, writer):
    texts = [
        log_in(client, "faux", email).context["form"].non_field_errors() for email in (writer.email, "x@example.org")
    ]
    assert texts[0] == texts[1]
    assert "inexact" in texts[0][0].lower()


def test_ten_wrong_passwords_lock_out_in_any_case_of_letters(client, writer):
    for number in range(10):
        response = log_in(client, "faux", writer.email.upper() if number % 2 else writer.email)
    assert response.status_code == 429
    assert "dix minutes" in response.text
    assert log_in(client, OLD).status_code == 429


def test_choosing_a_password_ends_the_lock_out(client, writer, link):
    for _ in range(10):
        log_in(client, "faux")
    choose(client, link, NEW)
    assert AccessAttempt.objects.count() == 0
    assert log_in(client, NEW).status_code == 302


@pytest.mark.parametrize("length", [300, 100_000])
def test_an_endless_address_is_refused_beside_its_field(client, db, length):
    page = client.post("/admin/login/", {"username": "a" * length, "password": "x"})
    assert page.status_code == 200
    [error] = page.context["form"].errors["username"]
    assert error.startswith("C’est trop long\u00a0: 254 caractères au plus")
