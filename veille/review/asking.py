"""Asking colleagues to read an article, and what they answer.

Each verb is atomic, checks the right of who asks and raises Refused without having done anything.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.accounts import trace
from veille.accounts.models import Trace, User
from veille.articles import second_reader, workflow
from veille.articles.models import Article
from veille.articles.workflow import Refused
from veille.review import notices
from veille.review.models import Answer, ReviewRequest


@transaction.atomic
def ask(
    article: Article, people: list[User], *, by: User, due_on: date | None = None, words: str = ""
) -> list[ReviewRequest]:
    """Asks each of them, and submits the article if it does not wait for its review yet. Whoever is already asked is not
    asked twice.
    """
    article = _locked(article)
    if not by.has_perm("articles.change_article"):
        raise Refused(_("Your role does not let you ask for a review."))
    if due_on and due_on < timezone.localdate():
        raise Refused(_("This day is already past."))
    asked = set(ReviewRequest.objects.open().filter(article=article).values_list("person", flat=True))
    people = [one for one in dict.fromkeys(people) if one.pk not in asked and one != by]
    if not people:
        raise Refused(_("Choose somebody other than yourself who is not asked yet."))
    if not all(one.has_perm("articles.view_article") for one in people):
        raise Refused(_("This colleague cannot read articles."))
    if article.stage != Article.Stage.IN_REVIEW:
        workflow.submit(article, by=by, note=words)
    made = [
        ReviewRequest.objects.create(article=article, person=one, by=by, due_on=due_on, words=words.strip())
        for one in people
    ]
    trace.record(by, Trace.Verb.ASKED, article, ", ".join(str(one) for one in people))
    for request in made:
        notices.asked(request)
    return made


@transaction.atomic
def answer(article: Article, *, by: User, answer: str, words: str, version: int) -> ReviewRequest:
    """What a person says of the version they read, asked or of their own accord. The last answer counts."""
    article = _locked(article)
    if not by.has_perm("articles.view_article"):
        raise Refused(_("Your role does not let you read articles."))
    if article.version != version:
        raise Refused(_("The text was changed since you opened this page: read it once more, then answer."))
    if answer == Answer.OBJECTED and not words.strip():
        raise Refused(_("Say what is to be changed."))
    given = {"answer": answer, "answer_words": words.strip(), "version": version}
    mine = ReviewRequest.objects.filter(article=article, person=by)
    last = mine.exclude(answered_at=None).order_by("-answered_at", "-pk").first()
    asked = mine.open().first()
    if asked is None and last and all(getattr(last, name) == value for name, value in given.items()):
        return last  # a second click
    request = asked or ReviewRequest(article=article, person=by, by=by)
    for name, value in given.items():
        setattr(request, name, value)
    request.answered_at = timezone.now()
    request.save()
    trace.record(by, Trace.Verb.APPROVED if answer == Answer.APPROVED else Trace.Verb.OBJECTED, article, words)
    notices.answered(request)
    return request


@transaction.atomic
def take_back(request: ReviewRequest, *, by: User) -> None:
    """Twice is once; what was answered stays."""
    if not by.has_perm("articles.change_article"):
        raise Refused(_("Your role does not let you ask for a review."))
    ReviewRequest.objects.filter(pk=request.pk, answered_at=None, taken_back_at=None).update(
        taken_back_at=timezone.now()
    )


@second_reader.approvals
def approved_by(article: Article) -> set[int]:
    """Whose last word on the version that is saved is that they approve it."""
    given = ReviewRequest.objects.filter(article=article, version=article.version).order_by("answered_at", "pk")
    last = dict(given.values_list("person", "answer"))
    return {person for person, answer in last.items() if answer == Answer.APPROVED}


def _locked(article) -> Article:
    if there_is := Article.objects.select_for_update().filter(pk=article.pk).first():
        return there_is
    raise Refused(_("This article no longer exists."))
