"""What readers have of an article now, and what will happen when: told in the same words before one confirms and
until it happens. Nothing runs at those times: each query asks what is current.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from veille.editions.models import Edition, Withdrawal
from veille.lib.moments import day, in_words
from veille.lib.text import typography


@dataclass(frozen=True)
class Coming:
    """An edition that readers do not see yet; without a time, it comes as one confirms."""

    number: int
    at: datetime | None = None
    note: str = ""
    is_correction: bool = False


@dataclass(frozen=True)
class End:
    """The article leaves the site, and its address shows the notice; without a time, as one confirms."""

    at: datetime | None = None
    notice: str = ""
    instead: Edition | None = None  # what is to be read in its place
    pk: int | None = None  # of the stored withdrawal


@dataclass(frozen=True)
class Step:
    """One line of what happens when. `take_back` names the verb that cancels it."""

    words: str  # a sentence, but for its capital
    at: datetime | None = None  # None: now
    state: str = "planned"
    take_back: str = ""

    @property
    def when(self) -> str:
        return capfirst(in_words(self.at)) if self.at else _("Now")

    @property
    def sentence(self) -> str:
        return _("%(when)s: %(words)s") % {"when": self.when, "words": self.words}


@dataclass(frozen=True)
class Outlook:
    """The stored facts, or those a form would make (`replace` some of them); plain data."""

    last: int = 0  # the number of the newest edition
    current: int | None = None  # the number of the one readers see
    was_public: bool = False
    withdrawn: tuple[datetime, str] | None = None  # since when, and the notice
    coming: Coming | None = None
    end: End | None = None

    @classmethod
    def of(cls, article) -> "Outlook":
        """Two queries; one more where something is to be read instead."""
        editions = list(Edition.objects.of(article.key).without_text().order_by("-number"))
        return cls.from_rows(editions, list(Withdrawal.objects.of(article.key)), timezone.now())

    @classmethod
    def from_rows(cls, editions: list[Edition], withdrawals: list[Withdrawal], at: datetime) -> "Outlook":
        """`editions` and `withdrawals` newest first."""
        current = next((one for one in editions if one.is_current(at)), None)
        coming = next((one for one in editions if one.live_from > at), None)
        planned = next((one for one in withdrawals if one.withdrawn_at > at), None)
        spoken = None if current else next((one for one in withdrawals if one.withdrawn_at <= at), None)
        return cls(
            last=editions[0].number if editions else 0,
            current=current and current.number,
            was_public=any(one.live_from <= at for one in editions),
            withdrawn=(spoken.withdrawn_at, spoken.notice) if spoken else None,
            coming=coming and Coming(coming.number, coming.live_from, coming.change_note, coming.is_correction),
            end=planned and End(planned.withdrawn_at, planned.notice, planned.instead(at), planned.pk),
        )

    @property
    def word(self) -> str:
        """How the article stands, in a word that changes whenever that does: « 3-online »."""
        state = "online" if self.current else "offline"
        return f"{self.last}-{state}-until-{self.end.pk}" if self.end else f"{self.last}-{state}"

    def with_edition(self, *, at: datetime | None, note: str, is_correction: bool, end: End | None) -> "Outlook":
        """If one more edition were printed."""
        return replace(self, coming=Coming(self.last + 1, at, note, is_correction), end=end)

    def with_end(self, end: End) -> "Outlook":
        """If the article were withdrawn, now or later."""
        return replace(self, coming=self.coming if end.at else None, end=end)

    @property
    def steps(self) -> list[Step]:
        return list(self._steps())

    @property
    def planned(self) -> list[Step]:
        """What has not happened yet."""
        return [step for step in self._steps() if step.at]

    @property
    def plan(self) -> str:
        """What is planned, in a word that changes with each of its times."""
        return " ".join(f"{step.take_back}@{step.at:%Y-%m-%dT%H:%M:%SZ}" for step in self.planned)

    def _steps(self) -> Iterator[Step]:
        if self.end and not self.end.at:
            yield Step(self._ended(), state="offline")
            return
        is_now = self.coming and not self.coming.at
        yield Step(self._comes(), state="online") if is_now else self._now()
        if self.coming and not is_now:
            yield Step(self._comes(), self.coming.at, take_back="take_back")
        if self.end:
            yield Step(self._ended(), self.end.at, take_back="take_back_end")

    def _now(self) -> Step:
        if self.current:
            return Step(_("edition %(number)d is online.") % {"number": self.current}, state="online")
        if self.withdrawn:
            at, notice = self.withdrawn
            words = _("the article has been withdrawn since %(day)s; its address shows the notice: « %(notice)s »")
            return Step(words % {"day": day(at), "notice": typography(notice)}, state="offline")
        words = _("the article is no longer online.") if self.was_public else _("the article is not online.")
        return Step(words, state="offline" if self.was_public else "never")

    def _comes(self) -> str:
        given = {"number": self.coming.number, "old": self.current, "note": typography(self.coming.note)}
        words = (
            _("edition %(number)d takes the place of edition %(old)d.")
            if self.current
            else _("edition %(number)d goes online.")
        )
        if self.coming.is_correction:
            words += " " + _("Readers see the correction: « %(note)s »")
        elif self.coming.note:
            words += " " + _("Readers see the note: « %(note)s »")
        return words % given

    def _ended(self) -> str:
        words = _("the article leaves the site.")
        if self.end.notice:
            words += " " + _("Its address shows the notice: « %(notice)s »") % {"notice": typography(self.end.notice)}
        if self.end.instead:
            words += " " + _("It leads to « %(title)s ».") % {"title": self.end.instead.title}
        return words
