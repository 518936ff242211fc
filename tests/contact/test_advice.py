import pytest
from django.urls import reverse

from tests import factories
from veille.contact import advice
from veille.contact.models import Advice
from veille.contact.subjects import article


@pytest.fixture
def edition(db):
    return factories.edition("Une note", slug="une-note", tags=[factories.tag("Climat")])


def test_most_specific_word_wins(edition, django_assert_num_queries):
    subject = article("une-note")
    tag = edition.tags.get()
    words = [
        ("pour tous", {}),
        ("du motif", {"motive": "erreur"}),
        ("du thème", {"tag": tag}),
        ("du thème et du motif", {"tag": tag, "motive": "erreur"}),
        ("de l’article", {"article_key": edition.key}),
        ("de l’article et du motif", {"article_key": edition.key, "motive": "erreur"}),
    ]
    assert advice.before(subject, "erreur") == ""
    for text, about in words:
        Advice.objects.create(text=text, **about)
        with django_assert_num_queries(1):
            assert advice.before(subject, "erreur") == text
    assert advice.before(subject, "message") == "de l’article"
    assert [advice.before(None, motive) for motive in ("message", "erreur", "evolution")] == [
        "pour tous", "du motif", "pour tous",
    ]  # fmt: skip


def test_word_of_another_theme_or_article_or_hidden_is_not_shown(edition):
    Advice.objects.create(text="x", tag=factories.tag("Autre"))
    Advice.objects.create(text="x", article_key=factories.edition("Autre").key)
    Advice.objects.create(text="x", motive="evolution")
    Advice.objects.create(text="x", is_shown=False)
    assert advice.before(article("une-note"), "erreur") == ""


def test_word_stands_before_the_form_with_safe_links(client, edition):
    Advice.objects.create(
        text="Lisez https://veille.example/methode/ <b>d’abord</b>\n\nPuis javascript:alert(1) écrivez.",
        motive="erreur",
    )
    page = client.get("/contact/?article=une-note&motif=erreur").text
    assert page.index("Avant d’écrire") < page.index("<form")
    assert '<a href="https://veille.example/methode/" rel="nofollow">' in page
    assert "&lt;b&gt;d’abord&lt;/b&gt;</p>" in page
    assert 'href="javascript' not in page
    assert "Avant d’écrire" not in client.get("/contact/?article=une-note").text


def test_editor_writes_one_for_an_article_by_its_address(client, editor, edition):
    client.force_login(editor)
    add = reverse("admin:contact_advice_add")
    given = {"text": "Avant.", "is_shown": "on", "motive": "", "tag": ""}
    refused = client.post(add, given | {"article_key": "/articles/jamais/"})
    assert "Aucun article que voient les lecteurs n’a cette adresse." in refused.text
    for bad in ("n'importe quoi", "http://[", "/themes/", "/articles/é/"):
        assert client.post(add, given | {"article_key": bad}).status_code == 200
    client.post(add, given | {"article_key": "https://veille.example/articles/une-note/?x=1#haut"})
    made = Advice.objects.get()
    assert made.article_key == edition.key
    page = client.get(reverse("admin:contact_advice_change", args=[made.pk])).text
    assert 'value="/articles/une-note/"' in page
    client.post(reverse("admin:contact_advice_change", args=[made.pk]), given | {"article_key": ""})
    made.refresh_from_db()
    assert made.article_key is None
