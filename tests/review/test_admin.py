"""The desk's pages of a review: who is asked, links, handing over, the proof, and the lines beside the form."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from tests.articles.desk import change
from veille.accounts.models import User
from veille.articles.models import Article
from veille.review import asking, remarks, sharing, tokens
from veille.review.models import Follow, Remark, ReviewLink, ReviewLinkUse, ReviewRequest


@pytest.fixture
def desk(client, writer):
    client.force_login(writer)
    return client


def review(article):
    return reverse("admin:articles_article_review", args=[article.pk])


def read(article):
    return reverse("admin:articles_article_read", args=[article.pk])


def test_writer_asks_two_colleagues_and_takes_one_back(desk, article, colleague, editor):
    due = timezone.localdate() + timedelta(days=3)
    data = {"verb": "ask", "people": [colleague.pk, editor.pk], "due_on": due.isoformat(), "words": "Les chiffres."}
    page = desk.post(review(article), data, follow=True)
    assert "Relecture demandée à Anne Martin, Éditeur" in page.text
    article.refresh_from_db()
    assert article.stage == Article.Stage.IN_REVIEW
    one = ReviewRequest.objects.get(person=editor)
    assert (one.by.name, one.due_on, one.words) == ("Rédactrice", due, "Les chiffres.")
    page = desk.post(review(article), {"verb": "take_back", "row": one.pk}, follow=True)
    assert "La demande est reprise." in page.text
    assert [one.person for one in ReviewRequest.objects.open()] == [colleague]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"verb": "ask"}, "Choisissez un ou plusieurs collègues."),
        ({"verb": "ask", "people": ["self"]}, "Choisissez dans la liste"),
        ({"verb": "ask", "people": ["other"], "due_on": "2020-01-01"}, "Ce jour est déjà passé."),
        ({"verb": "ask", "people": ["other"], "due_on": "hier"}, "Donnez une date"),
        ({"verb": "link", "until": "2020-01-01", "name": "A"}, "au plus 60\u00a0jours"),
        ({"verb": "link", "until": "9999-12-31", "name": "A"}, "au plus 60\u00a0jours"),
        (
            {"verb": "link", "name": "A", "email": "a@", "until": "2020-01-01"},
            "Donnez une adresse électronique entière",
        ),
        ({"verb": "hand_over"}, "Choisissez un collègue."),
        ({"verb": "revoke", "row": "9999"}, "Ceci n’existe plus."),
        ({"verb": "take_back", "row": "x"}, "Ceci n’existe plus."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(desk, article, writer, colleague, data, why):
    keys = {"self": writer.pk, "other": colleague.pk}
    page = desk.post(
        review(article),
        {
            name: [keys.get(one, one) for one in value] if isinstance(value, list) else value
            for name, value in data.items()
        },
    )
    assert page.status_code == 200
    assert why in page.text
    assert (ReviewRequest.objects.exists(), ReviewLink.objects.exists()) == (False, False)


def test_verb_of_another_role_is_no_longer_possible(client, article, colleague):
    colleague.user_permissions.clear()
    colleague.groups.clear()
    colleague.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(colleague)
    page = client.get(review(article))
    assert (page.status_code, 'value="ask"' in page.text, 'value="link"' in page.text) == (200, False, False)
    for verb in ["ask", "link", "hand_over", "revoke"]:
        answer = client.post(review(article), {"verb": verb, "name": "A", "until": timezone.localdate().isoformat()})
        assert "Ce n’est plus possible" in answer.text or "n’est plus possible" in answer.text
    assert not ReviewLink.objects.exists()


def test_link_is_made_shown_to_be_copied_and_revoked(desk, article, client):
    until = timezone.localdate() + timedelta(days=7)
    page = desk.post(review(article), {"verb": "link", "name": "Mme Berger", "until": until.isoformat()}, follow=True)
    assert "copiez-le ci-dessous" in page.text
    address = re.search(r'value="(http://[^"]+/relecture/[^"]+)"', page.text)[1]
    link = ReviewLink.objects.get()
    assert timezone.localtime(link.expires_at).strftime("%Y-%m-%d %H:%M") == f"{until} 23:59"
    path = address.removeprefix("http://127.0.0.1:8000")
    client.logout()
    assert client.get(path).status_code == 200
    client.force_login(link.by)
    page = desk.post(review(article), {"verb": "revoke", "row": link.pk}, follow=True)
    assert "✕ Révoqué" in page.text
    assert address not in page.text
    client.logout()
    assert client.get(path).status_code == 404


def test_page_of_another_articles_row_is_refused(desk, article, draft, writer):
    other = sharing.make(draft("Autre"), by=writer, name="M. Roux", expires_at=timezone.now() + timedelta(days=1))
    assert "Ceci n’existe plus." in desk.post(review(article), {"verb": "revoke", "row": other.pk}).text
    assert ReviewLink.objects.get().is_working


def test_page_hands_over_and_follows(desk, article, colleague, writer):
    page = desk.post(review(article), {"verb": "hand_over", "to": colleague.pk, "words": "Je pars."}, follow=True)
    assert "L’article est désormais confié à Anne Martin" in page.text
    article.refresh_from_db()
    assert article.owner == colleague
    assert "Ne plus suivre" in page.text  # who hands over goes on hearing of it
    desk.post(review(article), {"verb": "unfollow"})
    assert not Follow.objects.exists()
    desk.post(review(article), {"verb": "follow"})
    assert Follow.objects.get().person == writer


def test_pages_are_for_who_may_read_articles(client, article):
    for path in [review(article), read(article)]:
        assert client.get(path).status_code == 302
    client.force_login(User.objects.create_user("n@example.org", name="Sans rôle"))
    for path in [review(article), read(article)]:
        assert client.get(path).status_code == 403
        assert client.post(path, {"verb": "remark", "words": "x", "version": 1}).status_code == 403
    assert not Remark.objects.exists()


def test_pages_of_no_article_are_404(desk):
    for path in ["/admin/articles/article/999/review/", "/admin/articles/article/x/review/read/"]:
        assert desk.get(path).status_code == 404


def test_colleague_remarks_answers_and_settles_on_the_proof(desk, article, writer, colleague):
    desk.post(read(article), {"verb": "remark", "words": "Lesquels ? @Anne Martin", "version": 1, "place": "lead"})
    head = Remark.objects.get()
    assert (head.place, list(head.mentioned.all())) == ("lead", [colleague])
    desk.force_login(colleague)
    assert "Lesquels ?" in desk.get(read(article)).text
    desk.post(read(article), {"verb": "reply", "thread": head.pk, "words": "Ceux de mai.", "version": 1})
    desk.post(read(article), {"verb": "resolve", "remark": head.pk})
    page = desk.get(read(article)).text
    assert "1 remarque réglée" in page
    assert "Ceux de mai." in page
    desk.post(read(article), {"verb": "reopen", "remark": head.pk})
    assert "1 remarque réglée" not in desk.get(read(article)).text


def test_name_of_nobody_keeps_what_was_typed(desk, article):
    page = desk.post(read(article), {"verb": "remark", "words": "Et @Persone ?", "version": 1})
    assert page.status_code == 422
    assert "Personne ici ne s’appelle" in page.text
    assert "Et @Persone ?" in page.text


def test_pane_of_the_form_gets_the_threads_alone_and_posts_there(desk, article, writer):
    remarks.remark(article, words="Lesquels ?", version=1, by=writer)
    pane = desk.get(read(article) + "?volet=remarques")
    assert "Lesquels ?" in pane.text
    assert "<html" not in pane.text
    made = desk.post(read(article) + "?volet=remarques", {"verb": "remark", "words": "Et ici ?", "version": 1})
    assert (made.status_code, "Et ici ?" in made.text) == (200, True)
    refused = desk.post(read(article) + "?volet=remarques", {"verb": "remark", "words": "", "version": 1})
    assert (refused.status_code, "Écrivez votre remarque." in refused.text) == (422, True)


def test_answer_is_offered_to_who_is_asked_or_may_publish(client, article, writer, colleague, editor):
    for who, is_offered in [(writer, False), (colleague, False), (editor, True)]:
        client.force_login(who)
        assert ('value="answer"' in client.get(read(article)).text) is is_offered
    asking.ask(article, [colleague], by=writer, words="Les chiffres.")
    client.force_login(colleague)
    page = client.get(read(article)).text
    assert "Rédactrice vous demande de relire" in page
    client.post(read(article), {"verb": "answer", "answer": "approved", "version": 1})
    assert ReviewRequest.objects.get().answer == "approved"
    client.force_login(writer)
    assert "✓ Approuve" in client.get(review(article)).text


def test_lines_beside_the_form_count_what_is_open(desk, article, writer, colleague):
    page = desk.get(change(article)).text
    assert "Lire et commenter" in page
    assert "Demander, partager, confier" in page
    for words in ["Un.", "Deux."]:
        head = remarks.remark(article, words=words, version=1, by=writer)
    asking.ask(article, [colleague], by=writer)
    page = desk.get(change(article)).text
    assert "2 remarques à régler" in page
    assert "1 relecteur demandé" in page
    remarks.resolve(head, by=writer)
    assert "1 remarque à régler" in desk.get(change(article)).text


def test_pages_cost_the_same_with_many_rows(desk, article, writer, colleague, editor, django_assert_num_queries):
    desk.get(review(article))
    for number in range(12):
        asking.ask(article, [colleague], by=writer)
        asking.answer(article, by=colleague, answer="approved", words=f"{number}", version=1)
        link = sharing.make(article, by=writer, name=f"{number}", expires_at=timezone.now() + timedelta(days=1))
        link.used("read", 1)
        head = remarks.remark(article, words=f"{number}", version=1, by=colleague)
        remarks.remark(article, words="Oui.", version=1, link=link)
        remarks.remark(article, words="Non.", version=1, by=writer, thread=head)
        if number in {0, 11}:
            with django_assert_num_queries(14):
                desk.get(review(article))
            with django_assert_num_queries(16):
                desk.get(read(article))


def test_link_that_works_can_be_revoked_however_many_are_over(desk, article, writer):
    given = {"article": article, "by": writer}
    now = timezone.now()
    ReviewLink.objects.create(
        **given, name="Vieux", made_at=now - timedelta(days=9), expires_at=now + timedelta(days=9)
    )
    over = [ReviewLink(**given, name="Révoqué", expires_at=now, revoked_at=now) for _ in range(60)]
    ReviewLink.objects.bulk_create(over)
    ReviewLink.objects.create(**given, name="Neuf", expires_at=now + timedelta(days=9))
    page = desk.get(review(article))
    assert [link.name for link in page.context["links"]][:3] == ["Neuf", "Vieux", "Révoqué"]
    assert page.text.count("Adresse pour") == 2


def test_uses_of_one_link_do_not_hide_those_of_another(desk, article, writer):
    now = timezone.now()
    busy, calm = (sharing.make(article, by=writer, name=name, expires_at=now + timedelta(1)) for name in ("A", "B"))
    calm.used("approved", 1)
    ReviewLinkUse.objects.bulk_create(ReviewLinkUse(link=busy, what="read", version=1) for _ in range(600))
    logs = {link.name: [use.what for use in link.log] for link in desk.get(review(article)).context["links"]}
    assert logs == {"A": ["read"] * 10, "B": ["approved"]}


def test_open_request_can_be_taken_back_however_many_are_answered(desk, article, writer, colleague):
    one = ReviewRequest.objects.create(article=article, person=colleague, by=writer)
    given = {"article": article, "person": colleague, "by": writer, "answered_at": timezone.now(), "version": 1}
    ReviewRequest.objects.bulk_create(ReviewRequest(**given, answer="approved") for _ in range(60))
    assert desk.get(review(article)).context["requests"][0] == one


def test_key_that_no_database_holds_is_refused_by_the_form(desk, article):
    page = desk.post(review(article), {"verb": "ask", "people": ["9" * 30]})
    assert (page.status_code, ReviewRequest.objects.exists()) == (200, False)


def test_article_with_many_remarks_and_uses_is_deleted_in_few_queries(
    client, administrator, article, writer, django_assert_max_num_queries
):
    link = sharing.make(article, by=writer, name="Mme Berger", expires_at=timezone.now() + timedelta(days=7))
    ReviewLinkUse.objects.bulk_create(ReviewLinkUse(link=link, what="read", version=1) for _ in range(300))
    for number in range(30):
        remarks.remark(article, words=f"{number}", version=1, by=writer)
    client.force_login(administrator)
    address = reverse("admin:articles_article_delete", args=[article.pk])
    with django_assert_max_num_queries(60):
        assert client.get(address).status_code == 200
    client.post(address, {"post": "yes"})
    assert (Article.objects.exists(), Remark.objects.exists(), ReviewLink.objects.exists()) == (False, False, False)


def test_who_answers_an_outsider_is_told_that_they_read_it(desk, client, article, writer):
    link = sharing.make(article, by=writer, name="Mme Berger", expires_at=timezone.now() + timedelta(days=7))
    remarks.remark(article, words="Entre nous.", version=1, by=writer)
    assert "lira votre réponse" not in desk.get(read(article)).text
    head = remarks.remark(article, words="Trop long.", version=1, link=link)
    remarks.remark(article, words="C’est voulu.", version=1, by=writer, thread=head)
    assert desk.get(read(article)).text.count("Mme Berger lira votre réponse et votre nom.") == 1
    desk.logout()
    assert "lira votre réponse" not in client.get(tokens.address(link.key)).text
