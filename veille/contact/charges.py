"""Who is told of a message: the people of the charge that fits it most closely; else, of an error reported in an
article, its editor; else those the settings name, else everybody whose role reads messages.
"""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models import Q

from veille.contact.models import Charge, Inquiry, Motive
from veille.contact.subjects import editor_of
from veille.editions.models import Edition, Tag

READS = "contact.view_inquiry"


def in_charge(inquiry: Inquiry) -> list[str]:
    """Addresses. One who left, or whose role no longer reads messages, is in charge of none."""
    readers = ModelBackend().with_perm(READS).order_by("pk")
    about = Q(article_key=None) | Q(article_key=inquiry.article_key)
    themes = Tag.objects.filter(editions__in=Edition.objects.current().filter(key=inquiry.article_key))
    fitting = Charge.objects.filter(about, Q(tag=None) | Q(tag__in=themes), motive__in=["", inquiry.motive])
    for charge in sorted(fitting, key=_closeness, reverse=True):
        if people := list(readers.filter(pk__in=charge.people.all()).values_list("email", flat=True)):
            return people
    if inquiry.motive == Motive.ERROR and inquiry.article_key and (editor := editor_of(inquiry.article_key)):
        return [editor]
    return settings.CONTACT_RECIPIENTS or list(readers.values_list("email", flat=True))


def _closeness(charge: Charge) -> tuple:
    """An article says more than a theme, and a theme more than a motive; of two alike, the newer."""
    return bool(charge.article_key), bool(charge.tag_id), bool(charge.motive), charge.pk
