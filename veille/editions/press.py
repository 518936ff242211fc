"""Printing: turns what the desk wrote into a Page, exactly as readers will see it.

compose() writes no row, so that the preview and the publication share it; store() writes the composed page as an
immutable Edition. Templates take a Page, never an Edition's own relations: an unsaved Edition has none.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, Min
from django.utils import timezone

from veille.editions import links, rendering
from veille.editions.models import (
    Author,
    Edition,
    EditionAuthor,
    EditionCitation,
    EditionPicture,
    EditionTag,
    Tag,
)
from veille.images.markup import picture_html
from veille.images.models import Image
from veille.lib.text import typography
from veille.sources.figures import shown
from veille.sources.models import Citation, KeyFigure, Source


@dataclass
class Note:
    """A numbered source of a page, as its list of sources shows it."""

    number: int
    source: Source
    uses: int
    passages: list = field(default_factory=list)

    @property
    def calls(self) -> list[tuple[str, str]]:
        """(anchor, letter) of each use: a, b, c… then numbers."""
        return [
            (rendering.anchor(self.number, use), chr(96 + use) if use < 27 else str(use))
            for use in range(1, self.uses + 1)
        ]


class Notes:
    """The sources of a page that is being composed, numbered by first use."""

    def __init__(self, text: list[rendering.Note] = (), sources: dict[str, Source] | None = None):
        self._notes = {note.key: note for note in text}
        self._sources = dict(sources or {})

    def add(self, source: Source) -> rendering.Note:
        """Its note: the one it has already, or the next number."""
        key = str(source.pk)
        self._sources.setdefault(key, source)
        return self._notes.setdefault(key, rendering.Note(key, len(self._notes) + 1))

    def call(self, citation: Citation) -> dict:
        """One more use: {"number", "id"}, the source's number and the anchor of this call."""
        note = self.add(citation.source)
        place = note.call()
        if citation.locator or citation.quotation:
            note.passages.append((note.uses, typography(citation.locator), citation.quotation))
        return {"number": note.number, "id": place}

    def number(self, source: Source) -> int:
        return self.add(source).number

    def listed(self) -> list[Note]:
        notes = self._notes.values()
        return [Note(n.number, self._sources[n.key], n.uses, [list(p) for p in n.passages]) for n in notes]


@dataclass
class Page:
    edition: Edition
    authors: list[Author]
    tags: list[Tag]
    notes: list[Note]
    pictures: list[Image] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, edition: Edition) -> "Page":
        """The page of a stored edition: three queries."""
        rows = edition.citations.select_related("source__organisation")
        authors = [row.author for row in edition.editionauthor_set.select_related("author")]
        notes = [Note(row.number, row.source, row.uses, row.passages) for row in rows]
        return cls(edition, authors, list(edition.tags.order_by("name")), notes)


def compose(
    *,
    key,
    slug: str,
    title: str,
    lead: str,
    body: str,
    takeaways: list[str] = (),
    authors: list[Author] = (),
    tags: list[Tag] = (),
    figures: list[KeyFigure] = (),
    sources: dict[str, Source],
    images: dict[str, Image],
    hero: Image | None = None,
    hero_caption: str = "",
    find: Callable[[list[links.Link]], dict[links.Link, links.Target]] = links.find,
) -> Page:
    """The page readers would get. `sources` and `images` by the text form of their primary key; a key of the text
    that is in neither is listed in Page.unknown and left out of the page. `find` looks the links of the text up.
    """
    body = rendering.cleaned(body)
    found = find(links.written(body))
    if found:
        cited = [*sources.values(), *_behind(figures)]
        found = links.opened_by(found, key=key, tags=tags, authors=authors, sources=cited)
    text = rendering.render(body, sources=set(sources), picture=_picture_of(images), link=links.printed(found))
    notes = Notes(text.notes, sources)
    edition = Edition(
        key=key,
        slug=slug,
        title=typeset(Edition, "title", title),
        lead=typography(lead),
        takeaways=[typography(line) for line in takeaways],
        source_body=links.settled(body, found),
        figures=frozen_figures(figures, notes),
        hero=hero,
        hero_caption=typeset(Edition, "hero_caption", hero_caption),
    )
    _set_text(edition, text)
    shown_images = [images[key] for key in dict.fromkeys(text.pictures)]
    if hero and hero not in shown_images:
        shown_images.insert(0, hero)
    return Page(edition, list(authors), list(tags), notes.listed(), shown_images, text.unknown)


def store(
    page: Page,
    *,
    live_from: datetime,
    live_until: datetime | None = None,
    nature: str,
    change_note: str = "",
    passed: dict | None = None,
) -> Edition:
    """Writes the page as the next edition of its key; the caller holds the article's lock."""
    edition = page.edition
    before = Edition.objects.of(edition.key).aggregate(number=Max("number"), first=Min("first_live_from"))
    edition.number = (before["number"] or 0) + 1
    edition.first_live_from = before["first"] or live_from
    edition.printed_at, edition.live_from, edition.live_until = timezone.now(), live_from, live_until
    edition.nature, edition.change_note = nature, typeset(Edition, "change_note", change_note)
    edition.passed = passed or {}
    edition.save(force_insert=True)
    EditionAuthor.objects.bulk_create(
        EditionAuthor(edition=edition, author=author, position=n) for n, author in enumerate(page.authors)
    )
    EditionTag.objects.bulk_create(EditionTag(edition=edition, tag=tag) for tag in page.tags)
    EditionPicture.objects.bulk_create(EditionPicture(edition=edition, image=image) for image in page.pictures)
    EditionCitation.objects.bulk_create(
        EditionCitation(edition=edition, source=n.source, number=n.number, uses=n.uses, passages=n.passages)
        for n in page.notes
    )
    return edition


def reprint(edition: Edition) -> None:
    """Renders a stored text anew: same number, same dates, same sources in the same order; links as they stand now."""
    page, body = Page.of(edition), edition.source_body
    cited = {str(note.source.pk): note.source for note in page.notes}
    images = {str(image.pk): image for image in edition.pictures.all()}
    found = links.find(links.written(body), at=max(edition.live_from, timezone.now()))
    found = links.opened_by(found, key=edition.key, tags=page.tags, authors=page.authors, sources=cited.values())
    text = rendering.render(body, sources=set(cited), picture=_picture_of(images), link=links.printed(found))
    _set_text(edition, text)
    Edition.objects.filter(pk=edition.pk).update(
        body=edition.body, contents=edition.contents, minutes=edition.minutes, renderer=edition.renderer
    )


def typeset(model, column: str, text: str) -> str:
    """In French typography; as it was written where its column has no room for the spaces that puts in."""
    spaced = typography(text)
    return spaced if len(spaced) <= model._meta.get_field(column).max_length else text


def _set_text(edition, text):
    edition.body, edition.minutes, edition.renderer = text.html, text.minutes, rendering.RENDERER
    edition.contents = [list(line) for line in text.contents]


def _behind(figures) -> list[Source]:
    """The sources of key figures and of their rivals."""
    shown = [one for figure in figures for one in (figure, *figure.rivals.all())]
    return [citation.source for one in shown for citation in one.evidence]


def _picture_of(images):
    def html(key, caption):
        image = images.get(key)
        return picture_html(image, caption=caption) if image else None

    return html


def frozen_figures(figures, notes: Notes) -> list[dict]:
    """Key figures as shown, rivals beside each; their sources are numbered after those of the text, so that the
    number an editor sees in the text is the number readers see.
    """
    frozen, told = [], set()
    for figure in figures:
        if figure.pk in told:
            continue
        rivals = [rival for rival in figure.rivals.all() if rival.pk not in told]
        told |= {figure.pk, *(rival.pk for rival in rivals)}
        frozen.append(_shown(figure, notes) | {"rivals": [_shown(rival, notes) for rival in rivals]})
    return frozen


def _shown(figure, notes) -> dict:
    return {
        "label": typography(figure.label),
        "value": shown(figure.value, figure.value_to, qualifier=figure.qualifier),
        "unit": figure.unit,
        "scope": typography(figure.scope),
        "as_of": str(figure.as_of),
        "is_to_verify": figure.is_to_verify,
        "calls": [notes.call(citation) for citation in figure.evidence],
    }
