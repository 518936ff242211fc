"""From an address to a source: what the register holds already, or what the page itself says, for a person to check.

capture() and lookup() look and save nothing; add() saves, and two people who add one address at once get one source.
"""

import datetime
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from veille.lib.fetching import NotFetched, fetch
from veille.lib.text import normalize_address, without_tracking
from veille.sources import metadata
from veille.sources.metadata import plain
from veille.sources.models import Organisation, Reliability, Source, http_only

PAGES = {"text/html", "application/xhtml+xml"}
LOOKED_UP = 500
# What the end of a host's name says of who speaks there; anything else is taken for press until somebody looks.
KINDS = {
    Source.Kind.OFFICIAL_TEXT: ["legifrance.gouv.fr", "eur-lex.europa.eu", "journal-officiel.gouv.fr"],
    Source.Kind.INSTITUTION: ["gouv.fr", "gov", "gov.uk", "europa.eu", "int", "elysee.fr", "senat.fr", "oecd.org",
                              "assemblee-nationale.fr", "un.org", "unesco.org", "worldbank.org"],
    Source.Kind.AGENCY: ["reuters.com", "afp.com", "apnews.com", "bloomberg.com"],
    Source.Kind.VIDEO: ["youtube.com", "youtu.be", "vimeo.com", "dailymotion.com"],
}  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """A source as it could be registered: text as a form shows it, dates as ISO."""

    address: str
    title: str = ""
    organisation: str = ""
    published_on: str = ""
    consulted_on: str = ""
    kind: str = Source.Kind.PRESS
    language: str = "fr"
    reliability: str = Reliability.F


@dataclass(frozen=True)
class Captured:
    """Either the source that stands in the register, or a draft with a note on what is left to fill in by hand."""

    existing: Source | None = None
    draft: Draft | None = None
    note: str = ""


def capture(address: str) -> Captured:
    """What is known of this address; asks the page, ten seconds at most. Raises ValidationError for no web address."""
    address = _full(address)
    if there := _registered(address):
        return Captured(existing=there)
    try:
        page = fetch(address, types=PAGES)
    except NotFetched as failure:
        return Captured(draft=_unread(address), note=_("%(why)s Fill in the fields by hand.") % {"why": failure})
    today = timezone.localdate()
    said = metadata.read(page.body, charset=page.charset, address=page.address, today=today)
    lasting = _lasting(address, page.address, said.canonical)
    if there := _registered(lasting):
        return Captured(existing=there)
    return Captured(draft=_draft(lasting, said, today), note=_unsaid(said))


def lookup(addresses: list[str]) -> dict[str, Source]:
    """{address as given: its source} of those in the register. One query, no page is opened; past 500 none is read."""
    keys = {}
    for address in addresses[:LOOKED_UP]:
        with suppress(ValidationError):
            keys[address] = normalize_address(_full(address))
    found = Source.objects.filter(address_key__in=set(keys.values())).select_related("organisation")
    sources = {source.address_key: source for source in found}
    return {address: sources[key] for address, key in keys.items() if key in sources}


def add(
    *,
    title: str,
    organisation: str,
    address: str,
    published_on: str = "",
    consulted_on: str = "",
    kind: str = Source.Kind.PRESS,
    language: str = "fr",
    reliability: str = Reliability.F,
) -> tuple[Source, bool]:
    """The source at this address, and whether it was made now; its organisation is found or made by its name.

    Takes what a form holds. Raises ValidationError, its messages by field.
    """
    source = Source(title=plain(title, 1000), address=_full(address), published_on=published_on.strip(), kind=kind)
    source.language, source.reliability, source.consulted_on = language.strip(), reliability, consulted_on or None
    name = plain(organisation, 1000)
    _check(source, name)
    for attempts_left in (2, 1, 0):
        if there := _registered(source.address):
            return there, False
        try:
            with transaction.atomic():
                source.organisation = _organisation(name)
                source.save()
                break
        except IntegrityError:  # somebody made the same a moment ago: the next attempt finds it
            if not attempts_left:
                raise
    return source, True


def _check(source: Source, organisation: str) -> None:
    errors = {}
    try:
        source.clean_fields(exclude=["organisation"])
    except ValidationError as refused:
        errors = refused.message_dict
    try:
        Organisation(name=organisation).clean_fields(exclude=["slug"])
    except ValidationError as refused:
        errors["organisation"] = refused.messages
    if errors:
        raise ValidationError(errors)


# --- addresses ----------------------------------------------------------------------------------------


def _full(address: str) -> str:
    """The address without what tracks, with https:// when only a host was typed. Raises ValidationError."""
    address = "".join(plain(address, 2000).split())
    if address and "://" not in address:
        address = f"https://{address}"
    try:
        normalize_address(address)
        address = without_tracking(address)
        Source._meta.get_field("address").run_validators(address)
    except (ValueError, ValidationError) as refused:
        messages = getattr(refused, "messages", [http_only.message])
        raise ValidationError({"address": messages}) from None
    return address


def _registered(address: str) -> Source | None:
    return Source.objects.filter(address_key=normalize_address(address)).select_related("organisation").first()


def _lasting(typed: str, found: str, canonical: str) -> str:
    """The address to keep: the one the page calls its own, if it is of the same site and not just its front door."""
    for candidate in (canonical, found):
        try:
            kept = _full(candidate) if candidate else ""
        except ValidationError:
            continue
        goes_home = urlsplit(kept).path in {"", "/"} and urlsplit(typed).path not in {"", "/"}
        if kept and not goes_home and (candidate == found or host_of(kept) == host_of(found)):
            return kept
    return typed


def host_of(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.").rstrip(".")


# --- who publishes ------------------------------------------------------------------------------------


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).replace("’", "'").casefold()


def _named(name: str) -> Organisation | None:
    # Compared here: SQLite knows no capital É.
    wanted = _fold(name)
    keys = (pk for pk, known in Organisation.objects.values_list("pk", "name") if _fold(known) == wanted)
    return Organisation.objects.filter(pk=next(keys, None)).first()


def _organisation(name: str) -> Organisation:
    if there := _named(name):
        return there
    stem, number = slugify(name)[:100] or "organisation", 1
    slug = stem
    while Organisation.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    return Organisation.objects.create(name=name, slug=slug)


def _publisher(host: str, site: str) -> str:
    """By its name if the page gives one; else as the register calls who publishes at this host; else the host."""
    if site:
        known = _named(site)
        return known.name if known else site
    there = Source.objects.filter(address_key__startswith=f"{host}/").select_related("organisation").first()
    return there.organisation.name if there else host


def _kind(host: str) -> str:
    for kind, ends in KINDS.items():
        if any(host == end or host.endswith(f".{end}") for end in ends):
            return kind
    return Source.Kind.PRESS


# --- drafts -------------------------------------------------------------------------------------------


def _unread(address: str) -> Draft:
    host = host_of(address)
    return Draft(address=address, organisation=_publisher(host, ""), kind=_kind(host))


def _draft(address: str, said: metadata.Metadata, today: datetime.date) -> Draft:
    host = host_of(address)
    return Draft(
        address=address,
        title=said.title,
        organisation=_publisher(host, said.site),
        published_on=said.published_on,
        consulted_on=today.isoformat(),
        kind=_kind(host),
        language=said.language or "fr",
    )


def _unsaid(said: metadata.Metadata) -> str:
    words = {
        "title": _("the title"),
        "site": _("who publishes it"),
        "published_on": _("its date"),
        "language": _("its language"),
    }
    missing = [word for name, word in words.items() if not getattr(said, name)]
    return _("The page does not say: %(what)s.") % {"what": ", ".join(missing)} if missing else ""
