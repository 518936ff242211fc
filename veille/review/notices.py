"""The mails of reviews, each to one person, written with the caller's transaction and tried again for two days.

They name the article and what was said of it, never its text; a link by mail goes to whom it was made for alone.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from veille.accounts.models import User
from veille.articles.models import Article
from veille.lib.tasks import retried
from veille.review import tokens
from veille.review.models import Remark, ReviewLink, ReviewRequest

# What no person wrote: it is answered by no machine.
BY_ITSELF = {"Auto-Submitted": "auto-generated"}


def asked(request: ReviewRequest) -> None:
    mail_asked.enqueue(request.pk)


def answered(request: ReviewRequest) -> None:
    """Tells who asked; nobody, where a person read of their own accord but for who is in charge."""
    to = request.by if request.by_id != request.person_id else request.article.owner
    if to and to.pk != request.person_id:
        mail_answered.enqueue(request.pk, to.pk)


def remarked(remark: Remark, *, called: list[User]) -> None:
    """Tells those who are named, whoever began the thread, and of a reader by link who made it: each once."""
    told = {person.pk for person in called}
    if remark.thread and remark.thread.by_id:
        told.add(remark.thread.by_id)
    if remark.link:
        told.add(remark.link.by_id)
    for key in sorted(told - {remark.by_id}):
        mail_remarked.enqueue(remark.pk, key, key in {person.pk for person in called})


def link_answered(link: ReviewLink) -> None:
    mail_link_answered.enqueue(link.pk)


def invited(link: ReviewLink) -> None:
    mail_link.enqueue(link.pk)


def handed_over(article: Article, *, to: User, by: User, words: str) -> None:
    mail_handed_over.enqueue(article.pk, to.pk, by.pk, words)


# --- sending ----------------------------------------------------------------------------------------


@retried
def mail_asked(key: int) -> None:
    """Nothing for a request answered, taken back or gone since, nor for one whose article was printed."""
    request = ReviewRequest.objects.open().select_related("article", "person", "by").filter(pk=key).first()
    if request:
        subject = _("To be read: %(article)s") % {"article": request.article}
        _send("asked", request.person, subject, request.article, {"request": request})


@retried
def mail_answered(key: int, person: int) -> None:
    request = ReviewRequest.objects.select_related("article", "person").filter(pk=key).first()
    if request:
        words = {"who": request.person, "answer": request.get_answer_display(), "article": request.article}
        subject = _("%(who)s %(answer)s: %(article)s") % words
        _send("answered", _person(person), subject, request.article, {"request": request})


@retried
def mail_remarked(key: int, person: int, is_called: bool) -> None:
    remark = Remark.objects.select_related("article", "by", "link").filter(pk=key).first()
    if remark:
        words = {"who": remark.who, "article": remark.article}
        subject = (_("%(who)s asks you: %(article)s") if is_called else _("%(who)s remarks: %(article)s")) % words
        _send("remarked", _person(person), subject, remark.article, {"remark": remark, "is_called": is_called})


@retried
def mail_link_answered(key: int) -> None:
    link = ReviewLink.objects.select_related("article", "by").filter(pk=key).exclude(answer="").first()
    if link:
        words = {"who": link.name, "answer": link.get_answer_display(), "article": link.article}
        _send("link_answered", link.by, _("%(who)s %(answer)s: %(article)s") % words, link.article, {"link": link})


@retried
def mail_handed_over(key: int, to: int, by: int, words: str) -> None:
    """Nothing where the article was handed on since."""
    article = Article.objects.filter(pk=key, owner=to).first()
    if article:
        subject = _("In your hands from now on: %(article)s") % {"article": article}
        given = {"by": _person(by), "words": words}
        _send("handed_over", _person(to), subject, article, given, page="admin:articles_article_change")


@retried
def mail_link(key: int) -> None:
    """The only mail that leaves the house. The address is made here: the task holds none."""
    link = ReviewLink.objects.working().select_related("article", "by").filter(pk=key).exclude(email="").first()
    if link:
        subject = _("%(who)s asks for your opinion: %(article)s") % {"who": link.by, "article": link.article}
        words = {"link": link, "address": tokens.address(link.key), "article": link.article, "until": link.until}
        _post("link", link.email, subject, words, reply_to=[link.by.email])


def _person(key: int) -> User | None:
    return User.objects.filter(pk=key).first()


def _send(
    name: str,
    person: User | None,
    subject: str,
    article: Article,
    words: dict,
    *,
    page: str = "admin:articles_article_read",
) -> None:
    """Nothing for an account that is closed, gone or without its role since."""
    if person is None or not person.has_perm("articles.view_article"):
        return
    address = settings.SITE_URL + reverse(page, args=[article.pk])
    _post(name, person.email, subject, words | {"person": person, "article": article, "page": address})


def _post(name: str, to: str, subject: str, words: dict, reply_to: list[str] = ()) -> None:
    body = render_to_string(f"review/mail/{name}.txt", words | {"site": settings.SITE_URL})
    subject = " ".join(subject.split())
    EmailMessage(subject=subject, body=body, to=[to], reply_to=list(reply_to), headers=BY_ITSELF).send()
