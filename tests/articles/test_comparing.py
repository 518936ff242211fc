"""Any two states side by side, every field: what is marked differs, what is folded does not, nothing is passed over."""

import time

import pytest
from django.utils import timezone

from tests import factories
from tests.articles import heavy
from tests.articles.desk import plain
from veille.accounts import trace
from veille.accounts.models import Trace
from veille.articles import comparing, drafting, history, workflow
from veille.articles.history import state
from veille.articles.models import Article, Revision

FIELDS = [
    "title", "slug", "lead", "takeaways", "body", "sources", "hero", "hero_caption", "authors", "tags", "figures", "events"
]  # fmt: skip


def save(article, *, by=None, authors=None, figures=None, events=None, tags=None, **fields):
    for name, value in fields.items():
        setattr(article, name, value)
    article.version += 1
    article.save()
    drafting.write_lists(article, authors=authors, figures=figures, events=events)
    if tags is not None:
        article.tags.set(tags)
    drafting.write_evidence(article)
    return drafting.record(article, by=by)


def compared(article, before, after):
    return {one.name: one for one in comparing.compare(state(article, before), state(article, after))}


def changed(article, before, after):
    return [name for name, one in compared(article, before, after).items() if one.is_changed]


def taken(field):
    return [run.text.strip() for row in field.rows for run in row.left if run.is_changed]


def put_in(field):
    return [run.text.strip() for row in field.rows for run in row.right if run.is_changed]


def test_every_field_a_revision_keeps_is_compared(article):
    kept = drafting.state_of(article).keys()
    found = compared(article, "v1", "now")
    assert list(found) == FIELDS
    assert kept == found.keys() - {"sources"}
    assert changed(article, "v1", "now") == []


def test_each_field_alone_is_told(article, source):
    """Whatever is changed in a state, that field and no other (but the sources, which are the text’s) says so."""
    before = article.revisions.get().data
    other = {
        "title": "Autre", "slug": "autre", "lead": "Autre.", "takeaways": "Une idée", "hero_caption": "Légende",
        "body": "<p>Autre</p>", "hero": factories.image().pk, "authors": [factories.author().pk],
        "tags": [factories.tag().pk], "figures": [factories.figure().pk], "events": [factories.event().pk],
    }  # fmt: skip
    assert other.keys() == before.keys()
    for version, (name, value) in enumerate(other.items(), 2):
        Revision.objects.create(article=article, version=version, data=before | {name: value})
        found = changed(article, "v1", f"v{version}")
        assert found == (["body", "sources"] if name == "body" else [name])


def test_words_are_marked_within_their_paragraph(article):
    save(
        article,
        body=article.body.replace("sont 61", "sont 64") + "<p>Un de plus.</p>",
        lead="Le décompte des signataires.",
    )
    found = compared(article, "v1", "v2")
    assert (taken(found["body"])[:1], put_in(found["body"])[-1]) == (["61"], "Un de plus.")
    assert taken(found["lead"]) == ["signataires, et ce qu’il compte ou ne compte pas."]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("<p>Un mot</p>", "<h2>Un mot</h2>", "[titre 2]"),
        ("<p>Un mot</p>", "<p>Un <strong>mot</strong></p>", "mot"),
        ("<p>Un mot</p>", "<ul><li><p>Un mot</p></li></ul>", "•"),
        ('<p><a href="https://a.fr/">ici</a></p>', '<p><a href="https://b.fr/">ici</a></p>', "[→ https://b.fr/]"),
        (
            '<figure data-image="1" data-caption="a"></figure>',
            '<figure data-image="1" data-caption="b"></figure>',
            "b]",
        ),
    ],
)
def test_setting_of_the_text_is_compared_too(article, before, after, told):
    save(article, body=before)
    save(article, body=after)
    (mark,) = put_in(compared(article, "v2", "v3")["body"])
    assert mark.endswith(told)


def test_difference_that_no_word_shows_is_said(article):
    save(article, lead=article.lead + "  ", body=article.body.replace("<p>", "<p></p><p>", 1))
    found = compared(article, "v1", "v2")
    for name in ("lead", "body"):
        assert found[name].is_changed
        assert "seuls des espaces ou la mise en forme" in found[name].note


def test_sources_say_what_was_added_taken_out_or_cited_otherwise(article, source):
    other = factories.source("Rapport")
    cite = factories.cite
    save(article, body=f"<p>a{cite(source, locator='p. 4')}</p>")
    save(article, body=f"<p>a{cite(source, locator='p. 5', quotation='Nous signons')}{cite(other)}{cite(other)}</p>")
    found = compared(article, "v1", "v2")["sources"]
    assert put_in(found) == ["· p. 4"]
    found = compared(article, "v2", "v3")["sources"]
    assert taken(found) == ["4"]
    assert plain(put_in(found)[0]) == "5 « Nous signons »"
    assert put_in(found)[1].endswith("Rapport · citée 2 fois")
    assert compared(article, "v3", "v1")["sources"].rows[-1].right == []


def test_order_of_authors_is_a_change(article):
    one, two = factories.author("Une"), factories.author("Deux")
    save(article, authors=[one, two])
    save(article, authors=[two, one])
    found = compared(article, "v2", "v3")["authors"]
    assert (found.is_changed, len(taken(found)), taken(found) == put_in(found)) == (True, 1, True)


def test_two_rows_of_one_name_are_told_apart(article):
    one, two = factories.author("Paul Martin", slug="a"), factories.author("Paul Martin", slug="b")
    save(article, authors=[one])
    save(article, authors=[two])
    found = compared(article, "v2", "v3")["authors"]
    assert [plain(words) for words in (*taken(found), *put_in(found))] == [
        f"Paul Martin (n° {one.pk})",
        f"Paul Martin (n° {two.pk})",
    ]


def test_picture_is_shown_with_its_present_rights_and_what_the_log_says_of_it(article, editor):
    old = factories.image("Verrière", credit="Agence A", licence="CC BY 4.0")
    new = factories.image("Carte", credit="Agence B", made="generated", is_decorative=True, alt="")
    save(article, hero=old)
    trace.record(editor, Trace.Verb.CHANGED, old, "Crédit modifié.")
    trace.record(editor, Trace.Verb.CHANGED, factories.image(), "Autre image.")
    save(article, hero=new)
    found = compared(article, "v2", "v3")["hero"]
    left, right = ("".join(run.text for row in found.rows for run in getattr(row, side)) for side in ("left", "right"))
    assert all(word in left for word in ["Agence A", "CC BY 4.0", "Une verrière", "sans IA"])
    assert all(word in right for word in ["Agence B", "décorative", "générée par IA"])
    assert found.pictures == (old, new)
    assert [one.note for one in found.told] == ["Crédit modifié."]
    assert compared(article, "v1", "v1")["hero"].rows == []


def test_rows_that_are_gone_are_named_as_the_log_called_them(article):
    author, picture = factories.author("Zoé Martin"), factories.image()
    save(article, authors=[author], hero=picture)
    save(article, authors=[], hero=None)
    trace.record(None, Trace.Verb.DELETED, author)
    keys = author.pk, picture.pk
    author.delete()
    picture.delete()
    found = compared(article, "v2", "v3")
    assert [plain(one) for one in taken(found["authors"])] == [f"auteur n° {keys[0]}, « Zoé Martin » (n’existe plus)"]
    assert plain(taken(found["hero"])[0]) == f"image n° {keys[1]} (n’existe plus)"


# --- editions ------------------------------------------------------------------------------------------


@pytest.fixture
def full(article, editor):
    """Something in every field, published."""
    theme = factories.tag()
    link = f'<p><a href="{factories.edition("Une suite", tags=[theme]).get_absolute_url()}">suite</a> : oui ?</p>'
    save(
        article, title="Qui a signé?", lead="L'accord : qui?", takeaways=" Un : a \n\nDeux", hero=factories.image(),
        hero_caption="L'image", body=article.body + link, figures=[factories.figure(rivals=[factories.figure()])],
        events=[factories.event()], tags=[theme, *article.tags.all()],
    )  # fmt: skip
    workflow.publish(article, by=editor, passed="essai")
    return article


def test_edition_says_what_the_state_it_was_printed_from_says(full):
    assert changed(full, "v2", "e1") == []
    assert changed(full, "e1", "now") == []


def test_edition_and_later_state_differ_in_what_was_changed(full):
    figure = full.figures.get()
    save(full, lead="Autre.", authors=[factories.author("Zoé")], body=full.body.replace("sont 61", "sont 64"))
    type(figure).objects.filter(pk=figure.pk).update(value=99)
    assert changed(full, "e1", "now") == ["lead", "body", "authors", "figures"]
    assert "99" in " ".join(put_in(compared(full, "e1", "now")["figures"]))


def test_editions_are_compared_as_they_were_printed(full, editor):
    type(full.figures.get()).objects.update(value=99)
    save(full, lead="Autre.", events=[])
    workflow.correct(full, by=editor, note="Le compte était faux.", passed="essai")
    assert changed(full, "e1", "e2") == ["lead", "figures", "events"]


# --- which states there are ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "v0", "v2", "e1", "e0", "x1", "v", "v1x", "V1", "v" + "9" * 30, "now1", "v-1"])
def test_state_that_is_none_is_none(article, name):
    assert state(article, name) is None


def test_states_of_another_article_are_not_this_ones(article, editor):
    other = Article.objects.create(title="Autre", slug="autre", owner=editor)
    assert (state(other, "v1"), state(other, "e1")) == (None, None)
    assert state(other, "now").data["title"] == "Autre"


# --- what it costs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [heavy.ONE, heavy.MOST], ids=["one", "most"])
def test_comparison_takes_bounded_time_and_as_many_queries_whatever_the_text(
    article, editor, size, django_assert_num_queries
):
    """12,000 words, 60 citations, each paragraph changed."""
    heavy.fill(article, by=editor, **size)
    before = Revision.objects.filter(article=article, version=1).get().data
    body = before["body"].replace("mot mot mot ", "mot neuf mot ", 40).replace("mot <sup", "mot de plus <sup")
    Revision.objects.create(article=article, version=500, data=before | {"body": body, "authors": [], "hero": None})
    states = [state(article, name) for name in ("v1", "v500")]
    comparing.compare(*states)
    start = time.process_time()
    with django_assert_num_queries(14):
        found = {one.name: one for one in comparing.compare(*states)}
    assert time.process_time() - start < 0.5
    assert sum(not row.is_same for row in found["body"].rows) == size["citations"]
    assert history.state(article, "now").at <= timezone.now()
