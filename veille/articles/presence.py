"""Who has an article's form open: each renews a row every few seconds, and one that is old means nothing any more."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from veille.articles.models import Article, Presence

FRESH = timedelta(seconds=15)  # without a word for so long, a form counts as closed


def seen(article: Article, *, by, is_typing: bool) -> None:
    """The person has the form open at this moment, with unsaved changes or without. Old rows go by the way."""
    now = timezone.now()
    Presence.objects.filter(seen_at__lt=now - FRESH).delete()
    row = Presence(article=article, person=by, seen_at=now, typed_at=now if is_typing else None)
    fields = {"unique_fields": ["article", "person"], "update_fields": ["seen_at", "typed_at"]}
    Presence.objects.bulk_create([row], update_conflicts=True, **fields)


def gone(article: Article, *, by) -> None:
    """The form was closed."""
    Presence.objects.filter(article=article, person=by).delete()


def others(article: Article, *, by) -> list[str]:
    """What is told of those who have it open beside this person."""
    there = Presence.objects.filter(article=article, seen_at__gte=timezone.now() - FRESH).exclude(person=by)
    return [
        (_("%(who)s is changing this article.") if one.typed_at else _("%(who)s has this article open."))
        % {"who": one.person}
        for one in there.select_related("person").order_by("pk")
    ]
