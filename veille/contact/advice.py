"""« Avant d'écrire »: the word of the team that stands before the form, because it often answers already."""

from django.db.models import Q

from veille.contact.models import Advice
from veille.contact.subjects import Subject
from veille.editions.models import Edition, EditionTag


def before(subject: Subject | None, motive: str) -> str:
    """The most specific one that applies: of the article, else of one of its themes, else of the motive, else of all
    messages; of two that are alike, the later. Empty without any. One query.
    """
    key = subject and subject.article_key
    article, theme = Q(article_key=None), Q(tag=None)
    if key:
        article |= Q(article_key=key)
        theme |= Q(tag__in=EditionTag.objects.filter(edition__in=Edition.objects.current().of(key)).values("tag"))
    found = Advice.objects.filter(article, theme, Q(motive="") | Q(motive=motive), is_shown=True)
    return max(found, key=_weight).text if found else ""


def _weight(one: Advice) -> tuple:
    return one.article_key is not None, one.tag_id is not None, one.motive != "", one.pk
