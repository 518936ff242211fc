"""Who signs first, which figure stands first: the lists of the article's form, put in order by keyboard and by mouse."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.walks.conftest import look_for, sideways, stands, violations
from veille.articles import drafting, workflow
from veille.articles.models import Article
from veille.editions.models import Edition


@pytest.fixture
def article(site):
    """Online as it is; signed by three, with two figures."""
    article = Article.objects.get(slug="edf-terrains-centres-de-donnees")
    authors = [factories.author(name) for name in ("Ada", "Blaise", "Chantal")]
    figures = [factories.figure(name) for name in ("pays signataires", "pays conviés")]
    drafting.write_lists(article, authors=authors, figures=figures)
    return article


def lines(page, name):
    return page.get_by_role("list", name=f"{name}, dans l’ordre").get_by_role("listitem").locator("span")


def test_authors_are_put_in_order_by_keyboard_and_sign_so(page, site, console, photograph, enter, editor, article):
    page.set_viewport_size({"width": 390, "height": 800})
    page.emulate_media(color_scheme="dark")
    enter(editor)
    page.goto(f"{site}/admin/articles/article/{article.pk}/change/")
    page.get_by_role("button", name="Préparer").click()
    authors, said = lines(page, "Auteurs"), page.locator(".field-authors [role=status]")
    expect(authors).to_have_text(["Ada", "Blaise", "Chantal"])

    up = page.get_by_role("button", name="Monter « Chantal »")
    up.focus()
    page.keyboard.press("Enter")
    expect(said).to_have_text("« Chantal » : place 2 sur 3.")
    page.keyboard.press("Space")
    expect(authors).to_have_text(["Chantal", "Ada", "Blaise"])
    expect(up).to_be_focused()
    expect(up).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Enter")
    expect(authors).to_have_text(["Chantal", "Ada", "Blaise"])

    page.get_by_role("button", name="Retirer « Ada »").focus()
    page.keyboard.press("Enter")
    expect(authors).to_have_text(["Chantal", "Blaise"])
    expect(said).to_have_text("« Ada » n’est plus dans la liste.")
    expect(page.get_by_role("button", name="Retirer « Blaise »")).to_be_focused()

    # Chosen again, the last stands last; an empty search takes nobody away.
    page.locator(".field-authors .select2-search__field").focus()
    page.keyboard.press("Backspace")
    look_for(page, "Ad")
    page.locator(".select2-results__option", has_text="Ada").wait_for()
    page.keyboard.press("Enter")
    expect(authors).to_have_text(["Chantal", "Blaise", "Ada"])
    expect(said).to_have_text("« Ada » : place 3 sur 3.")
    photograph("authors")
    assert violations(page) == []
    assert sideways(page) == 0
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".messagelist")).to_contain_text("Enregistré")
    assert [author.name for author in article.authors] == ["Chantal", "Blaise", "Ada"]

    workflow.publish(Article.objects.get(pk=article.pk), by=editor, passed="Relu.")
    current = Edition.objects.of(article.key).current().get()
    page.goto(site + current.get_absolute_url())
    expect(page.locator(".byline").first).to_contain_text("Par Chantal, Blaise, Ada")
    assert console == []


def draw(page, what, *, above):
    """As a hand does: pressed, moved a little, then over the upper edge of the other line, let go there."""
    what.scroll_into_view_if_needed()
    start, end = what.bounding_box(), above.bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 10, start["y"] + start["height"] / 2 - 4, steps=2)
    page.mouse.move(end["x"] + 10, end["y"] + 2, steps=8)
    page.mouse.up()


def test_figures_are_drawn_with_the_mouse(page, site, console, photograph, enter, writer, article):
    enter(writer)
    page.goto(f"{site}/admin/articles/article/{article.pk}/change/")
    stands(page)  # nothing moves under the mouse any more
    figures = lines(page, "Chiffres clés")
    expect(figures).to_have_count(2)
    before = figures.all_text_contents()
    draw(page, figures.nth(1), above=figures.nth(0))
    expect(figures).to_have_text(before[::-1])
    photograph("figures")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".messagelist")).to_contain_text("Enregistré")
    expect(figures).to_have_text(before[::-1])
    assert [figure.label for figure in article.figures] == ["pays conviés", "pays signataires"]
    assert console == []
