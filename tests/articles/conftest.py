from datetime import date

import pytest

from veille.articles import drafting
from veille.articles.models import Article
from veille.editions.models import Author, Tag
from veille.sources.models import Organisation, Source


@pytest.fixture
def source(db):
    organisation = Organisation.objects.create(name="Élysée", slug="elysee")
    return Source.objects.create(
        title="Programme",
        organisation=organisation,
        address="https://exemple.fr/programme",
        consulted_on=date(2025, 11, 20),
        reliability="A",
    )


@pytest.fixture
def article(db, writer, source):
    """Sound, as the checklist sees it, and never public."""
    article = Article.objects.create(
        title="Qui a signé ?",
        slug="qui-a-signe",
        lead="Le décompte des signataires, et ce qu’il compte ou ne compte pas.",
        body=f'<p>Ils sont 61<sup data-citation="{source.pk}"></sup>.</p>',
        owner=writer,
        updated_by=writer,
    )
    author = Author.objects.create(name="La cellule", slug="la-cellule", kind="team")
    drafting.write_lists(article, authors=[author])
    article.tags.add(Tag.objects.create(name="Gouvernance", slug="gouvernance"))
    drafting.write_evidence(article)
    drafting.record(article, by=writer)
    return article
