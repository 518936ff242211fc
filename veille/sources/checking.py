"""Asks the addresses of sources whether they still answer, and keeps what was found (what it means: liveness.py).

A run is polite: one request at a time, a pause between two to one host, a bound in time. Each finding is kept by
itself, so that a run that ends half-way keeps what it did; one that somebody else made meanwhile, or of an address
that an editor changed meanwhile, is dropped. Where not one of several hosts answers, the fault is ours: a machine
that is cut off from the web judges nobody.
"""

import heapq
import logging
import math
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from veille.accounts import trace
from veille.accounts.models import Trace
from veille.lib.fetching import NotFetched, NotOpened, status_of
from veille.sources.liveness import Findings, Found, meaning
from veille.sources.models import Source

logger = logging.getLogger(__name__)

PAUSE = 5.0  # seconds between two requests to one host
LONGEST = 20 * 60.0  # seconds of a run
SHARES = 7  # runs, one a day, that see every source once
WITNESSES = 3
NO_ANSWER = {Found.SILENT, Found.UNOPENED}

# Key, address and last check of a source, as they were when it was chosen.
type Chosen = tuple[int, str, datetime | None]


def chosen(*, limit: int | None = None, is_daily: bool = False) -> list[Chosen]:
    """The cited sources, the least recently checked first; of a day, those that have begun to fail, then its share."""
    rows = Source.objects.cited().exclude(address="").order_by(F("link_checked_at").asc(nulls_first=True), "pk")
    asked = rows.values_list("pk", "address", "link_checked_at")
    if not is_daily:
        return list(asked[:limit])
    doubtful = asked.filter(link_fails_since__isnull=False, link_dead_since=None)
    share = asked[: math.ceil(rows.count() / SHARES)]
    return list(dict.fromkeys([*doubtful, *share]))[:limit]


@dataclass
class Report:
    counts: Counter = field(default_factory=Counter)  # of each Found
    died: list[Source] = field(default_factory=list)
    is_cut_off: bool = False


def check_all(rows: Iterable[Chosen]) -> Report:
    """Asks each once, until all are asked or the time is up."""
    report, hosts, is_online = Report(), set(), False
    held = []  # what did not answer, until somebody does
    for pk, address, checked_at in _in_turn(rows):
        same = Source.objects.filter(pk=pk, address=address, link_checked_at=checked_at)
        if not (source := same.select_related("organisation").first()):
            continue
        hosts.add(_host(address))
        found = look(address)
        held.append((source, found, timezone.now()))
        is_online = is_online or found not in NO_ANSWER
        if is_online:
            _take(report, held)
    if len(hosts) > 1 and not is_online and not _reaches_somebody():
        logger.warning("not one of %d hosts answers: what was found of them is not kept", len(hosts))
        report.is_cut_off = True
    else:
        _take(report, held)
    return report


def check(source: Source, *, by) -> bool:
    """Asks this one now, ten seconds at most. Whether its finding is kept: somebody else may have been quicker."""
    return keep(source, look(source.address), at=timezone.now(), by=by)


def look(address: str) -> Found:
    """What a reader would find there, as far as a machine can tell. Never raises: one address stops no run."""
    try:
        return meaning(status_of(address))
    except NotOpened:
        return Found.UNOPENED
    except NotFetched:
        return Found.SILENT
    except Exception as failure:
        logger.error("the check of an address failed (%s)", type(failure).__name__)
        return Found.UNOPENED


@transaction.atomic
def keep(source: Source, found: Found, *, at: datetime, by=None) -> bool:
    """Writes the finding and nothing else of the row; told to the log if a person asked, or if the link dies or heals."""
    before, after = source.link, source.link.then(found, at)
    same = Source.objects.filter(pk=source.pk, address=source.address, link_checked_at=before.checked_at)
    if not same.update(**{f"link_{name}": value for name, value in vars(after).items()}):
        return False
    source.link = after
    if by or _is_dead(before) != _is_dead(after):
        trace.record(by, Trace.Verb.CHANGED, source, _("Link: %(state)s.") % {"state": source.link_words})
    return True


def _take(report: Report, held: list) -> None:
    while held:
        source, found, at = held.pop(0)
        was_dead = source.is_dead
        if keep(source, found, at=at):
            report.counts[found] += 1
            report.died += [source] if source.is_dead and not was_dead else []


def _is_dead(findings: Findings) -> bool:
    return findings.dead_since is not None


def _reaches_somebody() -> bool:
    """Whether one of those that answered last still does; where nobody ever did, nobody is there to ask."""
    last = Source.objects.filter(link_found=Found.ANSWERS).order_by("-link_checked_at")[:WITNESSES]
    return any(look(source.address) not in NO_ANSWER for source in last)


def _in_turn(rows: Iterable[Chosen]) -> Iterator[Chosen]:
    """The rows, host after host, PAUSE seconds between two of one; no more when the time is up."""
    end = time.monotonic() + LONGEST
    waiting: dict[str, deque] = {}
    for row in rows:
        waiting.setdefault(_host(row[1]), deque()).append(row)
    turns = [(0.0, n, host) for n, host in enumerate(waiting)]  # in order, so a heap
    while turns:
        ready, n, host = heapq.heappop(turns)
        if max(ready, time.monotonic()) >= end:
            return
        time.sleep(max(0.0, ready - time.monotonic()))
        yield waiting[host].popleft()
        if waiting[host]:
            heapq.heappush(turns, (time.monotonic() + PAUSE, n, host))


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
