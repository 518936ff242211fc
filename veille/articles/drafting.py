"""Writing down what hangs on an article: its ordered lists, the evidence its text refers to, and its saved states.

Rows that follow from the text are rewritten whole at each save, in the same transaction: none can be left behind.
"""

from veille.articles.models import (
    Article,
    ArticleAuthor,
    ArticleCitation,
    ArticleEvent,
    ArticleFigure,
    ArticlePicture,
    Revision,
)
from veille.editions.models import Author, Edition
from veille.editions.rendering import uses
from veille.images.models import Image
from veille.sources.models import Source


def usual_authors(user) -> list[Author]:
    """Who signs what this person begins, as far as one can tell: those of her last article, her namesake, or the one
    author there is.
    """
    last = Article.objects.filter(owner=user).order_by("-created_at", "-pk").first()
    if last and (signed := list(last.authors)):
        return signed
    if namesakes := list(Author.objects.filter(name=user.name)[:1]):
        return namesakes
    few = list(Author.objects.all()[:2])
    return few if len(few) == 1 else []


def write_lists(article: Article, *, authors=None, figures=None, events=None) -> None:
    """Sets what is given, in the order given; None leaves a list as it is."""
    if authors is not None:
        article.articleauthor_set.all().delete()
        rows = [ArticleAuthor(article=article, author=author, position=n) for n, author in enumerate(authors)]
        ArticleAuthor.objects.bulk_create(rows)
    if figures is not None:
        article.articlefigure_set.all().delete()
        rows = [ArticleFigure(article=article, figure=figure, position=n) for n, figure in enumerate(figures)]
        ArticleFigure.objects.bulk_create(rows)
    if events is not None:
        article.articleevent_set.all().delete()
        ArticleEvent.objects.bulk_create(ArticleEvent(article=article, event=event) for event in events)


def write_evidence(article: Article) -> None:
    """Rebuilds the article's citations and pictures from its text; keys that lead nowhere are passed over."""
    text = uses(article.body)
    sources = by_key(Source, text.sources)
    article.citations.all().delete()
    ArticleCitation.objects.bulk_create(
        ArticleCitation(
            article=article, source=sources[key], position=n, locator=locator[:80], quotation=quotation[:300]
        )
        for n, (key, (locator, quotation)) in enumerate(text.sources.items())
        if key in sources
    )
    article.articlepicture_set.all().delete()
    images = by_key(Image, text.pictures)
    ArticlePicture.objects.bulk_create(ArticlePicture(article=article, image=image) for image in images.values())


def by_key(model, keys) -> dict:
    """{text form of the primary key: row} of those that exist."""
    found = model._default_manager.filter(pk__in=[key for key in keys if key.isdecimal() and len(key) < 19])
    if model is Source:
        found = found.select_related("organisation")
    return {str(row.pk): row for row in found}


def lists_of(article: Article) -> dict[str, list]:
    """The saved lists of the article's form: authors and figures in their order, the others in that of their keys."""
    if article.pk is None:
        return {"authors": [], "figures": [], "tags": [], "events": []}
    return {
        "authors": list(article.authors),
        "figures": list(article.figures),
        "tags": list(article.tags.order_by("pk")),
        "events": list(article.events.order_by("pk")),
    }


def state_of(article: Article) -> dict:
    """The article as plain JSON: what revisions keep, conflicts compare and restores put back."""
    return {
        "title": article.title,
        "slug": article.slug,
        "lead": article.lead,
        "takeaways": article.takeaways,
        "body": article.body,
        "hero": article.hero_id,
        "hero_caption": article.hero_caption,
        "authors": list(article.articleauthor_set.values_list("author_id", flat=True)),
        "figures": list(article.articlefigure_set.values_list("figure_id", flat=True)),
        "tags": sorted(article.tags.values_list("pk", flat=True)),
        "events": sorted(article.articleevent_set.values_list("event_id", flat=True)),
    }


def record(article: Article, *, by=None, kind: str = Revision.Kind.SAVED, name: str = "") -> Revision:
    """Keeps the saved state as the revision of the article's version."""
    kept = {"data": state_of(article), "by": by, "kind": kind, "name": name}
    return Revision.objects.update_or_create(article=article, version=article.version, defaults=kept)[0]


def holder_of(slug: str, *, besides: Article) -> Article | None:
    """The other article that has this address, or whose readers once had it."""
    others = Article.objects.exclude(key=besides.key)
    keys = Edition.objects.filter(slug=slug).exclude(key=besides.key).values("key")
    return others.filter(slug=slug).first() or others.filter(key__in=keys).first()
