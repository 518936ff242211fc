"""An article with all that its form and its preview have to read: once, or as often as the longest of ours."""

from itertools import cycle, islice

from tests import factories
from veille.articles import drafting
from veille.articles.models import Revision
from veille.website.models import Page

MOST = {"citations": 60, "words": 12_000, "pictures": 6, "links": 10, "figures": 8, "revisions": 100}
ONE = dict.fromkeys(MOST, 1) | {"links": 7}  # one to each kind of page


def fill(article, *, by, citations, words, pictures, links, figures, revisions):
    event, theme, source = factories.event(), factories.tag(), factories.source()
    kinds = [factories.edition(), theme, factories.author(), event, source.organisation, source]
    kinds.append(Page.objects.filter(slug="methode").first() or factories.page("methode"))
    paragraph = "mot " * (words // citations)
    article.body = "".join(
        [f"<h2>Partie {n}</h2><p>{paragraph}{factories.cite(factories.source())}</p>" for n in range(citations)]
        + [factories.show(factories.image()) for _ in range(pictures)]
        + [f'<p><a href="{page.get_absolute_url()}">Lire {page}</a></p>' for page in islice(cycle(kinds), links)]
    )
    article.hero, article.hero_caption = factories.image(), "Une verrière"
    article.save()
    figures = [factories.figure(rivals=[factories.figure()]) for _ in range(figures)]
    drafting.write_lists(article, figures=figures, events=[event])
    drafting.write_evidence(article)
    data = drafting.record(article, by=by).data
    Revision.objects.bulk_create(
        Revision(article=article, version=version, data=data, by=by) for version in range(2, revisions + 1)
    )
