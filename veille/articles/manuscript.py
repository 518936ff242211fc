"""All that the checklist may look at, gathered in a dozen queries whatever the length: the rules themselves ask none."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects

from summit.models import Commitment, Entry
from veille.articles import linking
from veille.articles.drafting import by_key
from veille.articles.models import Article
from veille.articles.reading import Text, read
from veille.editions.links import Link, Target, opened_by
from veille.editions.models import Edition
from veille.editions.rendering import cleaned
from veille.images.models import Image
from veille.lib.reach import written_addresses
from veille.sources.models import FigureCitation, KeyFigure, Source


@dataclass
class Manuscript:
    """An article on its way to readers, saved or being typed."""

    key: UUID
    title: str = ""
    slug: str = ""
    lead: str = ""
    takeaways: list[str] = field(default_factory=list)
    text: Text = field(default_factory=Text)
    authors: list = field(default_factory=list)
    tags: list = field(default_factory=list)
    chosen: list[KeyFigure] = field(default_factory=list)  # the key figures, and
    figures: list[KeyFigure] = field(default_factory=list)  # … with their rivals, which readers see too
    sources: dict[str, Source] = field(default_factory=dict)  # those the text cites and the register knows
    images: dict[str, Image] = field(default_factory=dict)  # likewise those it shows
    hero: Image | None = None
    hero_caption: str = ""
    slug_holder: str = ""  # the title of another article's edition at this address
    commitments: dict[str, Commitment] = field(default_factory=dict)  # those that stand in its margin and exist, and
    printed: set[str] = field(default_factory=set)  # … those of them that readers see
    targets: dict[Link, Target] = field(default_factory=dict)  # the pages of ours that the text leads to

    @classmethod
    def of(cls, article: Article, *, authors=None, tags=None, figures=None) -> "Manuscript":
        """The article as its row stands in memory; lists that are given take the place of the saved ones."""
        text = read(cleaned(article.body))
        is_saved = article.pk is not None
        figures = list(figures if figures is not None else article.figures if is_saved else [])
        draft = cls(
            key=article.key,
            title=article.title.strip(),
            slug=article.slug,
            lead=article.lead.strip(),
            takeaways=article.takeaway_lines,
            text=text,
            authors=list(authors if authors is not None else article.authors if is_saved else []),
            tags=list(tags if tags is not None else article.tags.all() if is_saved else []),
            chosen=figures,
            figures=with_evidence(figures),
            sources=_rows(Source, [call.key for call in text.calls]),
            images=_rows(Image, text.pictures),
            hero=article.hero,
            hero_caption=article.hero_caption.strip(),
            slug_holder=_slug_holder(article),
        )
        if text.commitments:
            draft.commitments = _rows(Commitment, text.commitments)
            seen = Entry.objects.current().filter(commitment__in=draft.commitments.values())
            draft.printed = {str(key) for key in seen.values_list("commitment", flat=True)}
        draft.targets = opened_by(
            linking.find(draft.links), key=draft.key, tags=draft.tags, authors=draft.authors, sources=draft.all_sources
        )
        return draft

    def find(self, written: list[Link]) -> dict[Link, Target]:
        """What links lead to; those of this very text are known."""
        return self.targets if written == list(self.links) else linking.find(written)

    @property
    def links(self) -> dict[Link, str]:
        """Each link of the text, once, with its words; its address where it has none."""
        found = {}
        for to, address, words in self.text.links:
            found.setdefault(Link(to, address), words or address)
        return found

    @property
    def all_sources(self) -> list[Source]:
        """Those of the text, then those of the key figures: all that readers find in the list of sources."""
        rows = [*self.sources.values(), *(citation.source for figure in self.figures for citation in figure.evidence)]
        return list({row.pk: row for row in rows}.values())

    @property
    def addresses(self) -> list[str]:
        """Every web address readers would get: of links, in words, of sources."""
        written = [address for words in self.all_words for address in written_addresses(words)]
        return (
            [address for _to, address, _words in self.text.links]
            + written
            + [source.address for source in self.all_sources]
        )

    @property
    def all_words(self) -> list[str]:
        """Every text of ours, piece by piece."""
        passages = [passage.words for passage in self.text.passages]
        captions = [caption for caption, _ in self.text.tables]
        return [self.title, self.lead, *self.takeaways, self.hero_caption, *passages, *captions]


def _rows(model, keys: list[str]) -> dict:
    """Those that exist, in the order of their first use."""
    found = by_key(model, set(keys))
    return {key: found[key] for key in dict.fromkeys(keys) if key in found}


def with_evidence(figures: list[KeyFigure]) -> list[KeyFigure]:
    """The figures, each followed by its rivals, each once; rivals and citations are read for all at once."""
    prefetch_related_objects(figures, "rivals")
    shown = [row for figure in figures for row in (figure, *figure.rivals.all())]
    cited = FigureCitation.objects.select_related("source__organisation")
    prefetch_related_objects(shown, Prefetch("citations", cited))
    for figure in shown:
        figure.evidence = list(figure.citations.all())
    return list({figure.pk: figure for figure in shown}.values())


def _slug_holder(article: Article) -> str:
    others = Edition.objects.filter(slug=article.slug).exclude(key=article.key)
    return others.values_list("title", flat=True).first() or ""
