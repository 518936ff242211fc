"""What colleagues ask of one person, as « Aujourd'hui » counts it and the list of articles filters it: to read an
article, or to answer a remark that calls them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from veille.accounts.models import User
from veille.articles.models import Article
from veille.lib import today
from veille.lib.text import typography
from veille.review.models import Follow, Remark, ReviewRequest

MOST = 500  # that are looked at; nobody has so many waiting
PARAMETER = "pour-moi"  # of the list's filter
ASKED, FOLLOWED = "demande", "suivi"
_COLUMNS = ["article", "article__title", "by__name", "by__email", "due_on", "since", "remark"]


@dataclass(frozen=True)
class Ask:
    """One thing a colleague asks: to read an article (by a day, if any), or with `remark` to answer that remark."""

    article: int
    title: str
    name: str
    email: str
    due_on: date | None
    since: datetime
    remark: int

    @property
    def is_late(self) -> bool:
        return bool(self.due_on and self.due_on < timezone.localdate())

    @property
    def line(self) -> tuple[str, str, str]:
        """(text, address, detail)"""
        address = reverse("admin:articles_article_read", args=[self.article])
        if self.remark:
            address += f"#remarque-{self.remark}"
        return typography(self.title), address, self._detail

    @property
    def _detail(self) -> str:
        given = {"who": self.name or self.email, "day": self.due_on and date_format(self.due_on, "j F")}
        if self.remark:
            return _("%(who)s waits for your answer") % given
        if not self.due_on:
            return _("to be read, %(who)s asks") % given
        late = _("late: to be read by %(day)s, %(who)s asks") % given
        return late if self.is_late else _("to be read by %(day)s, %(who)s asks") % given


def requests_of(person: User) -> QuerySet:
    return ReviewRequest.objects.open().filter(person=person, article__stage=Article.Stage.IN_REVIEW)


def asks_of(person: User) -> list[Ask]:
    """What is most overdue first, then what waits longest. One query."""
    no_day, no_remark = Cast(Value(None), DateField()), Value(0)
    requests = requests_of(person).annotate(since=F("asked_at"), remark=no_remark)
    remarks = Remark.objects.calling(person).annotate(since=F("at"), remark=F("pk"), due_on=no_day)
    either = [rows.order_by().values_list(*_COLUMNS) for rows in (requests, remarks)]
    asks = [Ask(*row) for row in either[0].union(either[1], all=True).order_by()[:MOST]]
    return sorted(asks, key=lambda one: (not one.is_late, one.due_on if one.is_late else date.max, one.since))


def asked_of(person: User) -> Q:
    """The articles that asks_of() tells of."""
    reads = Exists(requests_of(person).filter(article=OuterRef("pk")))
    return Q(reads) | Q(Exists(Remark.objects.calling(person).filter(article=OuterRef("pk"))))


def followed_by(person: User) -> Q:
    return Q(Exists(Follow.objects.filter(article=OuterRef("pk"), person=person)))


@today.panel(order=8)
def asked_by_colleagues(user):
    """There is no list of what is asked: the whole of it is one of articles."""
    if not user.has_perm("articles.view_article"):
        return None
    asks = asks_of(user)
    since = today.waiting_since(min(one.since for one in asks)) if asks else ""
    more = f"{reverse('admin:articles_article_changelist')}?{PARAMETER}={ASKED}"
    return today.Panel(_("Asked of you"), [one.line for one in asks[: today.SHOWN]], len(asks), since, more)
