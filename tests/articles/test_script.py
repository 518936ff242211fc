"""Script in what people write, saved by plain POST: the desk shows it as the words it is (threats 1 and 2)."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.utils import timezone
from django.utils.html import escape

from tests import factories
from tests.articles.desk import change, publish, typed
from tests.images.makers import flat, upload, written
from veille.articles import workflow
from veille.articles.models import Article
from veille.images.decoding import digest

VECTORS = [
    "<script>x()</script>",
    '"><img src=x onerror=x()>',
    "</textarea><svg onload=x()>",
    "</script><script>x()</script>",
    "' onfocus=x() autofocus='",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "<math><mtext><table><mglyph><style><img src=x onerror=x()>",
]
# As many in one value as the shortest column holds: a page is asked for once for all of them.
TOGETHER = ["".join([*VECTORS[:2], *VECTORS[4:6]]), "".join(VECTORS[2:4]), VECTORS[6]]


class Dangers(HTMLParser):
    """Elements and attributes of a page that would run something, or that only an attack would write."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in {"math", "mglyph", "iframe", "object", "embed"} or any(name.startswith("on") for name in given):
            self.found.append((tag, attrs))
        if tag == "script" and not (given.get("src") or given.get("type") in {"application/json", "importmap"}):
            self.found.append((tag, attrs))
        if any(re.match(r"\s*javascript:", given.get(name) or "", re.I) for name in ("href", "src", "action")):
            self.found.append((tag, attrs))


def dangers(page):
    reader = Dangers()
    reader.feed(page)
    return reader.found


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.mark.parametrize("vector", TOGETHER)
def test_script_in_any_field_of_an_article_stays_words_on_every_page_of_the_desk(desk, article, editor, vector):
    source = factories.source(vector, organisation=factories.organisation(vector, slug="o"))
    author, tag = factories.author(vector, slug="a"), factories.tag(vector, slug="t")
    figures = [factories.figure(vector, unit=one[:30], scope=vector, sources=[source]) for one in VECTORS]
    picture, event = (
        factories.image(vector, alt=vector, credit=vector, licence=vector, digest=digest(flat())),
        factories.event(vector, slug="e", place=vector, summary=vector),
    )
    editor.name = vector
    editor.save()
    data = {
        "title": vector,
        "lead": vector,
        "takeaways": vector,
        "body": f"<p>Un texte{factories.cite(source)}.</p>{factories.show(picture)}<p>{vector}</p>",
        "hero": picture.pk,
        "hero_caption": vector,
        "authors": [author.pk],
        "tags": [tag.pk],
        "figures": [figure.pk for figure in figures],
        "events": [event.pk],
    }
    read = typed(desk, change(article))
    assert desk.post(change(article), read | data).status_code == 302
    conflict = desk.post(change(article), read | {"title": f"{vector} ", "lead": f"encore {vector}"})
    assert conflict.status_code == 409
    workflow.publish(article, by=editor, change_note=vector, passed=vector)
    workflow.withdraw(article, by=editor, notice=vector)
    workflow.publish(article, by=editor, passed=vector)
    workflow.publish(
        article, by=editor, live_from=timezone.now() + timedelta(hours=1), change_note=vector, passed=vector
    )
    key = article.pk
    pages = {
        "conflict": conflict.text,
        "refused": desk.post(publish(article), {"verb": "withdraw", "replacement": vector}).text,
        "same picture": desk.post(
            "/admin/images/image/add/", {"file": upload(written(flat(), format="PNG")), "title": vector}
        ).text,
        "duplicate": desk.post(
            "/admin/sources/source/add/", {"title": vector, "address": source.address, "published_on": vector}
        ).text,
    }
    for address in [
        "/admin/",
        "/admin/articles/article/",
        f"/admin/articles/article/?q={vector}",
        *(f"/admin/articles/article/{key}/{end}/" for end in ["change", "publish", "history", "send-back", "preview"]),
        f"/admin/articles/article/{Article.objects.create(title=vector, slug='x').pk}/delete/",
        *(
            f"/admin/{place}/{end}"
            for place, row in {
                "sources/source": source,
                "sources/organisation": source.organisation,
                "sources/keyfigure": figures[0],
                "editions/author": author,
                "editions/tag": tag,
                "editions/edition": article.editions.first(),
                "images/image": picture,
                "summit/event": event,
            }.items()
            for end in ["", f"{row.pk}/change/", f"{row.pk}/delete/", f"{row.pk}/history/"]
        ),
    ]:
        response = desk.get(address)
        assert response.status_code == 200 or address.startswith("/admin/editions/edition/"), address
        pages[address] = response.text
    assert "déjà dans la bibliothèque" in pages["same picture"]
    assert {name: found for name, page in pages.items() if (found := dangers(page))} == {}
    assert escape(vector) in pages[change(article)]
