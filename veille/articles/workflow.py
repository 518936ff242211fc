"""From a draft to what readers see, and back: every way an article's editions come, change or end.

Each verb is atomic, locks the article's row (SQLite: the IMMEDIATE transaction), checks the right of who asks, and
raises Refused without having done anything. At most one edition of an article lies ahead.
"""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from summit.models import Commitment, Coverage, Mention
from veille.accounts import trace
from veille.accounts.models import Trace
from veille.articles import checklist, linking, second_reader
from veille.articles.drafting import by_key
from veille.articles.manuscript import with_evidence
from veille.articles.models import Article
from veille.articles.outlook import Outlook
from veille.editions import press
from veille.editions.models import Edition, Withdrawal
from veille.editions.rendering import uses
from veille.images.models import Image
from veille.lib.checklist import Verdict, passed_over, told
from veille.lib.moments import in_words
from veille.sources.models import Source

# For live_until: the end stays as it was planned, if it was.
KEPT: Any = object()
# What a second reader cannot do without.
READABLE = {"no_title", "no_lead", "no_text", "no_author"}


class Refused(Exception):
    """The verb did nothing; the message says why, in words for the editor. `verdicts` are the checklist's, if any."""

    def __init__(self, words: str, verdicts: list[Verdict] = ()):
        super().__init__(words)
        self.verdicts = list(verdicts)


# --- between colleagues -----------------------------------------------------------------------------


@transaction.atomic
def submit(article: Article, *, by, note: str = "") -> None:
    """Asks for a second reading."""
    article = _locked(article)
    if not by.has_perm("articles.change_article"):
        raise Refused(_("Your role does not let you change articles."))
    if article.stage == Article.Stage.IN_REVIEW:
        raise Refused(_("This article already waits for its review."))
    if missing := [verdict for verdict in checklist.check(article) if verdict.rule in READABLE]:
        raise Refused(_("Before the review: %(sentences)s") % {"sentences": told(missing)}, missing)
    _set_stage(article, Article.Stage.IN_REVIEW, note)
    trace.record(by, Trace.Verb.SUBMITTED, article, note)


@transaction.atomic
def send_back(article: Article, *, by, note: str) -> None:
    """Gives the article back to who writes it, with the reason."""
    article = _locked_for_publishing(article, by)
    if article.stage != Article.Stage.IN_REVIEW:
        raise Refused(_("This article does not wait for a review."))
    if not note.strip():
        raise Refused(_("Say what is to be taken up again."))
    _set_stage(article, Article.Stage.DRAFT, note)
    trace.record(by, Trace.Verb.SENT_BACK, article, note)


# --- in front of readers ----------------------------------------------------------------------------


@transaction.atomic
def publish(
    article: Article,
    *,
    by,
    live_from: datetime | None = None,
    live_until: datetime | None = KEPT,
    notice: str = "",
    replacement: UUID | None = None,
    change_note: str = "",
    passed: str = "",
    seen: str | None = None,
    version: int | None = None,
) -> Edition:
    """Prints the next edition, live now or at `live_from`; it then takes the place of the one before.

    `live_until` is when the article leaves its readers: its addresses answer from then on as those of a withdrawn
    article, with `notice` (usual_notice() if empty) and `replacement`. An article has one planned end, whatever its
    edition: not given it stays as it is, None takes it away. `passed` is the reason for publishing in spite of the checklist's warnings, kept in the edition with them. `seen`
    is what standing() said when the person decided: a second click, or a page opened before a colleague published or
    withdrew, is refused; `version` is that of the text the person read: one saved since is not published unread. Commands
    give none.
    """
    article = _locked_for_publishing(article, by)
    _refuse_if_moved(article, seen, version)
    nature = Edition.Nature.UPDATE if _was_public(article) else Edition.Nature.FIRST
    end = _wanted_end(article, live_until, notice, replacement)
    return _print(article, by=by, live_from=live_from, end=end, nature=nature, change_note=change_note, passed=passed)


@transaction.atomic
def correct(
    article: Article,
    *,
    by,
    note: str,
    live_from: datetime | None = None,
    live_until: datetime | None = KEPT,
    notice: str = "",
    replacement: UUID | None = None,
    passed: str = "",
    seen: str | None = None,
    version: int | None = None,
) -> Edition:
    """Prints a correction: an edition whose dated note tells readers what was wrong. The rest as in publish()."""
    article = _locked_for_publishing(article, by)
    _refuse_if_moved(article, seen, version)
    if not note.strip():
        raise Refused(_("Tell readers what was wrong and what is right."))
    if not Edition.objects.of(article.key).current().exists():
        raise Refused(_("Only an article that is online can be corrected."))
    end = _wanted_end(article, live_until, notice, replacement)
    nature = Edition.Nature.CORRECTION
    return _print(article, by=by, live_from=live_from, end=end, nature=nature, change_note=note, passed=passed)


@transaction.atomic
def withdraw(
    article: Article,
    *,
    by,
    notice: str,
    replacement: UUID | None = None,
    at: datetime | None = None,
    seen: str | None = None,
) -> Withdrawal:
    """Takes the article from readers: its addresses then answer 410 with the notice.

    Now, with whatever lay ahead; or at a time to come, which is then its planned end, in the place of another one.
    """
    article = _locked_for_publishing(article, by)
    _refuse_if_moved(article, seen)
    now = timezone.now()
    if not notice.strip():
        raise Refused(_("Tell readers why the article is withdrawn."))
    if replacement == article.key:
        raise Refused(_("An article cannot replace itself."))
    if at and at <= now:
        raise Refused(_("This time is already past."))
    ahead = Edition.objects.of(article.key).ahead(now).first()
    current = Edition.objects.of(article.key).current(now).first()
    if not (current or (at and ahead)):
        raise Refused(_("This article is not online."))
    if ahead and at and at <= ahead.live_from:
        raise Refused(_("An edition is planned for later than this end: take it back first, or choose a later end."))
    if ahead and not at:
        ahead.delete()
    end = Withdrawal(key=article.key, withdrawn_at=at or now, notice=notice.strip(), replacement=replacement)
    _set_until(ahead if ahead and at else current, end.withdrawn_at)
    _keep_only(end, key=article.key, now=now)
    verb, note = (Trace.Verb.END_PLANNED, _end_described(end)) if at else (Trace.Verb.WITHDRAWN, notice)
    trace.record(by, verb, article, note)
    return end


@transaction.atomic
def take_back(article: Article, *, by) -> None:
    """Cancels the edition that lies ahead. The one before it goes on; the article's planned end stays, if it has one."""
    article = _locked_for_publishing(article, by)
    ahead = Edition.objects.of(article.key).ahead().first()
    if ahead is None:
        raise Refused(_("Nothing is planned, or it is already online."))
    start, until = ahead.live_from, ahead.live_until
    trace.record(by, Trace.Verb.TAKEN_BACK, article, _described(ahead))
    ahead.delete()
    if before := Edition.objects.of(article.key).filter(live_until=start).first():
        _set_until(before, until)
    else:
        Withdrawal.objects.of(article.key).ahead().delete()  # the end of nothing


@transaction.atomic
def take_back_end(article: Article, *, by) -> None:
    """Cancels the planned end: the article stays with its readers."""
    article = _locked_for_publishing(article, by)
    now = timezone.now()
    end = Withdrawal.objects.of(article.key).ahead(now).first()
    if end is None:
        raise Refused(_("No end is planned, or it has already come."))
    trace.record(by, Trace.Verb.TAKEN_BACK, article, _end_described(end))
    _set_until(Edition.objects.of(article.key).get(live_until=end.withdrawn_at), None)
    end.delete()


def standing(article: Article) -> str:
    """What readers have of the article and will have, in a word that changes whenever that does: « 3-online »."""
    return Outlook.of(article).word


def usual_notice() -> str:
    """What readers are told after a planned end, unless the editor says something else."""
    return _("This article was published for a limited time. It is no longer online.")


def compose(
    article: Article, *, authors=None, tags=None, figures=None, find=None, at: datetime | None = None
) -> press.Page:
    """The page readers would get at that moment: the preview's and the publication's. Lists that are given take the
    saved ones' place; `find` is asked what the links lead to, in place of the database.
    """
    text = uses(article.body)
    figures = list(article.figures if figures is None else figures)
    with_evidence(figures)
    return press.compose(
        key=article.key,
        slug=article.slug,
        title=article.title,
        lead=article.lead,
        body=article.body,
        takeaways=article.takeaway_lines,
        authors=list(article.authors if authors is None else authors),
        tags=list(article.tags.order_by("name") if tags is None else tags),
        figures=figures,
        sources=by_key(Source, text.sources),
        images=by_key(Image, text.pictures),
        hero=article.hero,
        hero_caption=article.hero_caption,
        find=find or partial(linking.find, at=at),
    )


# --- steps the verbs share --------------------------------------------------------------------------


def _print(article, *, by, live_from, end, nature, change_note, passed):
    now = timezone.now()
    start = live_from or now
    if start < now:
        raise Refused(_("This time is already past."))
    if planned := Edition.objects.of(article.key).ahead(now).first():
        when = {"when": in_words(planned.live_from)}
        raise Refused(_("An edition is already planned for %(when)s: take it back first.") % when)
    if end and end.withdrawn_at <= start:
        when = {"when": in_words(end.withdrawn_at)}
        raise Refused(_("The article is to leave the site on %(when)s: the end comes after the beginning.") % when)
    over = _passed_over(article, reason=passed.strip(), by=by, at=now)
    page = compose(article, at=start)
    if current := Edition.objects.of(article.key).current(now).first():
        _set_until(current, start)
    until = end and end.withdrawn_at
    edition = press.store(page, live_from=start, live_until=until, nature=nature, change_note=change_note, passed=over)
    _keep_only(end, key=article.key, now=now)
    Coverage.objects.bulk_create(Coverage(event=event, edition=edition) for event in article.events)
    named = by_key(Commitment, uses(article.body).commitments).values()
    Mention.objects.bulk_create(Mention(commitment=commitment, edition=edition) for commitment in named)
    _set_stage(article, Article.Stage.DRAFT, "")
    verb = Trace.Verb.CORRECTED if nature == Edition.Nature.CORRECTION else Trace.Verb.PUBLISHED
    trace.record(by, verb, article, _described(edition))
    if second_reader.RULE in {warning["rule"] for warning in over.get("warnings", [])}:
        trace.record(by, Trace.Verb.BYPASSED, article, passed)
    return edition


def _wanted_end(article, live_until, notice, replacement) -> Withdrawal | None:
    """The end the next edition is to have: as it is planned, none, or another one, not written yet."""
    if live_until is KEPT:
        return Withdrawal.objects.of(article.key).ahead().first()
    if live_until is None:
        return None
    if live_until <= timezone.now():
        raise Refused(_("This time is already past."))
    if replacement == article.key:
        raise Refused(_("An article cannot replace itself."))
    words = notice.strip() or usual_notice()
    return Withdrawal(key=article.key, withdrawn_at=live_until, notice=words, replacement=replacement)


def _keep_only(end, *, key, now):
    """Of the ends planned for an article, this one or none."""
    Withdrawal.objects.of(key).ahead(now).exclude(pk=end and end.pk).delete()
    if end and end.pk is None:
        end.save()


def _passed_over(article, *, reason, by, at) -> dict:
    """Refuses what the checklist does not let through; else what is passed over, by whom and why, for the edition."""
    verdicts = [*checklist.check(article), *second_reader.verdicts(article, by=by)]
    if faults := [verdict for verdict in verdicts if verdict.is_blocking]:
        raise Refused(_("Before publishing: %(sentences)s") % {"sentences": told(faults)}, verdicts)
    if verdicts and not reason:
        words = _("To be reviewed before publishing, or passed over with a reason: %(sentences)s")
        raise Refused(words % {"sentences": told(verdicts)}, verdicts)
    return passed_over(verdicts, reason=reason, by=by, at=at)


def _described(edition) -> str:
    given = {"number": edition.number, "when": in_words(edition.live_from)}
    if edition.live_until is None:
        return _("Edition %(number)d, public from %(when)s.") % given
    given["end"] = in_words(edition.live_until)
    return _("Edition %(number)d, public from %(when)s to %(end)s.") % given


def _end_described(end) -> str:
    return _("End on %(when)s. %(notice)s") % {"when": in_words(end.withdrawn_at), "notice": end.notice}


def _locked(article) -> Article:
    if there_is := Article.objects.select_for_update().filter(pk=article.pk).first():
        return there_is
    raise Refused(_("This article no longer exists."))


def _locked_for_publishing(article, by) -> Article:
    if not by.has_perm("articles.publish_article"):
        raise Refused(_("Publishing takes the role « Éditeur »."))
    return _locked(article)


def _refuse_if_moved(article, seen, version=None):
    if version is not None and version != article.version:
        raise Refused(_("The article was saved again since you opened this page: read it once more."))
    if seen is not None and seen != standing(article):
        raise Refused(_("What readers see changed while this page was open. Look again, then decide."))


def _was_public(article) -> bool:
    return Edition.objects.of(article.key).public_by().exists()


def _set_until(edition, until):
    edition.live_until = until
    edition.save(update_fields=["live_until"])


def _set_stage(article, stage, note):
    # Not a new version: nothing that was written changes.
    Article.objects.filter(pk=article.pk).update(stage=stage, stage_note=note.strip()[:400], stage_at=timezone.now())
