"""What the public side leads to: nobody and nothing has a page unless a current edition or a published event uses it."""

from datetime import datetime
from unicodedata import normalize

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from summit.models import Coverage, Entry, EntryCitation, EntryOrganisation, Event, EventCitation, StateCitation
from veille.contact.consent import Controller
from veille.contact.subjects import Subject
from veille.editions import links
from veille.editions.models import (
    Author,
    Edition,
    EditionAuthor,
    EditionCitation,
    EditionPicture,
    EditionTag,
    Tag,
)
from veille.images.models import Image
from veille.lib.text import typography
from veille.sources.models import Organisation, Source
from veille.website.models import Identity, Page

# The editable pages, in the order of the footer.
PAGES = ["a-propos", "methode", "mentions-legales", "confidentialite", "accessibilite"]


def editions(at: datetime | None = None) -> QuerySet[Edition]:
    return Edition.objects.current(at)


def events() -> QuerySet[Event]:
    return Event.objects.published()


def briefs() -> QuerySet[Event]:
    """The events whose commitments have been printed."""
    return events().filter(states__is_current=True)


def commitments() -> QuerySet[Entry]:
    """Without their pages' words: to name them and to say how they stand."""
    return Entry.objects.current().select_related("state__event").defer("words", "state__data")


def themes(at: datetime | None = None) -> QuerySet[Tag]:
    return Tag.objects.filter(Exists(_uses(EditionTag, at, tag=OuterRef("pk"))))


def authors(at: datetime | None = None) -> QuerySet[Author]:
    return Author.objects.filter(Exists(_uses(EditionAuthor, at, author=OuterRef("pk"))))


def sources(at: datetime | None = None) -> QuerySet[Source]:
    in_editions = Exists(_uses(EditionCitation, at, source=OuterRef("pk")))
    here = OuterRef("pk")
    in_events = Exists(EventCitation.objects.exclude(event__published_at=None).filter(source=here))
    in_briefs = Exists(_printed(StateCitation, "state__", source=here))
    in_commitments = Exists(_printed(EntryCitation, "entry__state__", source=here))
    return Source.objects.filter(in_editions | in_events | in_briefs | in_commitments)


def organisations() -> QuerySet[Organisation]:
    """Those who published a cited source, host a published event or have to do with a commitment."""
    publish = Exists(sources().filter(organisation=OuterRef("pk")))
    host = Exists(events().filter(hosts=OuterRef("pk")))
    promise = Exists(_printed(EntryOrganisation, "entry__state__", organisation=OuterRef("pk")))
    return Organisation.objects.filter(publish | host | promise)


def kinds() -> dict[str, links.Rows]:
    """What a text may lead to beside articles, in the order in which a search proposes it."""
    registered = Source.objects.select_related("organisation")
    found = [
        links.Rows("theme", _("theme"), "theme", Tag.objects.all(), themes),
        links.Rows("author", _("author"), "author", Author.objects.all(), authors),
        links.Rows("event", _("summit"), "event", Event.objects.all(), events),
        links.Rows("organisation", _("organisation"), "organisation", Organisation.objects.all(), organisations),
        links.Rows("source", _("source"), "source", registered, sources, ("title", "organisation__name")),
        links.Rows("page", _("page"), "page", Page.objects.all(), Page.objects.all, ("title",)),
    ]
    return {kind.name: kind for kind in found}


def counted(model: type[Tag] | type[Author]) -> list:
    """Authors or themes readers meet, with how many current editions they have (`notes`) and since when the last
    (`latest`). Two queries.
    """
    of = {Tag: "editiontag__tag", Author: "editionauthor__author"}[model]
    # From every current edition, those without any included: so the database goes through an index and reads no text.
    rows = editions().order_by().values(of)
    counts = {row[of]: row for row in rows.annotate(notes=Count("pk"), latest=Max("first_live_from")) if row[of]}
    found = list(model.objects.filter(pk__in=counts))
    for row in found:
        row.notes, row.latest = counts[row.pk]["notes"], counts[row.pk]["latest"]
    return found


def most_used(rows: list) -> list:
    """What counted() answers, those with most editions first."""
    return sorted(rows, key=lambda row: (-row.notes, row.name))


def alphabetical(rows) -> list:
    """By name as a French reader looks it up: an É stands with the E, whatever the database thinks."""
    return sorted(rows, key=lambda row: normalize("NFKD", row.name).encode("ascii", "ignore").lower())


def with_uses(rows: QuerySet[Source]) -> QuerySet[Source]:
    """Sources with how many current editions (`notes`), published events (`summits`) and commitments cite each."""
    here = OuterRef("pk")
    in_events = EventCitation.objects.exclude(event__published_at=None).filter(source=here)
    return rows.annotate(
        notes=_number(_uses(EditionCitation, source=here)),
        summits=_number(in_events),
        commitments=_number(_printed(EntryCitation, "entry__state__", source=here)),
    )


def lead_story() -> Edition | None:
    """The newest brief: a current edition that covers a published event, one with a picture first."""
    covered = Coverage.objects.exclude(event__published_at=None).values("edition")
    briefs = editions().filter(pk__in=covered).select_related("hero")
    without_picture = ExpressionWrapper(Q(hero=None), BooleanField())
    return briefs.order_by(without_picture, "-first_live_from", "-pk").first()


def summit_subject(slug: str) -> Subject | None:
    """A summit that readers can see, as the subject of a message."""
    event = events().filter(slug=slug).first()
    return event and Subject(event.name, event.get_absolute_url())


def commitment_subject(name: str) -> Subject | None:
    """A commitment that readers can see, as the subject of a message; `name` is « summit/commitment », of any time."""
    event, _slash, slug = name.partition("/")
    known = Entry.objects.filter(state__event__slug=event, slug=slug).values("commitment")
    entry = commitments().filter(state__event__slug=event, commitment__in=known).first()
    words = {"number": entry.number, "title": entry.title} if entry else {}
    return entry and Subject(
        typography(gettext("Commitment no. %(number)s, %(title)s") % words),
        entry.get_absolute_url(),
        commitment_key=entry.commitment_id,
    )


def controller() -> Controller:
    """Who answers for personal data, as far as the identity says."""
    facts = Identity.objects.values_list("firm", "postal_address", "contact_email").first()
    return Controller(*facts or ())


def shows(image: Image) -> bool:
    """Whether a reader may see the picture."""
    shown = _uses(EditionPicture, image=image)
    return shown.exists() or Identity.objects.filter(logo=image).exists()


def editions_with(row: Source | Organisation | Image) -> int:
    """How many current editions show what that row says."""
    hangs_on, which = {
        Source: (EditionCitation, "source"),
        Organisation: (EditionCitation, "source__organisation"),
        Image: (EditionPicture, "image"),
    }[type(row)]
    return _uses(hangs_on, **{which: row}).values("edition").distinct().count()


def _number(rows):
    return Coalesce(Subquery(rows.order_by().values("source").annotate(n=Count("pk")).values("n")), 0)


def _printed(model, state, **which):
    """Rows of a table that hangs on the states of briefs, of those that readers see; `state` leads there."""
    return model.objects.filter(**{f"{state}is_current": True}, **which).exclude(
        **{f"{state}event__published_at": None}
    )


def _uses(model, at=None, **which):
    """Rows of a table that hangs on editions, of those current then, or now."""
    return model.objects.filter(_live("edition__", at), **which)


def _live(prefix, at):
    now = at or timezone.now()
    ended = Q(**{f"{prefix}live_until": None}) | Q(**{f"{prefix}live_until__gt": now})
    return Q(**{f"{prefix}live_from__lte": now}) & ended
