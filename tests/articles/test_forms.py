"""Two people at one article: what they changed is put together or compared, and nothing anybody wrote is lost."""

import pytest
from django.test import Client

from tests import factories
from tests.articles.desk import change, typed
from veille.articles.admin import ArticleAdmin
from veille.articles.models import Article


@pytest.fixture
def two(writer, editor):
    first, second = Client(), Client()
    first.force_login(writer)
    second.force_login(editor)
    return first, second


@pytest.fixture
def read(two, article):
    """The form as both had it open."""
    return typed(two[0], change(article))


def form_of(response):
    return response.context["adminform"].form


def compared(response):
    """What the page asks: {field: [(state, base, theirs, mine)]}, in words."""
    assert response.status_code == 409
    return {
        one.label: [(state, base, theirs, mine) for state, base, theirs, mine, _name, _chosen in one.shown]
        for one in response.context["comparison"].differences
    }


def decided(response, **choices):
    """What the page of a comparison would post with these choices, by the end of their names."""
    page = response.context["comparison"]
    data = {"seen": str(response.context["seen"])}
    for name, value in page.carried:
        data.setdefault(name, []).append(value)
    asked = [name for one in page.differences for state, *_texts, name, _chosen in one.shown if state == "both"]
    given = {f"choose-{name.replace('_', '-')}": choice for name, choice in choices.items()}
    assert {*given} <= {*asked}
    return data | given


def test_same_field_is_refused_with_both_texts_side_by_side(article, two, read):
    first, second = two
    first.post(change(article), read | {"lead": "De la première"})
    response = second.post(change(article), read | {"lead": "De la seconde"})
    before = "Le décompte des signataires, et ce qu’il compte ou ne compte pas."
    assert compared(response) == {"Chapô": [("both", [before], ["De la première"], ["De la seconde"])]}
    assert "Rédactrice a enregistré pendant que vous écriviez" in response.text
    article.refresh_from_db()
    assert (article.lead, article.version) == ("De la première", 2)


@pytest.mark.parametrize(("choice", "kept"), [("mine", "De la seconde"), ("theirs", "De la première")])
def test_what_is_decided_is_saved_as_a_comparison(article, two, read, choice, kept):
    first, second = two
    first.post(change(article), read | {"lead": "De la première"})
    refused = second.post(change(article), read | {"lead": "De la seconde", "hero_caption": "À moi."})
    assert second.post(change(article), decided(refused, lead_0=choice)).status_code == 302
    article.refresh_from_db()
    assert (article.lead, article.hero_caption, article.version) == (kept, "À moi.", 3)
    assert list(article.revisions.values_list("version", "kind")) == [(3, "merged"), (2, "saved"), (1, "saved")]


def test_what_is_decided_half_or_not_at_all_saves_nothing(article, two, read):
    first, second = two
    first.post(change(article), read | {"lead": "A", "hero_caption": "A"})
    refused = second.post(change(article), read | {"lead": "B", "hero_caption": "B"})
    for more in [{}, {"lead_0": "mine"}, {"lead_0": "mine", "hero_caption_0": "mine"}]:
        data = decided(refused) | {f"choose-{name[:-2]}-0": choice for name, choice in more.items()}
        wrong = [data | {"seen": seen} for seen in ("", "1", "x")] if len(more) == 2 else [data]
        if len(more) == 2:
            wrong.append(data | {"choose-lead-0": "both"})  # of two leads no one lead is made
        for one in wrong:
            again = second.post(change(article), one)
            assert list(compared(again)) == ["Chapô", "Légende de l’image d’ouverture"]
    article.refresh_from_db()
    assert (article.lead, article.version) == ("A", 2)
    kept = {name: chosen for one in again.context["comparison"].differences for *_, name, chosen in one.shown}
    assert kept == {"choose-lead-0": None, "choose-hero_caption-0": "mine"}


def test_decision_on_what_was_saved_again_is_asked_anew(article, two, read):
    first, second = two
    first.post(change(article), read | {"lead": "De la première"})
    refused = second.post(change(article), read | {"lead": "De la seconde"})
    first.post(change(article), read | {"lead": "De la première, revu", "version": 2})
    response = second.post(change(article), decided(refused, lead_0="mine"))
    assert compared(response)["Chapô"][0][2] == ["De la première, revu"]
    article.refresh_from_db()
    assert article.lead == "De la première, revu"


def test_different_fields_are_put_together_and_saved_at_once(article, two, read):
    first, second = two
    tag, author, picture = factories.tag("Énergie"), factories.author("Autre"), factories.image("Verrière")
    theirs = {"title": "Titre de la première", "tags": [tag.pk], "authors": [author.pk], "hero": picture.pk}
    first.post(change(article), read | theirs)
    response = second.post(change(article), read | {"lead": "De la seconde"}, follow=True)
    article.refresh_from_db()
    assert (article.title, article.lead, article.version) == ("Titre de la première", "De la seconde", 3)
    assert (list(article.tags.all()), list(article.authors), article.hero) == ([tag], [author], picture)
    assert article.revisions.first().kind == "merged"
    first_said = next(iter(response.context["messages"]))
    assert str(first_said) == (
        "Enregistré avec ce qui l’a été pendant que vous écriviez. "
        "Rédactrice\u00a0: Titre, Image d’ouverture, Auteurs, Thèmes."
    )


def test_message_names_who_changed_what(article, two, read, administrator):
    first, second = two
    third = Client()
    third.force_login(administrator)
    first.post(change(article), read | {"title": "Titre neuf"})
    third.post(change(article), read | {"hero_caption": "Légende"})
    response = second.post(change(article), read | {"lead": "De la seconde"}, follow=True)
    assert "Rédactrice\u00a0: Titre. Administratrice\u00a0: Légende de l’image d’ouverture." in response.text
    article.refresh_from_db()
    assert (article.title, article.hero_caption, article.lead) == ("Titre neuf", "Légende", "De la seconde")


def test_what_only_the_other_changed_comes_along_with_a_decision(article, two, read):
    first, second = two
    first.post(change(article), read | {"title": "Titre de la première", "lead": "De la première"})
    refused = second.post(change(article), read | {"lead": "De la seconde"})
    page = refused.context["comparison"]
    assert [(label, words) for label, words, _by in page.taken_in_words] == [("Titre", ["Titre de la première"])]
    second.post(change(article), decided(refused, lead_0="mine"))
    article.refresh_from_db()
    assert (article.title, article.lead) == ("Titre de la première", "De la seconde")


def body_of(*paragraphs):
    return "".join(f"<p>{words}</p>" for words in paragraphs)


@pytest.fixture
def three(article, two, read):
    """The form of an article of three paragraphs."""
    two[0].post(change(article), read | {"body": body_of("Un.", "Deux.", "Trois.")})
    return typed(two[0], change(article))


def test_passages_that_one_changed_are_put_together_and_shown_before_they_are_saved(article, two, three):
    first, second = two
    first.post(change(article), three | {"body": body_of("Un, de la première.", "Deux.", "Trois.")})
    response = second.post(change(article), three | {"body": body_of("Un.", "Deux.", "Trois, de la seconde.", "Fin.")})
    assert [state for state, *_ in compared(response)["Texte"]] == ["theirs", "mine"]
    assert "ils sont réunis" in response.text
    second.post(change(article), decided(response))
    article.refresh_from_db()
    assert article.body == body_of("Un, de la première.", "Deux.", "Trois, de la seconde.", "Fin.")


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("theirs", ["Deux, A."]), ("mine", ["Deux, B."]), ("both", ["Deux, A.", "Deux, B."])],
)
def test_passage_that_both_changed_is_as_decided(article, two, three, choice, kept):
    first, second = two
    first.post(change(article), three | {"body": body_of("Un, A.", "Deux, A.", "Trois.")})
    response = second.post(change(article), three | {"body": body_of("Un.", "Deux, B.", "Trois.")})
    assert compared(response)["Texte"] == [
        ("theirs", ["Un."], ["Un, A."], ["Un."]),
        ("both", ["Deux."], ["Deux, A."], ["Deux, B."]),
    ]
    second.post(change(article), decided(response, body_3=choice))
    article.refresh_from_db()
    assert article.body == body_of("Un, A.", *kept, "Trois.")


def test_line_breaks_that_the_editor_takes_out_are_nobody_s_change(article, two, read):
    """A text that was written elsewhere has them; whoever opens it in the editor posts it without."""
    first, second = two
    laid = (
        "<p>Un <em>mot</em>\n<strong>fort</strong>.</p>\n<h2>T</h2>\n\n"
        '<table data-caption="c">\n<tbody>\n<tr><td><p>1</p></td></tr>\n</tbody></table>\n<p>Deux.</p>'
    )
    first.post(change(article), read | {"body": laid})
    read = typed(first, change(article))
    bare = laid.replace("\n<strong>", "\0").replace("\n", "").replace("\0", "\n<strong>")
    first.post(change(article), read | {"body": bare, "lead": "Chapô"})
    assert second.post(change(article), read | {"body": bare, "title": "Titre"}).status_code == 302
    response = second.post(change(article), read | {"body": bare.replace("Deux.", "Deux, B.")})
    article.refresh_from_db()
    assert (response.status_code, article.body) == (302, bare.replace("Deux.", "Deux, B."))
    third = first.post(change(article), read | {"body": bare.replace("Un <em>", "Un, A, <em>")})
    assert [row[0] for row in compared(third)["Texte"]] == ["mine", "theirs"]


def test_what_is_chosen_for_all_passages_is_proposed_and_saves_nothing(article, two, three):
    first, second = two
    first.post(change(article), three | {"body": body_of("Un, A.", "Deux, A.", "Trois.")})
    response = second.post(change(article), three | {"body": body_of("Un, B.", "Deux, B.", "Trois.")})
    assert 'name="all-body" value="both"' in response.text
    response = second.post(change(article), decided(response) | {"all-body": "both"})
    [one] = response.context["comparison"].differences
    assert [chosen for *_, chosen in one.shown] == ["both", "both"]
    article.refresh_from_db()
    assert article.version == 3


def test_decision_is_opened_in_the_form_and_read_over(article, two, three):
    first, second = two
    first.post(change(article), three | {"title": "De la première", "body": body_of("Un, A.", "Deux.", "Trois.")})
    response = second.post(change(article), three | {"body": body_of("Un, B.", "Deux.", "Trois.")})
    page = second.post(change(article), decided(response, body_1="both") | {"_edit": "1"})
    assert "Rien n’est encore enregistré" in page.text
    assert form_of(page)["title"].value() == "De la première"
    assert form_of(page)["body"].value() == body_of("Un, A.", "Un, B.", "Deux.", "Trois.")
    article.refresh_from_db()
    assert article.version == 3
    again = {field.html_name: field.value() for field in form_of(page)} | {"body": body_of("Un, A et B.")}
    assert second.post(change(article), again | {"hero": ""}).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.body) == ("De la première", body_of("Un, A et B."))


def test_lists_and_takeaways_are_put_together_too(article, two, read):
    first, second = two
    one, other = factories.tag("Énergie"), factories.tag("Santé")
    kept = [tag.pk for tag in article.tags.all()]
    first.post(change(article), read | {"tags": [*kept, one.pk], "takeaways": "Une\nDeux"})
    mine = {"tags": [*kept, other.pk], "takeaways": "Trois"}
    refused = second.post(change(article), read | mine)
    assert compared(refused)["Thèmes"][-1] == ("both", [], ["Énergie"], ["Santé"])
    second.post(change(article), decided(refused, tags_2="both", takeaways_0="both"))
    article.refresh_from_db()
    assert {tag.name for tag in article.tags.all()} == {"Gouvernance", "Énergie", "Santé"}
    assert article.takeaways.splitlines() == ["Une", "Deux", "Trois"]


def test_pictures_citations_and_commitments_come_through_a_comparison(article, two, three, source):
    first, second = two
    picture, promise = factories.image(), factories.commitment(factories.event())
    theirs = f"<p>Un{factories.cite(source, quotation='a > b')}.</p><p>Deux.</p><p>Trois.</p>"
    note = f'<aside data-commitment="{promise.pk}"></aside>'
    mine = f"<p>Un.</p><p>Deux.</p>{factories.show(picture)}<p>Trois.</p>{note}"
    first.post(change(article), three | {"body": theirs})
    response = second.post(change(article), three | {"body": mine + "<script>x()</script>"})
    second.post(change(article), decided(response))
    article.refresh_from_db()
    cited = theirs.partition("<p>Deux.")[0].replace("a > b", "a &gt; b")
    assert article.body.replace("a > b", "a &gt; b") == (
        f"{cited}<p>Deux.</p>{factories.show(picture)}<p>Trois.</p>{note}"
    )
    assert list(article.citations.values_list("source", flat=True)) == [source.pk]


def test_text_is_compared_by_paragraph_as_words(article, two, read, source):
    first, second = two
    body = "<p>Un.</p><p>Deux.</p>"
    first.post(change(article), read | {"body": body})
    read = read | {"version": 2, "body": body}
    first.post(change(article), read | {"body": "<p>Un.</p><p>Deux, <em>corrigé</em>.</p>"})
    cited = f"<p>Un.</p><p>Deux{factories.cite(source, locator='p. 4')}.</p><script>x()</script>"
    response = second.post(change(article), read | {"body": cited})
    assert compared(response) == {
        "Texte": [("both", ["Deux."], ["Deux, corrigé."], [f"Deux [source {source.pk}, p. 4] ."])]
    }


@pytest.mark.parametrize("version", [None, "", "x", "0", "-1", "9" * 30])
def test_save_without_a_version_of_ours_is_refused(article, two, read, version):
    data = {name: value for name, value in read.items() if name != "version"} | {"title": "Neuf"}
    response = two[0].post(change(article), data if version is None else data | {"version": version})
    assert compared(response)["Titre"] == [("both", [], ["Qui a signé ?"], ["Neuf"])]
    article.refresh_from_db()
    assert article.title == "Qui a signé ?"


def test_other_mistakes_of_a_stale_save_are_shown_once_it_is_decided(article, two, read):
    first, second = two
    first.post(change(article), read | {"lead": "De la première"})
    response = second.post(change(article), read | {"title": "", "lead": "De la seconde"})
    assert list(compared(response)) == ["Chapô"]
    page = second.post(change(article), decided(response, lead_0="mine"))
    assert (page.status_code, form_of(page).errors) == (200, {"title": ["Ce champ est obligatoire."]})
    assert form_of(page)["lead"].value() == "De la seconde"
    article.refresh_from_db()
    assert article.lead == "De la première"


def test_mistake_without_a_clash_is_shown_with_what_the_other_saved(article, two, read):
    first, second = two
    first.post(change(article), read | {"lead": "De la première"})
    page = second.post(change(article), read | {"title": ""})
    assert (page.status_code, list(form_of(page).errors)) == (200, ["title"])
    assert form_of(page)["lead"].value() == "De la première"
    assert 'name="version" value="2"' in page.text


def test_save_between_check_and_write_is_compared_with_it(article, two, read, monkeypatch):
    """The claim of the version fails: the transaction is undone, and the form finds the other's version."""
    save_model, get_object = ArticleAdmin.save_model, ArticleAdmin.get_object
    raced = []

    def beaten(self, request, obj, form, change):
        if not raced:
            Article.objects.filter(pk=obj.pk).update(version=9)
            raced.append(request)
        save_model(self, request, obj, form, change)

    def read_again(self, request, *args):
        if raced:
            Article.objects.filter(pk=article.pk).update(version=9, lead="De la première")
        return get_object(self, request, *args)

    monkeypatch.setattr(ArticleAdmin, "save_model", beaten)
    monkeypatch.setattr(ArticleAdmin, "get_object", read_again)
    response = two[1].post(change(article), read | {"title": "Tapé", "lead": "De la seconde"})
    assert list(compared(response)) == ["Chapô"]
    article.refresh_from_db()
    assert article.title == "Qui a signé ?"
    monkeypatch.undo()
    Article.objects.filter(pk=article.pk).update(version=9, lead="De la première")
    assert two[1].post(change(article), read | {"title": "Tapé"}).status_code == 302
    article.refresh_from_db()
    assert (article.title, article.lead) == ("Tapé", "De la première")


def test_note_between_colleagues_is_no_new_version(article, two, read):
    """Submitting changes nothing that was written: who has the form open may still save."""
    two[0].post(change(article), read | {"_submit": "1"})
    response = two[1].post(change(article), read | {"version": 2, "title": "Relu"})
    assert response.status_code == 302
