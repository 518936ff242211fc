from tests import factories
from veille.articles import drafting
from veille.articles.models import Article, Revision
from veille.editions.models import Author


def test_evidence_follows_the_text(article, source):
    assert [(row.source, row.locator) for row in article.citations.all()] == [(source, "")]
    article.body = f'<p>a<sup data-citation="{source.pk}" data-locator="p. 3" data-quotation="{"x" * 400}"></sup></p>'
    drafting.write_evidence(article)
    assert [(row.locator, len(row.quotation)) for row in article.citations.all()] == [("p. 3", 300)]
    article.body = "<p>plus rien</p>"
    drafting.write_evidence(article)
    assert not article.citations.exists()


def test_evidence_passes_over_keys_that_lead_nowhere(article):
    article.body = "".join(f'<p>a<sup data-citation="{key}"></sup></p>' for key in ("999", "x", "-1", "9" * 40, "²"))
    drafting.write_evidence(article)
    assert not article.citations.exists()


def test_article_is_signed_as_its_writer_signs(writer, editor):
    def usual():
        return [drafting.usual_authors(user) for user in (writer, editor)]

    one = factories.author("Une autrice")
    assert usual() == [[one], [one]]
    two = factories.author(editor.name)
    assert usual() == [[], [two]]
    last = Article.objects.create(title="Le dernier", slug="le-dernier", owner=writer)
    drafting.write_lists(last, authors=[two, one])
    assert usual() == [[two, one], [two]]


def test_lists_keep_their_order(article):
    authors = [Author.objects.create(name=name, slug=name) for name in ("zoe", "abel", "marc")]
    drafting.write_lists(article, authors=authors)
    assert [author.name for author in article.authors] == ["zoe", "abel", "marc"]
    drafting.write_lists(article)
    assert article.articleauthor_set.count() == 3


def test_record_keeps_one_revision_a_version(article, writer):
    Article.objects.update(title="Nouveau titre")
    article.refresh_from_db()
    article.version = 2
    drafting.record(article, by=writer)
    drafting.record(article, by=writer)
    assert list(Revision.objects.values_list("version", "data__title")) == [(2, "Nouveau titre"), (1, "Qui a signé ?")]
