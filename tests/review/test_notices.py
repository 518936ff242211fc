"""Each mail of a review: to whom it goes, what it says, and what it never says."""

import logging
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests import factories
from tests.articles.desk import plain
from veille.accounts.models import User
from veille.articles.models import Article
from veille.review import asking, following, remarks, sharing, tokens
from veille.review.models import ReviewLink, ReviewRequest

SITE = "https://veille.example"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def link(article, writer):
    expires_at = timezone.make_aware(datetime(2026, 12, 9, 18, 30))
    return ReviewLink.objects.create(
        article=article, by=writer, name="Claire Fontaine", email="claire@example.org", expires_at=expires_at
    )


@pytest.fixture
def november(monkeypatch):
    """The day of the review, so that its links still work."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 26, 9, 0, tzinfo=timezone.get_default_timezone()))


def read(article):
    return f"{SITE}/admin/articles/article/{article.pk}/review/read/"


def told(letter):
    """(to, subject, lines) with ordinary spaces; no mail holds a word of the text."""
    assert "soixante et un" not in letter.body
    assert letter.extra_headers == {"Auto-Submitted": "auto-generated"}
    lines = [line for line in plain(letter.body).splitlines() if line]
    return letter.to, plain(letter.subject), lines


# --- what each says ---------------------------------------------------------------------------------


def test_asking_tells_each_person_by_when_with_the_word(article, writer, editor, colleague, run_tasks, november):
    asking.ask(
        article, [colleague, editor], by=writer, due_on=date(2026, 12, 3), words="Les chiffres surtout,\nmerci <3"
    )
    mails = [told(letter) for letter in run_tasks()]
    assert mails == [
        (
            [to],
            "À relire : Qui a signé",
            [
                f"Bonjour {name},",
                "Rédactrice vous demande de relire « Qui a signé » pour le jeudi 3 décembre 2026.",
                "Son mot :",
                "Les chiffres surtout,",
                "merci <3",
                "Lire le texte, y faire des remarques, l’approuver ou demander des changements :",
                read(article),
            ],
        )
        for to, name in [("anne@example.org", "Anne Martin"), ("editeur@example.org", "Éditeur")]
    ]


def test_asking_without_a_day_or_a_word_says_neither(article, writer, colleague, run_tasks):
    asking.ask(article, [colleague], by=writer)
    [letter] = run_tasks()
    assert told(letter)[2][1:] == [
        "Rédactrice vous demande de relire « Qui a signé ».",
        "Lire le texte, y faire des remarques, l’approuver ou demander des changements :",
        read(article),
    ]


def test_answer_goes_to_who_asked(article, writer, editor, colleague, run_tasks):
    asking.ask(article, [colleague], by=editor)
    run_tasks()
    asking.answer(article, by=colleague, answer="objected", words="Le total est faux.", version=1)
    [letter] = run_tasks()
    assert told(letter) == (
        ["editeur@example.org"],
        "Anne Martin demande des changements : Qui a signé",
        [
            "Bonjour Éditeur,",
            "Anne Martin demande des changements dans « Qui a signé ».",
            "Le total est faux.",
            "Voir la réponse et les remarques :",
            read(article),
        ],
    )


def test_answer_nobody_asked_for_goes_to_who_is_in_charge(article, colleague, run_tasks):
    asking.answer(article, by=colleague, answer="approved", words="", version=1)
    [letter] = run_tasks()
    assert told(letter)[:2] == (["redactrice@example.org"], "Anne Martin approuve : Qui a signé")
    assert told(letter)[2][1:2] == ["Anne Martin approuve « Qui a signé »."]


def test_ones_own_answer_of_ones_own_article_tells_nobody(article, writer, run_tasks):
    asking.answer(article, by=writer, answer="approved", words="", version=1)
    assert run_tasks() == []


def test_answer_to_a_text_changed_since_says_so(article, writer, colleague, run_tasks):
    asking.ask(article, [colleague], by=writer)
    run_tasks()
    asking.answer(article, by=colleague, answer="approved", words="", version=1)
    Article.objects.update(version=2)
    [letter] = run_tasks()
    assert "Le texte a changé depuis cette lecture." in told(letter)[2]


def test_remark_that_calls_a_colleague_asks_them(article, writer, colleague, run_tasks):
    passage = remarks.Passage(exact="soixante et un", prefix="Ils sont ")
    made = remarks.remark(article, words="@Anne Martin, qui les a comptés ?", version=1, by=writer, passage=passage)
    [letter] = run_tasks()
    assert told(letter) == (
        ["anne@example.org"],
        "Rédactrice attend votre réponse : Qui a signé",
        [
            "Bonjour Anne Martin,",
            "Rédactrice attend votre réponse, dans « Qui a signé » :",
            "@Anne Martin, qui les a comptés ?",
            "Lire la remarque à sa place et y répondre :",
            f"{read(article)}#remarque-{made.pk}",
        ],
    )


def test_remark_that_calls_nobody_is_in_nobodys_mail(article, colleague, run_tasks):
    remarks.remark(article, words="Beau travail.", version=1, by=colleague)
    assert run_tasks() == []


def test_answer_to_a_remark_goes_to_who_began_and_once_to_who_is_called_as_well(
    article, writer, colleague, editor, run_tasks
):
    head = remarks.remark(article, words="Qui ?", version=1, by=writer)
    remarks.remark(article, words="Moi. @Rédactrice, et @Éditeur ?", version=1, by=colleague, thread=head)
    first, second = run_tasks()
    assert [told(letter)[:2] for letter in (first, second)] == [
        (["redactrice@example.org"], "Anne Martin attend votre réponse : Qui a signé"),
        (["editeur@example.org"], "Anne Martin attend votre réponse : Qui a signé"),
    ]
    remarks.remark(article, words="Bien.", version=1, by=colleague, thread=head)
    [letter] = run_tasks()
    assert told(letter)[:2] == (["redactrice@example.org"], "Anne Martin commente : Qui a signé")
    assert "Anne Martin a répondu à une remarque sur « Qui a signé » :" in told(letter)[2]


def test_remark_and_answer_by_a_link_go_to_who_made_it(article, link, run_tasks, november):
    remarks.remark(article, words="Et l’Inde ?", version=1, link=link)
    sharing.answer(link, answer="objected", words="Il manque l’Inde.", version=1)
    remarked, answered = run_tasks()
    assert told(remarked)[:2] == (["redactrice@example.org"], "Claire Fontaine commente : Qui a signé")
    assert told(remarked)[2][1:3] == [
        "Claire Fontaine (par un lien de relecture) a fait une remarque sur « Qui a signé » :",
        "Et l’Inde ?",
    ]
    assert told(answered) == (
        ["redactrice@example.org"],
        "Claire Fontaine demande des changements : Qui a signé",
        [
            "Bonjour Rédactrice,",
            "Claire Fontaine, à qui vous avez donné un lien de relecture, demande des changements dans « Qui a signé ».",
            "Il manque l’Inde.",
            "Voir la réponse et les remarques :",
            read(article),
        ],
    )


def test_handing_over_tells_who_is_in_charge_from_now_on(article, writer, colleague, run_tasks):
    following.hand_over(article, to=colleague, by=writer, words="Je pars en congé.")
    [letter] = run_tasks()
    assert told(letter) == (
        ["anne@example.org"],
        "Vous est confié : Qui a signé",
        [
            "Bonjour Anne Martin,",
            "Rédactrice vous confie « Qui a signé » : vous en êtes désormais responsable.",
            "Le mot qui l’accompagne :",
            "Je pars en congé.",
            "L’ouvrir au bureau :",
            f"{SITE}/admin/articles/article/{article.pk}/change/",
        ],
    )


def test_link_goes_to_whom_it_was_made_for_with_its_address_on_a_line_of_its_own(article, writer, run_tasks, november):
    made = sharing.make(
        article,
        by=writer,
        name="Claire Fontaine",
        email="claire@example.org",
        expires_at=timezone.make_aware(datetime(2026, 12, 9, 18, 30)),
    )
    [letter] = run_tasks()
    assert letter.reply_to == ["redactrice@example.org"]
    assert told(letter) == (
        ["claire@example.org"],
        "Rédactrice vous demande votre avis : Qui a signé",
        [
            "Bonjour Claire Fontaine,",
            f"Rédactrice vous demande votre avis sur un texte en préparation à la rédaction de {SITE} :",
            "« Qui a signé »",
            "Pour le lire, y faire des remarques, l’approuver ou demander des changements :",
            tokens.address(made.key),
            "Ce lien sert jusqu’au mercredi 9 décembre 2026 à 18 h 30 (heure de Paris).",
            "Il est personnel : ce texte n’est pas public, et qui ouvre ce lien répond en votre nom. Ne le transmettez pas.",
            "Répondre à ce courriel écrit à Rédactrice. Vous n’attendiez rien ? Laissez ce courriel : rien d’autre ne suivra.",
        ],
    )
    assert tokens.address(made.key).startswith(f"{SITE}/relecture/")


def test_link_without_an_address_is_mailed_to_nobody(article, writer, run_tasks):
    sharing.make(article, by=writer, name="Claire", expires_at=timezone.now() + timedelta(days=3))
    assert run_tasks() == []


def test_title_stays_in_the_line_of_the_subject(draft, writer, colleague, run_tasks):
    asking.ask(draft("Une\nligne\r\nBcc: x@example.org"), [colleague], by=writer)
    [letter] = run_tasks()
    assert plain(letter.subject) == "À relire : Une ligne Bcc : x@example.org"
    assert letter.message()["Bcc"] is None


# --- when nothing goes ------------------------------------------------------------------------------


def answered_meanwhile(article, request, colleague):
    asking.answer(article, by=colleague, answer="approved", words="", version=1)


def taken_back_meanwhile(article, request, colleague):
    asking.take_back(request, by=request.by)


def gone_meanwhile(article, request, colleague):
    article.delete()


def printed_meanwhile(article, request, colleague):
    factories.edition(key=article.key)


def closed_meanwhile(article, request, colleague):
    User.objects.filter(pk=colleague.pk).update(is_active=False)


def without_role_meanwhile(article, request, colleague):
    colleague.groups.clear()


@pytest.mark.parametrize(
    "meanwhile",
    [
        answered_meanwhile,
        taken_back_meanwhile,
        gone_meanwhile,
        printed_meanwhile,
        closed_meanwhile,
        without_role_meanwhile,
    ],
)
def test_request_that_no_longer_stands_is_mailed_to_nobody(article, writer, colleague, run_tasks, meanwhile):
    [request] = asking.ask(article, [colleague], by=writer)
    meanwhile(article, request, colleague)
    assert [letter for letter in run_tasks() if letter.to == [colleague.email]] == []


def test_article_handed_on_at_once_is_told_to_the_last_alone(article, writer, editor, colleague, run_tasks):
    following.hand_over(article, to=editor, by=writer)
    following.hand_over(article, to=colleague, by=writer)
    assert [letter.to for letter in run_tasks()] == [[colleague.email]]


@pytest.mark.parametrize("state", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now()}, {"email": ""}])
def test_link_that_ended_before_its_mail_went_is_not_sent(article, writer, run_tasks, state):
    sharing.make(
        article, by=writer, name="Claire", email="c@example.org", expires_at=timezone.now() + timedelta(days=3)
    )
    ReviewLink.objects.update(**state)
    assert run_tasks() == []


def test_remark_taken_away_before_its_mail_went_is_not_told(article, writer, colleague, run_tasks):
    made = remarks.remark(article, words="@Anne Martin ?", version=1, by=writer)
    remarks.take_away(made, by=writer)
    assert run_tasks() == []


def test_nothing_goes_to_accounts_closed_since(article, writer, colleague, editor, run_tasks):
    remarks.remark(article, words="@Anne Martin ?", version=1, by=writer)
    asking.answer(article, by=colleague, answer="approved", words="", version=1)
    following.hand_over(article, to=editor, by=writer)
    waits = DBTaskResult.objects.filter(status="READY")
    assert waits.count() == 3
    User.objects.filter(pk__in=[editor.pk, writer.pk, colleague.pk]).update(is_active=False)
    assert run_tasks() == []
    assert waits.count() == 0


def test_what_is_undone_leaves_no_task(article, writer, colleague):
    with pytest.raises(asking.Refused):
        asking.ask(article, [colleague], by=writer, due_on=date(2020, 1, 1))
    assert (DBTaskResult.objects.count(), ReviewRequest.objects.count()) == (0, 0)


# --- failures ---------------------------------------------------------------------------------------


def test_mail_is_tried_again_after_a_failure_and_goes_once(article, writer, colleague, run_tasks, mail_server):
    asking.ask(article, [colleague], by=writer)
    mail_server.is_broken = True
    assert run_tasks() == []
    mail_server.is_broken = False
    assert run_tasks() == []
    assert [letter.to for letter in run_tasks(until=timedelta(minutes=1))] == [[colleague.email]]
    assert run_tasks(until=timedelta(days=3)) == []


def test_address_of_a_link_stands_in_no_task_and_no_log(article, writer, run_tasks, mail_server, caplog):
    mail_server.is_broken = True
    with caplog.at_level(logging.DEBUG):
        link = sharing.make(
            article, by=writer, name="Claire", email="c@example.org", expires_at=timezone.now() + timedelta(days=3)
        )
        rows = [str(row) for row in DBTaskResult.objects.values()]
        for _ in range(9):
            run_tasks(until=timedelta(days=2))
    rows += [str(row) for row in DBTaskResult.objects.values()]
    secrets = [tokens.token(link.key), link.key.hex, str(link.key), "c@example.org"]
    assert len(rows) == 10
    assert "GivenUp" in "".join(rows)
    assert [one for one in secrets if any(one in row for row in rows) or one in caplog.text] == []
    assert mail.outbox == []
