"""The daily mail: on working mornings, what waits for a person and what became of the articles they follow.

A day's row is written in one transaction with the task that sends it, and the task takes the row before it hands the
mail over: two runs at once, a run killed half-way and a clock set back make no second mail. What one day could not send
is told by the next.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.mail import EmailMessage, mailers
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from veille.accounts.models import User
from veille.lib import today, working_days
from veille.lib.tasks import retried
from veille.review import following
from veille.review.models import DailyMail
from veille.review.notices import BY_ITSELF

FROM_HOUR = 7  # on the site's own clock
FURTHEST = timedelta(days=14)  # back; what happened before is told no more


@dataclass(frozen=True)
class Waiting:
    """A panel of « Aujourd'hui » as the mail names it: nothing of its lines, which may hold a visitor's words."""

    title: str
    count: int
    age: str
    address: str


def write_due() -> int:
    """Gives everybody who has none yet their mail of the day, and says how many; later than planned that day, if it must
    be, and never on another. One query when there is nothing to do, none before the hour or on a day off.
    """
    now = timezone.localtime()
    if now.hour < FROM_HOUR or not working_days.is_worked(now.date()):
        return 0
    return sum(_write(person, now.date()) for person in without(now.date()))


def without(day: date) -> QuerySet:
    """Who wants a daily mail, can log in, and has none of that day."""
    has_one = Exists(DailyMail.objects.filter(person=OuterRef("pk"), day=day))
    wanted = User.objects.filter(~has_one, is_active=True, has_daily_mail=True)
    return wanted.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def _write(person: User, day: date) -> bool:
    last = DailyMail.objects.filter(person=person).exclude(told_until=None).order_by("-day").first()
    furthest = timezone.now() - FURTHEST
    try:
        with transaction.atomic():
            since = max(last.told_until, furthest) if last else max(person.joined_at, furthest)
            send.enqueue(DailyMail.objects.create(person=person, day=day, since=since).pk)
    except IntegrityError:  # another run was faster
        return False
    return True


@retried
def send(key: int) -> None:
    """Nothing once the day is over, for an account closed since, or where there is nothing to say."""
    mail = DailyMail.objects.select_related("person").filter(pk=key, told_until=None).first()
    if mail is None or mail.day != timezone.localdate() or not (mail.person.is_active and mail.person.has_daily_mail):
        return
    until = timezone.now()
    letter = letter_of(mail, until)
    if letter is None:
        _take(key, until)
        return
    with mailers.default as server:
        if _take(key, until):
            try:
                server.send_messages([letter])
            except Exception:
                DailyMail.objects.filter(pk=key).update(told_until=None)
                raise


def _take(key: int, until: datetime) -> bool:
    """False where somebody else has it in hand. Whoever is killed between this and the mail server's word has told
    nobody: one mail too few rather than two.
    """
    return bool(DailyMail.objects.filter(pk=key, told_until=None).update(told_until=until))


def letter_of(mail: DailyMail, until: datetime) -> EmailMessage | None:
    """None where there is nothing to say."""
    person, at = mail.person, settings.SITE_URL + reverse("admin:index")
    panels = [_waiting(panel, at) for panel in today.panels_for(person)]
    news = following.news_of(person, since=mail.since, until=until) if person.has_perm("articles.view_article") else []
    if not (panels or news):
        return None
    words = {
        "person": person,
        "panels": panels,
        "news": [{"article": one.article, "lines": one.lines, "address": _page_of(one.article)} for one in news],
        "today": at,
        "my_settings": settings.SITE_URL + reverse("my_settings"),
    }
    return EmailMessage(
        subject=_("Today at the desk, %(day)s") % {"day": date_format(mail.day, "l j F")},
        body=render_to_string("review/mail/daily.txt", words),
        to=[person.email],
        # The same for each try: a mail server that took it and then failed does not show it twice.
        headers=BY_ITSELF | {"Message-ID": f"<quotidien.{mail.pk}@{urlsplit(settings.SITE_URL).hostname}>"},
    )


def _waiting(panel: today.Panel, first_page: str) -> Waiting:
    address = settings.SITE_URL + panel.more if panel.more else first_page
    return Waiting(panel.title, panel.count or len(panel.lines), panel.age, address)


def _page_of(article) -> str:
    return settings.SITE_URL + reverse("admin:articles_article_change", args=[article.pk])
