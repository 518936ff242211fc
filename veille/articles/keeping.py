"""Working copies: what a person typed and has not saved, a row a person and article, kept until saved or given up.

Keeping one makes no history and changes nothing of the article. Each form that is opened has a key (`page`): its own copy
is written over again and again, that of another form never, so that of two windows none loses what was typed in it.
"""

import json
from collections.abc import Iterable

from django.http import QueryDict
from django.utils import timezone

from veille.articles.models import Article, WorkingCopy

# Characters of a working copy: a text of the longest (editions.schema.LONGEST) with room for its other fields.
MOST = 500_000


class TooLong(Exception):
    """More was posted than an article may hold."""


def kept(article: Article | None, *, by) -> WorkingCopy | None:
    """What this person typed into the article's form, or into that of the one she begins, and has not saved."""
    return WorkingCopy.objects.filter(article=article, person=by).first()


def keep(article: Article | None, *, by, page: str, posted: QueryDict, names: Iterable[str], typed_at: int = 0) -> bool:
    """Keeps these fields of the form as posted; False where another form's copy is still to be resumed or given up.

    `typed_at` in ms, by the browser's clock. What a killed browser finds again in its store may be older than what it had
    sent: that changes nothing, and counts as kept.
    """
    typed = json.dumps({name: posted.getlist(name) for name in names if name in posted}, ensure_ascii=False)
    if len(typed) > MOST:
        raise TooLong
    copies = WorkingCopy.objects.filter(article=article, person=by)
    kept = {"posted": typed, "typed_at": typed_at, "kept_at": timezone.now()}
    if copies.filter(page=page, typed_at__lte=typed_at).update(**kept):
        return True
    row = WorkingCopy(article=article, person=by, page=page, **kept)
    WorkingCopy.objects.bulk_create([row], ignore_conflicts=True)
    return copies.filter(page=page).exists()


def give_up(article: Article | None, *, by, page: str) -> bool:
    """Takes one form's copy away."""
    return bool(WorkingCopy.objects.filter(article=article, person=by, page=page).delete()[0])


def typed(copy: WorkingCopy) -> QueryDict:
    """The form as it was posted."""
    given = QueryDict(mutable=True)
    for name, values in json.loads(copy.posted).items():
        given.setlist(name, values)
    return given
