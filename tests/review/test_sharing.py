"""Review links: who makes and revokes them, what an address opens, what is answered by one."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from tests.review.conftest import at_once
from veille.accounts.models import Trace, User
from veille.articles.models import Article
from veille.articles.workflow import Refused
from veille.review import sharing, tokens
from veille.review.models import ReviewLink


def soon(**given):
    return timezone.now() + timedelta(**given)


@pytest.fixture
def link(article, writer):
    return sharing.make(article, by=writer, name="Mme Berger", expires_at=soon(days=7))


def test_link_opens_its_article_and_is_in_the_log(article, link, writer):
    assert sharing.find(tokens.token(link.key)) == link
    line = Trace.objects.get(verb="link_made")
    assert (line.who, line.object_id, line.note) == (
        writer,
        str(article.pk),
        f"lien n°\u00a0{link.pk}",
    )  # the name may have to be forgotten


def test_address_is_the_sites_own_and_signed(link, settings):
    settings.SITE_URL = "https://veille.example"
    path = tokens.token(link.key)
    assert tokens.address(link.key) == f"https://veille.example/relecture/{path}/"
    forged = signing.Signer(key="another secret", salt="veille.review.link", sep=".").sign(link.key.hex)
    assert (tokens.key_of(path), tokens.key_of(forged)) == (link.key, None)


@pytest.mark.parametrize("change", [
    lambda token: token.split(".")[0],
    lambda token: token.swapcase(),
    lambda token: token[:-1],
    lambda token: token + "x",
    lambda token: "0" * 32 + token[32:],
    lambda token: "",
    lambda token: "é" * 40,
    lambda token: "." + token,
])  # fmt: skip
def test_address_that_differs_by_a_sign_opens_nothing(link, change):
    assert sharing.find(change(tokens.token(link.key))) is None


def test_signature_of_something_else_opens_nothing(link):
    other = tokens._SIGNER.sign("not a key")
    assert tokens.key_of(other) is None
    assert sharing.find(tokens._SIGNER.sign(str(link.pk))) is None


def test_link_that_is_over_revoked_or_gone_opens_nothing(article, link, writer, monkeypatch):
    token, now = tokens.token(link.key), timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=7, seconds=-1))
    assert sharing.find(token) == link
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=7, seconds=1))
    assert sharing.find(token) is None
    monkeypatch.setattr(timezone, "now", lambda: now)
    sharing.revoke(link, by=writer)
    sharing.revoke(link, by=writer)
    assert sharing.find(token) is None
    assert Trace.objects.filter(verb="link_revoked").count() == 1
    article.delete()
    assert (sharing.find(token), ReviewLink.objects.exists()) == (None, False)


def test_link_ends_with_the_account_of_who_made_it(article, link, writer):
    User.objects.filter(pk=writer.pk).update(is_active=False)
    assert sharing.find(tokens.token(link.key)) is None
    assert not ReviewLink.objects.get().is_working


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"name": " "}, "à qui le lien"),
        ({"days": 0}, "au plus 60\u00a0jours"),
        ({"days": -1}, "au plus 60\u00a0jours"),
        ({"days": 62}, "au plus 60\u00a0jours"),
    ],
)
def test_link_for_nobody_or_for_too_long_is_refused(article, writer, given, why):
    about = {"name": "Mme Berger", "days": 7} | given
    with pytest.raises(Refused, match=why):
        sharing.make(article, by=writer, name=about["name"], expires_at=soon(days=about["days"]))
    assert not ReviewLink.objects.exists()


def test_who_may_not_change_articles_shares_none(article, link):
    nobody = User.objects.create_user("n@example.org", name="Sans rôle")
    with pytest.raises(Refused, match="ne permet pas de partager"):
        sharing.make(article, by=nobody, name="Moi", expires_at=soon(days=1))
    with pytest.raises(Refused, match="ne permet pas de partager"):
        sharing.revoke(link, by=nobody)
    assert ReviewLink.objects.get().is_working


def test_links_of_an_article_are_counted(article, writer):
    given = {"article": article, "by": writer, "name": "Un", "expires_at": soon(days=1)}
    ReviewLink.objects.bulk_create(ReviewLink(**given) for _ in range(sharing.MOST))
    with pytest.raises(Refused, match="50 liens"):
        sharing.make(article, by=writer, name="Une de trop", expires_at=soon(days=1))
    ReviewLink.objects.update(revoked_at=timezone.now())
    sharing.make(article, by=writer, name="Une autre", expires_at=soon(days=1))


def test_answer_is_kept_and_may_change_each_time_a_use(link, article):
    sharing.answer(link, answer="objected", words=" Le titre. ", version=article.version)
    sharing.answer(link, answer="approved", words="", version=article.version)
    link.refresh_from_db()
    assert (link.answer, link.answer_words, link.version) == ("approved", "", article.version)
    assert [use.what for use in link.uses.all()] == ["approved", "objected"]


def test_answer_on_another_text_or_without_a_reason_is_refused(link, article):
    with pytest.raises(Refused, match="Dites ce qu’il faut changer"):
        sharing.answer(link, answer="objected", words=" ", version=article.version)
    Article.objects.update(version=article.version + 1)
    with pytest.raises(Refused, match="Le texte a changé"):
        sharing.answer(link, answer="approved", words="", version=article.version)
    assert (ReviewLink.objects.get().answer, link.uses.exists()) == ("", False)


@pytest.mark.django_db(transaction=True)
def test_answer_and_revocation_at_once_leave_a_whole_row(link, article, writer):
    at_once(
        lambda: sharing.answer(link, answer="approved", words="Bien.", version=article.version),
        lambda: sharing.revoke(link, by=writer),
    )
    link.refresh_from_db()
    assert link.revoked_at
    assert (link.answer == "approved") == link.uses.exists() == (link.version is not None)


def test_second_click_makes_no_second_link(article, writer, run_tasks):
    given = {"by": writer, "name": "Mme Berger", "email": "berger@example.org", "expires_at": soon(days=7)}
    first = sharing.make(article, **given)
    assert sharing.make(article, **given) == first
    assert len(run_tasks()) == 1
    assert sharing.make(article, **given | {"expires_at": soon(days=8)}) != first
    sharing.revoke(first, by=writer)
    assert sharing.make(article, **given) != first


def test_same_answer_again_is_a_second_click(link, run_tasks):
    for words in ["Bien.", "Bien.", "Très bien.", "Très bien."]:
        sharing.answer(link, answer="approved", words=words, version=1)
    assert [use.what for use in link.uses.all()] == ["approved"] * 2
    assert len(run_tasks()) == 2


def test_link_answers_so_often_and_no_more(link, monkeypatch):
    monkeypatch.setattr("veille.review.models.MOST_BY_LINK", 3)
    for number in range(3):
        sharing.answer(link, answer="approved", words=f"{number}", version=1)
    with pytest.raises(Refused, match="Ce lien a tout dit"):
        sharing.answer(link, answer="objected", words="Encore.", version=1)
    link.refresh_from_db()
    assert (link.answer, link.answer_words, link.uses.count()) == ("approved", "2", 3)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_link(article, writer):
    given = {"by": writer, "name": "Mme Berger", "expires_at": soon(days=7)}
    made = at_once(*[lambda: sharing.make(article, **given)] * 4)
    assert ({type(one) for one in made}, ReviewLink.objects.count()) == ({ReviewLink}, 1)
