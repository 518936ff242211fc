"""Restore of any revision gives byte-equal content of every field; what cannot come back is told, nothing else changes."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from veille.accounts.models import Trace, User
from veille.articles import drafting, restoring, themes, workflow
from veille.articles.models import Article, Revision, WorkingCopy


def fresh(article):
    return Article.objects.get(pk=article.pk)


def saved(article, *, by, authors=None, tags=None, figures=None, events=None, **fields):
    """One more save, as the form does it."""
    article = fresh(article)
    for name, value in fields.items():
        setattr(article, name, value)
    article.version += 1
    article.updated_by = by
    article.save()
    drafting.write_lists(article, authors=authors, figures=figures, events=events)
    if tags is not None:
        article.tags.set(tags)
    drafting.write_evidence(article)
    return drafting.record(article, by=by)


def put_back(article, revision, *, by):
    return restoring.restore(article, revision, by=by, version=fresh(article).version)


@pytest.fixture
def first(article):
    return article.revisions.get()


# --- any sequence of saves, then any of them -----------------------------------------------------------

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
places = st.lists(st.integers(0, 3), unique=True, max_size=4)
edits = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "title": texts,
            "lead": texts,
            "takeaways": texts,
            "hero_caption": texts,
            "words": texts,
            "cited": st.lists(st.tuples(st.integers(0, 3), texts), max_size=3),
            "slug": st.integers(0, 5),
            "hero": st.integers(0, 2),
            **dict.fromkeys(["authors", "tags", "figures", "events"], places),
        },
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture
def shelf(db):
    return {
        "authors": [factories.author() for _ in range(4)],
        "tags": [factories.tag() for _ in range(4)],
        "figures": [factories.figure() for _ in range(4)],
        "events": [factories.event() for _ in range(4)],
        "sources": [factories.source() for _ in range(4)],
        "pictures": [factories.image(), factories.image(), None],
    }


def as_saved(shelf, edit):
    given = {name: edit[name] for name in ("title", "lead", "takeaways", "hero_caption") if name in edit}
    given |= {
        name: [shelf[name][n] for n in edit[name]] for name in ("authors", "tags", "figures", "events") if name in edit
    }
    if "words" in edit or "cited" in edit:
        calls = "".join(
            f'<sup data-citation="{shelf["sources"][n].pk}" data-locator="{locator.replace(chr(34), "")}"></sup>'
            for n, locator in edit.get("cited", [])
        )
        given["body"] = f"<p>{edit.get('words', '')}{calls}</p>"
    if "slug" in edit:
        given["slug"] = f"adresse-{edit['slug']}"
    if "hero" in edit:
        given["hero"] = shelf["pictures"][edit["hero"]]
    return given


@settings(
    max_examples=15, derandomize=True, database=None, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(sequence=edits, back=st.integers(0, 6), again=st.integers(0, 7))
def test_any_state_comes_back_byte_for_byte_whatever_was_saved_since(article, shelf, editor, sequence, back, again):
    revisions = list(article.revisions.order_by("version"))[:1]
    article.revisions.exclude(pk=revisions[0].pk).delete()
    revisions += [saved(article, by=editor, **as_saved(shelf, edit)) for edit in sequence]
    for place in (back, again):
        revision = Revision.objects.get(pk=revisions[place % len(revisions)].pk)
        before = fresh(article)
        was = drafting.state_of(before)
        if was == revision.data:
            with pytest.raises(workflow.Refused, match="déjà dans cet état"):
                put_back(article, revision, by=editor)
            continue
        assert put_back(article, revision, by=editor) == []
        now = fresh(article)
        assert drafting.state_of(now) == revision.data
        assert (now.version, now.updated_by) == (before.version + 1, editor)
        newest = now.revisions.first()
        assert (newest.version, newest.data, newest.kind) == (now.version, revision.data, Revision.Kind.RESTORED)
        revisions.append(newest)
        # The rows that follow from the text follow from that text.
        columns = ("source", "position", "locator", "quotation")
        restored = list(now.citations.values_list(*columns))
        drafting.write_evidence(now)
        assert restored == list(now.citations.values_list(*columns))


def test_restored_state_is_a_revision_with_its_origin_and_a_line_of_the_log(article, first, writer, editor):
    saved(article, by=writer, title="Autre")
    assert put_back(article, first, by=editor) == []
    newest = fresh(article).revisions.first()
    assert (newest.version, newest.by, newest.kind) == (3, editor, "restored")
    assert newest.name.startswith("état du ")
    line = Trace.objects.get()
    assert (line.who, line.verb, line.note.split(",")[0]) == (editor, "changed", "Version 1 remise en place")
    assert article.revisions.count() == 3


def test_name_of_the_origin_has_room_whatever_it_was_called(article, first, editor):
    Revision.objects.filter(pk=first.pk).update(name="é" * 120)
    saved(article, by=editor, title="Autre")
    put_back(article, Revision.objects.get(pk=first.pk), by=editor)
    newest = article.revisions.first()
    newest.full_clean()
    assert newest.name.startswith("«\u202féé")


def test_readers_and_what_others_type_are_left_alone(article, first, writer, editor):
    workflow.publish(article, by=editor, passed="essai")
    saved(article, by=writer, title="Autre")
    WorkingCopy.objects.create(article=article, person=writer, posted="title=Mien&version=2", kept_at=timezone.now())
    Article.objects.filter(pk=article.pk).update(stage="in_review", stage_note="Un mot")
    editions = list(article.editions.values())
    put_back(article, first, by=editor)
    assert list(article.editions.values()) == editions
    assert WorkingCopy.objects.values_list("person", "posted").get() == (writer.pk, "title=Mien&version=2")
    assert (fresh(article).stage, fresh(article).stage_note) == ("in_review", "Un mot")


# --- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [1, 3, None])
def test_state_is_not_put_back_over_what_one_has_not_seen(article, first, editor, version):
    saved(article, by=editor, title="Entre-temps")
    with pytest.raises(workflow.Refused, match="entre-temps"):
        restoring.restore(article, first, by=editor, version=version)
    assert (fresh(article).title, article.revisions.count(), Trace.objects.count()) == ("Entre-temps", 2, 0)


def test_state_is_not_put_back_by_who_may_not_change_articles(article, first, editor):
    saved(article, by=editor, title="Autre")
    nobody = User.objects.create_user("nouveau@example.org", "x", name="Nouveau")
    with pytest.raises(workflow.Refused, match="ne permet pas"):
        put_back(article, first, by=nobody)
    assert fresh(article).title == "Autre"


def test_state_of_another_article_is_refused(article, first, editor):
    other = Article.objects.create(title="Autre", slug="autre")
    with pytest.raises(workflow.Refused, match="autre article"):
        put_back(other, first, by=editor)
    assert fresh(other).title == "Autre"


def test_article_deleted_meanwhile_is_refused(article, first, editor):
    gone = fresh(article)
    article.delete()
    with pytest.raises(workflow.Refused, match="n’existe plus"):
        restoring.restore(gone, first, by=editor, version=1)


# --- what cannot come back as it was ------------------------------------------------------------------


@pytest.mark.parametrize("how", ["draft", "edition"])
def test_address_that_is_now_somebody_elses_is_kept_and_told(article, first, editor, how):
    saved(article, by=editor, slug="nouvelle", title="Autre")
    if how == "draft":
        Article.objects.create(title="Le second", slug="qui-a-signe")
    else:
        other = Article.objects.create(title="Le second", slug="ailleurs")
        factories.edition("Le second", key=other.key, slug="qui-a-signe")
    (told,) = put_back(article, first, by=editor)
    assert "qui-a-signe" in told
    assert "Le second" in told
    assert "nouvelle" in told
    assert drafting.state_of(fresh(article)) == first.data | {"slug": "nouvelle"}
    assert told in Trace.objects.get().note


def test_ones_own_former_address_comes_back(article, first, editor):
    workflow.publish(article, by=editor, passed="essai")
    saved(article, by=editor, slug="nouvelle")
    workflow.publish(fresh(article), by=editor, passed="essai")
    assert put_back(article, first, by=editor) == []
    assert fresh(article).slug == "qui-a-signe"


def test_rows_that_are_gone_are_told_by_name_and_the_text_keeps_its_calls(article, source, editor, writer):
    picture, shown, author = factories.image("Verrière"), factories.image("Carte"), factories.author("Zoé Martin")
    tag, figure, event = factories.tag("Eau"), factories.figure("pays"), factories.event("Sommet d’ici")
    body = article.body + factories.show(shown)
    then = saved(
        article, by=writer, body=body, hero=picture, authors=[author, *article.authors], tags=[tag], figures=[figure],
        events=[event],
    )  # fmt: skip
    saved(article, by=writer, body="<p>x</p>", hero=None, authors=[], tags=[], figures=[], events=[])
    for row in (author, picture):
        Trace.objects.create(verb="deleted", kind=row._meta.label_lower, object_id=str(row.pk), words=str(row))
    keys = [one.pk for one in (author, picture, shown, tag, figure, event, source)]
    for row in (author, picture, shown, tag, figure, event, source):
        row.delete()
    told = put_back(article, then, by=editor)
    now = drafting.state_of(fresh(article))
    gone = {"hero": None, "authors": then.data["authors"][1:], "tags": [], "figures": [], "events": []}
    assert now == then.data | gone
    assert now["body"] == body
    assert len(told) == 7
    assert any("Zoé Martin" in one and "s’en passera" in one for one in told)
    assert any("Verrière" in one and "s’en passera" in one for one in told)
    assert sum("la liste de contrôle le dira" in one for one in told) == 2
    assert all(any(f"n°\u00a0{key}" in one for one in told) for key in keys)
    with pytest.raises(workflow.Refused, match="s’en passera"):
        put_back(article, then, by=editor)


def test_theme_merged_since_is_told(article, first, editor):
    tag = article.tags.get()
    saved(article, by=editor, title="Autre", tags=[])
    themes.merge(tag, into=factories.tag("Énergie"), by=editor)
    (told,) = put_back(article, first, by=editor)
    assert "Thème" in told
    assert fresh(article).title == first.data["title"]


def test_field_a_state_does_not_know_stays(article, first, editor):
    del first.data["hero_caption"]
    first.save()
    saved(article, by=editor, title="Autre", hero_caption="Une légende")
    put_back(article, first, by=editor)
    assert (fresh(article).title, fresh(article).hero_caption) == ("Qui a signé ?", "Une légende")


# --- a name -------------------------------------------------------------------------------------------


def test_state_gets_a_name_and_loses_it(article, first, writer):
    restoring.name(first, by=writer, words="  Avant la\nrelecture ")
    assert Revision.objects.get().name == "Avant la relecture"
    restoring.name(first, by=writer, words="Avant la relecture")
    restoring.name(first, by=writer, words="")
    assert Revision.objects.get().name == ""
    assert [one.note for one in Trace.objects.order_by("pk")] == [
        "La version 1 s’appelle «\u202fAvant la relecture\u202f».",
        "La version 1 ne s’appelle plus «\u202fAvant la relecture\u202f».",
    ]


def test_name_is_refused_to_who_may_not_change_articles(first, db):
    nobody = User.objects.create_user("nouveau@example.org", "x", name="Nouveau")
    with pytest.raises(workflow.Refused):
        restoring.name(first, by=nobody, words="x")
    assert Revision.objects.get().name == ""


def test_name_changes_nothing_else(article, first, writer):
    before = Revision.objects.values().get()
    restoring.name(first, by=writer, words="x")
    assert Revision.objects.values().get() == before | {"name": "x"}
    assert fresh(article).version == 1
