"""What readers reported of an article or a commitment, beside its form: this room knows neither, only their keys."""

from django.db.models import Count, Min, OuterRef, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from veille.contact.models import Inquiry
from veille.lib import desk


def _reported(key: str, of: str):
    """How many reports are open of the row, and since when."""

    def annotations():
        rows = Inquiry.objects.reported().filter(**{key: OuterRef(of)}).order_by().values(key)
        return {
            "reports": Subquery(rows.annotate(n=Count("pk")).values("n")),
            "reported_since": Subquery(rows.annotate(first=Min("received_at")).values("first")),
        }

    return annotations


def _line(user, row, query: dict) -> desk.Beside | None:
    if not row.reports or not user.has_perm("contact.view_inquiry"):
        return None
    words = ngettext(
        "%(count)d report to settle, of %(day)s", "%(count)d reports to settle, since %(day)s", row.reports
    )
    day = date_format(localtime(row.reported_since), "j F Y")
    is_open = ",".join([Inquiry.Status.NEW, Inquiry.Status.IN_HAND, Inquiry.Status.WAITING])
    address = reverse("admin:contact_inquiry_changelist", query=query | {"status__in": is_open})
    return desk.Beside(_("Reported by readers"), words % {"count": row.reports, "day": day}, address)


@desk.beside("articles.article", _reported("article_key", "key"))
def of_article(user, article):
    return _line(user, article, {"article_key__exact": article.key, "motive__in": "erreur,evolution"})


@desk.beside("summit.commitment", _reported("commitment_key", "pk"))
def of_commitment(user, commitment):
    return _line(user, commitment, {"commitment_key__exact": commitment.pk, "motive__in": "erreur,evolution"})
