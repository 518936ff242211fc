"""REQUIRE_SECOND_READER: once two people may publish, whoever wrote an article or last changed it does not approve it.

A question of who asks, so it stands beside the checklist, as one more warning: to publish all the same takes a reason,
which the edition and the log keep. Who has approved a version is for the room of reviews to say.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.utils.translation import gettext as _

from veille.accounts.models import User
from veille.articles.models import Article
from veille.editions.models import Edition
from veille.lib.checklist import Level, Verdict

PUBLISHES = "articles.publish_article"
RULE = "second_reader"

_approvals: list[Callable[[Article], set[int]]] = []


def approvals(function: Callable) -> Callable:
    """Registers `function(article) -> {keys of the people who approved the version that is saved}`."""
    _approvals.append(function)
    return function


def verdicts(article: Article | None, *, by: User) -> list[Verdict]:
    """Nothing where the rule is off or kept. At most four queries."""
    if not settings.REQUIRE_SECOND_READER or article is None or article.pk is None:
        return []
    publishers = set(ModelBackend().with_perm(PUBLISHES).values_list("pk", flat=True))
    if len(publishers) < 2:
        return []
    wrote = who_wrote(article)
    approved = {by.pk}.union(*(function(article) for function in _approvals))
    if (approved & publishers) - wrote:
        return []
    sentence = _("Have somebody who neither wrote nor changed this text, and may publish, read and approve it.")
    return [Verdict(RULE, RULE, Level.WARNING, sentence)]


def who_wrote(article: Article) -> set[int]:
    """Keys of whoever saved a state of it since its last edition was printed, and of whoever changed it last.

    Until a copy has an edition, whoever wrote what it was copied from wrote it too.
    """
    saved = article.revisions.exclude(by=None).order_by().values_list("by", flat=True)
    if printed_at := Edition.objects.of(article.key).order_by("-number").values_list("printed_at", flat=True).first():
        saved = saved.filter(made_at__gt=printed_at)
    else:
        saved = saved.union(article.wrote_original.order_by().values_list("pk", flat=True)).order_by()
    return set(saved) | ({article.updated_by_id} if article.updated_by_id else set())
